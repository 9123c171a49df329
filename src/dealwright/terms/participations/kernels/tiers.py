"""What tiers pay to each party in each period, for a block of paths at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.terms.kernels.spread import spread

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 512
"""Paths of a block: some rows of them stay close to a processor."""
BASE, LEFT, TAKEN = (BLOCK * row for row in range(3))
"""Where rows of a block begin in one array: at distances that the compiler knows, so that it works in lanes."""


@compiled(EVERYWHERE)
def pay_tiers(
    profit: ndarray,
    shares: ndarray,
    ends: tuple[ndarray, ndarray],
    counted: ndarray,
    before: tuple[ndarray, ndarray],
    found: ndarray,
    place: tuple[int, int],
) -> None:
    """Write what each party is paid in each period, and what comes after the last tier.

    Args:
        profit: The profit of each period; below zero it is nothing; (period, path).
        shares: The share of each party in each tier; (tier, party, path or 1).
        ends: How much was paid to the party that counts when a tier is filled, and how much profit there was; infinite
            where that does not end it; each (tier, path or 1).
        counted: Which party counts for the end of each tier; -1 where a tier has no end.
        before: All profit before, (path or 1,), and what each party was paid before, (party, path or 1).
        found: Where it goes: what each party is paid, and last what is left, if that is wanted; (party, period, path).
        place: The first path and the one after the last.
    """
    parties = len(before[1])
    room, paid, gone = np.zeros(3 * BLOCK), np.zeros(parties * BLOCK), np.zeros(parties * BLOCK)
    table = np.zeros((len(counted), 2 + parties, BLOCK))
    for first in range(place[0], place[1], BLOCK):
        last = min(first + BLOCK, place[1])
        spread(before[0], room[BASE : BASE + BLOCK], first)
        for party in range(parties):
            spread(before[1][party], paid[party * BLOCK : (party + 1) * BLOCK], first)
        for tier in range(len(counted)):
            spread(ends[0][tier], table[tier, 0], first)
            spread(ends[1][tier], table[tier, 1], first)
            for party in range(parties):
                spread(shares[tier, party], table[tier, 2 + party], first)
        for period in range(len(profit)):
            begin(room, paid, gone, profit[period, first:last])
            for tier in range(len(counted)):
                party = counted[tier]
                if party < 0:
                    take_all(room)
                else:
                    got = paid[party * BLOCK : (party + 1) * BLOCK]
                    take(room, got, table[tier, 0], table[tier, 1], table[tier, 2 + party])
                for each in range(parties):
                    pay(room, paid[each * BLOCK : (each + 1) * BLOCK], table[tier, 2 + each])
            write(room, paid, gone, found, (period, first, last))


@compiled(EVERYWHERE)
def begin(room: ndarray, paid: ndarray, gone: ndarray, profit: ndarray) -> None:
    """Begin a period: all its profit is there to be paid."""
    for i in range(len(paid)):
        gone[i] = paid[i]
    for i in range(len(profit)):
        room[LEFT + i] = max(profit[i], 0.0)


@compiled(EVERYWHERE)
def take(room: ndarray, got: ndarray, until_paid: ndarray, until_base: ndarray, share: ndarray) -> None:
    """Write what a tier takes of what is left, until the first of its ends."""
    for i in range(BLOCK):
        missing, still = until_paid[i] - got[i], max(until_base[i] - room[BASE + i], 0.0)
        needed = missing / share[i] if share[i] > 0.0 else np.inf
        most = min(needed if missing > 0.0 else 0.0, still)
        left = room[LEFT + i]
        taken = min(left, most)
        room[TAKEN + i], room[LEFT + i], room[BASE + i] = taken, left - taken, room[BASE + i] + taken


@compiled(EVERYWHERE)
def take_all(room: ndarray) -> None:
    """Write that a tier without an end takes all that is left."""
    for i in range(BLOCK):
        taken = room[LEFT + i]
        room[TAKEN + i], room[LEFT + i], room[BASE + i] = taken, 0.0, room[BASE + i] + taken


@compiled(EVERYWHERE)
def pay(room: ndarray, paid: ndarray, share: ndarray) -> None:
    """Pay a party its share of what a tier takes."""
    for i in range(BLOCK):
        paid[i] += share[i] * room[TAKEN + i]


@compiled(EVERYWHERE)
def write(room: ndarray, paid: ndarray, gone: ndarray, found: ndarray, place: tuple[int, int, int]) -> None:
    """Write what each party was paid in a period, and what is left; that counts for the profit, too."""
    period, first, last = place
    parties = len(paid) // BLOCK
    for party in range(parties):
        out, at = found[party, period, first:last], party * BLOCK
        for i in range(len(out)):
            out[i] = paid[at + i] - gone[at + i]
    if len(found) > parties:
        rest = found[parties, period, first:last]
        for i in range(len(rest)):
            rest[i] = room[LEFT + i]
    for i in range(BLOCK):
        room[BASE + i] += room[LEFT + i]
