"""`dealwright set`: one value changes, all the rest of the file stays, letter by letter."""

from pathlib import Path

import pytest

from cli.answer import KETTLE, Run


def test_the_value_changes_and_comments_and_order_stay(deal: Path, run: Run) -> None:
    answer = run("set", str(deal), "terms.royalty.rate", "12%")
    assert answer.code == 0
    assert deal.read_text(encoding="utf-8") == KETTLE.replace("rate: 8%", "rate: 12%")


def test_the_difference_is_shown(deal: Path, run: Run) -> None:
    told = run("set", str(deal), "parties.bruno.discount", "9%").out
    assert "\n-  bruno: {name: Bruno, discount: 8%, risk_tolerance: 5m}   # he has a factory\n" in told
    assert "\n+  bruno: {name: Bruno, discount: 9%, risk_tolerance: 5m}   # he has a factory\n" in told


def test_a_value_may_begin_with_a_minus(deal: Path, run: Run) -> None:
    assert run("set", str(deal), "drivers.margin.2025", "-40%").code == 0
    assert "2025: -40%," in deal.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", [0, 1, 3])
def test_the_file_stays_on_a_dry_run_wherever_one_asks_for_it(deal: Path, run: Run, place: int) -> None:
    words = [str(deal), "terms.royalty.rate", "12%"]
    answer = run("set", *words[:place], "--dry-run", *words[place:])
    assert answer.code == 0
    assert "12%" in answer.out
    assert deal.read_text(encoding="utf-8") == KETTLE


def test_the_file_may_be_left_out_where_it_is_called_deal_yaml(deal: Path, run: Run) -> None:
    assert run("set", "terms.royalty.rate", "12%").code == 0
    assert "rate: 12%" in deal.read_text(encoding="utf-8")


def test_a_value_that_the_file_could_not_hold_is_refused(deal: Path, run: Run) -> None:
    answer = run("set", str(deal), "terms.royalty.rate", "140%")
    assert (answer.code, answer.out) == (1, "")
    assert "<set terms.royalty.rate>:1:1: error[" in answer.err
    assert "stays as it was" in answer.err
    assert deal.read_text(encoding="utf-8") == KETTLE


def test_a_path_that_leads_nowhere_is_refused(deal: Path, run: Run) -> None:
    assert run("set", str(deal), "terms.royalty.rat", "14%").code == 1
    assert deal.read_text(encoding="utf-8") == KETTLE


def test_a_file_that_somebody_else_changed_meanwhile_is_left_to_them(
    deal: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dealwright.cli import set_value

    def meanwhile(*_: object) -> list[object]:
        deal.write_text(KETTLE.replace("Ada's kettle", "Ada's toaster"), encoding="utf-8")
        return []

    monkeypatch.setattr(set_value, "_faults", meanwhile)
    answer = run("set", str(deal), "terms.royalty.rate", "12%")
    assert answer.code == 1
    assert "changed" in answer.err
    assert "toaster" in deal.read_text(encoding="utf-8")
    assert "rate: 8%" in deal.read_text(encoding="utf-8")


def test_a_dry_run_shows_and_writes_nothing(deal: Path, run: Run) -> None:
    assert "+  royalty:" in run("set", "--dry-run", str(deal), "terms.royalty.rate", "12%").out
    assert deal.read_text(encoding="utf-8") == KETTLE


def test_a_file_with_an_error_may_be_mended(deal: Path, run: Run) -> None:
    deal.write_text(KETTLE.replace("rate: 8%", "rate: 800%"), encoding="utf-8")
    assert run("check", str(deal)).code == 1
    assert run("set", str(deal), "terms.royalty.rate", "8%").code == 0
    assert run("check", str(deal)).code == 0


@pytest.mark.parametrize("words", [["terms.royalty.rate"], ["deal.yaml", "terms.royalty.rate", "8", "%"]])
def test_too_few_or_too_many_words_are_wrong_usage(run: Run, words: list[str]) -> None:
    assert run("set", *words).code == 2


def test_a_path_and_value_in_one_word_are_told_apart(deal: Path, run: Run) -> None:
    before = deal.read_bytes()
    answer = run("set", "deal.yaml", "terms.royalty.rate=12%")
    assert answer.code == 2
    assert "say path and value apart, as in: dealwright set deal.yaml terms.royalty.rate 12%" in answer.err
    assert deal.read_bytes() == before


def test_a_key_that_the_file_leaves_out_is_added(deal: Path, run: Run) -> None:
    answer = run("set", str(deal), "terms.royalty.cap", "1m")
    assert answer.code == 0
    assert ", cap: 1m}" in deal.read_text(encoding="utf-8")


def test_a_key_that_no_term_has_is_not_added_even_to_a_file_with_problems(deal: Path, run: Run) -> None:
    broken = KETTLE.replace("discount: 8%", "discount: 8")
    for text in (KETTLE, broken):
        deal.write_text(text, encoding="utf-8")
        answer = run("set", str(deal), "terms.royalty.ratee", "12%")
        assert (answer.code, "use `rate`" in answer.err) == (1, True)
        assert deal.read_text(encoding="utf-8") == text


def test_a_value_out_of_bounds_is_refused_even_in_a_file_with_problems(deal: Path, run: Run) -> None:
    deal.write_text(KETTLE.replace("discount: 8%", "discount: 8"), encoding="utf-8")
    assert run("set", str(deal), "terms.royalty.rate", "140%").code == 1
    assert run("set", str(deal), "terms.royalty.rate", "14%").code == 0
