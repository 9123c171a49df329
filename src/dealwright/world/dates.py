"""Computes with dates: a date moved by a duration keeps to the calendar, and two dates are some years apart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.expression import Binary, Call, Name, Quantity
from dealwright.ground.calendar import DAYS_PER_YEAR, add_years

if TYPE_CHECKING:
    from dealwright.deal.expression import Expression
    from dealwright.ground.calendar import TimeGrid
    from dealwright.world.futures import Futures

    Rows = Any


def is_date(expression: Expression | None, futures: Futures) -> bool:
    """Tell whether an expression is a date: a literal, a fact that is one, or one of those moved by a duration."""
    match expression:
        case Quantity(value):
            return isinstance(value, date)
        case Name(name) if (fact := futures.deal.facts.get(name)) is not None:
            return is_date(fact.is_ if fact.readings is None else fact.readings[0].is_, futures)
        case Name(name):
            return is_date(futures.behind(name), futures)
        case Binary("+" | "-", left, right):
            return is_date(left, futures) != is_date(right, futures)
        case Call("min" | "max" | "clip" | "if", arguments):
            return is_date(arguments[-1], futures)
        case _:
            return False


def combined(op: str, left: Rows, right: Rows, dates: tuple[bool, bool], grid: TimeGrid) -> Rows:
    """Add or subtract where a side is a date.

    Args:
        op: `+` or `-`.
        left: Days from the opening of `as_of` if it is a date, else years.
        right: The same.
        dates: Which of the two are dates.
        grid: Says which date day zero is.

    Returns:
        The days of the moved date, or the years from one date to another, of 365 days each.
    """
    if all(dates):
        return (left - right) / DAYS_PER_YEAR
    days, years = (left, right) if dates[0] else (right, left)
    return _moved(days, -years if op == "-" else years, grid)


def _moved(days: Rows, years: Rows, grid: TimeGrid) -> Rows:
    def one(day: float, by: float) -> float:
        return grid.day(add_years(grid.as_of + timedelta(days=day), by))

    if np.ndim(days) == 0 and np.ndim(years) == 0:
        return one(float(days), float(years))
    return np.vectorize(one, otypes=[float])(days, years)
