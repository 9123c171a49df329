"""Find the undominated packages: those of which no other is at least as good for everyone and better for someone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.maxima import undominated

if TYPE_CHECKING:
    from jaxtyping import Float, Int

STRIPS = 1024
"""Strips in which packages are laid before they are sorted; fewer packages are sorted at once."""

DIGITS = 2.0**40
"""Parts of a party's largest worth in which its worths are told apart: what is closer is equal but for the order of
sums, and neither beats the other."""
BLOCK = 1 << 15
"""Packages looked over at once: what that needs stays near the processor."""


def frontier(worth: Float[np.ndarray, "party package"]) -> Int[np.ndarray, " undominated"]:
    """Find the undominated packages; packages of equal worth to everyone, in forty binary digits, are all kept.

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
    told = np.array([_told_apart(row, row) for row in worth])
    kept = np.flatnonzero(undominated(told) if len(told) > 1 else told[0] == told[0].max(initial=-np.inf))
    return kept[np.lexsort((kept, *told[::-1, kept]))]


def _of_two(
    first: Float[np.ndarray, " package"], second: Float[np.ndarray, " package"]
) -> Int[np.ndarray, " undominated"]:
    """Sort by the first party; a package stays if it is the second's best so far, coming from the first's best."""
    order = _spared(first, second)
    if len(order) == 0:
        return order
    rising, beside = _told_apart(first[order], first), _told_apart(second[order], second)
    sorted_ = np.argsort(rising)
    order, rising, beside = order[sorted_], rising[sorted_], beside[sorted_]
    leads = np.concatenate(([True], rising[1:] != rising[:-1]))
    best = np.maximum.reduceat(beside, np.flatnonzero(leads))
    run = np.cumsum(leads) - 1
    kept = np.flatnonzero((beside == best[run]) & (best > _beyond(best))[run])
    return _in_runs(run[kept], order[kept])


def _told_apart(worth: Float[np.ndarray, " some"], every: Float[np.ndarray, " package"]) -> Float[np.ndarray, " some"]:
    """Count in whole parts of a party's largest worth what some packages are worth to it."""
    largest = max(abs(float(every.min(initial=0.0))), abs(float(every.max(initial=0.0))))
    part = 2.0 ** np.floor(np.log2(largest)) / DIGITS if largest > 0.0 else 1.0
    return np.asarray(np.rint(worth / part) if part > 0.0 else worth)


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
