"""Count years by the day count of a contract where the days differ by path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.day_count import DAYS_OF_YEAR, years

if TYPE_CHECKING:
    from jaxtyping import Float, Shaped
    from numpy import ndarray

    from dealwright.ground.calendar import TimeGrid
    from dealwright.ground.day_count import DayCount


def year_fractions(
    starts: Shaped[ndarray, "..."], ends: Shaped[ndarray, "..."], day_count: DayCount
) -> Float[ndarray, "..."]:
    """Return the years between the days of each pair.

    There are few different days in a deal's life, however many paths: each pair of them is counted once.

    Args:
        starts: First days, as numpy's datetime64[D].
        ends: Last days, of a shape that fits; they do not count.
        day_count: How days become years.

    Returns:
        Years; below zero where an end lies before its start.
    """
    if day_count in {"actual/365", "actual/360"}:  # the days themselves: there is nothing to look up
        return np.asarray((ends - starts).astype(float) / DAYS_OF_YEAR[day_count])
    starts, ends = np.broadcast_arrays(starts, ends)
    firsts, which_first = np.unique(starts, return_inverse=True)
    lasts, which_last = np.unique(ends, return_inverse=True)
    pairs, which = np.unique(which_first.ravel() * len(lasts) + which_last.ravel(), return_inverse=True)
    begun, done = firsts.tolist(), lasts.tolist()
    found = [years(begun[k // len(lasts)], done[k % len(lasts)], day_count) for k in pairs.tolist()]
    return np.asarray(np.array(found)[which].reshape(starts.shape))


def years_between(
    opens: Float[ndarray, "..."], closes: Float[ndarray, "..."], grid: TimeGrid, day_count: DayCount
) -> Float[ndarray, "..."]:
    """Return the years between days from the opening of `as_of`; within a day they run evenly.

    Where both moments lie inside a day, the same part of each day is past on both sides: from noon to noon is as many
    years as from date to date.

    Args:
        opens: First moments; the opening of a date is a whole number.
        closes: Last moments, of a shape that fits.
        grid: Says which date day zero is.
        day_count: How days become years.

    Returns:
        Years.
    """
    first, last = np.floor(opens), np.floor(closes)
    p, q = opens - first, closes - last
    found = np.asarray(_counted(first, last, grid, day_count))
    if not (np.any(p) or np.any(q)):
        return found
    both, one, other = np.minimum(p, q), np.maximum(p - q, 0.0), np.maximum(q - p, 0.0)
    found = found * (1.0 - np.maximum(p, q)) + both * _counted(first + 1.0, last + 1.0, grid, day_count)
    found = found + one * _counted(first + 1.0, last, grid, day_count)
    return np.asarray(found + other * _counted(first, last + 1.0, grid, day_count))


def _counted(
    first: Float[ndarray, "..."], last: Float[ndarray, "..."], grid: TimeGrid, day_count: DayCount
) -> Float[ndarray, "..."]:
    begun, done = (np.asarray(np.datetime64(grid.as_of, "D") + each.astype(int)) for each in (first, last))
    return year_fractions(begun, done, day_count)
