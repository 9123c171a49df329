"""A participation whose tiers end by amounts, taken by compiled loops, pays what it pays period by period."""

import numpy as np
import pytest

from dealwright.engine.view import FuturesView
from dealwright.lang.load import loads
from dealwright.terms.participations import straight
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

DEAL = """
dealwright: 1
title: Tiers of all sorts
as_of: 2025-02-14
horizon: 2031-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {ann: {name: Ann}, bob: {name: Bob}, eve: {name: Eve}}
facts: {unsure: {is: "uniform(4%, 60%)"}, much: {is: "uniform(1m, 9m)"}}
drivers:
  sales: {kind: growth, start: 10m USD/year, volatility: 40%, growth: 10%}
  stop: {kind: event, chance: 80% by 2029-01-01}
terms:
  shared: {kind: profit_participation, payer: ann, payee: bob, on: sales - 9m USD/year, period: PERIOD, CLAUSES}
"""
CLAUSES = [
    "tiers: [{share: 60%, until_paid: 2m}]",
    "tiers: [{share: 60%, until_paid: much}, {share: unsure, until_base: 7m}, {share: 5%}], ends_on: stop",
    "tiers: [{share: unsure, until_paid: 1m, until_base: much}, {share: 1%, until_paid: 3m}, {share: 10%}]",
    "tiers: [{share: 50%, until_base: 4m}], residual: eve, residual_share: unsure, opening: {paid: much, base: 9m}",
    "tiers: [{share: 50%, until_paid: 3m}, {share: 9%}], residual: eve, opening: {balance: 1m}, carry_losses: yes",
    "tiers: [{shares: {bob: 40%, eve: unsure}, until_paid: 1m, of: eve}, SECOND, {shares: {eve: 8%}}], OPENING",
    "tiers: [{share: 60%, until_paid: 9m}], until: 2036-06-30, beyond: perpetuity(2%), paid: end",
]
SECOND = "{shares: {bob: 5%, ann: 95%}, until_base: 6m, until_paid: 4m, of: ann}"
OPENING = "residual: eve, opening: {paid_to: {eve: 300k}}"
LEFT = [
    "invested: 3m, tiers: [{share: 60%, until_multiple: 1.2x}, {share: 10%}]",
    "invested: 3m, tiers: [{share: 60%, until_hurdle: 8%}, {share: 10%}]",
    "invested: 3m, tiers: [{share: 60%, until_paid: 3m}, {share: 10%}]",
]


def view_of(clauses: str, period: str = "quarter") -> FuturesView:
    """Show the futures to a deal's only term."""
    text = DEAL
    for word, stands in (("CLAUSES", clauses), ("SECOND", SECOND), ("OPENING", OPENING), ("PERIOD", period)):
        text = text.replace(word, stands)
    loaded = loads(text)
    assert loaded.deal is not None, "\n".join(map(str, loaded.errors))
    return FuturesView.of(loaded.deal, simulate(loaded.deal, Draws(3, 2, 350)))


@pytest.mark.parametrize("period", ["quarter", "year"])
@pytest.mark.parametrize("clauses", CLAUSES)
def test_compiled_loops_pay_what_is_paid_period_by_period(
    clauses: str, period: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = view_of(clauses, period).outcome("shared")
    monkeypatch.setattr(straight, "pays_now", lambda _: True)
    monkeypatch.setattr(straight, "PART", 512)
    view = view_of(clauses, period)
    assert straight.paid_straight(view.terms["shared"], view) is not None  # type: ignore[arg-type]
    found = view.outcome("shared")
    assert any(np.any(flow.amount > 0.0) for flow in found.flows)
    for one, other in zip(found.flows, plain.flows, strict=True):
        assert (one.payer, one.payee, one.lasting) == (other.payer, other.payee, other.lasting)
        np.testing.assert_array_equal(*np.broadcast_arrays(one.amount, other.amount))
        np.testing.assert_array_equal(one.days, other.days)
    np.testing.assert_array_equal(found.statement["paid"], plain.statement["paid"])
    np.testing.assert_array_equal(found.closing().base, plain.closing().base)


@pytest.mark.parametrize("clauses", LEFT)
def test_tiers_that_end_by_a_return_are_told_period_by_period(clauses: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(straight, "pays_now", lambda _: True)
    view = view_of(clauses)
    assert straight.paid_straight(view.terms["shared"], view) is None  # type: ignore[arg-type]
