"""The days on which contract periods begin: the calendar's, or those counted from the start of a contract year."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.year_start import JANUARY_FIRST, MONTHS

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.ground.calendar import TimeGrid
    from dealwright.terms.days.periods import Cells


def boundaries(grid: TimeGrid, period: str, last: float, starts: tuple[int, int] = JANUARY_FIRST) -> list[date]:
    """List the days on which contract periods begin, from the one that holds `as_of` to the first not before a day.

    Args:
        grid: Says what `as_of` is.
        period: `month`, `quarter`, `half` or `year`.
        last: A day from the opening of `as_of`.
        starts: Month and day on which the contract year begins; a day that a month lacks is its last.
    """
    months, year = MONTHS[period], grid.as_of.year - 2
    passed = 1
    while anniversary(year, starts, passed * months) <= grid.as_of:
        passed += 1
    out = [anniversary(year, starts, (passed - 1) * months)]
    while grid.day(out[-1]) < last:
        out.append(anniversary(year, starts, passed * months))
        passed += 1
    return out


def following(bound: date, period: str, starts: tuple[int, int] = JANUARY_FIRST) -> date:
    """Return the day on which the period after another begins."""
    months = (bound.year - 1) * 12 + bound.month + MONTHS[period] - starts[0]
    return anniversary(1, starts, months)


def anniversary(year: int, starts: tuple[int, int], months: int) -> date:
    """Return a day some months after the start of a contract year; a day that a month lacks is its last."""
    month = starts[0] - 1 + months
    year, month = year + month // 12, month % 12 + 1
    return date(year, month, min(starts[1], calendar.monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Years:
    """The longer periods into which contract periods fall: the years of quarters.

    Args:
        of: Which of them each contract period falls into, rising from 0.
        first: Index of the first contract period of each.
        length: Days of each whole one.
        closing: Whether a contract period is the last of a whole one.
        opens: Day on which each of them opens.
    """

    of: Int[ndarray, " period"]
    first: Int[ndarray, " year"]
    length: Float[ndarray, " year"]
    closing: ndarray
    opens: Float[ndarray, " year"]


def years_of(pieces: Cells, grid: TimeGrid, longer: str, starts: tuple[int, int]) -> Years:
    """Find into which longer periods contract periods fall.

    Args:
        pieces: The contract periods; they begin with the longer ones.
        grid: The steps of the futures.
        longer: How long the longer ones are.
        starts: Month and day on which the contract year begins.
    """
    opens = pieces.opens[pieces.first]
    ends = pieces.closes[np.append(pieces.first[1:], len(pieces.closes)) - 1]
    bounds = boundaries(grid, longer, float(pieces.closes[-1]), starts)
    marks = np.array([grid.day(bound) for bound in [*bounds, following(bounds[-1], longer, starts)]], dtype=float)
    which = np.searchsorted(marks, opens, side="right") - 1
    new = np.diff(which, prepend=-2) > 0  # they rise, from -1 or more
    first = np.flatnonzero(new)
    kept = which[first]
    return Years(np.cumsum(new) - 1, first, np.diff(marks)[kept], ends >= marks[which + 1], marks[kept])


def counted_in_years(
    grid: TimeGrid, days: Float[ndarray, "..."], starts: tuple[int, int] = JANUARY_FIRST
) -> Float[ndarray, "..."]:
    """Count days from the opening of `as_of` in contract years, each by its own number of days.

    Args:
        grid: Says what `as_of` is.
        days: Days from its opening.
        starts: Month and day on which the contract year begins.

    Returns:
        Years from some early start, the same for all; only differences mean something.
    """
    first = min(grid.as_of.year - 2, grid.date(float(np.min(days, initial=0.0))).year - 1)
    last = grid.date(float(np.max(days, initial=0.0))).year + 2
    marks = [float(grid.day(anniversary(year, starts, 0))) for year in range(first, last + 1)]
    return np.asarray(np.interp(days, marks, np.arange(len(marks), dtype=float)))
