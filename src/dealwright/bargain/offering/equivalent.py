"""Chooses several offers that are worth the same to who makes them, so that one of them is most likely to please."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

DISTINCT = 2
"""Terms in which any two of the offers differ at least."""


def expected_best(
    value: Float[ndarray, "case package"], weights: Float[ndarray, " case"], chosen: Sequence[int]
) -> float:
    """Compute what the best of some offers is worth to those who choose, over all cases; nothing if they refuse all.

    Args:
        value: What each package is worth to them in each case, at least zero.
        weights: Probability of each case.
        chosen: The offers.
    """
    return float(weights @ value[:, list(chosen)].max(axis=1)) if len(chosen) else 0.0


def choose_equivalent(
    value: Float[ndarray, "case package"],
    weights: Float[ndarray, " case"],
    apart: Bool[ndarray, "package package"],
    count: int,
) -> list[int]:
    """Choose offers one by one, each the one that adds most to the expected best of those chosen.

    What an offer adds falls as more are chosen, so without the condition of being apart the sum is at least 1 - 1/e of
    the largest. Afterwards each is exchanged for another as long as that is better.

    Args:
        value: What each package is worth to the others in each case, at least zero.
        weights: Probability of each case.
        apart: Which two packages are different enough to be offered together.
        count: How many are wanted.

    Returns:
        Places of at most so many packages, in the order chosen; fewer where no other is apart from all.

    Source: Nemhauser, Wolsey and Fisher, Mathematical Programming 14, 1978, section 4.
    """
    chosen: list[int] = []
    while len(chosen) < count:
        found = _next(value, weights, apart, chosen)
        if found is None:
            break
        chosen.append(found)
    return _exchanged(value, weights, apart, chosen)


def _next(
    value: Float[ndarray, "case package"],
    weights: Float[ndarray, " case"],
    apart: Bool[ndarray, "package package"],
    beside: Sequence[int],
) -> int | None:
    """Find what adds most beside some offers; of what adds nothing, what is worth most by itself."""
    held = value[:, list(beside)].max(axis=1) if beside else np.zeros(len(value))
    free = np.array(apart[list(beside)].all(axis=0)) if beside else np.ones(value.shape[1], dtype=bool)
    free[list(beside)] = False
    if not free.any():
        return None
    adds = weights @ np.maximum(value - held[:, None], 0.0)
    alone = weights @ value
    alike = np.round(adds / max(float(adds.max()), 1e-300), 12)
    order = np.lexsort((np.arange(len(adds)), -alone, -alike, ~free))
    return int(order[0])


def _exchanged(
    value: Float[ndarray, "case package"],
    weights: Float[ndarray, " case"],
    apart: Bool[ndarray, "package package"],
    chosen: list[int],
) -> list[int]:
    """Exchange one offer at a time for a better one until none is."""
    best = expected_best(value, weights, chosen)
    moved = len(chosen) > 1
    while moved:
        moved = False
        for place in range(len(chosen)):
            beside = [*chosen[:place], *chosen[place + 1 :]]
            other = _next(value, weights, apart, beside)
            if other is None:
                continue
            tried = [*chosen[:place], other, *chosen[place + 1 :]]
            worth = expected_best(value, weights, tried)
            if worth > best * (1.0 + 1e-12):
                chosen, best, moved = tried, worth, True
    return chosen


def best_by_search(
    value: Float[ndarray, "case package"],
    weights: Float[ndarray, " case"],
    apart: Bool[ndarray, "package package"],
    count: int,
) -> list[int]:
    """Find the best offers by looking at all choices of so many: for few packages, and for tests.

    Args:
        value: What each package is worth to the others in each case, at least zero.
        weights: Probability of each case.
        apart: Which two packages are different enough.
        count: How many are wanted.
    """
    allowed = (
        list(each)
        for each in combinations(range(value.shape[1]), count)
        if all(apart[one, other] for one, other in combinations(each, 2))
    )
    return max(allowed, key=lambda each: expected_best(value, weights, each), default=[])


def differences(packages: Sequence[Mapping[str, str]]) -> Bool[ndarray, "package package"]:
    """Tell which two packages differ in at least two terms.

    Args:
        packages: `path: value as written` of each.
    """
    count = np.zeros((len(packages), len(packages)), dtype=int)
    for path in packages[0] if packages else ():
        values = np.unique([package[path] for package in packages], return_inverse=True)[1]
        count += values[:, None] != values[None, :]
    return np.asarray(count >= min(DISTINCT, max(1, len(packages[0]) if packages else 1)))
