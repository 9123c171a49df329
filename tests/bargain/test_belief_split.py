"""Which part of a spread is belief and which is future: normal cases in closed form, and a deal of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import dealwright
from dealwright.bargain.beliefs.belief import Belief
from dealwright.bargain.beliefs.nodes import States
from dealwright.bargain.beliefs.split import Weighting, split
from dealwright.deal.expression import Quantity, Uncertain
from dealwright.engine.beliefs import Doubt
from dealwright.lang.load import loads

if TYPE_CHECKING:
    from dealwright.bargain.beliefs.found import BeliefsFound

DEAL = """
dealwright: 1
title: A share
as_of: 2026-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
facts:
  size:
    known_to: seller
    readings: [{is: 10m USD/year, weight: 60%}, {is: 30m USD/year, weight: 40%}]
parties: {seller: {risk_tolerance: 20m to 60m}, buyer: {}}
drivers:
  luck: {kind: gbm, start: 1, growth: 0%, volatility: 50%}
terms:
  thing: {kind: flow, payee: buyer, amount: 100m USD/year}
  price: {kind: payment, payer: buyer, payee: seller, amount: 0 USD, on: 2026-01-01}
  kept: {kind: flow, active: no, payee: seller, amount: size}
scenarios:
  apart: {set: {terms.thing.active: no, terms.price.active: no, terms.kept.active: yes}}
negotiate:
  between: [seller, buyer]
  no_deal: apart
  refine: no
  over: {terms.price.amount: 0 USD .. 100m by 10m}
"""


def found(text: str) -> BeliefsFound:
    loaded = loads(text)
    assert not loaded.errors, loaded.errors
    beliefs = dealwright.Study(loaded, paths=1024).bargain().beliefs
    assert beliefs is not None
    return beliefs


def normal(name: str, deviation: float) -> Belief:
    distribution = Uncertain("normal", (Quantity(0.0), Quantity(deviation)))
    doubt = Doubt(name, structural=False, known_to=frozenset(), distribution=distribution)
    return Belief(name, frozenset(), name, None, doubt)  # type: ignore[arg-type]  # no deal is asked for


def test_a_normal_belief_beside_a_normal_future_has_its_share_of_the_variance() -> None:
    """A + 2 B + 3 Z with A, B and Z standard normal: beliefs make 5 of 14 parts, A one and B four."""
    facts = {"a": normal("a", 1.0), "b": normal("b", 2.0)}
    states = States.of([(name, (), 0.0, each.ends) for name, each in facts.items()], 24)
    luck = 3.0 * np.random.default_rng(1).standard_normal(20_000)
    values = np.array([sum(point) + luck for point in states.points])
    told = split("ada", "no_deal", values, Weighting.of(states, facts, 1), plain=True)
    assert told.deviation == pytest.approx(np.sqrt(14), rel=0.01)
    assert told.belief == pytest.approx(5 / 14, rel=0.02)
    assert told.future == pytest.approx(9 / 14, rel=0.02)
    assert told.by_fact == pytest.approx({"b": 4 / 14, "a": 1 / 14}, rel=0.02)
    assert list(told.by_fact) == ["b", "a"]


def test_what_beliefs_do_only_together_is_belief_and_no_fact_s_own() -> None:
    """A times B, each one or minus one: alone neither moves the mean."""
    one_or_other = [
        Belief(n, frozenset(), n, None, Doubt(n, False, frozenset(), (-1.0, 1.0), (0.5, 0.5)))  # type: ignore[arg-type]  # noqa: FBT003
        for n in "ab"
    ]
    facts = {each.name: each for each in one_or_other}
    states = States.of([(name, (-1.0, 1.0), 1.0, (-1.0, 1.0)) for name in facts], 24)
    luck = np.random.default_rng(2).standard_normal(20_000)
    values = np.array([a * b + luck for a, b in states.points])
    told = split("ada", "no_deal", values, Weighting.of(states, facts, 1), plain=True)
    assert told.belief == pytest.approx(0.5, rel=0.02)
    assert told.by_fact == {"a": 0.0, "b": 0.0}


def test_the_error_of_few_paths_is_no_belief() -> None:
    """A fact that scales the future and leaves its mean makes no belief, and on average none is found."""
    fact = Belief("a", frozenset(), "a", None, Doubt("a", False, frozenset(), (0.0, 1.0), (0.5, 0.5)))  # type: ignore[arg-type]  # noqa: FBT003
    states = States.of([("a", (0.0, 1.0), 0.0, (0.0, 1.0))])
    weighting = Weighting.of(states, {"a": fact}, 1)
    rng = np.random.default_rng(3)
    corrected, naive = [], []
    for _ in range(400):
        luck = rng.standard_normal(64)
        values = np.array([np.full(64, 10.0) + luck, 10.0 + 3.0 * luck])
        means = values.mean(axis=1)
        noise = np.cov(values) / 64
        naive.append(means @ weighting.together @ means)
        corrected.append(naive[-1] - np.sum(weighting.together * noise))
    error = np.std(corrected) / np.sqrt(400)
    assert abs(np.mean(corrected)) < 4 * error
    assert np.mean(naive) > 4 * error
    assert split("ada", "no_deal", values, weighting, plain=True).belief >= 0.0


def test_a_fact_alone_is_all_belief_and_a_price_is_neither() -> None:
    told = {(each.party, each.of): each for each in found(DEAL).spreads}
    kept = told["seller", "no_deal"]
    assert kept.deviation == pytest.approx(20e6 * np.sqrt(0.24), rel=1e-3)
    assert (kept.belief, kept.by_fact) == (pytest.approx(1.0), {"size": pytest.approx(1.0)})
    assert told["seller", "nash"].deviation == pytest.approx(0.0, abs=1.0)


def test_a_future_beside_a_fact_leaves_it_its_share() -> None:
    """What is kept is the fact plus 20 times a lognormal of mean one and yearly volatility one half, on average."""
    text = DEAL.replace("amount: size}", "amount: size + 20m USD/year * luck}")
    kept = next(each for each in found(text).spreads if each.of == "no_deal" and each.party == "seller")
    # the mean over a year of exp(s W - s^2 t / 2) has the second moment 2 (exp(v) - 1 - v) / v^2, v = s^2
    v = 0.25
    luck = 400e12 * (2 * (np.expm1(v) - v) / v**2 - 1)
    fact = 400e12 * 0.24
    assert kept.belief == pytest.approx(fact / (fact + luck), abs=0.03)
    assert kept.error < 0.02


def test_each_belief_says_how_far_it_moves_a_gain() -> None:
    """The price is certain, so the seller's tolerance moves nothing; what it would keep does, by 20m."""
    bands = {(each.party, each.of): each for each in found(DEAL).bands}
    assert set(bands) == {("seller", name) for name in ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")}
    nash = bands["seller", "nash"]
    assert nash.high - nash.low == pytest.approx(20e6, rel=1e-3)
    assert list(nash.by_belief) == ["size"]


def test_of_what_does_not_move_but_by_rounding_nothing_is_belief() -> None:
    facts = {"a": normal("a", 1.0)}
    states = States.of([(name, (), 0.0, each.ends) for name, each in facts.items()], 24)
    luck = np.random.default_rng(1).standard_normal((len(states.points), 64))
    told = split("ada", "no_deal", 4_739_531.516 * (1.0 + 1e-15 * luck), Weighting.of(states, facts, 1))
    assert (told.deviation, told.belief, told.error, dict(told.by_fact)) == (0.0, 0.0, 0.0, {})
