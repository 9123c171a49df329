"""Dates in formulas: a date is the day on which it opens, counted as a spreadsheet counts days."""

from __future__ import annotations

import datetime as dt
import math

from dealwright.ground.calendar import WHOLE, add_months, add_years
from dealwright.show.excel.book import EPOCH
from dealwright.show.excel.cells import Node, choose, function, node, rounded

_LAST = 2_958_465
"""The last day that a spreadsheet can show."""
_LAST_MOVED = 2_900_000
"""A day, some 150 years before that, past which none is moved: it never comes."""


def moment(day: float) -> dt.date:
    """Return the date that holds a day of the spreadsheet."""
    return EPOCH + dt.timedelta(days=math.floor(day))


def year_of(day: Node) -> Node:
    """Return the calendar year of a day."""
    whole = day if day.constant else function("INT", lambda number: float(math.floor(number)), day)
    return function("YEAR", lambda number: float(moment(min(number, _LAST)).year), whole)


def date_of(year: Node, month: int, day: int) -> Node:
    """Return the opening of a date."""

    def compute(*given: float) -> float:
        return float((dt.date(int(given[0]), month, day) - EPOCH).days)

    return function("DATE", compute, year, float(month), float(day))


def moved(day: Node, years: Node) -> Node:
    """Return a date some years later: by calendar months where that is a whole number of months, else by days.

    The last day of a month stays the last of a month, as in `dealwright.ground.calendar.add_years`.
    """

    def compute(number: float, by: float) -> float:
        return float((add_years(moment(number), by) - EPOCH).days)

    if years.constant and years.value == 0:
        return day
    months = years * 12.0
    whole = rounded(months)
    at_end = day.equals(function("EOMONTH", lambda number, _: _month_end(number, 0), day, 0.0))
    by_months = choose(
        at_end,
        function("EOMONTH", _month_end, day, whole),
        function("EDATE", lambda number, count: compute(number, round(count) / 12), day, whole),
    )
    by_days = day + rounded(years * 365.0)
    found = choose(function("ABS", abs, months - whole) < WHOLE, by_months, by_days)
    return Node(found.parts, compute(day.number, years.number), found.binding) if day.number < _LAST_MOVED else day


def _month_end(number: float, months: float) -> float:
    here = moment(number)
    year, month = divmod(here.year * 12 + here.month - 1 + round(months) + 1, 12)
    return float((dt.date(year, month + 1, 1) - dt.timedelta(days=1) - EPOCH).days)


def edate(day: Node, months: Node) -> Node:
    """Return a date some months later: the same day of the month, or its last where it has no such day."""
    return function("EDATE", _same_day, day, months)


def month_end(day: Node, months: Node) -> Node:
    """Return the last date of the month that lies some months later."""
    return function("EOMONTH", _month_end, day, months)


def month_of(day: Node) -> Node:
    """Return the month of a day, from 1."""
    return function("MONTH", lambda number: float(moment(number).month), day)


def _same_day(number: float, months: float) -> float:
    return float((add_months(moment(number), round(months), keep_end=False) - EPOCH).days)


def closing(day: Node) -> Node:
    """Return the close of a date: the opening of the next."""
    return day + node(1.0)


def date_at_close(day: Node) -> Node:
    """Return the opening of the date that a moment closes, or that holds it."""
    return -whole(-(day - WHOLE)) - 1.0


def date_at_opening(day: Node) -> Node:
    """Return the opening of the date that a moment opens, or that holds it."""
    return whole(day + WHOLE)


def whole(number: Node) -> Node:
    """Return the greatest whole number that is not above a number."""
    return function("INT", lambda each: float(math.floor(each)), number)
