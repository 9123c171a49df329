"""List what a refinement searches for: the best for each party, points along the frontier, and each solution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.refining.goals import Goal
from dealwright.bargain.solutions import powers

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    Gains = Float[ndarray, "party package"]
    PerParty = Float[ndarray, " party"]

POINTS = 16
"""Points searched for along the frontier."""


def ideals(floor: PerParty) -> list[Goal]:
    """Aim at the most for each party that the others do not refuse."""
    parties = len(floor)
    return [Goal("sum", weight, floor, np.zeros(parties)) for weight in np.eye(parties) + 1e-6]


def solutions(floor: PerParty, power: PerParty | None, ideal: PerParty) -> dict[str, Goal]:
    """Aim at what each bargaining solution names.

    Args:
        floor: Gain under which each party refuses.
        power: Each party's bargaining power; None if equal.
        ideal: The most each party can gain in a package that all accept.

    Returns:
        The goals by name.
    """
    nothing, equal = np.zeros(len(floor)), np.ones(len(floor))
    ratio = np.where(ideal > 0, ideal, 0.0)
    return {
        "nash": Goal("product", powers(len(floor), power), floor, nothing),
        "kalai_smorodinsky": Goal("least", ratio if ratio.any() else equal, floor, nothing),
        "egalitarian": Goal("least", equal, floor, nothing),
        "utilitarian": Goal("sum", equal, floor, nothing),
    }


def along(gains: Gains, most: int = POINTS) -> list[Goal]:
    """Aim at points along a frontier: from each, as far out as both sides can go together.

    Args:
        gains: Gains of the packages of the grid's frontier, by rising gain of the first party.
        most: Most points.

    Returns:
        The goals; between two parties they are spread evenly along the line through the packages.
    """
    if gains.shape[1] == 0:
        return []
    spread = np.ptp(gains, axis=1)
    spread = np.where(spread > 0, spread, float(np.max(spread)) or 1.0)
    none = np.full(len(gains), -np.inf)
    return [Goal("least", spread, none, origin) for origin in _spread(gains, spread, most).T]


def _spread(gains: Gains, spread: PerParty, most: int) -> Gains:
    """Spread points evenly: along the line of two parties, else over the packages."""
    if len(gains) != 2 or gains.shape[1] == 1:  # noqa: PLR2004 - a frontier of two parties is a line
        return gains[:, np.unique(np.linspace(0, gains.shape[1] - 1, most).astype(int))]
    steps = np.sqrt(np.sum((np.diff(gains, axis=1) / spread[:, None]) ** 2, axis=0))
    length = np.concatenate(([0.0], np.cumsum(steps)))
    places = np.linspace(0.0, length[-1], most)
    return np.array([np.interp(places, length, gain) for gain in gains])
