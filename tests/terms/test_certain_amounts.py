"""Amounts that are the same on every path are kept once, and paid as those that are written out for each are."""

import numpy as np
import pytest

from dealwright.engine.books import keep_books
from dealwright.engine.lines import Rates, whole
from dealwright.engine.view import FuturesView
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

HEAD = """
dealwright: 1
title: Certain amounts
as_of: 2026-01-01
horizon: 2030-12-31
step: year
currency: USD
risk_free: 3%
parties: {ann: {name: Ann, discount: 8%}, bob: {name: Bob, discount: 8%}}
facts: {fee: {is: 3m, status: assumed, reason: agreed}, unsure: {is: "uniform(1m, 5m)"}}
drivers:
  sales: {kind: gbm, start: 10m USD, growth: 3%, volatility: 20%}
  late: {kind: event, chance: 50% by 2029-12-31}
"""


def view_of(payment: str) -> FuturesView:
    """Show the futures of a deal with one payment."""
    deal = loads(f"{HEAD}terms: {{fee: {{kind: payment, payer: ann, payee: bob, {payment}}}}}\n").sound
    return FuturesView.of(deal, simulate(deal, Draws(1, 2, 32)))


@pytest.mark.parametrize(
    ("payment", "rows"),
    [
        ("amount: fee, on: 2027-06-30", 1),
        ("amount: {2026-12-31: fee / 2, 2027-12-31: 2m}", 1),
        ("amount: 100k, every: month", 1),
        ("amount: unsure, on: 2027-06-30", 64),
        ("amount: 10% * sales, on: 2027-06-30", 64),
        ("amount: fee * before(late), on: 2027-06-30", 64),
        ("amount: {2026-12-31: fee, 2027-12-31: unsure}", 64),
        ("amount: fee, on: 2027-06-30, ends_on: late", 64),
    ],
)
def test_an_amount_has_a_row_for_each_path_only_where_paths_differ(payment: str, rows: int) -> None:
    (flow,) = view_of(payment).outcome("fee").flows
    assert len(flow.amount) == rows


def test_a_year_in_an_amount_is_that_of_the_day_on_which_it_falls_due() -> None:
    (flow,) = view_of("amount: {2026-06-30: fee * (year - 2025), 2028-06-30: fee * (year - 2025)}").outcome("fee").flows
    assert np.array_equal(np.broadcast_to(flow.amount, (64, 2)), np.tile([3e6, 9e6], (64, 1)))


def test_certain_payments_are_worth_their_discounted_sum() -> None:
    view = view_of("amount: {2026-07-02: fee, 2028-01-01: 2m}")
    books = keep_books(view.futures.deal, view.futures)
    expected = 3e6 * 1.05 ** (-182 / 365) + 2e6 * 1.05 ** (-730 / 365)
    for party, sign in (("ann", -1.0), ("bob", 1.0)):
        worth = whole(books, party, Rates(0.05, own_rates=False))
        assert worth.shape == (64,)
        assert np.allclose(worth, sign * expected, rtol=1e-14)
