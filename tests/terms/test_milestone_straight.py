"""Thresholds that a sum passes, found by compiled loops, are passed on the days that are told piece by piece."""

import numpy as np
import pytest

from dealwright.engine.view import FuturesView
from dealwright.lang.load import loads
from dealwright.terms.dated import straight
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

DEAL = """
dealwright: 1
title: Milestones on amounts
as_of: 2025-02-14
horizon: 2031-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {ann: {name: Ann}, bob: {name: Bob}}
facts: {much: {is: "uniform(5m, 60m)"}}
drivers:
  sales: {kind: growth, start: 10m USD/year, volatility: 40%, growth: 10%}
  begin: {kind: event, chance: 95% by 2026-06-01}
  stop: {kind: event, chance: 80% by 2029-01-01}
terms:
  scale: {kind: milestone, payer: ann, payee: bob, CLAUSES}
"""
CLAUSES = [
    "of: sales, tiers: [{at: 20m, amount: 1m}]",
    "of: sales, tiers: [{at: 2m, amount: 1m}, {at: much, amount: 8% * sales * 1 year}, {at: 90m, amount: 5m}]",
    "of: sales, tiers: [{at: 20m, amount: 1m}, {at: much, amount: 2m}], ends_on: stop",
    "of: sales - 11m USD/year, tiers: [{at: 1m, amount: 1m}, {at: much, amount: 2m}], starts_on: begin, ends_on: stop",
    "of: sales, tiers: [{at: 6m, amount: 1m}, {at: much, amount: 2m}], opening: {base: 8m}, after: 30 days",
]
LEFT = [
    "of: sales, within: year, tiers: [{at: 20m, amount: 1m}]",
    "of: sales, every: 10m, most: 5, amount: 1m",
    "of: sales, rolling: 1 year, tiers: [{at: 20m, amount: 1m}]",
]


def view_of(clauses: str) -> FuturesView:
    """Show the futures to a deal's only term."""
    loaded = loads(DEAL.replace("CLAUSES", clauses))
    assert loaded.deal is not None, "\n".join(map(str, loaded.errors))
    return FuturesView.of(loaded.deal, simulate(loaded.deal, Draws(3, 2, 350)))


@pytest.mark.parametrize("clauses", [*CLAUSES, *LEFT])
def test_compiled_loops_find_the_days_on_which_sums_pass_thresholds(
    clauses: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, taken = view_of(clauses).outcome("scale"), []
    monkeypatch.setattr(straight, "pays_now", lambda numbers: taken.append(numbers) or True)
    monkeypatch.setattr(straight, "PART", 512)
    found = view_of(clauses).outcome("scale")
    assert bool(taken) == (clauses in CLAUSES)
    (one,), (other,) = found.flows, plain.flows
    np.testing.assert_array_equal(one.reached, other.reached)
    np.testing.assert_array_equal(one.amount, other.amount)
    np.testing.assert_array_equal(one.days, other.days)
    np.testing.assert_array_equal(found.closing().base, plain.closing().base)
    assert np.any(one.amount > 0.0)
