"""What vests at a price of the exit itself."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.exits.breakpoints import breakpoints
from dealwright.equity.exits.option_pricing import Market, option_prices
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.equity.ledger import holdings_on
from dealwright.lang.captable import loads_table

TEXT = """
captable: 1
company: Acme
currency: USD
as_of: 2025-01-01
stakeholders: {ana: {}, eve: {}, joe: {}}
classes: {common: {}}
rights:
  grant: {kind: option, holder: eve, of: common, count: 1_000, strike: 1 USD, on: 2023-01-01,
          vesting: {parts: [{share: 100%, when: {kind: price, name: common, amount: 3 USD}, by: 2026-01-01}]}}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: ana, shares: 9_000, price: 0.001 USD}
  - {kind: issue, on: 2023-01-01, of: common, holder: joe, shares: 1_000, price: 0.001 USD,
     vesting: {parts: [{share: 100%, when: {kind: price, name: common, amount: 5 USD}}]}}
"""


def stack(day: dt.date | np.ndarray = dt.date(2025, 6, 30), text: str = TEXT):  # type: ignore[no-untyped-def]  # noqa: ANN201
    table = loads_table(text).table
    assert table is not None
    return stack_of(holdings_on(table), table.exit, day)


@pytest.mark.parametrize(
    ("exit_value", "ana", "eve", "joe"),
    [
        (26_000, 26_000, 0, 0),  # 9,000 shares at 2.89: nothing vests
        (28_000, 27_000, 1_000, 0),  # at 3.00 the others have 27,000: what is above vests half the grant
        (29_000, 27_000, 2_000, 0),  # (29,000 + 1,000) / 10,000 = 3.00: all of it
        (39_000, 36_000, 3_000, 0),  # (39,000 + 1,000) / 10,000 = 4.00
        (51_500, 45_000, 4_000, 2_500),  # at 5.00 the others have 49,000: half of Joe's shares vest
        (65_000, 54_000, 5_000, 6_000),  # (65,000 + 1,000) / 11,000 = 6.00
    ],
)
def test_a_grant_takes_what_comes_at_its_price_until_it_has_vested(
    exit_value: float, ana: float, eve: float, joe: float
) -> None:
    paid = pay(stack(), exit_value)
    assert paid.by_holder == pytest.approx({"ana": ana, "eve": eve, "joe": joe})


@given(st.lists(st.floats(0, 100_000), min_size=2, max_size=20))
def test_nobody_gets_less_for_a_larger_exit(values: list[float]) -> None:
    paid = pay(stack(), np.sort(values))
    for money in paid.by_holder.values():
        assert np.all(np.diff(money) >= -1e-9 * 100_000)
    assert sum(paid.by_holder.values()) == pytest.approx(np.sort(values))


def test_many_exits_and_days_are_paid_as_one_by_one() -> None:
    values = np.array([26_000.0, 28_000, 29_000, 51_500, 54_000, 90_000])
    days = np.array(
        ["2025-06-30", "2025-12-31", "2026-01-01", "2026-01-02", "2026-06-30", "2030-01-01"], "datetime64[D]"
    )
    together = pay(stack(), values).by_holder
    for place, value in enumerate(values):
        alone = pay(stack(), float(value)).by_holder
        assert {name: money[place] for name, money in together.items()} == pytest.approx(alone)
    by_path = pay(stack(days), np.full(len(days), 90_000.0)).by_holder
    for place, day in enumerate(days):
        alone = pay(stack(day.item()), 90_000.0).by_holder
        assert {name: money[place] for name, money in by_path.items()} == pytest.approx(
            {**dict.fromkeys(by_path, 0.0), **alone}
        )


def test_after_its_last_day_a_price_comes_too_late() -> None:
    assert pay(stack(dt.date(2026, 1, 2)), 90_000.0).by_holder.get("eve", 0.0) == 0.0


def test_a_price_that_was_reached_before_has_vested_the_grant() -> None:
    valued = TEXT + "valuations: {v: {of: common, on: 2024-06-30, price: 3 USD}}\n"
    paid = pay(stack(text=valued), 12_000.0).by_holder
    assert paid["eve"] == pytest.approx(300)  # (12,000 + 1,000) / 10,000 = 1.30


def test_breakpoints_show_where_a_grant_vests_and_add_up_to_what_is_paid() -> None:
    points = breakpoints(stack())
    assert [(point.exit_value, point.price) for point in points] == [
        (0, 0), (27_000, 3), (29_000, 3), (49_000, 5), (54_000, 5)
    ]  # fmt: skip
    assert points[1].why == "vesting of grant from 3, at a price of 3"
    ends = [point.equity for point in points[1:]] + [60_000.0]
    got = dict.fromkeys(["common vested", "grant from 3", "common from 5"], 0.0)
    for point, end in zip(points, ends, strict=True):
        for name, part in point.shares.items():
            got[name] += part * (end - point.equity)
    assert got == pytest.approx(pay(stack(), 60_000.0).by_claim)


def test_option_prices_of_what_waits_for_a_price_sum_to_the_equity() -> None:
    prices = option_prices(stack(), 40_000.0, Market(volatility=0.6, years=4.0, rate=0.04))
    assert sum(prices.by_claim.values()) == pytest.approx(40_000)
    assert prices.by_claim["grant from 3"] > 0
