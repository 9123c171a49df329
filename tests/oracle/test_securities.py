"""A separate computation of who gets what of a company with securities agrees with the engine on the same futures.

It shares nothing with the engine but the paths of the drivers: rounds are priced by sums written out here, and an exit
is paid by trying every set of decisions that holders can take and keeping the one in which nobody would rather decide
otherwise.
"""

from itertools import product

import numpy as np
import pytest

from dealwright.engine.books import keep_books
from dealwright.engine.lines import Rates, whole
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

DEAL = """
dealwright: 1
title: Two classes, a pool, a round priced by the path, an offering
as_of: 2025-02-10
horizon: 2030-11-20
step: quarter
currency: USD
risk_free: 4%
parties:
  founders: {discount: 15%}
  seed: {discount: 15%}
  growth: {discount: 10%}
  staff: {discount: 10%}
drivers:
  sales: {kind: gbm, start: 60m USD/year, growth: 10%, volatility: 60%}
  sold: {kind: event, chance: 50% by 2029-06-30}
  listed: {kind: event, chance: 40% by 2029-06-30}
companies:
  firm:
    enterprise_value: 1.2x * sales * 1 year
    cash: 5m
    cost_of_capital: 12%
    exit: [sold, listed, horizon]
    securities:
      stakeholders: {founders: {}, seed: {}, growth: {}, staff: {}}
      classes:
        common: {kind: common}
        series_a: {kind: preferred, converts_into: common, original_issue_price: 10 USD, preference: 1.5x, seniority: 1,
                   dividend: {rate: 8%}, qualified_ipo: {price: 11 USD}}
      pools: {plan: {of: common, reserved: 1_000_000}}
      rights: {options: {kind: option, holder: staff, of: common, count: 500_000, strike: 2 USD, pool: plan}}
      events:
        - {kind: issue, on: 2024-01-15, of: common, holder: founders, shares: 6_000_000, price: 0.001 USD}
        - {kind: issue, on: 2024-06-01, of: series_a, holder: seed, shares: 3_000_000, price: 10 USD}
      rounds:
        series_b: {on: 2026-08-15, investors: {growth: 20m}, pre_money: 0.9x * sales * 1 year,
                   pool: {pool: plan, share: 12%}, new_class: {kind: preferred, converts_into: common, preference: 1x,
                   participation: capped, cap: 2x, seniority: 2}}
      exit: {ipo: [listed], fee_share: 2%, debt: 1m}
"""
DRAWS = Draws(9, 4, 512)
RATE, MONEY, DAY = 1.12, 20e6, 551.0
SECOND = ("sharing", "capped", "shares")
COMMON, SERIES_A, OPTIONS, STRIKE, AVAILABLE = 6e6, 3e6, 5e5, 2.0, 5e5


def round_by_hand(pre_money: np.ndarray) -> np.ndarray:
    """Return the new shares of the round: the pool is topped up out of the pre-money to 12 % of all shares after it."""
    before = COMMON + SERIES_A + OPTIONS + AVAILABLE
    part = 0.12 * (1.0 + MONEY / pre_money)
    added = np.maximum(0.0, (part * before - AVAILABLE) / (1.0 - part))
    return MONEY * (before + added) / pre_money


def pay_by_hand(money: float, new: float, accrued: float, *, listed: bool) -> tuple[float, float, float, float]:
    """Pay founders, series A, series B and staff by trying all decisions."""
    first, second = 45e6 + accrued, MONEY if new else 0.0
    if listed:
        for exercised in (True, False):
            shares = COMMON + SERIES_A + new + OPTIONS * exercised
            price = (money + STRIKE * OPTIONS * exercised) / shares
            if (price >= STRIKE) == exercised and price >= 11.0:
                return COMMON * price, SERIES_A * price, new * price, OPTIONS * exercised * (price - STRIKE)
        second = 0.0  # series B converts at any offering, series A need not at this price
    if money <= first + second:
        return 0.0, max(0.0, money - second), min(money, second), 0.0
    for a, b, exercised in product(("kept", "shares"), ("shares",) if listed else SECOND, (True, False)):
        shares = COMMON + SERIES_A * (a == "shares") + new * (b != "capped") + OPTIONS * exercised
        fixed = first * (a == "kept") + second * (b == "sharing") + 2.0 * second * (b == "capped")
        price = (money - fixed + STRIKE * OPTIONS * exercised) / shares
        content = (
            (SERIES_A * price >= first) == (a == "shares"),
            {
                "sharing": second + new * price <= 2.0 * second,
                "capped": second + new * price >= 2.0 * second >= new * price,
                "shares": new * price >= 2.0 * second,
            }[b]
            or listed,
            (price >= STRIKE) == exercised,
        )
        if price >= 0.0 and all(content):
            got_a = SERIES_A * price if a == "shares" else first
            got_b = {"sharing": second + new * price, "capped": 2.0 * second, "shares": new * price}[b]
            return COMMON * price, got_a, got_b, OPTIONS * exercised * (price - STRIKE)
    raise AssertionError((money, new))


def test_every_holder_gets_what_a_separate_computation_finds() -> None:
    loaded = loads(DEAL)
    assert [problem.what for problem in loaded.errors] == []
    futures = simulate(loaded.sound, DRAWS)
    books = keep_books(loaded.sound, futures)
    sold, listed, last = futures.event("sold"), futures.event("listed"), float(futures.grid.edges[-1])
    exits = np.minimum(np.minimum(sold, listed), last)
    reached = exits >= DAY
    pre_money = 0.9 * futures.at("sales", np.full(futures.paths, DAY))
    new = np.where(reached, round_by_hand(pre_money), 0.0)
    equity = 1.2 * futures.at("sales", exits) + 5e6 * RATE ** (exits / 365.0)
    equity += np.where(reached, MONEY * RATE ** ((exits - DAY) / 365.0), 0.0)
    days = np.maximum(np.ceil(exits) - 1.0, 0.0) + 254.0  # series A was issued 254 days before the deal's first
    accrued = 0.08 * 30e6 * days / 365.0
    holders = equity - np.minimum(equity, 1e6)
    holders = holders - np.minimum(0.02 * equity, holders)
    got = np.array([
        pay_by_hand(*each, listed=bool(public))
        for *each, public in zip(holders, new, accrued, (listed < sold) & (listed < last), strict=True)
    ])  # fmt: skip
    paid = books.companies["firm"].paid
    assert paid is not None
    for column, party in enumerate(("founders", "seed", "growth", "staff")):
        assert paid.holders[party] == pytest.approx(got[:, column], rel=1e-9, abs=1e-3), party
        worth = got[:, column] * RATE ** (-exits / 365.0)
        if party == "growth":
            worth = worth - np.where(reached, MONEY * 1.1 ** (-DAY / 365.0), 0.0)
        rate = 0.10 if party in {"growth", "staff"} else 0.15
        assert whole(books, party, Rates(rate, own_rates=True)) == pytest.approx(worth, rel=1e-9, abs=1e-3)
    assert reached.any()
    assert not reached.all()
    assert ((listed < sold) & (listed < last)).mean() > 0.1
