"""`dealwright explain`: any error code, kind of term or driver, or word of the field."""

import textwrap
from pathlib import Path

import pytest

from cli.answer import Run
from dealwright.deal.driver import DRIVER_KINDS
from dealwright.lang.term_keys import term_keys
from dealwright.terms import KINDS


@pytest.mark.parametrize("word", [*KINDS, *(kind.model_fields["kind"].default for kind in DRIVER_KINDS)])
def test_every_kind_of_term_and_driver_is_explained(run: Run, word: str) -> None:
    answer = run("explain", word)
    assert answer.code == 0
    assert answer.out.startswith(f"{word} (kind of ")


def test_a_kind_of_term_is_explained_with_an_example(run: Run) -> None:
    assert "{kind: royalty, payer: " in run("explain", "royalty").out


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_term_is_explained_with_its_keys_a_small_deal_and_its_page(run: Run, kind: str, root: Path) -> None:
    told = run("explain", kind).out
    for key in term_keys(KINDS[kind]):
        assert f"\n  {key.key}" in told if key.own else key.key in told
    deal = (root / "examples" / "terms" / f"{kind}.yaml").read_text(encoding="utf-8")
    assert textwrap.indent(deal, "    ").rstrip() in told
    assert f"docs/terms/{kind}.md\n" in told
    assert (root / "docs" / "terms" / f"{kind}.md").is_file()


@pytest.mark.parametrize("word", ["unknown-key", "certainty_equivalent", "nash", "zopa"])
def test_error_codes_and_words_are_explained(run: Run, word: str) -> None:
    answer = run("explain", word)
    assert answer.code == 0
    assert len(answer.out.split()) > 8


@pytest.mark.parametrize("word", ["Certainty Equivalent", "kalai-smorodinsky", "`royalty`"])
def test_spelling_is_forgiven(run: Run, word: str) -> None:
    assert run("explain", word).code == 0


def test_an_unknown_word_is_wrong_usage_and_near_ones_are_offered(run: Run) -> None:
    answer = run("explain", "royalti")
    assert (answer.code, answer.out) == (2, "")
    assert "did you mean royalty" in answer.err


@pytest.mark.parametrize("word", ["half_life", "pre_money", "payer", "known_to", "take_or_pay", "certainty_equivalent"])
def test_keys_of_a_deal_file_are_explained(run: Run, word: str) -> None:
    assert run("explain", word).code == 0


def test_a_kind_is_explained_with_its_keys(run: Run) -> None:
    told = run("explain", "growth").out
    assert "Must be there: growth, volatility." in told
    assert "May be there: title, slot, source, note, start, total, ceiling." in " ".join(told.split("\n"))


def test_a_part_of_a_word_is_enough_to_be_offered_it(run: Run) -> None:
    assert "did you mean kalai_smorodinsky?" in run("explain", "kalai").err


def test_lines_end_where_the_terminal_does_and_examples_stay(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    lines = run("explain", "royalty").out.splitlines()
    assert max(len(line) for line in lines if not line.startswith("    ")) <= 70
    assert any(line.startswith("    revenue_share: {kind: royalty") for line in lines)


def test_without_a_word_all_are_listed(run: Run) -> None:
    told = run("explain").out
    for word in ("royalty", "mean_reverting", "unknown-key", "reservation_value"):
        assert f"  {word}\n" in told


def test_json_gives_the_same_words(run: Run) -> None:
    assert "royalty" in run("explain", "--json").json["kind of term"]
    assert "kind of term" in run("explain", "royalty", "--json").json


@pytest.mark.parametrize("word", ["growth", "volatility"])
def test_a_driver_that_takes_one_value_is_not_said_to_take_several(run: Run, word: str) -> None:
    told = {part.partition(":")[0]: part for part in run("explain", word).out.split("\n\n")}
    assert all("`half_life`" not in part for where, part in told.items() if where.startswith("In gbm"))
    assert any("In gbm" in where for where in told)
