"""Prices that were agreed before: fair value with a floor and a cap, and the mean of appraisals."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.engine.books import Books, keep_books
from dealwright.engine.lines import Rates, whole
from dealwright.lang.load import loads
from dealwright.terms.agreed_price import _nearest_two
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

DEAL = """
dealwright: 1
title: A stake bought at a price that was agreed before
as_of: 2025-01-01
horizon: 2028-12-31
step: year
currency: USD
risk_free: 10%
parties: {ada: {discount: 10%}, ben: {discount: 10%, risk_tolerance: 500m}}
facts:
  first: {is: 30m}
  second: {is: 33m}
drivers:
  worth: {kind: gbm, start: 100m USD, growth: 10%, volatility: VOLATILITY}
  sold: {kind: event, chance: 40% by 2027-12-31}
companies:
  firm: {enterprise_value: worth, cash: 5m, cost_of_capital: 10%, exit: EXIT}
terms:
  shares: {kind: equity, company: firm, holder: ada, stake: 40%, residual: ben}
  buy: {kind: option, holder: ben, writer: ada, on: 2026-12-31, company: firm, stake: 40%, exercise: always, PRICE}
"""


def deal(price: str, volatility: str = "30%", exit_: str = "horizon") -> str:
    return DEAL.replace("PRICE", price).replace("VOLATILITY", volatility).replace("EXIT", exit_)


def kept(text: str, paths: int = 1024) -> Books:
    sound = loads(text).sound
    return keep_books(sound, simulate(sound, Draws(1, 4, paths // 4)))


def price_of(books: Books) -> Any:
    return books.view.outcome("buy").flows[0].amount[:, 0]


GROWN = 1.1**2
LEAP = 1.1 ** (1 / 365)
"""A worth grows by calendar years, money is carried by days of 365: from 2027 on a leap day lies between."""
FAIR = 0.4 * (100e6 * GROWN / LEAP + 5e6 * GROWN)


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("price: fair_value", FAIR),
        ("price: 75% * fair_value", 0.75 * FAIR),
        ('price: "max(fair_value, 60m USD)"', 60e6),
        ("price: fair_value, price_floor: 55m", 55e6),
        ("price: fair_value, price_cap: 45m", 45e6),
        ("price: 3m + fair_value, price_floor: 10m, price_cap: 900m", 3e6 + FAIR),
        ("appraisals: [first, second]", 31.5e6),
        ("appraisals: [first, second], third: 99m, apart: 10%", 31.5e6),
        ("appraisals: [first, second], third: 35m, apart: 9%", 34e6),
        ("appraisals: [second, first], third: 25m, apart: 9%", 31.5e6),
        ("appraisals: [first, second], third: 31.5m, apart: 9%", 32.25e6),
        ("appraisals: [first, fair_value], third: 50m, apart: 10%", (50e6 + FAIR) / 2),
        ("appraisals: [first, second], price_floor: 40m", 40e6),
    ],
)
def test_the_price_for_a_certain_company_is_worked_out_by_hand(price: str, expected: float) -> None:
    assert price_of(kept(deal(price, "0%"), 8)) == pytest.approx(expected, rel=1e-9)


def test_fair_value_is_what_is_expected_on_each_path_and_no_more() -> None:
    books = kept(deal("price: fair_value"), 8192)
    level = books.view.futures.at("worth", np.full(8192, 730.0))
    known = 0.4 * (level / LEAP + 5e6 * GROWN)
    error = np.abs(price_of(books) - known) / known
    assert np.median(error) < 0.01
    assert np.quantile(error, 0.99) < 0.1


@pytest.mark.parametrize("exit_", ["horizon", "[sold, horizon]"])
def test_a_purchase_at_fair_value_moves_no_value_in_the_mean(exit_: str) -> None:
    bought, kept_back = (kept(deal(f"price: fair_value, active: {active}", exit_=exit_)) for active in ("yes", "no"))
    for party in ("ada", "ben"):
        one, other = (float(whole(each, party, Rates(0.10, own_rates=False)).mean()) for each in (bought, kept_back))
        assert one == pytest.approx(other, rel=1e-9)


@given(st.lists(st.floats(1, 100), min_size=3, max_size=3))
def test_the_price_of_three_appraisals_is_the_mean_of_the_two_nearest(appraisals: list[float]) -> None:
    found = float(_nearest_two([np.array([each]) for each in appraisals])[0])
    low, middle, high = sorted(appraisals)
    assert found == pytest.approx((low + middle) / 2 if middle - low < high - middle else (middle + high) / 2)


@pytest.mark.parametrize(("price", "part"), [("90% * fair_value", 1.0), ("110% * fair_value", 0.0)])
def test_a_holder_that_decides_buys_under_fair_value_and_not_above(price: str, part: float) -> None:
    text = deal(f"price: {price}").replace("exercise: always, ", "").replace(", risk_tolerance: 500m", "")
    assert float(np.isfinite(kept(text, 2048).view.event("buy")).mean()) == pytest.approx(part, abs=0.01)


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ("price: 1m, appraisals: [1m, 2m]", "one-too-many"),
        ("appraisals: [1m, 2m], third: 3m", "missing-key"),
        ("appraisals: [1m, 2m], third_counts: alone", "missing-key"),
        ("appraisals: [1m, 2m], apart: 10%", "missing-key"),
        ("price_floor: 3m", "missing-key"),
        ("price: 1m, price_floor: 3m, price_cap: 2m", "out-of-bounds"),
        ("price: 1m, receives: fair_value", "misplaced-name"),
    ],
)
def test_prices_that_contradict_each_other_are_problems(price: str, code: str) -> None:
    assert code in [problem.code for problem in loads(deal(price)).errors]
