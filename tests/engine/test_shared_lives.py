"""Terms that run alike on the same futures share their days, and the money of what they pay for."""

from dataclasses import replace

import numpy as np

from dealwright.engine.view import FuturesView
from dealwright.lang.load import Loaded, loads
from dealwright.terms.days.life import life
from dealwright.terms.days.periods import cells
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

DEAL = """
dealwright: 1
title: A royalty whose numbers are open
as_of: 2025-01-01
horizon: 2030-12-31
step: half
currency: USD
risk_free: 4%
parties: {maker: {discount: 9%}, inventor: {discount: 9%}}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 5%, volatility: 25%}
  rival: {kind: event, chance: 60% by 2029-12-31}
terms:
  royalty: {kind: royalty, payer: maker, payee: inventor, on: sales, rate: 10%, cap: 60m, until: 2029-12-31,
            ends_on: rival}
  other: {kind: royalty, payer: maker, payee: inventor, on: sales, rate: 2%, replaces: royalty, from: 2028-01-01}
"""
DRAWS = Draws(5, 2, 64)


def seen(loaded: Loaded, draws: Draws = DRAWS, **changes: str) -> FuturesView:
    deal = loaded.with_overrides({path.replace("__", "."): value for path, value in changes.items()}).sound
    return FuturesView.of(deal, simulate(deal, draws))


def test_a_package_that_changes_no_day_shares_its_days_and_the_money_of_its_base() -> None:
    loaded = loads(DEAL)
    lives = [life(each.terms["royalty"], each) for each in (seen(loaded), seen(loaded, terms__royalty__rate="15%"))]
    assert lives[0] is lives[1]
    periods = [cells(each, seen(loaded).grid, "year") for each in lives]
    assert periods[0] is periods[1]
    term, view = seen(loaded).terms["royalty"], seen(loaded, terms__royalty__cap="10m")
    assert periods[0].money(term.on, view) is periods[1].money(term.on, seen(loaded))


def test_a_package_that_changes_a_day_or_a_driver_shares_neither() -> None:
    loaded = loads(DEAL)
    one, later = seen(loaded), seen(loaded, terms__royalty__until="2028-12-31")
    assert life(one.terms["royalty"], one).last > life(later.terms["royalty"], later).last
    rarer = seen(loaded, drivers__rival__chance="10% by 2029-12-31")
    assert np.any(life(one.terms["royalty"], one).end != life(rarer.terms["royalty"], rarer).end)
    grown = seen(loaded, drivers__sales__growth="9%")
    money = [
        cells(life(each.terms["royalty"], each), each.grid, "year").money(each.terms["royalty"].on, each)
        for each in (one, grown)
    ]
    assert np.all(money[0][:, 0] < money[1][:, 0])


def test_days_that_are_changed_share_nothing() -> None:
    view = seen(loads(DEAL))
    term = view.terms["royalty"]
    pieces = cells(life(term, view), view.grid, "year")
    money = pieces.money(term.on, view)
    half = replace(pieces, end=pieces.end / 2)
    assert pieces.sign is not None
    assert half.sign is None
    assert np.all(half.money(term.on, view).sum(axis=1) < money.sum(axis=1))


def test_what_other_terms_end_has_days_of_its_own() -> None:
    view = seen(loads(DEAL))
    paid = view.outcome("royalty").flows[0]
    after = paid.amount * (paid.days > 3.0 * 365.25 + 1)
    assert np.all(after == 0.0)  # `other` takes its place on 2028-01-01
    assert np.any(life(view.terms["royalty"], view).end > 3.0 * 365.25 + 1)  # by its own words it would go on


def test_what_is_shared_is_what_each_computes_alone() -> None:
    loaded, changes = loads(DEAL), {"terms__royalty__rate": "15%", "terms__royalty__cap": "30m"}
    seen(loaded).outcome("royalty")
    together = seen(loaded, **changes).outcome("royalty").flows
    alone = seen(loads(DEAL), Draws(5, 2, 64), **changes).outcome("royalty").flows
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_array_equal(one.amount, other.amount)
        np.testing.assert_array_equal(one.days, other.days)
