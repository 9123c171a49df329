"""Moves a date of payment off days on which banks are closed, by a row of the days that a calendar closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.ground.business_calendar import closed_days
from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import Node, NotLiveError, choose, node, span
from dealwright.show.excel.dates import moment, month_of

if TYPE_CHECKING:
    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms.pay_days import BusinessDays

_WEEKEND = frozenset({5, 6})
_YEARS_AFTER = 3
"""Years after the horizon for which closed days are laid: payments may come so long after it."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which banks are closed.

    Args:
        row: The closed days beside Saturdays and Sundays, as cells; none where there are none.
        closed: The same, as days of the spreadsheet.
    """

    row: Node | None
    closed: frozenset[float]

    def offset(self, day: Node, count: Node) -> Node:
        """Return the business day so many business days after a day, or before it."""
        given = ("WORKDAY(", *day.parts, ",", *count.parts)
        held = () if self.row is None else (",", *self.row.parts)
        return Node((*given, *held, ")"), self._counted(day.number, round(count.number)))

    def _counted(self, day: float, count: int) -> float:
        way = 1 if count > 0 else -1
        for _ in range(abs(count)):
            day += way
            while moment(day).weekday() in _WEEKEND or day in self.closed:
                day += way
        return day


def rolled(business: BusinessDays, date: Node, context: TermContext) -> Node:
    """Return the business day to which a date is moved.

    Args:
        business: How it is moved.
        date: The date, as the day on which it opens.
        context: The term's context.

    Raises:
        NotLiveError: Another weekend than Saturday and Sunday is closed.
    """
    calendar = _calendar(business.calendars, context)
    if business.after is not None:  # counted from the day itself: from a Saturday, Monday is the first
        count = context.number(business.after)
        date = choose(count > 0.0, calendar.offset(date, count), date)
    if business.roll == "unadjusted":
        return date
    after, before = calendar.offset(date - 1.0, node(1.0)), calendar.offset(date + 1.0, node(-1.0))
    if business.roll in {"following", "preceding"}:
        return after if business.roll == "following" else before
    first, other = (after, before) if business.roll == "modified_following" else (before, after)
    return choose(month_of(first).equals(month_of(date)), first, other)


def _calendar(names: tuple[str, ...], context: TermContext) -> Calendar:
    """Lay the closed days of calendars, once."""
    timeline, rows = context.timeline, context.formulas.drivers.rows
    first, last = timeline.grid.as_of.year - 1, timeline.grid.horizon.year + _YEARS_AFTER
    weekend, closed = closed_days(names, first, last)
    if set(weekend) != _WEEKEND:
        raise NotLiveError("its business days have another weekend than Saturday and Sunday")
    days = sorted(serial(day) for day in closed if day.weekday() not in _WEEKEND)
    key = ("closed days", names)
    if key not in rows:
        label = f"Days closed by {', '.join(names)}" if names else "No days closed but weekends"
        rows[key] = timeline.row(label, "date", [node(day) for day in days], style="date") if days else []
    cells = rows[key]
    return Calendar(None if not cells else span(cells), frozenset(days))
