"""A royalty of plain clauses, taken by compiled loops, pays what its clauses pay that are computed one by one."""

import numpy as np
import pytest

from dealwright.engine.view import FuturesView
from dealwright.lang.load import loads
from dealwright.terms.royalties import straight
from dealwright.terms.royalties.payments import worked
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

DEAL = """
dealwright: 1
title: Royalties of plain clauses
as_of: 2025-02-14
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {ann: {name: Ann}, bob: {name: Bob}}
facts: {unsure: {is: "uniform(4%, 12%)"}, much: {is: "uniform(1m, 9m)"}, little: {is: "uniform(30k, 90k)"}}
drivers:
  sales: {kind: growth, start: 10m USD/year, volatility: 40%, growth: 10%}
  loss: {kind: derived, is: "sales - 10m USD/year"}
  start: {kind: event, chance: 90% by 2027-01-01}
  stop: {kind: event, chance: 80% by 2029-01-01}
terms:
  fee: {kind: royalty, payer: ann, payee: bob, period: PERIOD, LIFE, CLAUSES}
"""
TIERS = "tiers: [{up_to: 2m, rate: 4%}, {up_to: much, rate: unsure}, {rate: 3%}]"
CLAUSES = [
    "on: sales, rate: 6%",
    "on: loss, rate: unsure, minimum: little, cap: 2m, opening: {paid: 300k}",
    f"on: sales, {TIERS}",
    f"on: sales, {TIERS}, minimum: 90k USD, period_cap: 200k, cap: 1.5m USD, opening: {{balance: 900k}}",
    f"on: sales, {TIERS}, tier_period: year, cap: much / 5",
    f"on: sales, {TIERS}, tier_period: year, tiers_prorated: no",
    f"on: sales, {TIERS}, tiers_on: cumulative, paid: end",
    "on: sales, tiers: [{up_to: 4m, rate: 8%}, {up_to: 20m, rate: 0%}], deductions: 1m USD/year, tier_period: year",
    f"on: loss, {TIERS}, carry_losses: yes, year_starts: 04-05",
]
LIVES = ["until: 2029-03-20", "until: 2029-03-20, ends_on: stop", "starts_on: start, ends_on: stop"]
LEFT = [
    "on: sales, rate: 5%, rate_changes: [{on: 2027-05-03, rate: 3%}]",
    "on: sales, tiers: [{up_to: 2m, rate: 4%}, {rate: 8%}], tier_method: retroactive",
    "on: sales, rate: 5%, minimum: {2025: 100k, 2027: 300k}",
    "on: sales, rate: 5%, minimum: 1m, minimum_period: year",
    "on: sales, rate: 5%, advance: {amount: 1m}",
]


def view_of(clauses: str, lives: str = LIVES[1], period: str = "quarter") -> FuturesView:
    """Show the futures to a deal's only term."""
    loaded = loads(DEAL.replace("CLAUSES", clauses).replace("LIFE", lives).replace("PERIOD", period))
    assert loaded.deal is not None, "\n".join(map(str, loaded.errors))
    return FuturesView.of(loaded.deal, simulate(loaded.deal, Draws(3, 2, 350)))


@pytest.mark.parametrize("period", ["month", "quarter"])
@pytest.mark.parametrize("lives", LIVES)
@pytest.mark.parametrize("clauses", CLAUSES)
def test_compiled_loops_pay_what_the_clauses_pay_one_by_one(
    clauses: str, lives: str, period: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = view_of(clauses, lives, period)
    done = worked(view.terms["fee"], view)  # type: ignore[arg-type]
    for pays in ("pays", "pays_now"):
        monkeypatch.setattr(straight, pays, lambda numbers: numbers > 0)
    monkeypatch.setattr(straight, "PART", 256)
    found = straight.paid_straight(view.terms["fee"], view, done.pieces)  # type: ignore[arg-type]
    assert found is not None
    if "tier_period" in clauses or "cumulative" in clauses:
        np.testing.assert_allclose(found, done.paid, rtol=1e-13, atol=1e-13 * float(np.max(np.abs(done.paid))))
    else:
        np.testing.assert_array_equal(found, done.paid)
    assert np.any(found > 0.0)


@pytest.mark.parametrize("clauses", LEFT)
def test_other_clauses_are_computed_one_by_one(clauses: str, monkeypatch: pytest.MonkeyPatch) -> None:
    view = view_of(clauses)
    for pays in ("pays", "pays_now"):
        monkeypatch.setattr(straight, pays, lambda numbers: numbers > 0)
    pieces = worked(view.terms["fee"], view).pieces  # type: ignore[arg-type]
    assert straight.paid_straight(view.terms["fee"], view, pieces) is None  # type: ignore[arg-type]


def test_what_stands_behind_the_money_is_told_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = view_of(CLAUSES[3]).outcome("fee")
    for pays in ("pays", "pays_now"):
        monkeypatch.setattr(straight, pays, lambda numbers: numbers > 0)
    found = view_of(CLAUSES[3]).outcome("fee")
    np.testing.assert_array_equal(found.flows[0].amount, plain.flows[0].amount)
    np.testing.assert_array_equal(found.statement["paid"], plain.statement["paid"])
    np.testing.assert_array_equal(found.closing().paid, plain.closing().paid)
    accounts = found.account(), plain.account()
    assert accounts[0] is not None
    assert accounts[1] is not None
    assert [line.name for line in accounts[0].lines] == [line.name for line in accounts[1].lines]
