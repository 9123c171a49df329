"""Find the undominated packages: those of which no other is at least as good for everyone and better for someone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.maxima import undominated

if TYPE_CHECKING:
    from jaxtyping import Float, Int

STRIPS = 1024
"""Strips in which packages are laid before they are sorted; fewer packages are sorted at once."""

DIGITS = 2.0**32
"""Parts of the largest worth in which worths are told apart where three or more parties' packages are put in order: one
party's worth is often the same in many packages, but for the order of sums."""
BLOCK = 1 << 15
"""Packages looked over at once: what that needs stays near the processor."""


def frontier(worth: Float[np.ndarray, "party package"]) -> Int[np.ndarray, " undominated"]:
    """Find the undominated packages; packages of exactly equal worth to everyone are all kept.

    Two parties cost one sort, O(n log n), of the packages that a first look at strips leaves; for more see `maxima`.

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
    kept = np.flatnonzero(undominated(worth) if len(worth) > 1 else worth[0] == worth[0].max(initial=-np.inf))
    unit = float(np.max(np.abs(worth[:, kept]), initial=0.0)) or 1.0
    return kept[np.lexsort((kept, *np.round(worth[::-1, kept] / unit * DIGITS)))]


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
        per_unit = (STRIPS - 0.5) / (high - low)
    if not 0 < per_unit < np.inf:
        return np.arange(len(first))
    strip, best = np.empty(len(first), dtype=np.int16), np.full(STRIPS, -np.inf)
    blocks = [slice(start, start + BLOCK) for start in range(0, len(first), BLOCK)]
    for block in blocks:
        strip[block] = (first[block] - low) * per_unit
        np.maximum.at(best, strip[block], second[block])
    beyond = _beyond(best)
    return np.concatenate([block.start + np.flatnonzero(second[block] > beyond[strip[block]]) for block in blocks])
