"""What knowing is worth where each side knows something alone, against a nested simulation in plain NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import norm

from dealwright.lang.load import loads
from dealwright.study import Study

if TYPE_CHECKING:
    from dealwright.bargain.knowing.result import Side

MINE = """
dealwright: 1
title: A mine
as_of: 2025-01-01
horizon: 2025-12-31
currency: EUR
risk_free: 0%
facts:
  ore: {is: "normal(6m, 4m)", reason: as guessed}
  rich: {is: "one_of({1: 40%, 0: 60%})", reason: as guessed, known_to: [buyer]}
  cost: {is: "uniform(0 EUR, 10m)", reason: as guessed, known_to: [seller]}
parties: {buyer: {risk_tolerance: 5m}, seller: {risk_tolerance: 20m}}
terms:
  good:  {kind: flow, payee: buyer, amount: (ore + rich * 4m - 0.3 * cost) / 1 year}
  toil:  {kind: flow, payer: seller, amount: cost / 1 year}
  price: {kind: payment, payer: buyer, payee: seller, amount: 6m, on: 2025-01-01}
scenarios:
  apart: {terms.good.active: no, terms.toil.active: no, terms.price.active: no}
negotiate:
  between: [buyer, seller]
  no_deal: apart
  over: {terms.price.amount: 0 EUR .. 12m by 1m}
"""
RHO, OUTER, INNER = 5.0, 400, 4000


def worth(values: np.ndarray, rho: float = RHO) -> float:
    """Return what a sample is worth for sure, in millions."""
    return float(-rho * np.log(np.mean(np.exp(-values / rho))))


def gain(rng: np.random.Generator, rich: float, ore: float | None = None, cost: float | None = None) -> np.ndarray:
    """Draw what signing brings the buyer, the rest of what is not known at random."""
    ores = rng.normal(6.0, 4.0, INNER) if ore is None else np.full(INNER, ore)
    costs = rng.uniform(0.0, 10.0, INNER) if cost is None else np.full(INNER, cost)
    return np.asarray(ores + 4.0 * rich - 0.3 * costs - 6.0)


def nested(what: str, seed: int) -> float:
    """Learn one thing in an outer loop, knowing whether the mine is rich, and decide by an inner one."""
    rng, found = np.random.default_rng(seed), 0.0
    for rich, chance in ((1.0, 0.4), (0.0, 0.6)):
        burdens = []
        for place in range(OUTER):
            level = (place + rng.random()) / OUTER
            learnt = {"ore": float(norm.ppf(level, 6.0, 4.0))} if what == "ore" else {"cost": 10.0 * level}
            burdens.append(min(1.0, float(np.mean(np.exp(-gain(rng, rich, **learnt) / RHO)))))
        blind = max(0.0, 4.0 * rich - 16.0 / (2.0 * RHO) + _of_cost())  # a normal number and a uniform one, exactly
        found += chance * (-RHO * float(np.log(np.mean(burdens))) - blind)
    return found


def _of_cost() -> float:
    """Return what a uniform cost of 0 to 3 m is worth for sure."""
    return float(-RHO * np.log((np.exp(3.0 / RHO) - 1.0) * RHO / 3.0))


@pytest.fixture(scope="module")
def buyer() -> Side:
    found = Study(loads(MINE), paths=4096).facts("buyer", at={"terms.price.amount": "6m"}).side("buyer")
    assert found is not None
    return found


@pytest.mark.parametrize("what", ["ore", "cost"])
def test_who_knows_something_alone_values_the_rest_as_a_nested_simulation_says(buyer: Side, what: str) -> None:
    """What nobody knows, and what the other side alone knows, each learnt before deciding."""
    runs = [nested(what, seed) for seed in range(4)]
    error = float(np.std(runs, ddof=1) / 2.0)
    found = buyer.knowing[f"facts.{what}"].value
    assert found.value > 4.0 * found.standard_error
    assert abs(found.value / 1e6 - np.mean(runs)) < 4.0 * np.hypot(found.standard_error / 1e6, error)
    assert buyer.knows == ("facts.rich",)
    assert buyer.by_state


def test_what_the_other_side_alone_knows_selects_what_is_signed(buyer: Side) -> None:
    """The seller tells its cost by quarters and signs in the lower two; the buyer gets what is left, drawn plainly."""
    rng = np.random.default_rng(7)
    cost = rng.uniform(0.0, 10.0, 1_000_000)
    quarter = (cost // 2.5).astype(int)
    signs = np.array([worth(6.0 - cost[quarter == each], 20.0) >= 0.0 for each in range(4)])
    values = rng.normal(6.0, 4.0, len(cost)) + 4.0 * (rng.random(len(cost)) < 0.4) - 0.3 * cost - 6.0
    chosen = buyer.selection
    assert chosen is not None
    assert chosen.probability == pytest.approx(signs[quarter].mean(), abs=0.002)
    for said, drawn in ((chosen.if_all_signed, values), (chosen.as_they_sign, np.where(signs[quarter], values, 0.0))):
        assert abs(said.value / 1e6 - worth(drawn)) < 4.0 * np.hypot(said.standard_error / 1e6, 0.005)


def test_what_moves_a_side_in_nothing_is_worth_nothing_to_it() -> None:
    """The seller is paid the price and bears its cost: ore and riches are the buyer's alone."""
    side = Study(loads(MINE), paths=1024).facts("seller", at={"terms.price.amount": "6m"}).side("seller")
    assert side is not None
    assert all(each.changes_nothing for each in side.knowing.values())


def test_shares_of_a_deal_are_those_of_a_plain_decomposition() -> None:
    """Ore, riches and cost add up, so each has its own part of the variance: 16, 16 x 0.24 and 0.09 x 100 / 12."""
    found = Study(loads(MINE), paths=4096).facts(at={"terms.price.amount": "6m"})
    parts = {"facts.ore": 16.0, "facts.rich": 16.0 * 0.24, "facts.cost": 0.09 * 100.0 / 12.0}
    for path, part in parts.items():
        share = found.share(path, "package", "buyer")
        assert share is not None
        for each in (share.first, share.total):
            assert abs(each.value - part / sum(parts.values())) < 4.0 * each.standard_error + 1e-3
            assert each.standard_error < 0.05
