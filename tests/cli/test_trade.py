"""`dealwright trade`: exchange rates, swaps, what every input moves, the value that reaches a goal; what it refuses."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from cli.answer import KETTLE, Run
from dealwright.lang.load import loads
from dealwright.show.terminal_trade import print_trade
from dealwright.study import Study

FEW = ("--paths", "256")


def test_rates_swaps_and_the_tornado_are_printed(deal: Path, run: Run) -> None:
    text = deal.read_text(encoding="utf-8")
    deal.write_text(f"{text}    terms.profit.active: [yes, no]\n", encoding="utf-8")
    answer = run("trade", str(deal), *FEW)
    assert answer.code == 0
    for words in ("What one unit of each term is worth", "What that is worth to Ada", "swap", "What every input does"):
        assert words in answer.out


def test_a_deal_with_one_term_has_no_rates_and_says_so(deal: Path, run: Run) -> None:
    out = run("trade", str(deal), *FEW).out
    assert "One term is all that there is to trade" in out
    assert "What that is worth to" not in out
    assert "0 of 0" not in out


@pytest.mark.parametrize("width", [72, 80, 120])
def test_figures_stand_in_full_however_narrow_the_terminal(width: int) -> None:
    console = Console(width=width, record=True, file=io.StringIO())
    print_trade(Study(loads(KETTLE), paths=256).trade(only=["rates", "tornado"]), console)
    rows = [line.split("  ") for line in console.export_text().splitlines() if line.count("  ") > 1]
    figures = [cell for row in rows for cell in row[-2:]]
    assert any("±" in cell for cell in figures)
    assert not any("…" in cell for cell in figures)


def test_only_what_is_asked_for_is_told(deal: Path, run: Run) -> None:
    found = run("trade", str(deal), *FEW, "--only", "rates", "--json").json
    assert found["swaps"] is None
    assert found["tornado"] is None
    (term,) = found["exchange_rates"]["terms"]
    assert (term["path"], term["unit"], set(term["worth"])) == (
        "terms.royalty.rate",
        "percentage point",
        {"ada", "bruno"},
    )


def test_a_goal_is_sought_and_one_beyond_reach_is_a_problem(deal: Path, run: Run) -> None:
    met = run("trade", str(deal), *FEW, "--vary", "terms.royalty.rate", "--until", "party.ada.mean=200k", "--json")
    assert met.code == 0
    (sought,) = met.json["sought"]
    assert sought["answers"][0]["value"].endswith("%")
    beyond = run("trade", str(deal), *FEW, "--vary", "terms.royalty.rate", "--until", "party.ada.mean=1bn")
    assert beyond.code == 1
    assert "No value of royalty rate in the range that is negotiated brings Ada's mean to 1.00bn" in beyond.out


def test_a_small_figure_of_a_party_is_money_too(deal: Path, run: Run) -> None:
    found = run("trade", str(deal), *FEW, "--vary", "terms.royalty.rate", "--until", "party.ada.mean=50k")
    assert "Ada's mean is 50.0k where" in found.out
    assert "e+0" not in found.out


def test_a_break_even_is_told_for_each_party(deal: Path, run: Run) -> None:
    found = run("trade", str(deal), *FEW, "--break-even", "terms.royalty.rate", "--json").json
    assert {sought["party"] for sought in found["sought"]} == {"ada", "bruno"}
    assert found["break_even"] is True


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--vary", "terms.royalty.rate"), "say --until GOAL, too"),
        (("--until", "party.ada.mean=1m"), "say --vary PATH, too"),
        (("--break-even", "terms.royalty.rate", "--vary", "terms.royalty.rate"), "leave out --vary and --until"),
        (("--range", "1% .. 2%"), "--range says over which values"),
        (("--vary", "terms.royalty.rate", "--until", "party.ada=1m"), "is nothing that can be reached"),
        (("--vary", "terms.royalty.rat", "--until", "party.ada.mean=1m"), "`terms.royalty.rate` is near"),
        (("--at", "nash", "--at", "terms.royalty.rate=9%"), "names a whole package"),
        (("--at", "nsh"), "there is no solution 'nsh'"),
        (("--at", "terms.royalty.rat=9%"), "nobody negotiates `terms.royalty.rat`"),
        (("--for", "eve"), "there is no 'eve' at the table"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(deal: Path, run: Run, words: tuple[str, ...], why: str) -> None:
    answer = run("trade", str(deal), *FEW, *words)
    assert answer.code == 2
    assert why in answer.err


@pytest.mark.parametrize("verb", ["trade", "facts"])
def test_a_package_outside_what_is_negotiated_is_told_at_its_place(deal: Path, run: Run, verb: str) -> None:
    answer = run(verb, str(deal), *FEW, "--at", "terms.royalty.rate=60%")
    assert (answer.code, answer.out) == (1, "")
    assert "<set terms.royalty.rate>:1:1: error[outside-range]: `60%` is not among the values of" in answer.err
    inside = run(verb, str(deal), *FEW, "--at", "terms.royalty.rate=9.5%")
    assert inside.err == ""


@pytest.mark.parametrize("verb", ["trade", "facts"])
def test_values_of_a_package_that_cannot_stand_are_problems_in_their_place(deal: Path, run: Run, verb: str) -> None:
    answer = run(verb, str(deal), *FEW, "--at", "terms.royalty.rate=160%")
    assert (answer.code, answer.out) == (1, "")
    assert "<set terms.royalty.rate>:1:1: error[out-of-bounds]: `160%` is above 100%" in answer.err


def test_a_name_that_begins_with_an_article_reads_as_one_inside_a_sentence(deal: Path, run: Run) -> None:
    named = (*FEW, "--set", "parties.ada.name=The Tinkers")
    at_the_start = run("trade", str(deal), *named, "--break-even", "terms.royalty.rate").out
    assert "\nThe Tinkers' gain over no deal is 0 where royalty rate is" in at_the_start
    inside = run("trade", str(deal), *named, "--vary", "terms.royalty.rate", "--until", "party.ada.mean=1bn").out
    assert "brings the Tinkers' mean to 1.00bn" in inside


def test_a_small_row_beside_a_large_one_keeps_its_digits(deal: Path, run: Run) -> None:
    text = deal.read_text(encoding="utf-8").replace("sales, rate: 8%}", "sales, rate: 8%, cap: 2m}")
    deal.write_text(f"{text}    terms.royalty.cap: 1m .. 3m by 1m\n", encoding="utf-8")
    shares = run("trade", str(deal), *FEW, "--only", "rates").out
    assert "What one unit of each term is worth, in EUR k" in shares  # 32.5k a point, and nothing for a cap not reached
    near = (
        deal.read_text(encoding="utf-8")
        .replace("8%, cap: 2m", "8%, cap: 240k")
        .replace("1m .. 3m by 1m", "240k .. 260k by 1k")
    )
    deal.write_text(near, encoding="utf-8")
    assert "What one unit of each term is worth, in EUR:" in run("trade", str(deal), *FEW, "--only", "rates").out
