"""What money made of one driver's levels is worth, as it is made, for a block of paths at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.kernels.worths import ALL, BEFORE, BLOCK, BOUND, END, PART, cut_short, write
from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.terms.kernels.spread import spread
from dealwright.world.kernels.exponential import exponential
from dealwright.world.kernels.periods import in_common, of_cells

if TYPE_CHECKING:
    from numpy import ndarray


@compiled(EVERYWHERE)
def add_products(
    made_of: tuple[tuple[ndarray, ndarray], ndarray, tuple[ndarray, ...], tuple[ndarray, ndarray], ndarray],
    days: ndarray,
    cells: tuple[ndarray, ndarray],
    numbers: tuple[ndarray, ndarray, ndarray, ndarray],
    found: ndarray,
    place: tuple[int, int],
) -> int:
    """Write what the entries of a flow are worth together, and those of them up to a day, as each entry is made.

    It takes the operations of `money_per_period` and then of `add_worths`, so it finds the same bytes.

    Args:
        made_of: The levels, rates, cells, life and number of the money: see `money_per_period`. Of one driver, each
            period one cell, and the number is one.
        days: When each is paid, the same on all paths, (entry, 1); no entries where it is in the middle of a period of
            a life, which begins on one day.
        cells: The days on which each period opens and closes; empty where days are given.
        numbers: The first and last moment of the life, one speed of discounting per day, and the day up to which
            entries count for the second.
        found: Where all goes, and what is up to the day; (2, path), or (1, path) where that is not wanted.
        place: The first path and the one after the last.

    Returns:
        How many sums are infinite or no number.
    """
    levels, rates, cut, life, _ = made_of
    room, halves, splits, unsound = np.zeros(9 * BLOCK), of_cells(rates, cut, life), len(found) > 1, 0
    speed = numbers[2][0]
    for first in range(place[0], place[1], BLOCK):
        last = min(first + BLOCK, place[1])
        for row in range(4):
            spread(numbers[row], room[row * BLOCK : (row + 1) * BLOCK], first)
        room[ALL : BEFORE + BLOCK] = 0.0
        if not len(days):
            cut_short(room, cells)
        for entry in range(len(cut[0])):
            step = cut[0][entry]
            sides = levels[0][step, first:last], levels[0][step + 1, first:last]
            rate = halves[1, 0, entry], halves[1, 1, entry], halves[0, 0, entry] + halves[0, 1, entry]
            if len(days):
                add_on_a_day(room, sides, rate, (exponential(-speed * days[entry, 0]), days[entry, 0]), splits)
            else:
                opens, closes = cells[0][entry], cells[1][entry]
                whole = exponential(-speed * (opens + max(closes - opens, 0.0) / 2))
                add_while_alive(room, sides, rate, (whole, opens, closes, 1.0 / cut[4][entry]), splits)
        write(room, found, (first, last))
        for i in range(last - first):
            unsound += int(room[ALL + i] - room[ALL + i] != 0.0)
    return unsound


@compiled(EVERYWHERE)
def add_on_a_day(
    room: ndarray,
    sides: tuple[ndarray, ndarray],
    rate: tuple[float, float, float],
    day: tuple[float, float],
    splits: bool,  # noqa: FBT001 - no keywords in loops
) -> None:
    """Add an entry that is paid on the same day everywhere, given what one unit is worth on it."""
    (before, after), (at_first, at_last, itself), (weight, moment) = sides, rate, day
    if splits:
        for i in range(len(before)):
            worth = (before[i] * at_first + after[i] * at_last + itself) * weight
            room[ALL + i] += worth
            room[BEFORE + i] += worth if moment <= room[BOUND + i] else 0.0
    else:
        for i in range(len(before)):
            room[ALL + i] += (before[i] * at_first + after[i] * at_last + itself) * weight


@compiled(EVERYWHERE)
def add_while_alive(
    room: ndarray,
    sides: tuple[ndarray, ndarray],
    rate: tuple[float, float, float],
    cell: tuple[float, float, float, float],
    splits: bool,  # noqa: FBT001 - no keywords in loops
) -> None:
    """Add an entry as far as lives last, given what one unit is worth in the middle of a whole period, and when."""
    (before, after), (at_first, at_last, itself), (whole, opens, closes, day) = sides, rate, cell
    if splits:
        for i in range(len(before)):
            end = room[END + i]
            amount = before[i] * at_first + after[i] * at_last + itself
            amount *= in_common(opens, end, (opens, closes, day))
            worth = amount * (whole if end >= closes else room[PART + i])
            moment = opens + max(min(end, closes) - opens, 0.0) / 2
            room[ALL + i] += worth
            room[BEFORE + i] += worth if moment <= room[BOUND + i] else 0.0
    else:
        for i in range(len(before)):
            end = room[END + i]
            amount = before[i] * at_first + after[i] * at_last + itself
            amount *= in_common(opens, end, (opens, closes, day))
            room[ALL + i] += amount * (whole if end >= closes else room[PART + i])
