"""What vests at a price of the exit itself."""

import datetime as dt

import numpy as np
import pytest

from dealwright.equity.breakpoints import breakpoints
from dealwright.equity.ledger import holdings_on
from dealwright.equity.stack import stack_of
from dealwright.equity.waterfall import pay
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
        (28_500, 28_500, 0, 0),  # 3.17 without the grant, but 2.95 with it: it does not vest
        (29_000, 27_000, 2_000, 0),  # (29,000 + 1,000) / 10,000 = 3.00: it vests
        (53_000, 48_600, 4_400, 0),  # 5.40 without Joe's shares, 4.91 with them
        (54_000, 45_000, 4_000, 5_000),  # (54,000 + 1,000) / 11,000 = 5.00: they vest
    ],
)
def test_a_grant_vests_where_the_exit_reaches_its_price_with_it(
    exit_value: float, ana: float, eve: float, joe: float
) -> None:
    paid = pay(stack(), exit_value).by_holder
    assert paid == pytest.approx({"ana": ana, "eve": eve, "joe": joe})


def test_many_exits_and_days_are_paid_as_one_by_one() -> None:
    values = np.array([26_000.0, 28_500, 29_000, 53_000, 54_000, 90_000])
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


def test_breakpoints_leave_out_what_waits() -> None:
    assert [point.exit_value for point in breakpoints(stack())] == [0.0]
