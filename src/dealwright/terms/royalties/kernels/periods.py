"""What a royalty pays in each contract period, for a block of paths at a time: tiers, cap, minimum, cap on all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 256
"""Paths of a block: some twenty rows of them stay in a processor's first cache."""
START, END, MOST, LEAST, LIMIT, BEFORE = range(6)
OVERLAP, COUNTED, BROUGHT, CREDIT, PART, TAKEN, BEGINS, EVER, PAID = range(6, 15)
ROWS = 15


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
    up_to, rates = np.empty((len(tiers[0]), BLOCK)), np.empty((len(tiers[0]), BLOCK))
    room = np.zeros((ROWS, BLOCK))
    for begin in range(place[0], place[1], BLOCK):
        here = (begin, min(BLOCK, place[1] - begin))
        for tier in range(len(up_to)):
            spread(tiers[0][tier], up_to[tier], here)
            spread(tiers[1][tier], rates[tier], here)
        for row in range(6):
            spread(numbers[row], room[row], here)
        room[EVER] = 0.0
        room[PAID] = room[BEFORE]
        for period in range(len(found)):
            row, out = base[period], found[period]
            in_common(room, opens[period], closes[period], here[1])
            if len(up_to):
                if anew[period]:
                    room[COUNTED:PART] = 0.0
                if shrinks:
                    year = (years[0][period], years[1][period], years[2][period], closes[period])
                    part_of_year(room, year, here[1])
                else:
                    room[PART] = 1.0
                through_tiers(row, up_to, rates, room, here)
            else:
                for i in range(here[1]):
                    room[TAKEN, i] = _over(row[begin + i], 0.0)
            limit(room, (opens[period], length[period]), (capped, floored), here[1])
            settle(room, out, limited, here)


@compiled(EVERYWHERE, inline=True)
def _over(number: float, least: float) -> float:
    """Return the larger of two numbers; no number where the first is none."""
    return max(number, least)


@compiled(EVERYWHERE, inline=True)
def _under(number: float, most: float) -> float:
    """Return the smaller of two numbers; no number where the first is none."""
    return min(number, most)


@compiled(EVERYWHERE)
def spread(given: ndarray, row: ndarray, here: tuple[int, int]) -> None:
    """Write the numbers of a block of paths."""
    begin, count = here
    if len(given) == 1:
        row[:] = given[0]
    else:
        row[:count] = given[begin : begin + count]


@compiled(EVERYWHERE)
def in_common(room: ndarray, opens: float, closes: float, count: int) -> None:
    """Write the days that a period and the life have in common."""
    start, end, overlap = room[START], room[END], room[OVERLAP]
    for i in range(count):
        overlap[i] = _over(_under(end[i], closes) - _over(start[i], opens), 0.0)


@compiled(EVERYWHERE)
def part_of_year(room: ndarray, year: tuple[float, float, float, float], count: int) -> None:
    """Write which part of the time in which tiers count to date the life has, as far as that is known by a period."""
    opens, closes, length, known = year
    start, end, part = room[START], room[END], room[PART]
    for i in range(count):
        last = end[i] if end[i] <= known else closes
        part[i] = _over(_under(last, closes) - _over(start[i], opens), 0.0) / length


@compiled(EVERYWHERE)
def through_tiers(row: ndarray, up_to: ndarray, rates: ndarray, room: ndarray, here: tuple[int, int]) -> None:
    """Write what tiers take of the base of a period: what the base to date brings over what it had brought before.

    Where bounds have shrunk meanwhile that may be less than nothing, and is taken off what comes next.
    """
    begin, count = here
    counted, brought, credit, part, taken, begins = (
        room[COUNTED], room[BROUGHT], room[CREDIT], room[PART], room[TAKEN], room[BEGINS],
    )  # fmt: skip
    for i in range(count):
        counted[i] += _over(row[begin + i], 0.0)
        taken[i], begins[i] = 0.0, 0.0
    for tier in range(len(up_to)):
        ends, rate = up_to[tier], rates[tier]
        for i in range(count):
            end = ends[i] * part[i] if ends[i] < np.inf else np.inf
            first = begins[i]
            taken[i] += rate[i] * (_under(_over(counted[i], first), end) - _under(first, end))
            begins[i] = _under(_over(end, first), np.finfo(np.float64).max)
    for i in range(count):
        ever = taken[i]
        more = ever - brought[i] + credit[i]
        brought[i], taken[i], credit[i] = ever, _over(more, 0.0), _under(more, 0.0)


@compiled(EVERYWHERE)
def limit(room: ndarray, period: tuple[float, float], clauses: tuple[bool, bool], count: int) -> None:
    """Hold what a period pays between its cap and its minimum, both by days."""
    opens, length = period
    start, overlap, most, least, taken = room[START], room[OVERLAP], room[MOST], room[LEAST], room[TAKEN]
    for i in range(count):
        begins = _over(start[i], opens)
        days = (begins + overlap[i]) - begins
        due = taken[i]
        if clauses[0]:
            due = _under(due, _over(most[i] * days / length, 0.0))
        if clauses[1]:
            due = _over(due, least[i] * days / length)
        taken[i] = due


@compiled(EVERYWHERE)
def settle(room: ndarray, out: ndarray, limited: bool, here: tuple[int, int]) -> None:  # noqa: FBT001 - no keywords in loops
    """Write what is paid until all that was ever paid reaches its limit."""
    begin, count = here
    before, ceiling, ever, paid, due = room[BEFORE], room[LIMIT], room[EVER], room[PAID], room[TAKEN]
    if not limited:
        for i in range(count):
            out[begin + i] = due[i]
        return
    for i in range(count):
        ever[i] += due[i]
        total = _under(ever[i] + before[i], ceiling[i])
        out[begin + i], paid[i] = total - paid[i], total
