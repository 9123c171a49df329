"""On which day a sum first passes thresholds, for a block of paths at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.terms.kernels.spread import spread

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 512
"""Paths of a block: some rows of them stay close to a processor."""
SINCE, TOTAL, WANTED, NEAR, OPENED, CAME, PLACE = (BLOCK * row for row in range(7))
"""Where rows of a block begin in one array: at distances that the compiler knows, so that it works in lanes."""


@compiled(EVERYWHERE)
def first_passed(
    money: ndarray,
    pieces: tuple[ndarray, ndarray],
    life: tuple[ndarray, ndarray],
    since: ndarray,
    thresholds: tuple[ndarray, ndarray],
    found: ndarray,
    place: tuple[int, int],
) -> None:
    """Write the day on which a sum first passes each threshold, infinite for never.

    Args:
        money: What comes evenly in each piece of a life; (piece, path).
        pieces: The days on which each piece opens and closes; each (piece,).
        life: The first and last moment of the life; each (path or 1,).
        since: The sum before the life; (path or 1,).
        thresholds: The thresholds, and from where on they count as reached; each (threshold, path or 1).
        found: Where the days go; (threshold, path).
        place: The first path and the one after the last.
    """
    room = np.zeros(7 * BLOCK)
    for first in range(place[0], place[1], BLOCK):
        last = min(first + BLOCK, place[1])
        spread(since, room[SINCE : SINCE + BLOCK], first)
        for which in range(len(found)):
            spread(thresholds[0][which], room[WANTED : WANTED + BLOCK], first)
            spread(thresholds[1][which], room[NEAR : NEAR + BLOCK], first)
            for i in range(BLOCK):
                room[TOTAL + i], room[PLACE + i] = 0.0, -1.0
            for piece in range(len(money)):
                go_on(room, money[piece, first:last], np.float64(piece))
            write_days(room, pieces, life, found[which], (first, last))


@compiled(EVERYWHERE)
def go_on(room: ndarray, money: ndarray, piece: float) -> None:
    """Add what comes in a piece; where the threshold is first passed in it, remember the sums at both its ends."""
    for i in range(len(money)):
        total = room[TOTAL + i] + money[i]
        after = total + room[SINCE + i]
        before = after - money[i]
        passed = (after >= room[NEAR + i]) & (after > before) & (room[PLACE + i] < 0.0)
        room[OPENED + i] = before if passed else room[OPENED + i]
        room[CAME + i] = after if passed else room[CAME + i]
        room[PLACE + i] = piece if passed else room[PLACE + i]
        room[TOTAL + i] = total


@compiled(EVERYWHERE)
def write_days(
    room: ndarray,
    pieces: tuple[ndarray, ndarray],
    life: tuple[ndarray, ndarray],
    found: ndarray,
    place: tuple[int, int],
) -> None:
    """Write the day in the piece in which a threshold is passed."""
    starts, ends = life
    for path in range(place[0], place[1]):
        i = path - place[0]
        if room[PLACE + i] < 0.0:
            found[path] = np.inf
            continue
        piece = int(room[PLACE + i])
        start, end = starts[path if len(starts) > 1 else 0], ends[path if len(ends) > 1 else 0]
        opens = max(pieces[0][piece], start)
        closes = opens + max(min(end, pieces[1][piece]) - opens, 0.0)
        wanted, grown = room[WANTED + i] - room[OPENED + i], room[CAME + i] - room[OPENED + i]
        part = 1.0
        if grown > 0.0 and wanted <= grown:
            part = min(max(wanted / grown, 0.0), 1.0)
        found[path] = opens + (closes - opens) * part
