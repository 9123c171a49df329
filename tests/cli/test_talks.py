"""`dealwright talks`: what the log reveals and what to offer next, as a page and as JSON."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from cli.answer import Run
from dealwright.lang.load import loads
from dealwright.show.terminal_talks import print_talks
from dealwright.study import Study

FEW = ("--paths", "256")
TALKS = """
talks:
  - {by: ada, on: 2024-10-01, offer: {terms.royalty.rate: 16%}, answer: refused}
  - {by: bruno, on: 2024-11-01, offer: {terms.royalty.rate: 4%}, answer: open}
"""


@pytest.fixture
def talked(deal: Path) -> Path:
    """A deal in which what Bruno needs is not known, with two offers."""
    text = deal.read_text(encoding="utf-8").replace(
        "risk_tolerance: 5m}", "risk_tolerance: 5m, reservation: 1k to 90k}"
    )
    deal.write_text(text + TALKS, encoding="utf-8")
    return deal


def test_what_a_side_believes_otherwise_is_said_not_to_count(talked: Path, run: Run) -> None:
    said = "what `bruno` believes (`believes`) counts in `offers`"
    assert said not in " ".join(run("talks", str(talked), *FEW).out.split())
    text = talked.read_text(encoding="utf-8").replace(
        "reservation: 1k to 90k}", "reservation: 1k to 90k, believes: {drivers.sales.growth: 9%}}"
    )
    talked.write_text(text, encoding="utf-8")
    assert said in " ".join(run("talks", str(talked), *FEW).out.split())


def test_without_a_side_both_are_shown_and_nobody_is_advised(talked: Path, run: Run) -> None:
    answer = run("talks", str(talked), *FEW)
    assert answer.code == 0
    assert "Learnt of Bruno by Ada" in answer.out
    assert "Learnt of Ada by Bruno" in answer.out
    assert "What to offer next" not in answer.out
    assert "Advice needs a side: say --for PARTY." in answer.out
    found = run("talks", str(talked), *FEW, "--json").json
    assert found["for"] is None
    assert found["advice"] is None
    assert [move["by"] for move in found["moves"]] == ["ada", "bruno"]


def test_a_side_is_advised_with_number_error_and_basis(talked: Path, run: Run) -> None:
    answer = run("talks", str(talked), *FEW, "--for", "ada")
    assert answer.code == 0
    assert "What to offer next, for Ada" in answer.out
    assert "guesses that learnt from 2 entries of the log (seed 1)" in answer.out
    assert "a simulation of tactics, not an equilibrium" in answer.out
    found = run("talks", str(talked), *FEW, "--for", "ada", "--json").json
    advice = found["advice"]
    chance, gain = advice["probability_signs"], advice["fresh_gain"]
    assert advice["expected"]["value"] == pytest.approx(chance["value"] * gain["value"])
    assert 0 <= chance["value"] <= 1
    assert found["views"][0]["party"] == "bruno"
    assert len(found["simulated"]) == 16


def test_what_cannot_be_meant_is_wrong_usage(talked: Path, deal: Path, run: Run) -> None:
    answer = run("talks", str(talked), "--for", "carl")
    assert answer.code == 2
    assert "'carl' does not bargain" in answer.err
    deal.write_text(deal.read_text(encoding="utf-8").replace(TALKS, ""), encoding="utf-8")
    silent = run("talks", str(deal), "--for", "ada")
    assert silent.code == 2
    assert "has no offer in `talks:`" in silent.err


def test_an_offer_that_beliefs_rule_out_is_told_with_its_place(talked: Path, run: Run) -> None:
    text = talked.read_text(encoding="utf-8").replace("1k to 90k", "100m to 200m")
    talked.write_text(text, encoding="utf-8")
    answer = run("talks", str(talked), *FEW, "--for", "ada")
    assert answer.code == 1
    line = text[: text.index("by: bruno, on")].count("\n") + 1
    assert f"deal.yaml:{line}:" in answer.err.replace(str(talked), "deal.yaml")
    assert "contradicted-belief" in answer.err


@pytest.mark.parametrize("width", [60, 80, 120])
def test_figures_stand_in_full_beside_a_long_package(talked: Path, width: int) -> None:
    title = "'What Bruno pays Ada of every kettle sold at home, abroad and at fairs, by post'"
    text = talked.read_text(encoding="utf-8").replace(
        "{kind: royalty, payer", f"{{kind: royalty, title: {title}, payer"
    )
    console = Console(width=width, record=True, file=io.StringIO())
    print_talks(Study(loads(text), paths=256).talks("ada"), console)
    out = console.export_text()
    log = out[out.index("What was offered") : out.index("± standard error")]
    assert "…" not in log
    assert log.count("refused") == 1
    assert log.count("±") == 4
    assert all(len(line.rstrip()) <= width for line in log.splitlines())
