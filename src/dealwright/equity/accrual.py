"""Count what a dividend or a note's interest comes to between two days."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.equity.vested import months_passed
from dealwright.ground.calendar import add_months
from dealwright.ground.day_count import DAYS_OF_YEAR, year_fraction

if TYPE_CHECKING:
    import datetime as dt

    from dealwright.equity.securities import Compounding, Convertible, Dividend
    from dealwright.ground.day_count import DayCount

_MONTHS = {"yearly": 12, "half_yearly": 6, "quarterly": 3, "monthly": 1}


def growth(rate: Exact, compounding: Compounding, day_count: DayCount, start: dt.date, end: dt.date) -> Exact:
    """Return what one unit of money has grown by.

    Whole periods of the calendar compound at the yearly rate divided by their number in a year; the days since the
    last of them earn simple interest by the day count. Daily compounding takes each day as a period.

    Args:
        rate: A year, as a fraction.
        compounding: `simple`, or how often what accrued earns in turn.
        day_count: How days become years.
        start: Day from which it accrues.
        end: Day up to which it accrues.

    Returns:
        Money per unit, without the unit itself; nothing where the end does not lie after the start.

    Example:
        >>> import datetime as dt
        >>> growth(Fraction(8, 100), "yearly", "actual/365", dt.date(2020, 1, 1), dt.date(2022, 1, 1))
        Fraction(104, 625)
    """
    if rate == 0 or end <= start:
        return NOTHING
    if compounding == "simple":
        return rate * year_fraction(start, end, day_count)
    if compounding == "daily":
        return (WHOLE + rate / DAYS_OF_YEAR[day_count]) ** (end - start).days - WHOLE
    months = _MONTHS[compounding]
    periods = months_passed(start, end) // months
    whole = (WHOLE + rate * Fraction(months, 12)) ** periods
    stub = rate * year_fraction(add_months(start, periods * months, keep_end=False), end, day_count)
    return whole * (WHOLE + stub) - WHOLE


def accrued(
    dividend: Dividend | None, price: Exact, issued: dt.date | None, on: dt.date, paid: Exact = NOTHING
) -> Exact:
    """Return the cumulative dividend that a share has accrued and that was not paid.

    Args:
        dividend: The class's dividend; None: none.
        price: Money per share on which it accrues (the original issue price).
        issued: Day of the share's issue, or on which all of it was last paid; the dividend's own `since` goes before.
        on: Day up to which it accrues.
        paid: Money per share that was paid of it since.

    Returns:
        Money per share; nothing for a dividend that is not cumulative.
    """
    if dividend is None or not dividend.cumulative:
        return NOTHING
    start = dividend.since if dividend.since is not None else issued
    if start is None:
        return NOTHING
    start = start if issued is None else max(start, issued)
    return max(NOTHING, price * growth(dividend.rate, dividend.compounding, dividend.day_count, start, on) - paid)


def interest(note: Convertible, on: dt.date) -> Exact:
    """Return the interest that a convertible has earned, in money; it stops at no maturity."""
    return note.amount * growth(note.rate, note.compounding, note.day_count, note.interest_from or note.on, on)
