"""Count the days of a vesting schedule as Open Cap Format tells them: periods of days or months, and cliffs."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.ocf.values import object_at, text_at

if TYPE_CHECKING:
    from dealwright.equity.ocf.json_text import Json

START_DAY = "VESTING_START_DAY_OR_LAST_DAY_OF_MONTH"
MOST_TIMES = 1_200
"""How often a period may repeat: a hundred years of months."""
_MONTHS = {"MONTHS": 1, "YEARS": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time that repeats.

    Attributes:
        length: How many days or months.
        months: Whether it counts months.
        times: How often it repeats.
        day: Day of the month as the format writes it.
        cliff: How many repeats the first of which wait for the last.
    """

    length: int
    months: bool
    times: int
    day: str
    cliff: int


def period_of(trigger: Json, condition: Json) -> Period | None:
    """Read the period of a trigger; None where it has none that can be read."""
    said = object_at(trigger, "period")
    length, times, sort = said.get("length"), said.get("occurrences", 1), text_at(said, "type")
    cliff = said.get("cliff_installment", 0)
    if not isinstance(length, int) or not isinstance(times, int) or not 0 < times <= MOST_TIMES:
        return None
    whole = max(length, 0) * _MONTHS.get(sort, 1)
    if whole * times > MOST_TIMES * (1 if sort in _MONTHS else 31):
        return None
    older = object_at(object_at(condition, "cliff_condition"), "period")
    wait = older.get("length")
    if isinstance(wait, int) and text_at(older, "type") in _MONTHS and sort in _MONTHS and whole:
        cliff = wait * _MONTHS[text_at(older, "type")] // whole
    day = text_at(said, "day_of_month")
    day = day if re.fullmatch("(0[1-9]|[12][0-9]|3[01])(_OR_LAST_DAY_OF_MONTH)?", day) else START_DAY
    return Period(whole, sort in _MONTHS, times, day, cliff if isinstance(cliff, int) else 0)


def days_of(period: Period, base: dt.date, start: dt.date) -> list[dt.date]:
    """Return the day of each repeat.

    Args:
        period: What repeats.
        base: Day from which it counts.
        start: Day on which vesting began, whose day of the month later months keep.

    Returns:
        As many days as it repeats; those before a cliff fall on the cliff.
    """
    days = [_after(period, base, start, time) for time in range(1, period.times + 1)]
    wait = min(period.cliff, len(days))
    return [days[wait - 1]] * (wait - 1) + days[wait - 1 :] if wait > 1 else days


def _after(period: Period, base: dt.date, start: dt.date, time: int) -> dt.date:
    """Return the day after some repeats."""
    try:
        if not period.months:
            return base + dt.timedelta(days=period.length * time)
        month = base.year * 12 + base.month - 1 + period.length * time
        year, month = divmod(month, 12)
        wanted = start.day if period.day == START_DAY else int(period.day[:2])
        return dt.date(year, month + 1, min(wanted, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return dt.date.max
