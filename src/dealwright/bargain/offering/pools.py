"""Chooses from all packages of a grid those that are worth a closer look: efficient ones, and those of one worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.frontier import frontier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float, Int
    from numpy import ndarray

MENU = 240
"""Packages that are weighed against the chance that they are signed."""
ALIKE = 160
"""Packages of one worth that are looked at, and beside them the best of each value of each path."""
OF_EACH = 2
ROUNDING = 1e-9
"""Part of the spread of what packages bring a party that is rounding."""


def promising(
    gains: Float[ndarray, "party package"], place: int, needed: Float[ndarray, " party"]
) -> Int[ndarray, " chosen"]:
    """Choose packages that may be good to offer: of the frontier, those that bring the one who offers something.

    Args:
        gains: What each package brings each party over no deal at central beliefs.
        place: Who offers.
        needed: What each party must gain lest it takes its outside option.

    Returns:
        Numbers of packages, what brings it most first.
    """
    found = np.array(frontier(gains), dtype=int)
    found = found[gains[place, found] > needed[place]]
    if found.size == 0:
        return np.zeros(0, dtype=int)
    reach = np.maximum(gains[:, found].max(axis=1) - needed, 0.0)
    close = needed[:, None] - gains[:, found] <= reach[:, None]  # by no more than the best is beyond it
    near = found[np.delete(close, place, axis=0).all(axis=0)]
    return _different(gains, near[np.argsort(-gains[place, near], kind="stable")])


def largest(gains: Float[ndarray, "party package"]) -> Int[ndarray, " chosen"]:
    """Choose the packages by which all gain most together, for those who may pay each other.

    Args:
        gains: What each package brings each party over no deal at central beliefs.
    """
    return _different(gains, np.argsort(-gains.sum(axis=0), kind="stable"))[: MENU // 2]


def spread_over(order: Int[ndarray, " chosen"]) -> Int[ndarray, " fewer"]:
    """Choose at most `MENU` of some packages in order, evenly spread."""
    return np.asarray(order[np.unique(np.linspace(0, len(order) - 1, MENU).astype(int))] if len(order) else order)


def next_in(order: Int[ndarray, " chosen"], number: int) -> Int[ndarray, " fewer"]:
    """List the packages in order between one of those chosen evenly and the chosen ones next to it.

    Args:
        order: All packages, in order.
        number: The number of a package.
    """
    looked = spread_over(order)
    at = np.flatnonzero(looked == number)
    if at.size == 0:
        return order[:0]
    ends = looked[[max(int(at[0]) - 1, 0), min(int(at[0]) + 1, len(looked) - 1)]]
    low, high = (int(np.flatnonzero(order == end)[0]) for end in ends)
    return np.setdiff1d(spread_over(order[low : high + 1]), looked, assume_unique=True)


def _different(gains: Float[ndarray, "party package"], order: Int[ndarray, " chosen"]) -> Int[ndarray, " fewer"]:
    """Keep the first of packages that bring everybody the same, but for rounding."""
    spread = np.ptp(gains, axis=1)
    steps = np.where(spread > 0.0, ROUNDING * spread, np.inf)  # to whom all bring the same, none differs
    firsts = np.unique(np.round(gains[:, order] / steps[:, None]), axis=1, return_index=True)[1]
    return order[np.sort(firsts)]


def of_one_worth(
    gains: Float[ndarray, "party package"],
    place: int,
    level: float,
    band: float,
    places: Mapping[str, Int[ndarray, " package"]],
) -> Int[ndarray, " chosen"]:
    """Choose packages that bring one party about the same, the best of them for the others.

    Args:
        gains: What each package brings each party over no deal at central beliefs.
        place: Who offers.
        level: What they are to bring it.
        band: By how much they may miss that.
        places: Of each path, which of its values each package has.

    Returns:
        Their numbers: the best for all others together, and the best of each value of each path.
    """
    near = np.flatnonzero(np.abs(gains[place] - level) <= band)
    theirs = np.delete(gains[:, near], place, axis=0).sum(axis=0)
    order = near[np.argsort(-theirs, kind="stable")]
    kept = dict.fromkeys(order[:ALIKE].tolist())
    for row in places.values():
        values = row[order]
        for value in np.unique(values):
            kept.update(dict.fromkeys(order[values == value][:OF_EACH].tolist()))
    return np.array(list(kept), dtype=int)
