"""Say on which day of the year a contract year begins: `year_starts: 02-23`."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING, Annotated

from dealwright.deal.measure import Text

if TYPE_CHECKING:
    from datetime import date

    from dealwright.terms.base import Term

YearStart = Annotated[Text, "month and day"]
"""Month and day, `MM-DD`: contract years, and the periods that they are cut into, begin there."""

_MOST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
JANUARY_FIRST = (1, 1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""Months of each contract period."""


def month_and_day(text: str) -> tuple[int, int] | None:
    """Read a day of the year; none where there is no such day.

    Example:
        >>> month_and_day("02-23"), month_and_day("13-01")
        ((2, 23), None)
    """
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text)
    if found is None:
        return None
    month, day = int(found[1]), int(found[2])
    possible = 1 <= month <= len(_MOST_DAYS) and 1 <= day <= _MOST_DAYS[month - 1]
    return (month, day) if possible else None


def year_start(term: Term) -> tuple[int, int]:
    """Return month and day on which a term's contract year begins: 1 January unless it says otherwise."""
    said: str | None = getattr(term, "year_starts", None)
    return JANUARY_FIRST if said is None else month_and_day(said) or JANUARY_FIRST


def opens_on(day: date, period: str, starts: tuple[int, int] = JANUARY_FIRST) -> bool:
    """Say whether a contract period opens on a day; a day that a month lacks is its last.

    Args:
        day: The day.
        period: `month`, `quarter`, `half` or `year`.
        starts: Month and day on which the contract year begins.

    Example:
        >>> opens_on(date(2025, 4, 1), "quarter"), opens_on(date(2025, 4, 1), "year")
        (True, False)
    """
    last = calendar.monthrange(day.year, day.month)[1]
    return day.day == min(starts[1], last) and (day.month - starts[0]) % MONTHS[period] == 0
