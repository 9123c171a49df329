"""Say on which day of the year a contract year begins: `year_starts: 02-23`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from dealwright.deal.measure import Text

if TYPE_CHECKING:
    from dealwright.terms.base import Term

YearStart = Annotated[Text, "month and day"]
"""Month and day, `MM-DD`: contract years, and the periods that they are cut into, begin there."""

_MOST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
JANUARY_FIRST = (1, 1)


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
