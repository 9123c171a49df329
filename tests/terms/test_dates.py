"""Dates in a deal: moved by durations, compared, taken as moments, and not known for sure."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Keep = Callable[..., Any]
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
        ("before(signing) * sales, from: 2025-03-01", 182 - 59),
        ("before(signing) * sales, from: 2025-08-01", 0),
        ("after(signing) * sales, until: 2025-06-30", 0),
        ("after(signing) * sales, until: 2025-07-31", 30),
        ("after(late) * sales, ends_on: late", 0),
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


def test_a_date_splits_the_contract_periods_of_a_step_and_not_the_step_alone(keep: Keep) -> None:
    """In steps of a year, 1,000 a year up to 15 April: all of the first quarter, 14 days of the second."""
    books = keep("""
terms: {fee: {kind: royalty, payer: ada, payee: bob, on: before(2025-04-15) * (1000 USD/year), rate: 10%}}
""")
    (flow,) = books.view.outcome("fee").flows
    assert flow.amount[0] == pytest.approx([100 * 90 / 365, 100 * 14 / 365, 0, 0, 0, 0, 0, 0])


def test_a_year_of_a_schedule_of_payments_is_its_middle(value: Value) -> None:
    worth = value("terms: {pay: {kind: payment, payer: ada, payee: bob, amount: {2025: 100 USD, 2026: 50 USD}}}", "bob")
    assert worth["pay"] == pytest.approx(100 / 1.1 ** (182 / 365) + 50 / 1.1 ** (547 / 365))


def test_a_last_payment_is_read_on_its_own_day(keep: Keep) -> None:
    """Half of the paths end on 2 July 2025, when the price is 100 x 1.5^(182/365); 182 of 365 days are due."""
    books = keep(
        """
drivers:
  price: {kind: gbm, start: 100 USD, growth: 50%, volatility: 0%}
  coin: {kind: gbm, start: 1x, growth: 0%, volatility: 50%}
  over: {kind: event, when: coin != 7x, not_before: 2025-07-02}
  done: {kind: event, when: coin > 1x and after(over) > 0}
terms: {rent: {kind: payment, payer: ada, payee: bob, amount: price, every: year, ends_on: done}}
""",
        paths=64,
        step="month",
    )
    (flow,) = books.view.outcome("rent").flows
    on_the_day = flow.days[:, 0] == 182
    assert 0 < on_the_day.sum() < 64
    assert flow.amount[on_the_day, 0] == pytest.approx(100 * 1.5 ** (182 / 365) * 182 / 365, rel=1e-5)


@pytest.mark.parametrize("delay", ["review", "3 months to 18 months"])
def test_an_uncertain_delay_is_one_of_its_own_on_each_path(keep: Keep, delay: str) -> None:
    """A prize after three or eighteen months, one as likely as the other: on 1 April 2025 or on 1 July 2026."""
    books = keep(
        f"""
facts: {{review: {{is: "one_of({{3 months: 50%, 18 months: 50%}})", reason: nobody knows}}}}
drivers: {{won: {{kind: event, when: year >= 2025}}}}
terms: {{prize: {{kind: milestone, payer: ada, payee: bob, amount: 100 USD, on: won, after: {delay}}}}}
""",
        paths=64,
    )
    (flow,) = books.view.outcome("prize").flows
    days = set(np.round(flow.days[flow.amount > 0], 6))
    assert days == {90, 546} if delay == "review" else len(days) > 32
