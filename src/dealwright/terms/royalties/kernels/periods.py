"""What a royalty pays in each contract period, for a block of paths at a time: tiers, cap, minimum, cap on all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.terms.kernels.spread import spread

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 512
"""Paths of a block: some fifteen rows of them stay close to a processor."""
START, END, MOST, LEAST, LIMIT, BEFORE, DAYS, COUNTED, BROUGHT, CREDIT, PART, TAKEN, BEGINS, EVER, PAID = (
    BLOCK * row for row in range(15)
)
"""Where rows of a block begin in one array: at distances that the compiler knows, so that it works in lanes."""
FARTHEST = float(np.finfo(np.float64).max)
"""Where a tier begins that follows one without end."""


@compiled(EVERYWHERE)
def paid_per_period(
    base: ndarray,
    periods: tuple[ndarray, ndarray, ndarray, ndarray],
    years: tuple[ndarray, ndarray, ndarray, ndarray],
    tiers: tuple[ndarray, ndarray],
    numbers: tuple[ndarray, ndarray, ndarray, ndarray, ndarray, ndarray],
    clauses: tuple[bool, bool, bool, bool],
    found: ndarray,
    place: tuple[int, int],
) -> None:
    """Write what each period pays.

    Args:
        base: Money of which a rate takes its part; or where there are no tiers, the part; (period, path).
        periods: The days on which each period opens and closes, as far as the term runs in it, the days of the whole
            one, and whether it is the first in which tiers count to date; each (period,).
        years: The days of the time in which tiers count to date that holds each period: when it opens and closes, its
            days in whole; each (period,).
        tiers: Where each tier ends, infinite for one without an end, and its rate; each (tier, path or 1).
        numbers: The first and last moment of the life; the most and the least of a whole period; the most of all, and
            what was paid before; each (path or 1,).
        clauses: Whether bounds of tiers shrink with the days; whether there is a most, a least, and a most of all.
        found: Where it goes; (period, path).
        place: The first path and the one after the last.
    """
    opens, closes, length, anew = periods
    shrinks, capped, floored, limited = clauses
    tables, room, alone = np.empty(2 * len(tiers[0]) * BLOCK), np.zeros(15 * BLOCK), np.all(anew)
    for first in range(place[0], place[1], BLOCK):
        last = min(first + BLOCK, place[1])
        begin(room, tables, numbers, tiers, first)
        for period in range(len(found)):
            days_of(room, (opens[period], closes[period]))
            if len(tables):
                year = years[0][period], years[1][period], years[2][period], closes[period]
                count(room, base[period, first:last], year, (anew[period], shrinks))
                for tier in range(0, len(tables), 2 * BLOCK):
                    take_tier(room, tables[tier : tier + 2 * BLOCK])
                if not alone:
                    take_off_before(room)
            else:
                take(room, base[period, first:last])
            if capped:
                hold_under(room, length[period])
            if floored:
                hold_over(room, length[period])
            pay(room, found[period, first:last], limited)


@compiled(EVERYWHERE, inline=True)
def _over(number: float, least: float) -> float:
    """Return the larger of two numbers; no number where the first is none."""
    return max(number, least)


@compiled(EVERYWHERE, inline=True)
def _under(number: float, most: float) -> float:
    """Return the smaller of two numbers; no number where the first is none."""
    return min(number, most)


@compiled(EVERYWHERE)
def begin(
    room: ndarray, tables: ndarray, numbers: tuple[ndarray, ...], tiers: tuple[ndarray, ndarray], first: int
) -> None:
    """Write the numbers of a block of paths, where nothing was paid or counted yet."""
    room[:] = 0.0
    for row in range(len(numbers)):
        spread(numbers[row], room[row * BLOCK : (row + 1) * BLOCK], first)
    for i in range(BLOCK):
        room[PAID + i] = room[BEFORE + i]
    for tier in range(len(tiers[0])):
        spread(tiers[0][tier], tables[2 * tier * BLOCK : (2 * tier + 1) * BLOCK], first)
        spread(tiers[1][tier], tables[(2 * tier + 1) * BLOCK : (2 * tier + 2) * BLOCK], first)


@compiled(EVERYWHERE)
def days_of(room: ndarray, period: tuple[float, float]) -> None:
    """Write how many days a period and the life have in common."""
    opens, closes = period
    for i in range(BLOCK):
        begins = _over(room[START + i], opens)
        room[DAYS + i] = (begins + _over(_under(room[END + i], closes) - begins, 0.0)) - begins


@compiled(EVERYWHERE)
def count(room: ndarray, row: ndarray, year: tuple[float, float, float, float], says: tuple[bool, bool]) -> None:
    """Count the base to date, and the part of the time in which it counts as far as that is known by a period."""
    opens, closes, length, known = year
    anew, shrinks = says
    if anew:
        for i in range(BLOCK):
            room[COUNTED + i], room[BROUGHT + i], room[CREDIT + i] = 0.0, 0.0, 0.0
    for i in range(len(row)):
        room[COUNTED + i] += _over(row[i], 0.0)
    for i in range(BLOCK):
        room[TAKEN + i], room[BEGINS + i], room[PART + i] = 0.0, 0.0, 1.0
    if shrinks:
        for i in range(BLOCK):
            end = room[END + i] if room[END + i] <= known else closes
            room[PART + i] = _over(_under(end, closes) - _over(room[START + i], opens), 0.0) / length


@compiled(EVERYWHERE)
def take_tier(room: ndarray, table: ndarray) -> None:
    """Add what a tier takes of the base to date."""
    for i in range(BLOCK):
        begins, end = room[BEGINS + i], table[i] * room[PART + i] if table[i] < np.inf else np.inf
        through = _under(_over(room[COUNTED + i], begins), end) - _under(begins, end)
        room[TAKEN + i] += table[BLOCK + i] * through
        room[BEGINS + i] = _under(_over(end, begins), FARTHEST)


@compiled(EVERYWHERE)
def take_off_before(room: ndarray) -> None:
    """Write what the base to date brings over what it had brought before.

    Where bounds have shrunk meanwhile that may be less than nothing, and is taken off what comes next.
    """
    for i in range(BLOCK):
        more = room[TAKEN + i] - room[BROUGHT + i] + room[CREDIT + i]
        room[BROUGHT + i] = room[TAKEN + i]
        room[TAKEN + i], room[CREDIT + i] = _over(more, 0.0), _under(more, 0.0)


@compiled(EVERYWHERE)
def take(room: ndarray, row: ndarray) -> None:
    """Write what a rate has brought, nothing where that is less."""
    for i in range(len(row)):
        room[TAKEN + i] = _over(row[i], 0.0)


@compiled(EVERYWHERE)
def hold_under(room: ndarray, length: float) -> None:
    """Hold what a period pays under its cap, by days."""
    for i in range(BLOCK):
        room[TAKEN + i] = _under(room[TAKEN + i], _over(room[MOST + i] * room[DAYS + i] / length, 0.0))


@compiled(EVERYWHERE)
def hold_over(room: ndarray, length: float) -> None:
    """Hold what a period pays over its minimum, by days."""
    for i in range(BLOCK):
        room[TAKEN + i] = _over(room[TAKEN + i], room[LEAST + i] * room[DAYS + i] / length)


@compiled(EVERYWHERE)
def pay(room: ndarray, out: ndarray, limited: bool) -> None:  # noqa: FBT001 - no keywords in loops
    """Write what is paid until all that was ever paid reaches its limit."""
    if not limited:
        for i in range(len(out)):
            out[i] = room[TAKEN + i]
        return
    for i in range(len(out)):
        ever = room[EVER + i] + room[TAKEN + i]
        total = _under(ever + room[BEFORE + i], room[LIMIT + i])
        out[i] = total - room[PAID + i]
        room[EVER + i], room[PAID + i] = ever, total
