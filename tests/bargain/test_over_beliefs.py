"""Chances of every package on the frontier, and solutions as distributions: a price, and a seller who holds out."""

from __future__ import annotations

import json
import math
from statistics import NormalDist

import pytest

import dealwright
from dealwright.bargain.beliefs.found import Probability
from dealwright.engine.beliefs import outer_levels
from dealwright.lang.load import loads
from dealwright.study.packages import Packages

SALE = """
dealwright: 1
title: A sale
as_of: 2026-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
parties:
  seller: {reservation: "uniform(20m, 80m)"}
  buyer: {}
terms:
  price: {kind: payment, payer: buyer, payee: seller, amount: 0 USD, on: 2026-01-01}
  thing: {kind: flow, payee: buyer, amount: 100m USD/year}
scenarios:
  apart: {set: {terms.thing.active: no, terms.price.active: no}}
negotiate:
  between: [seller, buyer]
  no_deal: apart
  refine: no
  over: {terms.price.amount: 0 USD .. 100m by 1m}
"""
"""A thing worth 100 to its buyer; the seller holds out for 20 to 80. Every price is on the frontier."""


def bargain(text: str = SALE) -> dealwright.bargain.result.Bargain:
    loaded = loads(text)
    assert not loaded.errors, loaded.errors
    return dealwright.Study(loaded, paths=64).bargain()


def test_each_package_of_the_frontier_says_how_likely_each_party_signs_it() -> None:
    """At a price p the seller signs with the chance (p - 20) / 60, and the buyer always."""
    found = bargain()
    assert found.beliefs is not None
    assert len(found.frontier) == 101
    for place, point in enumerate(found.frontier):
        price = point.certainty_equivalent["seller"] / 1e6
        expected = min(max((price - 20) / 60, 0.0), 1.0)
        assert found.beliefs.signing.chances(place) == pytest.approx({"seller": expected, "buyer": 1.0}, abs=1 / 64)
        together = found.beliefs.signing.all_sign(place)
        assert together is not None
        assert together.value == pytest.approx(expected, abs=1 / 64)


def test_any_one_package_is_signed_as_likely_as_the_bargain_says() -> None:
    loaded = loads(SALE)
    found, packages = bargain(), Packages(dealwright.Study(loaded, paths=64))
    assert found.beliefs is not None
    for place in (10, 35, 50, 90):
        point = found.frontier[place]
        signed = packages.signing(point.package)
        assert {party: chance.value for party, chance in signed.each.items()} == found.beliefs.signing.chances(place)
        assert signed.together == found.beliefs.signing.all_sign(place)
        assert signed.over == ("seller.reservation",)
    between = packages.signing({"terms.price.amount": "45.5m"})
    assert between.each["seller"].value == pytest.approx(25.5 / 60, abs=1 / 64)
    with pytest.raises(ValueError, match="unknown"):
        packages.signing({"terms.price.amount": "unknown"})


@pytest.mark.parametrize(("most", "chance"), [("100m", 1.0), ("50m", 0.5), ("35m", 0.25), ("20m", 0.0)])
def test_the_chance_of_a_zone_is_that_of_meeting_what_the_seller_holds_out_for(most: str, chance: float) -> None:
    found = bargain(SALE.replace("100m by 1m", f"{most} by 1m"))
    assert found.beliefs is not None
    assert found.beliefs.zone.value == pytest.approx(chance, abs=1 / 64)
    assert found.beliefs.zone.value == pytest.approx(1 - (found.probability_zone_empty or 0.0))
    for each in found.beliefs.solutions.values():
        assert each.agreement == found.beliefs.zone


def test_nash_takes_the_half_or_what_the_seller_holds_out_for() -> None:
    """Its price is the larger of 50 and the reservation: half of the time 50, on average 50 + 30 / 4."""
    found = bargain()
    assert found.beliefs is not None
    nash = found.beliefs.solutions["nash"]
    assert nash.packages[0].package == {"terms.price.amount": "50m"}
    assert nash.packages[0].share == pytest.approx(0.5, abs=1 / 32)
    assert nash.gains["seller"].mean == pytest.approx(57.5e6 + 0.25e6, abs=0.5e6)  # to the next step, half of the time
    assert (nash.gains["seller"].low, nash.gains["seller"].high) == pytest.approx((50e6, 77e6), abs=1e6)
    assert nash.gains["buyer"].mean == pytest.approx(100e6 - nash.gains["seller"].mean)
    deviation = 30e6 * math.sqrt(1 / 6 - 1 / 16)
    assert nash.gains["seller"].error == pytest.approx(deviation / 8, rel=0.1)
    assert sum(each.share for each in nash.packages) + nash.others / 64 == pytest.approx(1, abs=0.1)


def test_side_payments_and_powers_count_in_every_case() -> None:
    """With a power of 3 to 1 for the seller the price is 75, or its reservation where that is more."""
    weighed = SALE.replace("refine: no", "refine: no\n  power: {seller: 75%, buyer: 25%}")
    nash = bargain(weighed).beliefs.solutions["nash"]  # type: ignore[union-attr]
    assert nash.packages[0].package == {"terms.price.amount": "75m"}
    assert nash.packages[0].share == pytest.approx(55 / 60, abs=1 / 32)
    paid = bargain(SALE.replace("refine: no", "refine: no\n  side_payments: yes")).beliefs.solutions["nash"]  # type: ignore[union-attr]
    assert paid.gains["seller"].mean == pytest.approx(57.5e6, abs=0.5e6)


def test_the_chances_stand_in_json_with_their_errors() -> None:
    found = bargain().to_json()
    assert json.loads(json.dumps(found)) == found
    point = found["frontier"][30]  # type: ignore[index]
    assert set(point["probability_signs"]) == {"seller", "buyer"}  # type: ignore[index,call-overload]
    assert point["probability_all_sign"]["standard_error"] == pytest.approx(math.sqrt((1 / 6) * (5 / 6) / 67), rel=0.1)  # type: ignore[index,call-overload]
    beliefs = found["beliefs"]
    assert beliefs["unknown"] == [  # type: ignore[index,call-overload]
        {"name": "seller.reservation", "known_to": ["seller"], "low": 23e6, "middle": 50e6, "high": 77e6}
    ]
    assert beliefs["draws"] == 64  # type: ignore[index,call-overload]
    assert found["solutions"]["nash"]["probability_all_sign"] == pytest.approx(0.5, abs=1 / 64)  # type: ignore[index,call-overload]


def test_where_nothing_is_unknown_chances_are_sure() -> None:
    found = bargain(SALE.replace('"uniform(20m, 80m)"', "50m")).beliefs
    assert found is not None
    assert (found.zone, found.quantities, found.draws) == (Probability(1.0, 0.0), (), 1)
    assert found.solutions["nash"].gains["seller"].error == 0.0
    assert set(found.signing.together.tolist()) == {0.0, 1.0}


def test_none_of_many_draws_leaves_a_chance() -> None:
    assert Probability.of(0.0, 64).error == pytest.approx(math.sqrt(65 / 67) / 66)
    assert Probability.of(0.5, 64).error == pytest.approx(math.sqrt(0.25 / 67))
    assert Probability.of(1.0, 1).error == 0.0


def test_scramblings_that_disagree_leave_a_chance_its_error() -> None:
    """Nothing is unknown, and 6 of 8 scramblings have a zone: the error of the mean of eight."""
    assert Probability.of(0.75, 1, 8).error == pytest.approx(math.sqrt(0.75 * 0.25 / 7))
    assert Probability.of(1.0, 1, 8).error == 0.0
    assert Probability.of(0.75, 64, 8) == Probability.of(0.75, 64)


LOTS = SALE.replace("refine: no", "lotteries: yes").replace('"uniform(20m, 80m)"', "45m")
LOTS = LOTS.replace("buyer: {}", "buyer: {risk_tolerance: 20m to 200m}").replace("100m by 1m", "100m by 50m")


def test_lots_are_drawn_by_the_risk_tolerance_of_the_case() -> None:
    """With a power of 3 to 1 for the seller, Nash draws a price of 100 or 50 with one half each, whoever minds risk.

    The buyer then has 0 or 50, for it -r ln((1 + exp(-50 / r)) / 2) for sure by its own tolerance r; the seller 75.
    """
    powers = "between: [seller, buyer]\n  power: {seller: 75%, buyer: 25%}"
    nash = bargain(LOTS.replace("between: [seller, buyer]", powers)).beliefs.solutions["nash"]  # type: ignore[union-attr]
    spread = math.log(10) / 2 / NormalDist().inv_cdf(0.95)
    levels = outer_levels(1, "buyer.risk_tolerance").tolist()
    rhos = [math.sqrt(20 * 200) * math.exp(spread * NormalDist().inv_cdf(level)) for level in levels]
    sure = [-rho * math.log((1 + math.exp(-50 / rho)) / 2) * 1e6 for rho in rhos]
    assert nash.gains["seller"].mean == pytest.approx(75e6)
    assert nash.gains["buyer"].mean == pytest.approx(sum(sure) / 64)
    assert nash.gains["buyer"].low == pytest.approx(sorted(sure)[3])
    assert nash.gains["buyer"].high - nash.gains["buyer"].low > 5e6


FOLLOWS = SALE.replace(
    "parties:",
    """facts:
  rent: {is: "uniform(20m USD, 40m USD)", known_to: seller, status: assumed, reason: a guess}
parties:""",
)
FOLLOWS = FOLLOWS.replace('"uniform(20m, 80m)"', "70m USD - rent")
FOLLOWS = FOLLOWS.replace(
    "scenarios:", "  kept: {kind: payment, payee: seller, payer: buyer, amount: rent, on: 2026-01-01}\nscenarios:"
)
FOLLOWS = FOLLOWS.replace("terms.price.active: no}", "terms.price.active: no, terms.kept.active: no}")


def test_what_a_side_holds_out_for_follows_the_fact_from_which_it_is_reckoned() -> None:
    """The more rent comes with the price, the less it holds out for: it needs a price of 70 less twice the rent."""
    told = bargain(FOLLOWS).beliefs
    assert told is not None
    for price in (0, 5, 10, 20, 25, 30):
        chance = told.signing.chances(price)["seller"]
        assert chance == pytest.approx(min(max((40 - (70 - price) / 2) / 20, 0.0), 1.0), abs=1 / 64)
