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


def frontier(worth: Float[np.ndarray, "party package"]) -> Int[np.ndarray, " undominated"]:
    """Find the undominated packages; packages of exactly equal worth to everyone are all kept.

    Two parties cost one sort, O(n log n); three O(n log² n); more, O(n f) for f undominated packages.

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
    kept = np.flatnonzero(_of_two(worth) if len(worth) == 2 else _of_many(worth))  # noqa: PLR2004 - two parties
    return kept[np.lexsort((kept, *worth[::-1, kept]))]


def _of_two(worth: Float[np.ndarray, "two package"]) -> Bool[np.ndarray, " package"]:
    """Sort by the first party; a package stays if it is the second's best so far, coming from the first's best."""
    first, second = worth
    undominated = np.zeros(len(first), dtype=np.bool_)
    if len(first) == 0:
        return undominated
    order = np.argsort(first)
    first, second = first[order], second[order]
    starts = np.flatnonzero(np.concatenate(([True], first[1:] != first[:-1])))
    best = np.maximum.reduceat(second, starts)
    beyond = np.concatenate((np.maximum.accumulate(best[::-1])[::-1][1:], [-np.inf]))
    wanted = np.where(best > beyond, best, np.nan)
    sizes = np.diff(starts, append=len(first))
    undominated[order] = second == np.repeat(wanted, sizes)
    return undominated


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
