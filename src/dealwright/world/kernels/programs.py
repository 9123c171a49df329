"""Works an expression of drivers out step by step, for a block of paths at a time: one loop for every expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.world.instructions import (
    ADD,
    ALL,
    CERTAIN,
    DIVIDE,
    EITHER,
    EQUAL,
    LESS,
    LESS_EQUAL,
    LEVEL,
    MAXIMUM,
    MINIMUM,
    MULTIPLY,
    NEGATE,
    NUMBER,
    SUBTRACT,
    UNEQUAL,
    WHERE,
)

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 2048
"""Paths of a block: all that an expression is made of stays close to a processor, and an instruction is read seldom."""


@compiled(EVERYWHERE)
def add_up(
    code: ndarray,
    leaves: tuple[tuple[ndarray, ...], ndarray, ndarray],
    lengths: ndarray,
    found: ndarray,
    place: tuple[int, int],
) -> None:
    """Write what a yearly flow adds up to at the edges of the steps.

    Args:
        code: The instructions: each what it does, and the places of three that it does it to; (place, 4).
        leaves: Drivers' levels, each (edge, path); what is certain in each step, (leaf, step); numbers, (leaf, path).
        lengths: Years of each step.
        found: Where the sums go, those at the first edge being there; (edge, path).
        place: The first path and the one after the last.
    """
    room = np.zeros((len(code), BLOCK)), np.full(len(code), np.nan)
    for first in range(place[0], place[1], BLOCK):
        last = min(first + BLOCK, place[1])
        for step in range(len(lengths)):
            work_out(code, leaves, room, (step, first, last))
            length, rates = lengths[step], room[0][len(code) - 1]
            before, after = found[step, first:last], found[step + 1, first:last]
            for i in range(len(before)):
                after[i] = before[i] + rates[i] * length


@compiled(EVERYWHERE)
def add_periods(
    code: ndarray,
    leaves: tuple[tuple[ndarray, ...], ndarray, ndarray],
    cells: tuple[ndarray, ndarray, ndarray, ndarray, ndarray],
    life: tuple[ndarray, ndarray],
    found: ndarray,
    place: tuple[int, int],
) -> int:
    """Write what a yearly flow brings in each period: its rate over each step times the days in common.

    Args:
        code: The instructions.
        leaves: Levels, what is certain, and numbers.
        cells: The step and the period of each cell, the days on which it opens and closes, the days of its year.
        life: The first and the last moment of the life; each (path or 1,).
        found: Where it goes; (period, path).
        place: The first path and the one after the last.

    Returns:
        How many rates are infinite or no number.
    """
    steps, periods, opens, closes, days_of_year = cells
    room, unsound = (np.zeros((len(code), BLOCK)), np.full(len(code), np.nan)), 0
    for first in range(place[0], place[1], BLOCK):
        last = min(first + BLOCK, place[1])
        for period in range(len(found)):
            found[period, first:last] = 0.0
        for cell in range(len(steps)):
            if cell == 0 or steps[cell] != steps[cell - 1]:
                work_out(code, leaves, room, (steps[cell], first, last))
            rates, sums = room[0][len(code) - 1], found[periods[cell], first:last]
            if len(life[0]) == 1:
                part = in_common(life[0][0], life[1][0], opens[cell], closes[cell]) / days_of_year[cell]
                for i in range(len(sums)):
                    unsound += int(rates[i] - rates[i] != 0.0)
                    sums[i] += rates[i] * part
            else:
                starts, ends = life[0][first:last], life[1][first:last]
                for i in range(len(sums)):
                    unsound += int(rates[i] - rates[i] != 0.0)
                    days = in_common(starts[i], ends[i], opens[cell], closes[cell])
                    sums[i] += rates[i] * (days / days_of_year[cell])
    return unsound


@compiled(EVERYWHERE, inline=True)
def in_common(starts: float, ends: float, opens: float, closes: float) -> float:
    """Return the days that a cell and a life have in common."""
    return max(min(ends, closes) - max(starts, opens), 0.0)


@compiled(EVERYWHERE)
def work_out(
    code: ndarray,
    leaves: tuple[tuple[ndarray, ...], ndarray, ndarray],
    room: tuple[ndarray, ndarray],
    place: tuple[int, int, int],
) -> None:
    """Carry out all instructions for a step, on some paths: each writes a row of its own.

    Args:
        code: The instructions.
        leaves: Levels, what is certain, and numbers.
        room: The rows; of those that are alike on all paths, what they were filled with last.
        place: The step, the first path and the one after the last.
    """
    levels, certain, numbers = leaves
    (rows, filled), (step, first, last) = room, place
    for line in range(len(code)):
        what, out = code[line, 0], rows[line]
        if what == LEVEL:
            read(levels[code[line, 1]][step + code[line, 2], first:last], out)
        elif what == NUMBER:
            read(numbers[code[line, 1], first:last], out)
        elif what == CERTAIN:
            if filled[line] != certain[code[line, 1], step]:
                filled[line] = certain[code[line, 1], step]
                out[:] = filled[line]
        elif what <= DIVIDE:
            reckon(what, rows[code[line, 1]], rows[code[line, 2]], out)
        elif what <= UNEQUAL:
            compare(what, rows[code[line, 1]], rows[code[line, 2]], out)
        elif what <= WHERE:
            choose(what, rows[code[line, 1]], rows[code[line, 2]], rows[code[line, 3]], out)
        else:
            tell(what, rows[code[line, 1]], rows[code[line, 2]], out)


@compiled(EVERYWHERE)
def read(given: ndarray, out: ndarray) -> None:
    """Read what is given on some paths."""
    for i in range(len(given)):
        out[i] = given[i]


@compiled(EVERYWHERE)
def reckon(what: int, one: ndarray, other: ndarray, out: ndarray) -> None:
    """Add, subtract, multiply or divide."""
    if what == ADD:
        for i in range(BLOCK):
            out[i] = one[i] + other[i]
    elif what == SUBTRACT:
        for i in range(BLOCK):
            out[i] = one[i] - other[i]
    elif what == MULTIPLY:
        for i in range(BLOCK):
            out[i] = one[i] * other[i]
    else:
        for i in range(BLOCK):
            out[i] = one[i] / other[i]


@compiled(EVERYWHERE)
def compare(what: int, one: ndarray, other: ndarray, out: ndarray) -> None:
    """Tell where two are as asked: 1 there, 0 elsewhere."""
    if what == LESS:
        for i in range(BLOCK):
            out[i] = 1.0 if one[i] < other[i] else 0.0
    elif what == LESS_EQUAL:
        for i in range(BLOCK):
            out[i] = 1.0 if one[i] <= other[i] else 0.0
    elif what == EQUAL:
        for i in range(BLOCK):
            out[i] = 1.0 if one[i] == other[i] else 0.0
    else:
        for i in range(BLOCK):
            out[i] = 1.0 if one[i] != other[i] else 0.0


@compiled(EVERYWHERE)
def choose(what: int, one: ndarray, other: ndarray, third: ndarray, out: ndarray) -> None:
    """Take one of two: what is no number is passed on as NumPy does."""
    if what == MINIMUM:
        for i in range(BLOCK):
            out[i] = one[i] if (one[i] < other[i]) | (one[i] != one[i]) else other[i]
    elif what == MAXIMUM:
        for i in range(BLOCK):
            out[i] = one[i] if (one[i] > other[i]) | (one[i] != one[i]) else other[i]
    else:
        for i in range(BLOCK):
            out[i] = other[i] if one[i] != 0.0 else third[i]


@compiled(EVERYWHERE)
def tell(what: int, one: ndarray, other: ndarray, out: ndarray) -> None:
    """Tell whether both of two hold or either, or turn one round."""
    if what == ALL:
        for i in range(BLOCK):
            out[i] = 1.0 if (one[i] != 0.0) & (other[i] != 0.0) else 0.0
    elif what == EITHER:
        for i in range(BLOCK):
            out[i] = 1.0 if (one[i] != 0.0) | (other[i] != 0.0) else 0.0
    elif what == NEGATE:
        for i in range(BLOCK):
            out[i] = -one[i]
    else:
        for i in range(BLOCK):
            out[i] = 0.0 if one[i] != 0.0 else 1.0
