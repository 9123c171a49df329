"""Money per contract period out of a driver's levels, for a block of paths at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 1024
"""Paths of a block: a few rows of them stay in a processor's first cache."""


@compiled(EVERYWHERE)
def money_per_period(
    levels: ndarray,
    rates: tuple[ndarray, ndarray],
    cells: tuple[ndarray, ndarray, ndarray, ndarray, ndarray],
    life: tuple[ndarray, ndarray],
    number: ndarray,
    found: ndarray,
    place: tuple[int, int],
) -> None:
    """Write into each period what a yearly flow brings: its rate over each step times the days in common with the life.

    Args:
        levels: The driver's levels; (edge, path).
        rates: What the flow is of the level at both ends of each cell's step; each (cell,).
        cells: The step and the period of each cell, the days on which it opens and closes, the days of its year.
        life: The first and the last moment of the life; both (path or 1,).
        number: What all of it is multiplied by, where each path has its own; (path or 1,).
        found: Where it goes, zero before; (period, path).
        place: The first path and the one after the last.
    """
    steps, periods, opens, closes, days_of_year = cells
    starts, ends = life
    for begin in range(place[0], place[1], BLOCK):
        end = min(begin + BLOCK, place[1])
        for cell in range(len(steps)):
            row, before, after = found[periods[cell]], levels[steps[cell]], levels[steps[cell] + 1]
            first, last, year = rates[0][cell] * 0.5, rates[1][cell] * 0.5, days_of_year[cell]
            if len(starts) > 1:
                for i in range(begin, end):
                    days = max(min(ends[i], closes[cell]) - max(starts[i], opens[cell]), 0.0) / year
                    row[i] += (before[i] * first + after[i] * last) * days
            else:
                days = max(min(ends[0], closes[cell]) - max(starts[0], opens[cell]), 0.0) / year
                for i in range(begin, end):
                    row[i] += (before[i] * first + after[i] * last) * days
        if len(number) > 1:
            for period in range(len(found)):
                row = found[period]
                for i in range(begin, end):
                    row[i] *= number[i]
