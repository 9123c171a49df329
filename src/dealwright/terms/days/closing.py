"""The close of a date: it is one moment with the opening of the next, and belongs to its own date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.calendar import WHOLE
from dealwright.terms.days.anniversaries import boundaries
from dealwright.terms.year_start import JANUARY_FIRST

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.ground.calendar import TimeGrid


def last_moment(days: Float[ndarray, "..."] | float) -> Float[ndarray, "..."]:
    """Return the moments at which what falls due on some days is read: at a close, the last before it.

    Args:
        days: Days from the opening of `as_of`; a whole number is the close of a date.

    Returns:
        Moments of that date, so that at the close of 31 December it is still the old year.
    """
    at = np.asarray(days, dtype=float)
    return np.where((at == np.rint(at)) & (at > 0.0), at - WHOLE, at)


def close_of_period(
    days: Float[ndarray, "..."], period: str, grid: TimeGrid, starts: tuple[int, int] = JANUARY_FIRST
) -> Float[ndarray, "..."]:
    """Return the close of the contract period into which days fall.

    Args:
        days: Days from the opening of `as_of`; a whole number is the close of a date.
        period: `month`, `quarter`, `half` or `year`.
        grid: Says which date day zero is.
        starts: Month and day on which the contract year begins.

    Returns:
        Whole days; infinite where the period closes after the futures, or the day never comes.
    """
    ends = boundaries(grid, period, grid.edges[-1], starts)[1:]
    marks = np.array([*(grid.day(end) for end in ends), np.inf], dtype=float)
    return np.asarray(marks[np.minimum(np.searchsorted(marks, days, side="left"), len(ends))])
