"""One model of what the parties may be like and know: closed forms, and each case valued alone beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import dealwright
from dealwright.bargain.beliefs.belief import Belief
from dealwright.bargain.beliefs.model import BeliefModel, belief_model
from dealwright.bargain.beliefs.nodes import States, barycentric, chebyshev
from dealwright.bargain.beliefs.present import Menu, no_deal, present_values
from dealwright.engine import beliefs as belief
from dealwright.engine.measures import exponential_equivalent
from dealwright.engine.scenario import Scene
from dealwright.engine.stage import few
from dealwright.lang.load import Loaded, loads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.world.draws import Draws

HEAD = """
dealwright: 1
title: A sale
as_of: 2026-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
"""

PRICE = (
    HEAD
    + """
parties:
  seller: {reservation: "uniform(20m, 60m)"}
  buyer: {}
terms:
  price: {kind: payment, payer: buyer, payee: seller, amount: 0 USD, on: 2026-01-01}
  thing: {kind: flow, payee: buyer, amount: 100m USD/year}
scenarios:
  apart: {set: {terms.thing.active: no, terms.price.active: no}}
negotiate:
  between: [seller, buyer]
  no_deal: apart
  over: {terms.price.amount: 0 USD .. 100m by 10m}
"""
)
"""Something worth 100 to the buyer, who signs up to that; the seller wants 20 to 60 at least."""

LICENCE = (
    HEAD.replace("horizon: 2026-12-31", "horizon: 2028-12-31")
    + """
worth_by: certainty_equivalent
facts:
  uplift: {is: 5% to 20%, known_to: holder}
  clause:
    known_to: grantor
    readings:
      - {weight: 70%, overlay: {}}
      - {weight: 30%, overlay: {terms.access.costs: 8% * sales}}
  wear:
    known_to: [grantor, holder]
    readings: [{is: 1m USD/year, weight: 60%}, {is: 3m USD/year, weight: 40%}]
parties:
  grantor: {risk_tolerance: 20m to 60m}
  holder: {risk_tolerance: 80m, reservation: 1m to 4m}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 5%, volatility: 30%}
terms:
  access: {kind: licence, grantor: grantor, holder: holder, worth: uplift * sales - wear, costs: 3% * sales + wear}
  fee: {kind: payment, payer: holder, payee: grantor, amount: 0 USD, on: 2026-01-01}
scenarios:
  apart: {set: {terms.access.active: no, terms.fee.active: no}}
negotiate:
  between: [grantor, holder]
  no_deal: apart
  over: {terms.fee.amount: 0 USD .. 40m by 10m, terms.access.until: [2027-12-31, 2028-12-31]}
"""
)
"""The worth of access is known to its holder alone, a reading of the clause to the grantor alone, a cost to both."""


def model_of(text: str, packages: list[dict[str, str]], paths: int = 64) -> tuple[Loaded, BeliefModel]:
    loaded = loads(text)
    assert not loaded.errors, loaded.errors
    study = dealwright.Study(loaded, paths=paths)
    return study.deal, belief_model(study.deal, study.randomness, packages)


def test_the_chance_that_a_seller_signs_rises_with_the_price_as_its_reservation_says() -> None:
    """A reservation that is uniform from 20 to 60 is met by a price p with the chance (p - 20) / 40."""
    _, model = model_of(PRICE, [{"terms.price.amount": f"{p}m"} for p in (10, 30, 40, 50, 70, 100, 101)])
    cases = model.cases(400)
    assert cases.signing[:, 0] == pytest.approx([0, 0.25, 0.5, 0.75, 1, 1, 1], abs=1 / 400)
    assert cases.signing[:, 1] == pytest.approx([1, 1, 1, 1, 1, 1, 0])
    assert cases.all_sign == pytest.approx([0, 0.25, 0.5, 0.75, 1, 1, 0], abs=1 / 400)
    assert cases.known_to == {"seller.reservation": frozenset({"seller"})}
    assert cases.values["seller.reservation"].min() == pytest.approx(20e6, abs=1e5)
    assert np.sum(cases.weights) == pytest.approx(1)


def test_a_reservation_under_zero_counts_for_none() -> None:
    loaded, _ = model_of(PRICE, [{"terms.price.amount": "0 USD"}])
    text = PRICE.replace('"uniform(20m, 60m)"', '"normal(0 USD, 5m)"')
    _, model = model_of(text, [{"terms.price.amount": "0 USD"}])
    needed = model.cases(101).needed[:, 0]
    assert needed.min() == 0.0
    assert np.mean(needed > 0) == pytest.approx(0.5, abs=0.01)
    assert loaded.sound.parties["buyer"].reservation is None


def alone(loaded: Loaded, model: BeliefModel, draws: Draws, place: int, values: dict[str, float]) -> list[float]:
    """Value the menu in one case alone: what a party knows is known to it, all else is inside its expectation."""
    party, facts = model.table[place], [each for each in model.beliefs.values() if each.doubt is not None]
    own = {each.name: values[each.name] for each in facts if party in each.known_to}
    middle = {each.name: each.central for each in facts}
    central = belief.traits(loaded.sound, party).risk_tolerance
    rho = values.get(f"{party}.risk_tolerance", central)

    def gain(package: Mapping[str, str], on: Draws, known: dict[str, float], tolerance: float) -> float:
        forms = no_deal(loaded, on).forms
        scenes = (Scene(deal, on, forms=forms) for deal in (loaded.package(package), loaded.no_deal()))
        signed, apart = (exponential_equivalent(s.present_values(party, known)[None], tolerance)[0] for s in scenes)
        return float(signed - apart)

    return [
        gain(package, draws, middle, central)
        + gain(package, few(draws), own, rho)
        - gain(package, few(draws), middle, central)
        for package in model.packages
    ]


def test_each_case_is_what_valuing_it_alone_gives() -> None:
    packages = [
        {"terms.fee.amount": "10m", "terms.access.until": "2027-12-31"},
        {"terms.fee.amount": "30m", "terms.access.until": "2028-12-31"},
    ]
    loaded, model = model_of(LICENCE, packages, paths=1024)
    draws = dealwright.Study(loaded, paths=1024).randomness
    assert list(model.beliefs) == ["uplift", "clause", "wear", "grantor.risk_tolerance", "holder.reservation"]
    assert [len(side.states.points) for side in model.sides] == [4, 14]
    assert 0.0 < model.miss < 1.0
    cases = model.cases(8)
    for case in range(8):
        values = {name: float(each[case]) for name, each in cases.values.items()}
        for place in range(2):
            one_by_one = alone(loaded, model, draws, place, values)
            assert cases.gains[case, :, place] == pytest.approx(one_by_one, abs=2 * model.miss)
        assert cases.needed[case] == pytest.approx([0.0, values["holder.reservation"]])


def test_the_worth_of_access_moves_its_holder_and_leaves_the_grantor_where_it_is() -> None:
    _, model = model_of(LICENCE, [{"terms.fee.amount": "10m", "terms.access.until": "2028-12-31"}], paths=1024)
    gains = model.gains_at({"uplift": np.array([0.08, 0.10, 0.12])})
    assert np.ptp(gains[:, 0, 0]) == 0.0
    assert np.diff(gains[:, 0, 1]) == pytest.approx([0.02 * 3 * 100e6] * 2, rel=0.15)


def test_what_is_no_belief_is_refused() -> None:
    _, model = model_of(PRICE, [{"terms.price.amount": "10m"}])
    with pytest.raises(KeyError, match=r"no belief 'seller\.mood'; there are seller\.reservation"):
        model.gains_at({"seller.mood": np.zeros(1)})


@pytest.mark.parametrize(("count", "order", "states"), [(1, 1, 7), (2, 2, 49), (4, 4, 81), (5, 1, 36)])
def test_the_states_follow_what_quantities_do_together_as_far_as_they_go(count: int, order: int, states: int) -> None:
    """Products of pairs are met wherever pairs are moved together."""
    names = "abcde"[:count]
    found = States.of([(name, (), 0.5, (0.0, 1.0)) for name in names])
    assert found.order == order
    assert len(found.points) <= states
    rng = np.random.default_rng(3)
    values = {name: rng.uniform(size=20) for name in names}

    def pairs(row: np.ndarray) -> float:
        return float(np.sum(row**2) if order < min(count, 2) else np.sum(row) ** 2)

    at_states = np.array([pairs(np.array(point)) for point in found.points])
    expected = [pairs(row) for row in np.array(list(values.values())).T]
    assert found.weights(values, 20) @ at_states == pytest.approx(expected)


@pytest.mark.parametrize("scale", [1e-11, 1.0, 1e11])
@pytest.mark.parametrize("count", [1, 2, 7, 40])
def test_a_polynomial_through_nodes_of_any_size_is_met_between_them(count: int, scale: float) -> None:
    nodes = chebyshev(0.2 * scale, 3.0 * scale, count) if count > 1 else np.array([scale])
    values = np.append(np.linspace(0.2, 3.0, 11) * scale, nodes)
    found = barycentric(nodes, values)
    assert found.sum(axis=1) == pytest.approx(1.0)
    expected = np.cos(values / scale) if count > 2 else values / scale
    if count > 1:
        met = found @ (np.cos(nodes / scale) if count > 2 else nodes / scale)
        assert met == pytest.approx(expected, abs=1e-12 if count == 40 else 1e-4)


def test_a_trait_that_is_a_fact_goes_with_that_fact() -> None:
    text = PRICE.replace(
        "parties:", 'facts: {want: {is: "uniform(20m, 60m)", status: assumed, reason: a guess}}\nparties:'
    )
    text = text.replace('{reservation: "uniform(20m, 60m)"}', "{reservation: want}").replace(
        "buyer: {}", "buyer: {reservation: want}"
    )
    _, model = model_of(text, [{"terms.price.amount": "50m"}])
    cases = model.cases(50)
    assert isinstance(model.beliefs["buyer.reservation"], Belief)
    assert cases.values["seller.reservation"] == pytest.approx(cases.values["buyer.reservation"])


LATER = """
dealwright: 1
title: Paid later
as_of: 2026-01-01
horizon: 2028-12-31
currency: USD
risk_free: 0%
worth_by: mean_at_discount
parties: {lender: {discount: "uniform(5%, 15%)"}, debtor: {discount: 10%}}
terms:
  now: {kind: payment, payer: lender, payee: debtor, amount: 80m, on: 2026-01-01}
  later: {kind: payment, payer: debtor, payee: lender, amount: 100m, on: 2028-01-01}
scenarios:
  apart: {set: {terms.now.active: no, terms.later.active: no}}
negotiate:
  between: [lender, debtor]
  no_deal: apart
  over: {terms.later.amount: 90m .. 120m by 10m}
"""
"""Eighty now against a hundred in two years."""


def test_a_discount_that_only_its_party_knows_moves_its_mean_and_nothing_of_the_other() -> None:
    """A hundred in two years are worth 100 / (1 + r)^2 to whom discounts at r."""
    _, model = model_of(LATER, [{"terms.later.amount": "100m"}, {"terms.later.amount": "120m"}])
    rates = np.array([0.051, 0.08, 0.117, 0.149])
    gains = model.gains_at({"lender.discount": rates})
    years = 730 / 365
    for package, amount in enumerate((100e6, 120e6)):
        assert gains[:, package, 0] == pytest.approx(amount * (1 + rates) ** -years - 80e6, rel=1e-6, abs=20.0)
    assert np.ptp(gains[:, :, 1], axis=0) == pytest.approx(0.0)
    assert model.moved_by("lender.discount")


def test_a_closing_that_is_not_sure_leaves_its_chance_of_every_gain() -> None:
    text = PRICE.replace(
        "risk_free: 0%\n", "risk_free: 0%\nclosing: 50% by 2026-06-30\nworth_by: certainty_equivalent\n"
    )
    text = text.replace("buyer: {}", "buyer: {risk_tolerance: 20m to 60m}")
    _, model = model_of(text, [{"terms.price.amount": "40m"}])
    rho = np.array([25e6, 40e6])
    gains = model.gains_at({"buyer.risk_tolerance": rho})[:, 0]
    assert gains[:, 0] == pytest.approx(20e6)
    assert gains[:, 1] == pytest.approx(-rho * np.log(0.5 + 0.5 * np.exp(-60e6 / rho)), rel=1e-6)


def test_readings_that_only_no_deal_has_cost_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clause ends when the licence is signed: both readings leave one and the same deal."""
    valued = []
    text = LICENCE.replace("terms.access.costs: 8% * sales", "terms.old.rate: 8%").replace(
        "scenarios:\n",
        "  old: {kind: royalty, payer: holder, payee: grantor, on: sales, rate: 2%, period: year}\n"
        "signed: signed\nscenarios:\n  signed: {set: {terms.old.active: no}}\n",
    )
    grid = Menu.grid
    monkeypatch.setattr(Menu, "grid", lambda menu, *args: valued.append(args[1]) or grid(menu, *args))
    _, model = model_of(text, [{"terms.fee.amount": "10m", "terms.access.until": "2028-12-31"}])
    own = next(side for side in model.sides if side.party == "grantor")
    assert len(own.states.points) == 4
    assert len([known for known in valued if set(known) == {"clause", "wear"}]) == 2
    moved = model.gains_at({"clause": np.array([0.0, 1.0])})
    assert moved[0, 0, 0] - moved[1, 0, 0] == pytest.approx(0.06 * 3 * 100e6, rel=0.5)


def test_packages_that_differ_in_anything_are_valued_together() -> None:
    """Eleven prices are eleven worlds of terms: they come in one part, in their places."""
    loaded = loads(PRICE)
    draws = few(dealwright.Study(loaded, paths=64).randomness)
    packages = [{"terms.price.amount": price} for price in reversed(loaded.ranges()["terms.price.amount"])]
    ((places, worths),) = present_values(Menu.of(loaded, draws, packages).grid(draws, {}), packages)
    assert sorted(places) == list(range(11))
    paid = dict(zip(places, worths[:, 0].mean(axis=1), strict=True))
    assert [paid[place] for place in range(11)] == pytest.approx([100e6 - 10e6 * place for place in range(11)])
