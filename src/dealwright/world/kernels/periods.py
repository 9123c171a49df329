"""Money per contract period out of drivers' levels, for a block of paths at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 1024
"""Paths of a block: a few rows of them stay in a processor's first cache."""


@compiled(EVERYWHERE)
def money_per_period(
    levels: tuple[ndarray, ndarray],
    rates: tuple[ndarray, ndarray],
    cells: tuple[ndarray, ndarray, ndarray, ndarray, ndarray],
    life: tuple[ndarray, ndarray],
    number: ndarray,
    found: ndarray,
    place: tuple[int, int, bool],
) -> None:
    """Write, or add, what a yearly flow brings in each period: its rate over each step times the days in common.

    Args:
        levels: The levels of one driver, or of two that are multiplied; each (edge, path), no edges for none.
        rates: What the flow is of the level at both ends of each cell's step; each (cell,).
        cells: The step and the period of each cell, the days on which it opens and closes, the days of its year.
        life: The first and the last moment of the life; both (path or 1,).
        number: What all of it is multiplied by; (path or 1,).
        found: Where it goes; (period, path).
        place: The first path, the one after the last, and whether it is added to what is there.
    """
    steps, periods, opens, closes, days_of_year = cells
    begin, end, adds = place
    amounts = np.empty(BLOCK)
    for first in range(begin, end, BLOCK):
        last = min(first + BLOCK, end)
        for cell in range(len(steps)):
            amount = amounts[: last - first]
            step, row = steps[cell], found[periods[cell], first:last]
            rate_over_step(levels, (rates[0][cell] * 0.5, rates[1][cell] * 0.5), amount, (step, first, last))
            times_days(amount, life, (opens[cell], closes[cell], days_of_year[cell]), (first, last))
            if len(number) > 1:
                times = number[first:last]
                for i in range(len(amount)):
                    amount[i] *= times[i]
            if adds or (cell > 0 and periods[cell] == periods[cell - 1]):
                for i in range(len(row)):
                    row[i] += amount[i]
            else:
                for i in range(len(row)):
                    row[i] = amount[i]


@compiled(EVERYWHERE)
def rate_over_step(
    levels: tuple[ndarray, ndarray], of_level: tuple[float, float], amount: ndarray, place: tuple[int, int, int]
) -> None:
    """Write the mean rate over a step of each path."""
    step, first, last = place
    at_first, at_last = of_level
    if not len(levels[0]):
        amount[:] = at_first + at_last
        return
    before, after = levels[0][step, first:last], levels[0][step + 1, first:last]
    if not len(levels[1]):
        for i in range(len(amount)):
            amount[i] = before[i] * at_first + after[i] * at_last
        return
    times_before, times_after = levels[1][step, first:last], levels[1][step + 1, first:last]
    for i in range(len(amount)):
        amount[i] = before[i] * times_before[i] * at_first + after[i] * times_after[i] * at_last


@compiled(EVERYWHERE)
def times_days(
    amount: ndarray, life: tuple[ndarray, ndarray], cell: tuple[float, float, float], place: tuple[int, int]
) -> None:
    """Multiply a yearly rate by the part of the year that a cell and the life have in common."""
    opens, closes, year = cell
    if len(life[0]) == 1:
        days = max(min(life[1][0], closes) - max(life[0][0], opens), 0.0) / year
        for i in range(len(amount)):
            amount[i] *= days
        return
    starts, ends = life[0][place[0] : place[1]], life[1][place[0] : place[1]]
    for i in range(len(amount)):
        amount[i] *= max(min(ends[i], closes) - max(starts[i], opens), 0.0) / year
