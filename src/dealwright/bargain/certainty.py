"""Chooses the packages that tell whether a zone exists, over what only the parties know and the sampling error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.beliefs.cases import Cases

ROUNDING = 1e-12
"""What a party gains less than this, relative to the largest worth, is rounding."""
CANDIDATES = 48
"""Packages that are looked at: the nearest to being signed, spread along the frontier."""
FURTHER = 96
"""Most packages that are looked at beside those, where three and more bargain."""


def unrounded(
    worth: Float[ndarray, " package"], held: float, largest: float | None = None
) -> Float[ndarray, " package"]:
    """Put a package that differs from no deal by rounding alone at exactly what no deal is worth: nobody refuses it.

    Args:
        worth: What packages are worth.
        held: What no deal is worth.
        largest: The largest worth of any package, of either sign, where these are not all.
    """
    slack = ROUNDING * max(abs(held), float(np.abs(worth).max()) if largest is None else float(largest))
    return np.where(np.abs(worth - held) <= slack, held, worth)


def candidates(
    gains: Float[ndarray, "party package"],
    frontier: Int[ndarray, " undominated"],
    spread: Float[ndarray, " party"] | None = None,
) -> list[int]:
    """Choose the packages whose gains decide whether a zone exists.

    Args:
        gains: What each party gains from each package over no deal; what all gain together, where they may pay each
            other.
        frontier: Numbers of the undominated packages.
        spread: Standard deviation of each party's gain over all packages, where these are some of them.

    Returns:
        Numbers of at most `CANDIDATES` packages: those whose least gain, in units of the party's own spread, is
        largest, and others spread evenly along the frontier.
    """
    if len(gains) == 1:
        return [int(number) for number in np.argsort(-gains[0], kind="stable")[:CANDIDATES]]
    deviations = np.std(gains, axis=1) if spread is None else spread
    scale = [max(float(f"{each:.9g}"), 1e-300) for each in deviations]  # without the digits that hang on the order
    least = np.min(gains / np.array(scale)[:, None], axis=0)
    best = frontier[np.argsort(-least[frontier], kind="stable")[: CANDIDATES // 2]]
    along = frontier[np.unique(np.linspace(0, len(frontier) - 1, CANDIDATES // 2).astype(int))]
    return [int(number) for number in dict.fromkeys([*best, *along])]


def overlooked(
    found: Cases, central: Float[ndarray, "party package"], others: Float[ndarray, "party other"]
) -> list[int]:
    """Choose further packages that may suit everyone in cases in which none of those valued does.

    Among three and more parties a few packages do not cover the frontier. How the gains of those valued move in a case
    is read as a linear function of their central gains, and so foretold of the others.

    Args:
        found: The cases, with the packages that were valued in them.
        central: What these gain each party at central beliefs.
        others: The same of packages that were not.

    Returns:
        Places among the others of the best in each such case, each once, the most often best first; at most `FURTHER`.
    """
    cases = np.flatnonzero(found.empty)
    if others.shape[1] == 0:
        return []
    scale = np.maximum(np.std(others, axis=1), 1e-300)[:, None]
    design, far = (np.vstack([np.ones(each.shape[1]), each / scale]) for each in (central, others))
    moves = np.linalg.pinv(design.T) @ found.gains[cases, : central.shape[1]]
    best = [
        int(np.argmax(np.min((move.T @ far - needed[:, None]) / scale, axis=0)))
        for move, needed in zip(moves, found.needed[cases], strict=True)
    ]
    places, counts = np.unique(best, return_counts=True)
    return [int(each) for each in places[np.argsort(-counts, kind="stable")][:FURTHER]]
