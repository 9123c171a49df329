"""Years between two moments in formulas, by the day count of a contract, as `dealwright.ground.day_count` has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.calendar import WHOLE
from dealwright.ground.day_count import DAYS_OF_YEAR
from dealwright.show.excel.cells import Node, both, choose, function, greatest, least, node
from dealwright.show.excel.dates import date_of, moment, month_end, month_of, whole, year_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.ground.day_count import DayCount

    Years = Callable[[Node, Node], Node]

_THIRTY, _FEBRUARY, _MONTH, _YEAR = 30.0, 2.0, 30.0, 360.0


def years_between(opens: Node, closes: Node, day_count: DayCount) -> Node:
    """Return the years between two moments; within a day they run evenly.

    Args:
        opens: The first moment, as a day of the spreadsheet.
        closes: The last moment, likewise.
        day_count: How days become years.

    Source:
        ISDA 2006 Definitions, section 4.16: (b) actual/actual, (d), (e), (f) 30/360 and (g) 30E/360.
    """
    counted = _DATES.get(day_count)
    if counted is None:
        return (closes - opens) / float(DAYS_OF_YEAR[day_count])
    first, last = whole(opens + WHOLE), whole(closes + WHOLE)
    between = counted(first, last)
    if _on_a_date(opens) and _on_a_date(closes):
        return between
    p, q = greatest(0.0, opens - first), greatest(0.0, closes - last)
    found = between * (1.0 - greatest(p, q)) + least(p, q) * counted(first + 1.0, last + 1.0)
    found = found + greatest(p - q, 0.0) * counted(first + 1.0, last)
    return found + greatest(q - p, 0.0) * counted(first, last + 1.0)


def _on_a_date(day: Node) -> bool:
    """Say whether a moment is a date and can be nothing else."""
    return day.constant and day.number == int(day.number)


def _actual(first: Node, last: Node) -> Node:
    """Count actual days over those of their own calendar year."""
    return _years_of(last) - _years_of(first)


def _years_of(day: Node) -> Node:
    """Return a date as a calendar year and the part of it that has passed."""
    year = year_of(day)
    opened = date_of(year, 1, 1)
    return year + (day - opened) / (date_of(year + 1.0, 1, 1) - opened)


def _bond_basis(first: Node, last: Node) -> Node:
    one = least(_day_of(first), _THIRTY)
    other = choose(one >= _THIRTY, least(_day_of(last), _THIRTY), _day_of(last))
    return _in_months(first, last, one, other)


def _eurobond(first: Node, last: Node) -> Node:
    return _in_months(first, last, least(_day_of(first), _THIRTY), least(_day_of(last), _THIRTY))


def _street(first: Node, last: Node) -> Node:
    """Count months of 30 days, in which the last day of February is a 30th."""
    begins, ends = _ends_february(first), _ends_february(last)
    one = choose(begins, _THIRTY, least(_day_of(first), _THIRTY))
    cut = choose(one >= _THIRTY, least(_day_of(last), _THIRTY), _day_of(last))
    return _in_months(first, last, one, choose(both(begins, ends), _THIRTY, cut))


def _ends_february(day: Node) -> Node:
    return both(month_of(day).equals(_FEBRUARY), day.equals(month_end(day, node(0.0))))


def _in_months(first: Node, last: Node, one: Node, other: Node) -> Node:
    months = (year_of(last) - year_of(first)) * 12.0 + (month_of(last) - month_of(first))
    return (months * _MONTH + (other - one)) / _YEAR


def _day_of(day: Node) -> Node:
    return function("DAY", lambda number: float(moment(number).day), day)


_DATES: dict[DayCount, Years] = {
    "actual/actual": _actual,
    "30/360": _bond_basis,
    "30e/360": _eurobond,
    "30u/360": _street,
}
"""Day counts that go by the dates themselves, and how."""
