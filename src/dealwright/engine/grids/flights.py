"""Cut the levels of the stakes into flights: levels that a party's utility climbs by the same factor each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float, Int

    from dealwright.engine.grids.precision import Precision

SAME_STEP = 1e-14
"""Two steps of a stake nearer than this are one step: 1 % more of a company is 1 % more at every level."""


@dataclass(frozen=True, slots=True, eq=False)
class Flight:
    """Hold levels that rise by equal steps, in the order in which the exponent of the party's utility falls.

    Attributes:
        party: whose utility.
        rate: one over its risk tolerance, or more where it minds next to no risk.
        levels: which levels of the stakes.
        stake: its share of each company at the first of them.
        step: by how much that rises from one to the next, at least zero.
        shift: worth whose utility counts as one, in currency: what the middle package is worth to the party at the
            first level. So no level's utility leaves the range of the numbers.
        part: which part of what risk takes off a worth at the rate it takes off at the party's own tolerance.
    """

    party: int
    rate: float
    levels: Int[np.ndarray, " level"]
    stake: Float[np.ndarray, " company"]
    step: Float[np.ndarray, " company"]
    shift: float
    part: float = 1.0

    @property
    def last_stake(self) -> Float[np.ndarray, " company"]:
        """The share of each company at the last level."""
        return np.asarray(self.stake + (len(self.levels) - 1) * self.step)


def flights_of(
    stake: Float[np.ndarray, "level party company"],
    rate: Float[np.ndarray, " party"],
    middle: Float[np.ndarray, "party level"],
    precision: Precision,
) -> tuple[Flight, ...]:
    """Cut the levels into flights for each party that minds risk.

    Args:
        stake: share of each company that each party holds at each level.
        rate: one over the risk tolerance; zero for a party valued by its mean.
        middle: what the middle package is worth to each party at each level, in currency.
        precision: what a flight may span.

    Returns:
        The flights, which together hold each level of each such party once.
    """
    found = []
    for party in np.flatnonzero(rate):
        held = stake[:, party]
        rising = held[-1].sum() >= held[0].sum()
        left = list(range(len(held)) if rising else range(len(held) - 1, -1, -1))
        while left:
            count = _climb(held[left], middle[party, left] * rate[party], precision)
            levels, left = np.array(left[:count]), left[count:]
            step = held[levels[1]] - held[levels[0]] if count > 1 else np.zeros(held.shape[1])
            shift = float(middle[party, levels[0]])
            found.append(Flight(int(party), float(rate[party]), levels, held[levels[0]], step, shift))
    return tuple(found)


def _climb(held: Float[np.ndarray, "level company"], worth: Float[np.ndarray, " level"], precision: Precision) -> int:
    """Say how many levels one flight may take from the first on."""
    steps = np.diff(held, axis=0)[: precision.levels - 1]
    if len(steps) == 0 or (steps[0] < 0).any():
        return 1
    alike = (np.abs(steps - steps[0]) < SAME_STEP).all(axis=1)
    near = np.abs(worth[1 : len(steps) + 1] - worth[0]) <= precision.span
    return 1 + int(np.argmin(np.append(alike & near, [False])))
