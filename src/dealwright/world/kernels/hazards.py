"""On which day an integrated hazard passes what each path needs, for a block of paths at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.terms.kernels.spread import spread

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 512
"""Paths of a block: some rows of them stay close to a processor."""
FIRST, NEEDED, PASSED, BEFORE, AFTER, PLACE, OPENS, CLOSES = (BLOCK * row for row in range(8))
"""Where rows of a block begin in one array: at distances that the compiler knows, so that it works in lanes."""


@compiled(EVERYWHERE)
def days_passed(
    hazard: ndarray,
    parts: tuple[ndarray, ndarray],
    days_of_year: ndarray,
    numbers: tuple[ndarray, ndarray],
    found: ndarray,
    place: tuple[int, int],
) -> None:
    """Write the day on which the hazard has passed what is needed, infinite for never.

    Args:
        hazard: Rate per year in each part; (part, path or 1).
        parts: The days on which each part opens and closes; each (part, path or 1).
        days_of_year: Days of the year of each part.
        numbers: The day before which there is no hazard, and what is needed; each (path or 1,).
        found: Where the days go.
        place: The first path and the one after the last.
    """
    room = np.zeros(8 * BLOCK)
    for first in range(place[0], place[1], BLOCK):
        last = min(first + BLOCK, place[1])
        spread(numbers[0], room[FIRST : FIRST + BLOCK], first)
        spread(numbers[1], room[NEEDED : NEEDED + BLOCK], first)
        for i in range(BLOCK):
            room[PASSED + i], room[PLACE + i] = 0.0, -1.0
        for part in range(len(days_of_year)):
            spread(parts[0][part], room[OPENS : OPENS + BLOCK], first)
            spread(parts[1][part], room[CLOSES : CLOSES + BLOCK], first)
            spread(hazard[part], room[AFTER : AFTER + BLOCK], first)
            go_on(room, days_of_year[part], np.float64(part))
        write_days(room, hazard, (parts[0], parts[1], days_of_year), found[first:last], first)


@compiled(EVERYWHERE, inline=True)
def _within(day: float, opens: float, closes: float) -> float:
    return min(max(day, opens), closes)


@compiled(EVERYWHERE)
def go_on(room: ndarray, days_of_year: float, part: float) -> None:
    """Let the hazard of a part pass; where that is enough for the first time, remember the part and what was before."""
    for i in range(BLOCK):
        years = (room[CLOSES + i] - _within(room[FIRST + i], room[OPENS + i], room[CLOSES + i])) / days_of_year
        before = room[PASSED + i]
        after = before + max(room[AFTER + i], 0.0) * years
        enough = (after >= room[NEEDED + i]) & (room[PLACE + i] < 0.0)
        room[BEFORE + i] = before if enough else room[BEFORE + i]
        room[PLACE + i] = part if enough else room[PLACE + i]
        room[PASSED + i] = after


@compiled(EVERYWHERE)
def write_days(
    room: ndarray, hazard: ndarray, parts: tuple[ndarray, ndarray, ndarray], found: ndarray, first: int
) -> None:
    """Write the day in the part in which enough has passed."""
    opens, closes, days_of_year = parts
    for i in range(len(found)):
        part, path = int(room[PLACE + i]), first + i
        if part < 0:
            found[i] = np.inf
            continue
        end = closes[part, path if closes.shape[1] > 1 else 0]
        start = _within(room[FIRST + i], opens[part, path if opens.shape[1] > 1 else 0], end)
        rate = hazard[part, path if hazard.shape[1] > 1 else 0]
        before = room[BEFORE + i]
        grown = (before + max(rate, 0.0) * ((end - start) / days_of_year[part])) - before
        fraction = (room[NEEDED + i] - before) / grown if grown > 0.0 else 0.0
        found[i] = start + fraction * (end - start)
