"""Money per contract period out of drivers' levels, for a block of paths at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 4096
"""Paths of a block: few enough for rows of them to stay close to a processor, many enough for levels to be fetched
ahead, which lie far apart from edge to edge."""


@compiled(EVERYWHERE)
def money_per_period(
    levels: tuple[ndarray, ndarray],
    rates: ndarray,
    cells: tuple[ndarray, ndarray, ndarray, ndarray, ndarray],
    life: tuple[ndarray, ndarray],
    number: ndarray,
    found: ndarray,
    place: tuple[int, int, bool, int],
) -> int:
    """Write, or add, what a yearly flow brings in each period: its rate over each step times the days in common.

    Args:
        levels: The levels of one driver, or of two; each (edge, path), no edges for none.
        rates: What the flow is at both ends of each cell's step: by itself, of the first level, and of the product of
            both; (3, 2, cell).
        cells: The step and the period of each cell, the days on which it opens and closes, the days of its year.
        life: The first and the last moment of the life; both (path or 1,).
        number: What all of it is multiplied by; (path or 1,).
        found: Where it goes; (period, path).
        place: The first path, the one after the last, whether it is added to what is there, and the path that stands
            first in what is found.

    Returns:
        How many amounts are infinite or no number.
    """
    steps, periods, opens, closes, days_of_year = cells
    begin, end, adds, begun = place
    amounts, halves, unsound = np.empty(BLOCK), of_cells(rates, cells, life), 0
    for first in range(begin, end, BLOCK):
        last = min(first + BLOCK, end)
        for cell in range(len(steps)):
            row = found[periods[cell], first - begun : last - begun]
            more = adds or (cell > 0 and periods[cell] == periods[cell - 1])
            amount = amounts[: last - first] if more else row
            unsound += rate_over_step(levels, halves[:, :, cell], amount, (steps[cell], first, last))
            if len(life[0]) > 1:
                times_days(amount, life, (opens[cell], closes[cell], 1.0 / days_of_year[cell]), (first, last))
            if len(number) > 1:
                times = number[first:last]
                for i in range(len(amount)):
                    amount[i] *= times[i]
            if more:
                for i in range(len(row)):
                    row[i] += amount[i]
    return unsound


@compiled(EVERYWHERE)
def of_cells(rates: ndarray, cells: tuple[ndarray, ...], life: tuple[ndarray, ndarray]) -> ndarray:
    """Return halves of the rates at both ends of each cell, times its years where they are the same on all paths."""
    halves = rates * 0.5
    for cell in range(len(cells[0]) if len(life[0]) == 1 else 0):
        halves[:, :, cell] *= in_common(life[0][0], life[1][0], (cells[2][cell], cells[3][cell], 1.0 / cells[4][cell]))
    return halves


@compiled(EVERYWHERE, inline=True)
def in_common(starts: float, ends: float, cell: tuple[float, float, float]) -> float:
    """Return the part of a year that a cell and a life have in common: by its first and last day, and a day's part."""
    return max(min(ends, cell[1]) - max(starts, cell[0]), 0.0) * cell[2]


@compiled(EVERYWHERE)
def rate_over_step(
    levels: tuple[ndarray, ndarray], rates: ndarray, amount: ndarray, place: tuple[int, int, int]
) -> int:
    """Write what the rates at both ends of a step come to on each path, and return how many are no finite number."""
    step, first, last = place
    itself, unsound = rates[0, 0] + rates[0, 1], 0
    at_first, at_last, both_first, both_last = rates[1, 0], rates[1, 1], rates[2, 0], rates[2, 1]
    if not len(levels[0]):
        amount[:] = itself
        return int(itself - itself != 0.0)
    before, after = levels[0][step, first:last], levels[0][step + 1, first:last]
    if not len(levels[1]):
        for i in range(len(amount)):
            rate = before[i] * at_first + after[i] * at_last + itself
            unsound += int(rate - rate != 0.0)
            amount[i] = rate
        return unsound
    times_before, times_after = levels[1][step, first:last], levels[1][step + 1, first:last]
    for i in range(len(amount)):
        of_first, of_last = at_first + times_before[i] * both_first, at_last + times_after[i] * both_last
        rate = before[i] * of_first + after[i] * of_last + itself
        unsound += int(rate - rate != 0.0)
        amount[i] = rate
    return unsound


@compiled(EVERYWHERE)
def times_days(
    amount: ndarray, life: tuple[ndarray, ndarray], cell: tuple[float, float, float], place: tuple[int, int]
) -> None:
    """Multiply by the part of the year that a cell and each path's life have in common."""
    starts, ends = life[0][place[0] : place[1]], life[1][place[0] : place[1]]
    for i in range(len(amount)):
        amount[i] *= in_common(starts[i], ends[i], cell)
