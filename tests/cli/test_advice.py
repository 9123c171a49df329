"""`dealwright advice`: one side's memo, as a page and as JSON."""

import re
from pathlib import Path

import pytest

from cli.answer import Run

FEW = ("--paths", "1024")


@pytest.fixture
def unsure(deal: Path) -> Path:
    """A deal of two terms in which how Bruno bears risk is not known."""
    text = deal.read_text(encoding="utf-8").replace("risk_tolerance: 5m}", "risk_tolerance: 200k to 5m}")
    deal.write_text(text, encoding="utf-8")
    return deal


def test_each_passage_says_what_to_type_and_on_which_futures_it_rests(unsure: Path, run: Run) -> None:
    found = run("advice", str(unsure), "--for", "ada", *FEW, "--json").json
    headings = [each["heading"] for each in found["memo"]]
    assert headings[:2] == ["Where you stand", "What to offer"]
    assert "On whom you depend" in headings
    for passage in found["memo"]:
        assert passage["trail"].startswith("dealwright ")
        assert "1,024 futures of seed 1" in passage["trail"]
        assert all(sentence.endswith(".") for sentence in passage["sentences"])


def test_the_memo_says_what_the_verbs_found(unsure: Path, run: Run) -> None:
    found = run("advice", str(unsure), "--for", "ada", *FEW, "--json").json
    alone = run("offers", str(unsure), "--for", "ada", *FEW, "--json").json
    assert found["offers"] == alone
    printed = " ".join(run("advice", str(unsure), "--for", "ada", *FEW).out.split())
    for passage in found["memo"]:
        assert " ".join(" ".join(passage["sentences"]).split()) in printed


def test_advice_changes_with_what_it_rests_on(unsure: Path, run: Run) -> None:
    def offered(*changes: str) -> str:
        memo = run("advice", str(unsure), "--for", "ada", *FEW, *changes, "--json").json["memo"]
        return next(str(each["sentences"][0]) for each in memo if each["heading"] == "What to offer")

    assert offered() == offered()
    assert offered() != offered("--set", "terms.royalty.on=2 * sales")
    assert re.search(r"chance of \d+%", offered())


def test_advice_is_for_somebody_at_the_table(unsure: Path, run: Run) -> None:
    answer = run("advice", str(unsure), "--for", "carla", *FEW)
    assert answer.code == 2
    assert "'carla' does not bargain" in answer.err
    assert run("advice", str(unsure), *FEW).code == 2
