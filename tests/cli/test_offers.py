"""`dealwright offers`: what to offer, as a page and as JSON."""

from pathlib import Path

import pytest

from cli.answer import Run

FEW = ("--paths", "1024")
TRADE = """\
    terms.royalty.rate: 0% .. 16% by 2%
    terms.upfront.amount: [0 EUR, 50k, 100k, 150k, 200k]
    terms.licence.active: [yes, no]
"""
MORE = """\
  upfront: {kind: payment, payer: bruno, payee: ada, on: 2025-06-30, amount: 100k}
  licence: {kind: flow, active: no, payer: bruno, payee: ada, amount: 20k EUR/year}
"""


@pytest.fixture
def trade(deal: Path) -> Path:
    """A deal of three terms in which Bruno's risk tolerance is not known."""
    text = deal.read_text(encoding="utf-8").replace("    terms.royalty.rate: 0% .. 16% by 4%\n", TRADE)
    text = text.replace("risk_tolerance: 5m}", "risk_tolerance: 200k to 5m}").replace(
        "scenarios:\n", MORE + "scenarios:\n"
    )
    deal.write_text(text, encoding="utf-8")
    return deal


def test_without_a_side_all_are_shown_and_nobody_is_advised(trade: Path, run: Run) -> None:
    answer = run("offers", str(trade), *FEW)
    assert answer.code == 0
    assert "Efficient offers of Ada" in answer.out
    assert "Efficient offers of Bruno" in answer.out
    assert "Advice needs a side: say --for PARTY." in answer.out
    assert "Offer " not in answer.out
    found = run("offers", str(trade), *FEW, "--json").json
    assert [side["party"] for side in found["sides"]] == ["ada", "bruno"]
    assert all(side["best"] is None for side in found["sides"])
    assert found["equivalents"] is None
    assert found["changes"] is None


def test_the_best_offer_is_the_efficient_one_with_the_largest_expected_surplus(trade: Path, run: Run) -> None:
    found = run("offers", str(trade), *FEW, "--for", "ada", "--json").json
    (side,) = found["sides"]
    surplus = [each["searched"]["expected_surplus"]["value"] for each in side["curve"]]
    best = side["best"]["searched"]
    assert best["expected_surplus"]["value"] == pytest.approx(max(surplus))
    assert best["expected_surplus"]["value"] == pytest.approx(
        best["probability_signs"]["value"] * best["gain_if_signed"]
    )
    again = side["best"]["again"]
    apart = abs(again["expected_surplus"]["value"] - best["expected_surplus"]["value"])
    errors = [each["expected_surplus"]["standard_error"] for each in (again, best)]
    assert 0 < apart < 5 * sum(errors)
    gains = [each["searched"]["gain"]["value"] for each in side["curve"]]
    chances = [each["searched"]["probability_signs"]["value"] for each in side["curve"]]
    assert gains == sorted(gains, reverse=True)
    assert chances == sorted(chances)


def test_a_concession_costs_me_and_gives_them_and_an_ask_the_other_way_round(trade: Path, run: Run) -> None:
    found = run("offers", str(trade), *FEW, "--for", "ada", "--from", "terms.royalty.rate=8%", "--json").json["changes"]
    assert found["package"]["terms.royalty.rate"] == "8%"
    assert found["concessions"]
    assert found["asks"]
    for each in found["concessions"]:
        assert each["again"]["gives"]["value"] > 0 < each["again"]["costs"]["value"]
    for each in found["asks"]:
        assert each["again"]["gives"]["value"] < 0 > each["again"]["costs"]["value"]
    rates = [each["again"]["gives"]["value"] / each["again"]["costs"]["value"] for each in found["concessions"]]
    assert rates == sorted(rates, reverse=True)


def test_what_is_said_changes_with_what_it_rests_on(trade: Path, run: Run) -> None:
    one = run("offers", str(trade), *FEW, "--for", "ada").out
    other = run("offers", str(trade), *FEW, "--for", "ada", "--set", "parties.ada.risk_tolerance=50k").out
    sentence = [next(line for line in out.splitlines() if line.startswith("Offer ")) for out in (one, other)]
    assert sentence[0] != sentence[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--for", "eve"), "'eve' does not bargain in"),
        (("--for", "ada", "--from", "best"), "--from is best: say one of nash, today, last-offer"),
        (("--for", "ada", "--from", "last-offer"), "nothing was offered yet: `talks:` holds no offer"),
        (("--for", "ada", "--from", "terms.royalty.rat=8%"), "nobody negotiates `terms.royalty.rat`"),
        (("--for", "ada", "--gain", "much"), "'much' is no amount of money in EUR for --gain"),
        (("--for", "ada", "--count", "0"), "'0' is no whole number from 1 to 9"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(trade: Path, run: Run, words: tuple[str, ...], told: str) -> None:
    answer = run("offers", str(trade), *FEW, *words)
    assert answer.code == 2
    assert told in answer.err


def test_a_value_that_cannot_stand_there_is_a_problem_with_its_place(trade: Path, run: Run) -> None:
    answer = run("offers", str(trade), *FEW, "--for", "ada", "--from", "terms.royalty.rate=8 years")
    assert answer.code == 1
    assert "<set terms.royalty.rate>:1:1: error[" in answer.err
