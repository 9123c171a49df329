"""Find the packages that no other beats where three or more parties bargain: by halves, and in each half by party.

A first look with a few strong packages leaves most out. The rest is sorted, the best first, and halved: what is
undominated in the better half stays, and of the other what none of those beats. Whether one of many rivals beats a
package is asked party by party: rivals above a value of the first party and packages under it need no more be compared
by that party. When two parties are left, the rivals are stairs, and one search says what lies under them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Bool, Float, Int

FEW = 64
"""Packages that are compared with each other directly: halving them costs more."""
COMPARED = 1 << 18
"""Pairs that are compared directly: splitting them by a party costs more."""
PIECE = 1 << 22
"""Pairs compared at once, to bound the memory."""
SAMPLE = 512
"""Packages among which strong ones are looked for, evenly drawn."""
STEP = (5**0.5 - 1) / 2
"""Steps of this part of a range, counted modulo one, fill it evenly and repeat no pattern of a grid."""
BLOCK = 1 << 15
"""Packages looked over at once: what that needs stays near the processor."""


def undominated(worth: Float[np.ndarray, "party package"]) -> Bool[np.ndarray, " package"]:
    """Say which packages no other beats; packages of exactly equal worth to everyone do not beat each other.

    It costs O(n log^(k-1) n) for k parties, and little more than one look at each package where few are undominated.

    Args:
        worth: worth of each package to each of three or more parties, finite.

    Returns:
        Whether none is at least as good for everyone and better for someone.

    Source:
        Kung, Luccio and Preparata, On finding the maxima of a set of vectors, Journal of the ACM 22(4), 1975,
        doi:10.1145/321906.321910; Bentley, Multidimensional divide-and-conquer, Communications of the ACM 23(4), 1980,
        doi:10.1145/358841.358850.
    """
    left = _spared(worth)
    order = left[np.lexsort(np.take(worth, left, axis=1)[::-1])[::-1]]
    rows = np.ascontiguousarray(np.take(worth, order, axis=1).T)
    leads = np.concatenate((np.ones(min(1, len(rows)), dtype=np.bool_), (rows[1:] != rows[:-1]).any(axis=1)))
    found = np.zeros(worth.shape[1], dtype=np.bool_)
    found[order] = _maxima(rows[leads])[np.cumsum(leads) - 1]
    return found


def _spared(worth: Float[np.ndarray, "party package"]) -> Int[np.ndarray, " spared"]:
    """Number the packages that a few strong ones do not beat; look again while that halves them."""
    left, before = np.arange(worth.shape[1]), np.inf
    while 4 * SAMPLE < len(left) <= before / 2:
        before = len(left)
        drawn = left[(np.arange(1, SAMPLE + 1) * STEP % 1 * before).astype(np.intp)]
        rivals = list(_strong(np.take(worth, drawn, axis=1)))
        blocks = [left[start : start + BLOCK] for start in range(0, before, BLOCK)]
        left = np.concatenate([_without(worth, block, rivals) for block in blocks])
    return left


def _strong(sample: Float[np.ndarray, "party drawn"]) -> Iterator[Float[np.ndarray, " party"]]:
    """Choose packages of a sample that beat the most others, each counted for what those before it do not beat."""
    beats = np.zeros((sample.shape[1],) * 2, dtype=np.bool_)
    at_least = np.ones_like(beats)
    for row in sample:
        beats |= row[:, None] > row
        at_least &= row[:, None] >= row
    beats &= at_least
    while True:
        counts = np.count_nonzero(beats, axis=1)
        best = int(np.argmax(counts))
        if counts[best] <= len(beats) // FEW:
            return
        yield sample[:, best]
        beats &= ~beats[best]


def _without(
    worth: Float[np.ndarray, "party package"], block: Int[np.ndarray, " number"], rivals: list[Float[np.ndarray, " p"]]
) -> Int[np.ndarray, " spared"]:
    """Leave out of some packages those that a rival beats."""
    rows = np.take(worth, block, axis=1)
    for rival in rivals:
        spared, same = np.zeros(rows.shape[1], dtype=np.bool_), np.ones(rows.shape[1], dtype=np.bool_)
        for row, most in zip(rows, rival, strict=True):
            spared |= row > most
            same &= row == most
        spared |= same
        if not spared.all():
            block, rows = block[spared], rows[:, spared]
    return block


def _maxima(rows: Float[np.ndarray, "row party"]) -> Bool[np.ndarray, " row"]:
    """Say which distinct, sorted rows are undominated: those of the better half, and of the other what it spares."""
    if len(rows) <= FEW:
        return np.asarray(_at_least(rows, rows) == 1)  # itself
    middle = len(rows) // 2
    found = np.zeros(len(rows), dtype=np.bool_)
    found[:middle] = _maxima(rows[:middle])
    candidates = middle + np.flatnonzero(~_beaten(rows[middle:, 1:], rows[:middle][found[:middle], 1:]))
    found[candidates] = _maxima(rows[candidates])
    return found


def _beaten(rows: Float[np.ndarray, "row p"], rivals: Float[np.ndarray, "rival p"]) -> Bool[np.ndarray, " row"]:
    """Say for which rows some rival is at least as good for everyone: by direct comparison, or split by one party."""
    if rows.shape[1] == 2:  # noqa: PLR2004 - two parties are left to compare
        return _below(rows, rivals)
    if len(rows) * len(rivals) <= COMPARED:
        return np.asarray(_at_least(rows, rivals) > 0)
    own, theirs = rows[:, 0], rivals[:, 0]
    cut = np.partition(own, len(own) // 2)[len(own) // 2]
    found = np.zeros(len(rows), dtype=np.bool_)
    for some, others, done in (
        (own <= cut, theirs >= cut, 1),
        (own > cut, theirs > cut, 0),
        (own < cut, theirs < cut, 0),
    ):
        left = np.flatnonzero(some & ~found)
        found[left] = _beaten(rows[left][:, done:], rivals[others][:, done:])
    return found


def _at_least(rows: Float[np.ndarray, "row p"], rivals: Float[np.ndarray, "rival p"]) -> Int[np.ndarray, " row"]:
    """Count for each row the rivals that are at least as good for everyone."""
    counts = np.zeros(len(rows), dtype=np.intp)
    step = max(1, PIECE // max(1, len(rivals)))
    for start in range(0, len(rows), step):
        piece = rows[start : start + step]
        at_least = np.ones((len(piece), len(rivals)), dtype=np.bool_)
        for party in range(rows.shape[1]):
            at_least &= rivals[:, party] >= piece[:, party, None]
        counts[start : start + step] = np.count_nonzero(at_least, axis=1)
    return counts


def _below(rows: Float[np.ndarray, "row two"], rivals: Float[np.ndarray, "rival two"]) -> Bool[np.ndarray, " row"]:
    """Say which rows lie under the stairs that the rivals make: one sort and one search."""
    order = np.argsort(rivals[:, 0])
    height = np.maximum.accumulate(rivals[order, 1][::-1])[::-1]
    place = np.searchsorted(rivals[order, 0], rows[:, 0], side="left")
    under = np.concatenate((height, [-np.inf]))[place]
    return np.asarray(under >= rows[:, 1])
