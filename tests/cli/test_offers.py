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


def test_offers_of_one_worth_are_so_within_the_error_and_differ_in_two_terms(trade: Path, run: Run) -> None:
    found = run("offers", str(trade), *FEW, "--for", "ada", "--gain", "450k", "--json").json["equivalents"]
    assert len(found["offers"]) == 3
    for each in found["offers"]:
        assert abs(each["apart"]["value"]) <= max(4 * each["apart"]["standard_error"], 2 * found["tolerance"])
        assert each["again"]["gain"]["value"] == pytest.approx(450_000, rel=0.02)
    first, *rest = [each["package"] for each in found["offers"]]
    for other in rest:
        assert sum(first[path] != other[path] for path in first) >= 2


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
    asked = ("offers", str(trade), *FEW, "--for", "ada", "--gain", "400k")
    one = run(*asked).out
    other = run(*asked, "--set", "parties.ada.risk_tolerance=50k").out
    for first, last in (("Offer ", "Efficient"), ("Put three ", "Offers of"), ("If something", "What you")):
        said = [" ".join(out.split()).partition(first)[2].partition(last)[0] for out in (one, other)]
        assert said[0]
        assert said[0] != said[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--for", "eve"), "'eve' does not bargain in"),
        (("--for", "ada", "--from", "best"), "--from is best: say one of last-offer, their-offer, nash, today"),
        (("--for", "ada", "--from", "last-offer"), "nothing was offered yet by `ada`: `talks:` holds no offer"),
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


BET = """\
dealwright: 1
title: A drug and its approval
as_of: 2025-01-01
horizon: 2030-12-31
step: year
currency: USD
risk_free: 4%
parties:
  lab: {discount: 10%, risk_tolerance: none, believes: {drivers.approval.chance: 70% by 2027-12-31}}
  firm: {discount: 9%, risk_tolerance: none}
drivers:
  approval: {kind: event, chance: 50% by 2027-12-31}
  sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 25%}
terms:
  royalty: {kind: royalty, payer: firm, payee: lab, on: sales, rate: 10%}
  margin:  {kind: flow, payee: firm, amount: 40% * sales}
scenarios:
  no_deal: {terms.royalty.active: no, terms.margin.active: no}
negotiate:
  between: [lab, firm]
  no_deal: no_deal
  over:
    terms.royalty.rate: 0% .. 20% by 5%
"""
ON = ("--on", "approval by 2027-12-31")


@pytest.fixture
def drug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deal in which the laboratory believes more in an approval than the file does; nobody minds risk."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "drug.yaml"
    file.write_text(BET, encoding="utf-8")
    return file


def test_who_believes_more_in_an_event_is_paid_if_it_happens_up_to_what_may_be_lost(drug: Path, run: Run) -> None:
    # Risk-neutral: the swing s creates s (0.7 - 0.5) today; split evenly, the premium is s times the middle of both
    # chances, 0.6, which is the larger payment and meets the limit of 10m on the day, 3 years off at 4 %.
    found = run("offers", str(drug), *FEW, "--for", "lab", "--at-most-lose", "10m", *ON, "--json").json
    (bet,) = [each for each in found["contracts"] if each["kind"] == "bet"]
    assert bet["backer"] == "lab"
    assert bet["chances"] == {"lab": pytest.approx(0.7, abs=0.01), "firm": pytest.approx(0.5, abs=0.01)}
    assert bet["most_lost"]["lab"] == pytest.approx(10e6)
    swing = bet["pays_if"] + bet["pays_if_not"]
    assert swing == pytest.approx(10e6 / 0.6, rel=0.02)
    today = 1.04 ** (-1095 / 365)
    assert bet["created"]["value"] == pytest.approx(0.2 * swing * today, rel=0.05)
    assert bet["by_beliefs"] == pytest.approx(bet["created"]["value"])
    assert bet["by_risk"] == pytest.approx(0.0, abs=1.0)
    assert bet["moved"] == pytest.approx(0.1 * swing * today, rel=0.1)


def test_without_different_beliefs_or_risk_to_share_there_is_no_contract(drug: Path, run: Run) -> None:
    text = drug.read_text(encoding="utf-8").replace(", believes: {drivers.approval.chance: 70% by 2027-12-31}", "")
    drug.write_text(text, encoding="utf-8")
    found = run("offers", str(drug), *FEW, "--for", "lab", *ON, "--json").json
    assert found["contracts"] == []
    assert found["believes"] == {}


def test_a_package_is_worth_to_a_party_what_it_believes(drug: Path, run: Run) -> None:
    one = run("offers", str(drug), *FEW, "--json").json["sides"][0]["curve"][0]["searched"]["gain"]["value"]
    believes = "parties.lab.believes={drivers.sales.start: 200m USD/year}"
    other = run("offers", str(drug), *FEW, "--set", believes, "--json").json["sides"]
    assert other[0]["curve"][0]["searched"]["gain"]["value"] == pytest.approx(2 * one)


@pytest.mark.parametrize("verb", ["value", "bargain"])
def test_other_verbs_say_that_they_count_by_the_beliefs_of_the_file(drug: Path, run: Run, verb: str) -> None:
    answer = " ".join(run(verb, str(drug), *FEW).out.split())
    assert (
        "verybody's worth is by the file's own beliefs; what `lab` believes (`believes`) counts in `offers`" in answer
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("approved by 2027-12-31", "there is no event `approved`; there are approval"),
        ("approval by 2037-12-31", "2037-12-31 lies outside the deal"),
        ("sales > 3 at 2027-12-31", "'3' is no level of `sales`"),
        ("approval", "write EVENT by DATE, or DRIVER > LEVEL at DATE"),
    ],
)
def test_what_cannot_be_bet_on_is_wrong_usage(drug: Path, run: Run, words: str, told: str) -> None:
    answer = run("offers", str(drug), *FEW, "--for", "lab", "--on", words)
    assert answer.code == 2
    assert told in answer.err


LEMON = """\
dealwright: 1
title: A firm that only its owner can judge
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: USD
risk_free: 0%
parties:
  owner: {name: Owner}
  bidder: {name: Bidder}
facts:
  worth:
    {is: "uniform(0.001m USD/year, 100m USD/year)", status: assumed, reason: as seen from outside, known_to: [owner]}
terms:
  keeps: {kind: flow, payee: owner, amount: worth}
  gets:  {kind: flow, active: no, payee: bidder, amount: 1.5 * worth}
  price: {kind: payment, active: no, payer: bidder, payee: owner, on: 2025-01-01, amount: 50m}
scenarios:
  sale: {terms.keeps.active: no, terms.gets.active: yes, terms.price.active: yes}
signed: sale
negotiate:
  between: [bidder, owner]
  over:
    terms.price.amount: 5m USD .. 100m USD by 5m USD
"""


def test_that_the_other_side_signs_tells_what_it_alone_knows(tmp_path: Path, run: Run) -> None:
    # Samuelson and Bazerman 1985: worth v to its owner, even from 0 to 100m and known to it alone, and 1.5 v to who
    # bids. A bid of p is taken with p / 100m, and then loses p / 4: on average it seemed to gain 75m - p.
    file = tmp_path / "lemon.yaml"
    file.write_text(LEMON, encoding="utf-8")
    found = run("offers", str(file), "--for", "bidder", *FEW, "--json").json
    (side,) = found["sides"]
    assert side["best"] is None
    for each in side["curve"]:
        price = float(each["package"]["terms.price.amount"].removesuffix("m USD")) * 1e6
        searched = each["searched"]
        assert searched["probability_signs"]["value"] == pytest.approx(price / 100e6, abs=0.01)
        assert searched["gain"]["value"] == pytest.approx(75e6 - price, abs=1e6)
        assert searched["expected_surplus"]["value"] == pytest.approx(-(price**2) / 400e6, abs=0.3e6)
    answer = " ".join(run("offers", str(file), "--for", "bidder", *FEW).out.split())
    assert "No offer has an expected surplus for Bidder" in answer


def test_an_offer_that_no_belief_allows_is_a_problem_at_its_place(trade: Path, run: Run) -> None:
    said = "talks:\n  - {by: bruno, on: 2024-12-01, answer: refused, offer: {terms.upfront.amount: 900m}}\n"
    values = trade.read_text(encoding="utf-8").replace("150k, 200k]", "150k, 200k, 900m]")
    trade.write_text(values + said, encoding="utf-8")
    answer = run("offers", str(trade), *FEW, "--for", "ada")
    assert answer.code == 1
    assert "error[contradicted-belief]: `bruno` offers what" in answer.err
    assert answer.out == ""
