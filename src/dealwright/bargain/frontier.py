"""Find the undominated packages: those of which no other is at least as good for everyone and better for someone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int

FEW = 64
"""Packages that are compared with each other directly: sorting them costs more."""

PIECE = 1 << 22
"""Comparisons made at once, to bound the memory."""

STRIPS = 1024
"""Strips in which packages are laid before they are sorted; fewer packages are sorted at once."""


def frontier(worth: Float[np.ndarray, "party package"]) -> Int[np.ndarray, " undominated"]:
    """Find the undominated packages; packages of exactly equal worth to everyone are all kept.

    Two parties cost one sort, O(n log n), of the packages that a first look at strips leaves; three O(n log² n); more,
    O(n f) for f undominated packages.

    Args:
        worth: worth of each package to each party, finite, in any unit.

    Returns:
        Numbers of the undominated packages, by rising worth to the first party, then to the second, and so on;
        packages of equal worth in their order.

    Raises:
        ValueError: if there is no party, or a worth is not finite.

    Source:
        Kung, Luccio and Preparata, On finding the maxima of a set of vectors, Journal of the ACM 22(4), 1975,
        doi:10.1145/321906.321910.

    Example:
        >>> frontier(np.array([[1.0, 2.0, 2.0, 0.0], [3.0, 1.0, 1.0, 2.0]])).tolist()
        [0, 1, 2]
    """
    if len(worth) == 0:
        raise ValueError("a frontier needs a party")
    if not np.isfinite(worth).all():
        raise ValueError("a worth is not finite")
    if len(worth) == 2:  # noqa: PLR2004 - two parties
        return _of_two(*worth)
    kept = np.flatnonzero(_of_many(worth))
    return kept[np.lexsort((kept, *worth[::-1, kept]))]


def _of_two(
    first: Float[np.ndarray, " package"], second: Float[np.ndarray, " package"]
) -> Int[np.ndarray, " undominated"]:
    """Sort by the first party; a package stays if it is the second's best so far, coming from the first's best."""
    order = _spared(first, second)
    if len(order) == 0:
        return order
    order = order[np.argsort(first[order])]
    rising, beside = first[order], second[order]
    leads = np.concatenate(([True], rising[1:] != rising[:-1]))
    best = np.maximum.reduceat(beside, np.flatnonzero(leads))
    run = np.cumsum(leads) - 1
    kept = np.flatnonzero((beside == best[run]) & (best > _beyond(best))[run])
    return _in_runs(run[kept], order[kept])


def _beyond(best: Float[np.ndarray, " place"]) -> Float[np.ndarray, " place"]:
    """Say what is best further on."""
    return np.concatenate((np.maximum.accumulate(best[::-1])[::-1][1:], [-np.inf]))


def _in_runs(run: Int[np.ndarray, " kept"], number: Int[np.ndarray, " kept"]) -> Int[np.ndarray, " kept"]:
    """Put packages of one run, which are of equal worth, in their order; the runs stand in order already."""
    if (run[1:] != run[:-1]).all():
        return number
    size = int(number.max()) + 1
    return np.asarray(np.sort(run * size + number) % size)


def _spared(first: Float[np.ndarray, " package"], second: Float[np.ndarray, " package"]) -> Int[np.ndarray, " spared"]:
    """Number the packages that none in a higher strip beats: strips cut the first party's worth, and keep its order.

    In a higher strip the first party has strictly more, so a package there that is at least as good for the second
    beats this one. It needs no sort, and leaves few packages unless most are undominated.
    """
    if len(first) <= STRIPS:
        return np.arange(len(first))
    low, high = first.min(), first.max()
    with np.errstate(over="ignore", divide="ignore"):
        per_unit = (STRIPS - 1) / (high - low)
    if not 0 < per_unit < np.inf:
        return np.arange(len(first))
    strip = ((first - low) * per_unit).astype(np.int16)
    best = np.full(STRIPS + 1, -np.inf)
    np.maximum.at(best, strip, second)
    return np.flatnonzero(second > _beyond(best)[strip])


def _of_many(worth: Float[np.ndarray, "party package"]) -> Bool[np.ndarray, " package"]:
    """Sort lexicographically, the best first: a package can then only be dominated by one before it."""
    order = np.lexsort(worth[::-1])[::-1]
    rows = np.ascontiguousarray(worth[:, order].T)
    leads = np.concatenate((np.ones(min(1, len(rows)), dtype=np.bool_), (rows[1:] != rows[:-1]).any(axis=1)))
    distinct = rows[leads]
    undominated = np.zeros(len(rows), dtype=np.bool_)
    undominated[order] = _maxima(distinct)[np.cumsum(leads) - 1]
    return undominated


def _maxima(rows: Float[np.ndarray, "row party"]) -> Bool[np.ndarray, " row"]:
    """Say which distinct, sorted rows are undominated: those of the better half, and of the other what it spares."""
    if len(rows) <= FEW:
        return ~_dominated(rows, rows, strictly=True)
    middle = len(rows) // 2
    better, other = _maxima(rows[:middle]), _maxima(rows[middle:])
    rivals = rows[:middle][better][:, 1:]
    candidates = np.flatnonzero(other)
    beaten = _dominated(rows[middle:][candidates][:, 1:], rivals, strictly=False)
    other[candidates[beaten]] = False
    return np.concatenate((better, other))


def _dominated(
    rows: Float[np.ndarray, "row party"], rivals: Float[np.ndarray, "rival party"], *, strictly: bool
) -> Bool[np.ndarray, " row"]:
    """Say for which rows some rival is at least as good for everyone (strictly: and is not the row itself)."""
    if rows.shape[1] == 2 and not strictly:  # noqa: PLR2004 - two parties are left to compare
        return _below(rows, rivals)
    beaten = np.zeros(len(rows), dtype=np.bool_)
    step = max(1, PIECE // max(1, rivals.size))
    for start in range(0, len(rows), step):
        piece = rows[start : start + step, None]
        at_least = np.all(rivals >= piece, axis=2).sum(axis=1)
        beaten[start : start + step] = at_least > int(strictly)
    return beaten


def _below(rows: Float[np.ndarray, "row two"], rivals: Float[np.ndarray, "rival two"]) -> Bool[np.ndarray, " row"]:
    """Say which rows lie under the stairs that the rivals make: one sort and one search."""
    order = np.argsort(rivals[:, 0])
    height = np.maximum.accumulate(rivals[order, 1][::-1])[::-1]
    place = np.searchsorted(rivals[order, 0], rows[:, 0], side="left")
    under = np.concatenate((height, [-np.inf]))[place]
    return np.asarray(under >= rows[:, 1])
