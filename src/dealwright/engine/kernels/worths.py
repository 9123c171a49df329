"""What a flow's entries are worth, all and up to a day of each path, for a block of paths at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.terms.kernels.spread import spread
from dealwright.world.kernels.exponential import exponential

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 1024
"""Paths of a block: a few rows of them stay close to a processor."""
START, END, SPEED, BOUND, DAY, WORTH, ALL, BEFORE, PART = (BLOCK * row for row in range(9))
"""Where rows of a block begin in one array: at distances that the compiler knows, so that it works in lanes."""


@compiled(EVERYWHERE)
def add_worths(
    amounts: ndarray,
    days: ndarray,
    cells: tuple[ndarray, ndarray],
    numbers: tuple[ndarray, ndarray, ndarray, ndarray],
    found: ndarray,
    place: tuple[int, int, int],
) -> None:
    """Write what the entries of a flow are worth together, and those of them up to a day.

    Args:
        amounts: The entries; (entry, path or 1).
        days: When each is paid; (entry, path or 1), no entries where it is in the middle of a period of a life.
        cells: The days on which each period opens and closes; each (entry,), empty where days are given.
        numbers: The first and last moment of the life, the speed of discounting per day, and the day up to which
            entries count for the second; each (path or 1,).
        found: Where all goes, and what is up to the day; (2, path), or (1, path) where that is not wanted.
        place: The first path, the one after the last, and the path that stands first among the amounts.
    """
    room, splits, one_speed = np.zeros(9 * BLOCK), len(found) > 1, len(numbers[2]) == 1
    alike = len(days) > 0 and days.shape[1] == 1 and one_speed
    one_start = len(days) == 0 and len(numbers[0]) == 1 and one_speed
    for first in range(place[0], place[1], BLOCK):
        last = min(first + BLOCK, place[1])
        for row in range(4):
            spread(numbers[row], room[row * BLOCK : (row + 1) * BLOCK], first)
        for i in range(BLOCK):
            room[ALL + i], room[BEFORE + i] = 0.0, 0.0
        if one_start:
            cut_short(room, cells)
        inside = first - place[2], last - place[2]
        for entry in range(len(amounts)):
            if alike:
                weight = exponential(-numbers[2][0] * days[entry, 0])
                add_alike(room, amounts[entry], (weight, days[entry, 0], splits), inside)
                continue
            if one_start:
                add_begun_alike(room, amounts[entry], (cells[0][entry], cells[1][entry], splits), inside)
                continue
            if len(days):
                spread(days[entry], room[DAY : DAY + BLOCK], first)
            else:
                middle(room, cells[0][entry], cells[1][entry])
            discount(room)
            times(room, amounts[entry], inside)
            add(room, splits)
        write(room, found, (first, last))


@compiled(EVERYWHERE)
def write(room: ndarray, found: ndarray, place: tuple[int, int]) -> None:
    """Write what was added up."""
    for which in range(len(found)):
        out, begin = found[which, place[0] : place[1]], ALL + which * BLOCK
        for i in range(len(out)):
            out[i] = room[begin + i]


@compiled(EVERYWHERE)
def add(room: ndarray, splits: bool) -> None:  # noqa: FBT001 - no keywords in loops
    """Add what an entry is worth to all, and to what is up to a day."""
    for i in range(BLOCK):
        room[ALL + i] += room[WORTH + i]
    if splits:
        for i in range(BLOCK):
            room[BEFORE + i] += room[WORTH + i] if room[DAY + i] <= room[BOUND + i] else 0.0


@compiled(EVERYWHERE)
def add_alike(room: ndarray, amounts: ndarray, entry: tuple[float, float, bool], place: tuple[int, int]) -> None:
    """Add an entry that is paid on the same day everywhere, one unit of which is worth the same."""
    weight, day, splits = entry
    if len(amounts) == 1:
        worth = amounts[0] * weight
        for i in range(BLOCK):
            room[ALL + i] += worth
            room[BEFORE + i] += worth if splits and day <= room[BOUND + i] else 0.0
        return
    here = amounts[place[0] : place[1]]
    if splits:
        for i in range(len(here)):
            worth = here[i] * weight
            room[ALL + i] += worth
            room[BEFORE + i] += worth if day <= room[BOUND + i] else 0.0
    else:
        for i in range(len(here)):
            room[ALL + i] += here[i] * weight


@compiled(EVERYWHERE)
def middle(room: ndarray, opens: float, closes: float) -> None:
    """Write the middle of the days that a period and the life have in common."""
    for i in range(BLOCK):
        begins = max(opens, room[START + i])
        room[DAY + i] = begins + max(min(room[END + i], closes) - begins, 0.0) / 2


@compiled(EVERYWHERE)
def discount(room: ndarray) -> None:
    """Write what one unit on the day of an entry is worth."""
    for i in range(BLOCK):
        room[WORTH + i] = exponential(-room[SPEED + i] * room[DAY + i])


@compiled(EVERYWHERE)
def cut_short(room: ndarray, cells: tuple[ndarray, ndarray]) -> None:
    """Write what one unit is worth in the middle of what the end of each life leaves of the period that it is in."""
    for entry in range(len(cells[0])):
        closes = cells[1][entry]
        for i in range(BLOCK):
            begins, end = max(cells[0][entry], room[START + i]), room[END + i]
            room[PART + i] = begins if begins < end < closes else room[PART + i]
    for i in range(BLOCK):
        begins = room[PART + i]
        room[PART + i] = exponential(-room[SPEED + i] * (begins + (room[END + i] - begins) / 2))


@compiled(EVERYWHERE)
def add_begun_alike(room: ndarray, amounts: ndarray, entry: tuple[float, float, bool], place: tuple[int, int]) -> None:
    """Add an entry where all lives begin on one day: one unit is worth one number before their end, one after it."""
    opens, closes, splits = entry
    begins, speed = max(opens, room[START]), room[SPEED]
    whole = exponential(-speed * (begins + max(closes - begins, 0.0) / 2))
    over = exponential(-speed * begins)
    for i in range(BLOCK):
        end = room[END + i]
        short = room[PART + i] if end > begins else over
        room[WORTH + i] = whole if end >= closes else short
    times(room, amounts, place)
    if splits:
        for i in range(BLOCK):
            day = begins + max(min(room[END + i], closes) - begins, 0.0) / 2
            room[ALL + i] += room[WORTH + i]
            room[BEFORE + i] += room[WORTH + i] if day <= room[BOUND + i] else 0.0
    else:
        for i in range(BLOCK):
            room[ALL + i] += room[WORTH + i]


@compiled(EVERYWHERE)
def times(room: ndarray, amounts: ndarray, place: tuple[int, int]) -> None:
    """Multiply by what is paid."""
    if len(amounts) == 1:
        for i in range(BLOCK):
            room[WORTH + i] *= amounts[0]
        return
    here = amounts[place[0] : place[1]]
    for i in range(len(here)):
        room[WORTH + i] *= here[i]
