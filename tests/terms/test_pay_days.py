"""Pay days: so long after a period, on a business day; what is due stays as it is."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import QuantLib
from hypothesis import given
from hypothesis import strategies as st

from dealwright.deal.expression import Quantity
from dealwright.ground import NOWHERE, TimeGrid, Unit, add_years
from dealwright.ground.business_calendar import closed_days
from dealwright.lang.load import loads
from dealwright.terms.days.business_days import later_by, paid_on
from dealwright.terms.pay_days import BusinessDays

Keep = Callable[..., Any]
Value = Callable[..., dict[str, float]]
D = dt.date
AS_OF = D(2025, 1, 1)
GRID = TimeGrid.of(AS_OF, D(2040, 12, 31), "quarter")
DAYS = st.dates(AS_OF, D(2040, 12, 31))
FEE = "kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%"


def paid_days(keep: Keep, more: str, **head: str) -> list[D]:
    """Return the dates at whose close the quarters of a year are paid."""
    books = keep(f"terms: {{fee: {{{FEE}, {more}}}}}", horizon="2025-12-31", **head)
    days = np.ravel(books.view.outcome("fee").flows[0].days)
    return [AS_OF + dt.timedelta(days=float(day) - 1) for day in days]


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ("paid: end", [D(2025, 3, 31), D(2025, 6, 30), D(2025, 9, 30), D(2025, 12, 31)]),
        ("paid: end, pays_after: 0 days", [D(2025, 3, 31), D(2025, 6, 30), D(2025, 9, 30), D(2025, 12, 31)]),
        ("pays_after: 45 days", [D(2025, 5, 15), D(2025, 8, 14), D(2025, 11, 14), D(2026, 2, 14)]),
        ("pays_after: 30 days", [D(2025, 4, 30), D(2025, 7, 30), D(2025, 10, 30), D(2026, 1, 30)]),
        ("pays_after: 1 month", [D(2025, 4, 30), D(2025, 7, 31), D(2025, 10, 31), D(2026, 1, 31)]),
        ("pays_after: 2 months", [D(2025, 5, 31), D(2025, 8, 31), D(2025, 11, 30), D(2026, 2, 28)]),
        (  # 14 February 2026 is a Saturday, and the Monday after it a holiday
            "pays_after: 45 days, business_days: {calendar: US}",
            [D(2025, 5, 15), D(2025, 8, 14), D(2025, 11, 14), D(2026, 2, 17)],
        ),
        (
            "pays_after: 45 days, business_days: {roll: preceding, calendar: US}",
            [D(2025, 5, 15), D(2025, 8, 14), D(2025, 11, 14), D(2026, 2, 13)],
        ),
        (  # 31 May and 31 August 2025 are a Saturday and a Sunday, 28 February 2026 a Saturday, 30 November a Sunday
            "pays_after: 2 months, business_days: {roll: modified_following}",
            [D(2025, 5, 30), D(2025, 8, 29), D(2025, 11, 28), D(2026, 2, 27)],
        ),
        (
            "pays_after: 2 months, business_days: {roll: following}",
            [D(2025, 6, 2), D(2025, 9, 1), D(2025, 12, 1), D(2026, 3, 2)],
        ),
        (  # ten days on which London and New York are open: Good Friday, Easter Monday; 4 July; New Year's Day
            "business_days: {after: 10, calendar: [US, GB]}",
            [D(2025, 4, 14), D(2025, 7, 15), D(2025, 10, 15), D(2026, 1, 15)],
        ),
        ("business_days: {after: 1}, until: 2025-02-28", [D(2025, 3, 3)]),
    ],
)
def test_a_quarter_is_paid_on_the_day_that_the_contract_says(keep: Keep, more: str, days: list[D]) -> None:
    assert paid_days(keep, more) == days


def test_a_later_day_is_discounted_for_longer_and_what_is_due_stays(value: Value) -> None:
    """By hand: 25 a quarter by days of the year, each discounted from its own day."""
    days = [(D(2025, 5, 15), 90), (D(2025, 8, 14), 91), (D(2025, 11, 14), 92), (D(2026, 2, 17), 92)]
    by_hand = sum(100 * n / 365 / 1.1 ** (((day - AS_OF).days + 1) / 365) for day, n in days)
    text = f"terms: {{fee: {{{FEE}, pays_after: 45 days, business_days: {{calendar: US}}}}}}"
    assert value(text, "bob", horizon="2025-12-31")["fee"] == pytest.approx(by_hand, rel=1e-12)


def test_a_payment_on_a_holiday_is_paid_on_the_next_day_that_banks_are_open(value: Value) -> None:
    """Christmas 2025 is a Thursday; England's banks close on Friday as well and open on Monday, 29 December."""
    text = "terms: {pay: {kind: payment, payer: ada, payee: bob, amount: 100 USD, on: 2025-12-25, %s}}"
    rolled = text % "business_days: {calendar: GB}"
    assert value(rolled, "bob")["pay"] == pytest.approx(100 / 1.1 ** (362 / 365), rel=1e-12)
    assert value(text % "pays_after: 1 month", "bob")["pay"] == pytest.approx(100 / 1.1 ** (389 / 365), rel=1e-12)


def test_every_kind_that_is_settled_by_periods_pays_as_much_later(value: Value) -> None:
    """Yearly amounts at the close of 2025 and 2026 move by 45 days: worth 1.1^(-45/365) of what it was."""
    text = """
terms:
  fee: {kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, period: year, paid: end MORE}
  part: {kind: profit_participation, payer: ada, payee: bob, on: 1000 USD/year, tiers: [{share: 10%}], paid: end MORE}
  promise: {kind: commitment, buyer: ada, seller: bob, minimum: 500 USD, usage: 0 USD/year, take_or_pay: yes,
    paid: end MORE}
  rent: {kind: payment, payer: ada, payee: bob, amount: 100 USD, every: year MORE}
"""
    at_once, late = (value(text.replace(" MORE", more), "bob") for more in ("", ", pays_after: 45 days"))
    assert set(at_once) >= {"fee", "part", "promise", "rent"}
    for name in ("fee", "part", "promise", "rent"):
        assert at_once[name] > 0
        assert late[name] == pytest.approx(at_once[name] / 1.1 ** (45 / 365), rel=1e-12)


def test_a_delay_goes_on_after_the_horizon(value: Value) -> None:
    """100 at the end of each year for ever at 10 % is 1,000; paid 73 days later, 1,000 / 1.1^(1/5)."""
    text = f"terms: {{fee: {{{FEE}, period: year, beyond: perpetuity(0%), pays_after: 73 days}}}}"
    assert value(text, "bob")["fee"] == pytest.approx(1000 / 1.1**0.2, rel=1e-9)


def test_a_delay_may_be_a_fact_that_nobody_knows_for_sure(keep: Keep) -> None:
    text = (
        "facts: {lag: {is: 'one_of({30 days: 50%, 60 days: 50%})', reason: guess}}\n"
        f"terms: {{fee: {{{FEE}, pays_after: lag}}}}"
    )
    days = keep(text, paths=64, horizon="2025-12-31").view.outcome("fee").flows[0].days
    assert set(np.unique(days[:, 0])) == {90.0 + 30.0, 90.0 + 60.0}


CALENDARS = {
    "US": (QuantLib.UnitedStates(QuantLib.UnitedStates.Settlement), set()),
    "TARGET": (QuantLib.TARGET(), set()),
    "NYSE": (QuantLib.UnitedStates(QuantLib.UnitedStates.NYSE), {D(2025, 1, 9)}),
}
ROLLS = {
    "following": QuantLib.Following,
    "modified_following": QuantLib.ModifiedFollowing,
    "preceding": QuantLib.Preceding,
    "modified_preceding": QuantLib.ModifiedPreceding,
}


def rolled(day: D, business: BusinessDays) -> D:
    grid = TimeGrid.of(AS_OF - dt.timedelta(days=40), D(2040, 12, 31), "year")
    term: Any = SimpleNamespace(business_days=business)
    view: Any = SimpleNamespace(grid=grid, number=lambda expression: expression.value)
    return grid.date(float(paid_on(term, view, np.array(grid.day(day)), closing=False)))


@pytest.mark.parametrize("name", CALENDARS)
def test_the_business_days_of_another_library_are_the_same(name: str) -> None:
    """QuantLib's calendars, day by day to 2040; a day of mourning that nobody could plan is set apart."""
    judge, apart = CALENDARS[name]
    weekend, closed = closed_days((name,), 2025, 2040)
    differ = set()
    for n in range((D(2040, 12, 31) - AS_OF).days):
        day = AS_OF + dt.timedelta(days=n)
        is_open = day.weekday() not in weekend and day not in closed
        if is_open != judge.isBusinessDay(QuantLib.Date(day.day, day.month, day.year)):
            differ.add(day)
    assert differ <= apart


@given(DAYS, st.sampled_from(sorted(ROLLS)))
def test_a_roll_ends_where_another_library_ends(day: D, roll: Any) -> None:
    found = CALENDARS["TARGET"][0].adjust(QuantLib.Date(day.day, day.month, day.year), ROLLS[roll])
    assert rolled(day, BusinessDays(roll=roll, calendar="TARGET")) == D(found.year(), found.month(), found.dayOfMonth())


@given(DAYS, st.integers(1, 40))
def test_business_days_are_counted_as_another_library_counts(day: D, count: int) -> None:
    start = QuantLib.Date(day.day, day.month, day.year)
    found = CALENDARS["TARGET"][0].advance(start, count, QuantLib.Days)
    after = Quantity(float(count), Unit.NONE, NOWHERE)
    business = BusinessDays(calendar="TARGET", after=after)
    assert rolled(day, business) == D(found.year(), found.month(), found.dayOfMonth())


@given(DAYS, st.integers(0, 40), st.integers(0, 200))
def test_a_duration_moves_a_day_as_it_moves_a_date(day: D, months: int, days: int) -> None:
    for years in (months / 12, days / 365):
        expected = GRID.day(add_years(day, years))
        assert later_by(np.array([GRID.day(day)]), years, GRID).tolist() == [expected]
        assert later_by(np.array([GRID.closing(day)]), years, GRID, closing=True).tolist() == [expected + 1]


def test_a_part_of_a_day_stays_a_part_of_a_day() -> None:
    """An event ends a period at noon on 31 January: a month later is noon on 28 February."""
    assert later_by(np.array([30.5]), 1 / 12, GRID, closing=True).tolist() == [58.5]


HEAD = """
dealwright: 1
title: Pay days
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, bob: {}}
terms: {fee: {kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, MORE}}
"""


@pytest.mark.parametrize(
    ("more", "code", "what"),
    [
        ("business_days: {calendar: TRAGET}", "unknown-calendar", "`TRAGET`"),
        ("business_days: {calendar: [US, usa]}", "unknown-calendar", "`usa`"),
        ("business_days: {calendar: US-XX}", "unknown-calendar", "`US-XX`"),
        ("business_days: {roll: unadjusted, calendar: US}", "idle-key", "`business_days`"),
        ("paid: middle, pays_after: 45 days", "idle-key", "`pays_after`"),
        ("paid: middle, business_days: {calendar: US}", "idle-key", "`business_days`"),
        ("pays_after: -5 days", "out-of-bounds", "-5 days"),
        ("business_days: {rolls: following}", "unknown-key", "`rolls`"),
        ("business_days: {roll: folowing}", "unknown-word", "`folowing`"),
    ],
)
def test_what_cannot_be_or_changes_nothing_is_told(more: str, code: str, what: str) -> None:
    (problem,) = loads(HEAD.replace("MORE", more)).problems
    assert problem.code == code
    assert what in problem.what
    assert problem.mend
