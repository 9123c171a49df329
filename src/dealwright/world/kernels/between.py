"""Between which knots each path's day stands, and what holds at both, for a block of paths at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 512
"""Paths of a block: some rows of them stay close to a processor. Each loop over it does one thing, so that it is quick:
one loop that does all of it takes four times as long."""


@compiled(EVERYWHERE)
def read_between(
    knots: ndarray,
    table: tuple[ndarray, float, ndarray],
    values: ndarray,
    days: ndarray,
    found: tuple[ndarray, ndarray, ndarray],
) -> None:
    """Write what holds at the knot before each day and at the one after, and the part of the way that the day is.

    Args:
        knots: Rising days.
        table: Of `knots.table_of`: the knot after each, entries per unit, by entry how many knots stand before it.
        values: What holds at the knots; (knot, path), as far as days reach.
        days: A day of each path.
        found: Where it goes: what is before, what is after, and the part, from 0 to 1; each (path,).
    """
    places = np.empty(BLOCK, np.int64)
    for first in range(0, len(days), BLOCK):
        some = days[first : first + BLOCK]
        place(knots, table, some, places)
        left, right, part = found[0][first:], found[1][first:], found[2][first:]
        for i in range(len(some)):
            left[i], right[i] = values[places[i], first + i], values[places[i] + 1, first + i]
        for i in range(len(some)):
            before = knots[places[i]]
            way = (some[i] - before) / (knots[places[i] + 1] - before)
            part[i] = min(max(way, 0.0), 1.0)  # what is no number stays so


@compiled(EVERYWHERE)
def place(knots: ndarray, table: tuple[ndarray, float, ndarray], days: ndarray, places: ndarray) -> None:
    """Write the index of the last knot that is no larger than each day, as `knots.places` has it."""
    (after, per_entry, before), last = table, len(knots) - 2
    most = float(len(before) - 1)
    for i in range(len(days)):
        entry = (days[i] - knots[0]) * per_entry
        places[i] = np.int64(min(max(0.0, entry), most))
    for i in range(len(days)):
        found = before[places[i]]
        found += 1 if after[found] <= days[i] else 0
        places[i] = min(found, last)
