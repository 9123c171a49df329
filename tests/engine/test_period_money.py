"""Money per contract period by compiled loops is what the rates over the steps give."""

import numpy as np
import pytest

from dealwright.engine import worths
from dealwright.engine.view import FuturesView
from dealwright.lang.load import loads
from dealwright.terms.days.life import life
from dealwright.terms.days.periods import cells
from dealwright.terms.outcome import Flow
from dealwright.world import period_money, programs
from dealwright.world.draws import Draws
from dealwright.world.evaluate import NotFiniteError
from dealwright.world.futures import simulate
from dealwright.world.products import products

DEAL = """
dealwright: 1
title: Flows of all sorts
as_of: 2025-02-14
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {ann: {name: Ann}, bob: {name: Bob}}
facts: {part: {is: "uniform(10%, 50%)"}, share: {is: 20%}, margin_later: {is: "uniform(10%, 30%)"}}
drivers:
  sales: {kind: growth, start: 10m USD/year, volatility: 30%, growth: 20%}
  cost: {kind: gbm, start: 4m USD/year, growth: 5%, volatility: 20%}
  margin: {kind: schedule, 2025: 10%, 2027: 25%, 2029: 30%}
  unsure: {kind: schedule, 2025: 10%, 2029: margin_later}
  stop: {kind: event, chance: 80% by 2029-01-01}
  profit: {kind: derived, is: "(margin - if(year <= 2026, 5%, 0)) * sales"}
terms:
  fee: {kind: flow, payer: ann, payee: bob, amount: FLOW, from: 2025-06-10, until: 2028-08-20, ends_on: stop}
"""
TAKEN = [
    "sales",
    "-part * sales",
    "share * part * margin * sales / 2",
    "profit",
    "part * (sales - 2 * cost) + 1m USD/year * margin",
    "sales * if(year <= 2026, 1, 2) * margin / (1 + margin)",
    "sales * (1 - 20% * cost / (1m USD/year))",
]
LEFT = [
    "max(sales, cost)",
    "unsure * sales",
    "sales * sqrt(cost * cost) * 1 year / 1m USD",
    "sales * cost * sales / (1m USD/year) / (1m USD/year)",
    "sales * after(stop)",
    "1m USD/year",
    "1m USD/year * margin",
]


def view_of(flow: str, ends: str) -> FuturesView:
    """Show a deal's only term the futures."""
    loaded = loads(DEAL.replace("FLOW", f'"{flow}"').replace(", ends_on: stop", ends))
    assert loaded.deal is not None, "\n".join(map(str, loaded.errors))
    return FuturesView.of(loaded.deal, simulate(loaded.deal, Draws(3, 2, 700)))


@pytest.mark.parametrize("period", ["month", "quarter", "year"])
@pytest.mark.parametrize("ends", ["", ", ends_on: stop"])
@pytest.mark.parametrize("flow", TAKEN)
def test_compiled_loops_sum_what_the_rates_do(
    flow: str, ends: str, period: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    monkeypatch.setattr(programs, "pays_now", lambda _: False)
    for much in (False, True):
        monkeypatch.setattr(period_money, "pays", lambda _, much=much: much)
        view = view_of(flow, ends)
        term = view.terms["fee"]
        pieces = cells(life(term, view), view.grid, period)
        assert (view.money(term.amount, pieces) is not None) == much
        found.append(pieces.money(term.amount, view))
    assert found[0].shape == found[1].shape
    assert np.abs(found[0] - found[1]).max() < 1e-13 * np.abs(found[0]).max()


@pytest.mark.parametrize("flow", ["1m USD/year", "1m USD/year * margin", "part * margin * 1m USD/year"])
def test_what_is_certain_is_summed_by_loops_over_lives_that_end(flow: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for much in (False, True):
        monkeypatch.setattr(period_money, "pays", lambda _, much=much: much)
        view = view_of(flow, ", ends_on: stop")
        term = view.terms["fee"]
        pieces = cells(life(term, view), view.grid, "quarter")
        assert (view.money(term.amount, pieces) is not None) == much
        found.append(pieces.money(term.amount, view))
    np.testing.assert_allclose(found[1], found[0], rtol=1e-13, atol=1e-13 * np.abs(found[0]).max())


@pytest.mark.parametrize("ends", ["", ", ends_on: stop"])
@pytest.mark.parametrize("flow", TAKEN)
def test_money_on_demand_is_that_made_at_once_and_worth_as_much(
    flow: str, ends: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(period_money, "pays", lambda _: True)
    monkeypatch.setattr(worths, "AT_ONCE", 256)
    view = view_of(flow, ends)
    term = view.terms["fee"]
    pieces = cells(life(term, view), view.grid, "quarter")
    money, later = pieces.money(term.amount, view), pieces.summed(term.amount, view)
    assert later is not None
    assert later.shape == money.shape
    np.testing.assert_array_equal(later.on(slice(None, None, 9)), money[::9])
    days, rate = np.linspace(0.0, 1500.0, view.paths), np.linspace(0.02, 0.2, view.paths)
    made = [*worths.worth_up_to(Flow("ann", "bob", later, pieces), 0.07, days)]
    made.append(worths.worth_of(Flow("ann", "bob", later, pieces), rate))
    assert not later.is_there
    np.testing.assert_array_equal(later.whole, money)
    for flow_ in (Flow("ann", "bob", later, pieces), Flow("ann", "bob", money, pieces)):
        monkeypatch.setattr(worths, "pays_now", lambda _: True)
        there = [*worths.worth_up_to(flow_, 0.07, days), worths.worth_of(flow_, rate)]
        np.testing.assert_array_equal(np.array(there), np.array(made))


def test_money_on_demand_that_is_no_finite_number_is_refused_where_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(period_money, "pays", lambda _: True)
    view = view_of("sales / (year - 2026)", "")
    term = view.terms["fee"]
    pieces = cells(life(term, view), view.grid, "quarter")
    later = pieces.summed(term.amount, view)
    assert later is not None
    for read in (
        lambda: worths.worth_of(Flow("ann", "bob", later, pieces), 0.07),
        lambda: later.on(slice(None, None, 9)),
        lambda: later.whole,
    ):
        with pytest.raises(NotFiniteError, match="sales"):
            read()


@pytest.mark.parametrize("flow", LEFT)
def test_what_is_no_product_of_two_drivers_is_left_to_the_rates(flow: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(period_money, "pays", lambda _: True)
    monkeypatch.setattr(programs, "pays_now", lambda _: False)
    view = view_of(flow, "")
    term = view.terms["fee"]
    assert view.money(term.amount, cells(life(term, view), view.grid, "quarter")) is None


def test_a_derived_driver_is_taken_apart_into_what_stands_behind_it() -> None:
    """In 2025 the margin is 10 % at its middle, and 5 points are taken off up to 2026."""
    view = view_of("profit", "")
    (product,) = products(view.terms["fee"].amount, view.futures) or []
    assert product.drivers == ("sales",)
    assert np.allclose(np.asarray(product.first)[:2], 0.05, atol=1e-12)
    assert np.asarray(product.last)[-1] > 0.29
