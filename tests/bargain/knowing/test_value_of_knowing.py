"""The value of knowing against closed forms: a normal number, a coin, what is known already, what changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from bargain.knowing.worlds import FOLDS, world
from dealwright.bargain.knowing.deciding import Decider, Knowledge
from dealwright.bargain.knowing.functions import Shape
from dealwright.bargain.knowing.joint import everything, pairs
from dealwright.bargain.knowing.outcomes import Outcomes
from dealwright.bargain.knowing.unknowns import Unknown
from dealwright.bargain.knowing.value import value_of_knowing
from dealwright.lang.load import loads
from dealwright.study import Study
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy import ndarray

    from bargain.knowing.worlds import Values


def outcomes(weights: Sequence[tuple[float, ...]], values: Values, names: Sequence[str] = ("phi",)) -> Outcomes:
    """Draw unknowns, and value forms that are functions of their levels and of one shock."""
    return world(weights, values, names)


def decider(found: Outcomes, tolerance: float | None = None, knowledge: Knowledge | None = None) -> Decider:
    """Let a party decide between all forms."""
    rho = None if tolerance is None else np.array([tolerance])
    return Decider.of("us", 0, range(len(found.values)), found.values[:, 0], rho, knowledge or Knowledge())


@pytest.mark.parametrize(("mean", "deviation"), [(0.5, 2.0), (-1.0, 1.0), (0.0, 3.0)])
def test_a_normal_number_is_worth_what_the_closed_form_says(mean: float, deviation: float) -> None:
    """Sign for V = phi + noise, or refuse for nothing: sigma n(z) - |mu| N(-z), z = |mu| / sigma."""
    found = outcomes([()], lambda at, shock: (0 * shock, mean + deviation * norm.ppf(at["phi"]) + 4.0 * shock))
    knowing = value_of_knowing(found, decider(found), "phi")
    z = abs(mean) / deviation
    exact = deviation * norm.pdf(z) - abs(mean) * norm.cdf(-z)
    assert abs(knowing.value.value - exact) < 4 * knowing.value.standard_error
    assert knowing.value.standard_error < 0.05 * exact
    assert knowing.value.value <= knowing.at_most
    assert knowing.changes == pytest.approx(norm.cdf(-z), abs=0.02)


@pytest.mark.parametrize("rho", [1.0, 2.0, 20.0])
def test_who_minds_risk_values_it_by_the_certainty_equivalent(rho: float) -> None:
    """With tolerance rho: -rho ln E[min(1, E[exp(-V / rho) | phi])] less the better of signing and nothing."""
    mean, deviation, noise = 0.3, 1.0, 0.5
    found = outcomes([()], lambda at, shock: (0 * shock, mean + deviation * norm.ppf(at["phi"]) + noise * shock))
    knowing = value_of_knowing(found, decider(found, rho), "phi")

    def burden(score: float) -> float:
        return float(np.exp(-(mean + deviation * score) / rho + noise**2 / (2 * rho**2)))

    turn = (noise**2 / (2 * rho) - mean) / deviation
    known = quad(lambda x: burden(x) * norm.pdf(x), turn, 12)[0] + norm.cdf(turn)
    signing = mean - (deviation**2 + noise**2) / (2 * rho)
    exact = -rho * np.log(known) - max(signing, 0.0)
    assert exact > 0.1
    assert abs(knowing.value.value - exact) < 4 * knowing.value.standard_error
    assert knowing.value.standard_error < 0.05 * exact


def test_a_coin_is_worth_what_a_sum_by_hand_says() -> None:
    """A clause is read at 60 % as +3 and at 40 % as -2: without knowing, sign for 1.0; knowing, 1.8: worth 0.8."""
    found = outcomes([(0.6, 0.4)], lambda at, shock: (0 * shock, np.where(at["phi"] < 0.6, 3.0, -2.0) + shock))
    knowing = value_of_knowing(found, decider(found), "phi")
    assert abs(knowing.value.value - 0.8) < 4 * knowing.value.standard_error
    assert [turn.form for turn in knowing.turns] == [1, 0]
    assert [turn.chance for turn in knowing.turns] == pytest.approx([0.6, 0.4])


def test_what_changes_no_decision_is_worth_exactly_nothing() -> None:
    """Signing is worth 10 whatever comes out, give or take 1: nobody refuses it."""
    found = outcomes([()], lambda at, shock: (0 * shock, 10.0 + norm.ppf(at["phi"]) + shock))
    for tolerance in (None, 5.0):
        knowing = value_of_knowing(found, decider(found, tolerance), "phi")
        assert knowing.changes_nothing
        assert (knowing.value.value, knowing.value.standard_error, knowing.at_most, knowing.changes) == (0, 0, 0, 0)


def test_what_moves_nothing_is_worth_exactly_nothing() -> None:
    """An unknown that no form depends on, beside a decision that is close."""
    found = outcomes([(), ()], lambda at, shock: (0 * shock, norm.ppf(at["b"]) + shock), ["a", "b"])
    assert value_of_knowing(found, decider(found), "a").changes_nothing
    assert not value_of_knowing(found, decider(found), "b").changes_nothing


def test_noise_is_hardly_ever_taken_for_worth() -> None:
    """Over many worlds in which knowing is worth nothing, but 512 futures hardly show it, few tell it from nothing."""
    told, flattered = 0, 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        values = np.array([[np.zeros(512)], [0.05 + 3.0 * rng.normal(size=512)]])
        levels = {"a": rng.random(512)}
        found = Outcomes(Draws(1, FOLDS, 64), levels, values, Draws(1, FOLDS, 1), {}, values, {}, {"a": Shape.of()})
        knowing = value_of_knowing(found, decider(found), "a")
        told += knowing.told
        flattered += knowing.at_most > 2 * knowing.value.standard_error
    assert told <= 6
    assert flattered > told  # what is fitted and evaluated on the same futures says more


def test_what_is_known_already_is_taken_as_known() -> None:
    """Who knows the coin decides by it: a number that matters on one side only is worth that side's part."""

    def values(at: Mapping[str, ndarray], shock: ndarray) -> tuple[ndarray, ndarray]:
        return 0 * shock, np.where(at["coin"] < 0.5, 2.0 * norm.ppf(at["phi"]), 5.0) + shock

    found = outcomes([(0.5, 0.5), ()], values, ["coin", "phi"])
    knows = Knowledge.of("us", [Unknown("facts.coin", "coin", 1, frozenset({"us"}), (0.5, 0.5))])
    knowing = value_of_knowing(found, decider(found, knowledge=knows), "phi")
    exact = 0.5 * 2.0 * norm.pdf(0.0)  # on heads signing is as good as refusing, on tails it is always signed
    assert abs(knowing.value.value - exact) < max(4 * knowing.value.standard_error, 1e-3 * exact)
    without = value_of_knowing(found, decider(found), "phi")
    assert without.value.value < 0.05 * exact  # who does not know it signs for 2.5 on average, whatever phi is nearly


def test_two_that_tell_nothing_apart_may_tell_all_together() -> None:
    """Signing is worth 3 if both coins fall alike and -3 if not: each by itself says nothing, both are worth 1.5."""

    def values(at: Mapping[str, ndarray], shock: ndarray) -> tuple[ndarray, ndarray]:
        return 0 * shock, np.where((at["a"] < 0.5) == (at["b"] < 0.5), 3.0, -3.0) + 0.1 * shock

    found = outcomes([(0.5, 0.5), (0.5, 0.5)], values, ["a", "b"])
    party = decider(found)
    wanted = [Unknown(f"facts.{name}", name, None, frozenset(), (0.5, 0.5)) for name in "ab"]
    alone = {each.path: value_of_knowing(found, party, each.name) for each in wanted}
    assert not any(each.told for each in alone.values())
    (pair,) = pairs(found, party, wanted, alone)
    assert pair.paths == ("facts.a", "facts.b")
    assert abs(pair.value.value - 1.5) < 4 * pair.value.standard_error + 0.01


@pytest.mark.parametrize("tolerance", [None, 8.0])
def test_knowing_all_of_a_sum_is_worth_what_the_closed_form_says(tolerance: float | None) -> None:
    """V = a + b + noise with a, b of deviation 1 and 2: both known, as one normal number of deviation root 5."""

    def values(at: Mapping[str, ndarray], shock: ndarray) -> tuple[ndarray, ndarray]:
        return 0 * shock, 0.4 + norm.ppf(at["a"]) + 2 * norm.ppf(at["b"]) + shock

    found = outcomes([(), ()], values, ["a", "b"])
    knowing = everything(found, decider(found, tolerance), ["a", "b"])
    spread = np.sqrt(5.0)
    if tolerance is None:
        z = 0.4 / spread
        exact = spread * norm.pdf(z) - 0.4 * norm.cdf(-z)
    else:
        turn = (1 / (2 * tolerance) - 0.4) / spread
        noise = 1 / (2 * tolerance**2)
        known = quad(lambda x: np.exp(-(0.4 + spread * x) / tolerance + noise) * norm.pdf(x), turn, 12)[0]
        exact = -tolerance * np.log(known + norm.cdf(turn)) - max(0.4 - 6 / (2 * tolerance), 0.0)
    assert abs(knowing.value.value - exact) < 4 * knowing.value.standard_error
    assert knowing.value.standard_error < 0.05 * exact
    assert not pairs(found, decider(found, tolerance), [], {})


HURDLE = """
dealwright: 1
title: A sale
as_of: 2025-01-01
horizon: 2025-12-31
currency: EUR
risk_free: 0%
facts:
  worth: {is: "normal(10m, 3m)", reason: as guessed}
  secret: {is: "uniform(0 EUR, 10m)", reason: as guessed, known_to: [seller]}
parties: {buyer: {risk_tolerance: 5m, reservation: 3m}, seller: {}}
terms:
  good:  {kind: flow, payee: buyer, amount: worth / 1 year}
  cost:  {kind: flow, payer: seller, amount: secret / 1 year}
  price: {kind: payment, payer: buyer, payee: seller, amount: 6m, on: 2025-01-01}
scenarios:
  apart: {terms.good.active: no, terms.cost.active: no, terms.price.active: no}
negotiate:
  between: [buyer, seller]
  no_deal: apart
  over: {terms.price.amount: 0 EUR .. 12m by 1m}
"""


def test_a_party_that_must_gain_something_signs_only_for_that() -> None:
    """Sign for V = N(4m, 3m), or forgo what is worth 3m: -rho ln E exp(-max(V, 3m) / rho) less the better of both."""
    known = Study(loads(HURDLE), paths=2048).facts("buyer", at={"terms.price.amount": "6m"})
    found = known.side("buyer").knowing["facts.worth"]

    def burden(z: float) -> float:
        return float(np.exp(-max(4.0 + 3.0 * z, 3.0) / 5.0) * norm.pdf(z))

    exact = -5.0 * np.log(quad(burden, -9.0, 9.0, points=[-1.0 / 3.0])[0]) - (4.0 - 9.0 / 10.0)
    assert found.value.value == pytest.approx(1e6 * exact, rel=0.01)
    assert found.turns[0].below.startswith(("8.9", "9"))  # 6m paid and 3m needed


@pytest.mark.parametrize(("needs", "often"), [("0 EUR", 0.5), ("3m", 0.25)])
def test_who_knows_more_signs_where_it_gains_what_it_must(needs: str, often: float) -> None:
    """Of 6m less uniform(0, 10m), known by quarters: means 4.75, 2.25, -0.25, -2.75."""
    text = HURDLE.replace("seller: {}", f"seller: {{reservation: {needs}}}")
    chosen = Study(loads(text), paths=1024).facts("buyer", at={"terms.price.amount": "6m"}).side("buyer").selection
    assert chosen is not None
    assert chosen.probability == pytest.approx(often, abs=0.01)


def test_a_party_that_refuses_has_its_outside_option() -> None:
    """Sign for V = N(4m, 3m), or take 3m elsewhere, minding no risk: sigma n(z) - |mu| N(-z) of V - 3m."""
    text = (
        HURDLE.replace("{risk_tolerance: 5m, reservation: 3m}", "{}")
        .replace("no_deal: apart", "no_deal: apart\n  outside: {buyer: elsewhere}")
        .replace("negotiate:", "  elsewhere: {terms.good.amount: 3m EUR/year, terms.price.active: no}\nnegotiate:")
    )
    known = Study(loads(text), paths=2048).facts("buyer", at={"terms.price.amount": "6m"})
    z = 1.0 / 3.0
    exact = 3e6 * (norm.pdf(z) - z * norm.cdf(-z))
    assert known.side("buyer").knowing["facts.worth"].value.value == pytest.approx(exact, rel=0.01)


def test_where_nobody_holds_out_for_anything_who_knows_more_signs_for_any_gain() -> None:
    text = HURDLE.replace(", reservation: 3m", "")
    chosen = Study(loads(text), paths=1024).facts("buyer", at={"terms.price.amount": "6m"}).side("buyer").selection
    assert chosen is not None
    assert chosen.probability == pytest.approx(0.5, abs=0.01)
