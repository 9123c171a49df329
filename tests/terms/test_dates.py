"""Dates in a deal: moved by durations, compared, taken as moments, and not known for sure."""

from collections.abc import Callable

import pytest

Value = Callable[..., dict[str, float]]

FACTS = """facts:
  signing: {is: 2025-07-02}
  end: {is: signing + 3 months}
drivers:
  sales: {kind: constant, is: 1000 USD/year}
  rising: {kind: gbm, start: 1000 USD/year, growth: 20%, volatility: 0%}
  late: {kind: event, when: year >= 2025, not_before: signing + 3 months}
"""


def days_paid(value: Value, flow: str) -> float:
    """Return for how many days a flow of 1,000 a year was paid, undiscounted."""
    text = f"{FACTS}terms: {{pay: {{kind: flow, payee: bob, amount: {flow}}}}}"
    return value(text, "bob", rate=0.0)["pay"] * 365 / 1000


@pytest.mark.parametrize(
    ("flow", "days"),
    [
        ("sales, until: signing", 183),  # the whole of 2 July
        ("sales, until: end", 275),  # 2 October
        ("sales, until: signing + 3 months", 275),
        ("sales, until: signing + 90 days", 273),
        ("sales, until: signing + 1 year", 548),
        ("sales, from: end - 3 months", 730 - 182),
        ("sales, ends_on: late", 274),
        ("before(signing) * sales", 182),
        ("before(2025-07-02) * sales", 182),
        ("after(signing + 3 months) * sales", 730 - 274),
        ("before(late) * sales", 274),
        ("sales * (signing - 2025-01-01) / 1 year", 730 * 182 / 365),
        ('"if(signing > 2025-01-01, sales, 0 USD/year)"', 730),
        ('"at(rising, 2026-01-01)"', 730 * 1.2),
        ('"at(rising, signing + 6 months)"', 730 * 1.2 * 1.2 ** (1 / 365)),
    ],
)
def test_dates_are_computed_by_the_calendar(value: Value, flow: str, days: float) -> None:
    assert days_paid(value, flow) == pytest.approx(days, rel=1e-9)


def test_a_payment_may_be_dated_by_a_duration(value: Value) -> None:
    text = f"{FACTS}terms: {{pay: {{kind: payment, payer: ada, payee: bob, amount: 100 USD, on: signing + 6 months}}}}"
    assert value(text, "bob")["pay"] == pytest.approx(100 / 1.1 ** (366 / 365))
