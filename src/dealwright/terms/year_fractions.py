"""Count years by the day count of a contract where the days differ by path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.day_count import year_fraction

if TYPE_CHECKING:
    from jaxtyping import Float, Shaped
    from numpy import ndarray

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
    starts, ends = np.broadcast_arrays(starts, ends)
    firsts, which_first = np.unique(starts, return_inverse=True)
    lasts, which_last = np.unique(ends, return_inverse=True)
    pairs, which = np.unique(which_first.ravel() * len(lasts) + which_last.ravel(), return_inverse=True)
    begun, done = firsts.tolist(), lasts.tolist()
    years = [float(year_fraction(begun[k // len(lasts)], done[k % len(lasts)], day_count)) for k in pairs.tolist()]
    return np.asarray(np.array(years)[which].reshape(starts.shape))
