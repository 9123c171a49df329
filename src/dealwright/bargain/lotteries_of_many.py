"""Let any number of parties draw lots between packages: the bargaining solutions on the convex hull.

Utilities are those of `lotteries`. For two parties the edge of the hull is walked there corner by corner; for more,
each solution is an optimum over the hull.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.frontier import frontier
from dealwright.bargain.largest_product import largest_product
from dealwright.bargain.lotteries import Lottery, sure_gain, utility_of
from dealwright.bargain.mixtures import Mixtures
from dealwright.bargain.solutions import TIE, powers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float, Int

    PerParty = Float[np.ndarray, " party"]
    Mixed = Float[np.ndarray, " package"]

RUIN = 1e9
"""A package that costs a party this many times what it can gain is not drawn: its chance would be less than one in so
many."""
NOTHING = 1e-9
"""A party that can gain no more than this part of its best package, whatever the draw, can gain nothing."""
SAME = 1e-11
"""Expected utilities that differ by less, in units of the ideal, are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Hold all draws between packages that some parties accept.

    Attributes:
        mixtures: the draws, in units of each party's ideal.
        packages: numbers of the packages that they mix: the undominated, of equal ones the first.
        ideal: the most expected utility each party can have while nobody refuses; zero where it is nothing.
        gain: gain of those packages over the reservation values, in currency.
        risk_tolerance: of each party; None if its utility is the gain.
        least: gain under which each party refuses, at least zero, in currency.
    """

    mixtures: Mixtures
    packages: Int[np.ndarray, " package"]
    ideal: PerParty
    gain: Float[np.ndarray, "party package"]
    risk_tolerance: Sequence[float | None]
    least: PerParty

    @staticmethod
    def of(gain: Float[np.ndarray, "party package"], least: PerParty, risk_tolerance: Sequence[float | None]) -> Draws:
        """Find what can be drawn.

        Args:
            gain: gain of every package over the reservation values, of any sign.
            least: gain under which each party refuses, at least zero.
            risk_tolerance: of each party; None if its utility is the gain.

        Raises:
            EmptyHullError: if no draw suits everyone.
        """
        utility = np.array([utility_of(each, rho) for each, rho in zip(gain, risk_tolerance, strict=True)])
        needed = np.array([float(utility_of(each, rho)) for each, rho in zip(least, risk_tolerance, strict=True)])
        usable = np.flatnonzero(np.isfinite(utility).all(axis=0))
        kept = usable[_once(utility[:, usable])]
        unit = np.array([_stake(row) for row in utility[:, kept]])
        kept = kept[(utility[:, kept] >= -RUIN * unit[:, None]).all(axis=0)]
        mixtures = Mixtures(utility[:, kept] / unit[:, None], needed / unit)
        most = np.array([mixtures.of(mixtures.most(each))[place] for place, each in enumerate(np.eye(len(unit)))])
        ideal = np.where(most > NOTHING, most, 0.0)
        scale = np.where(ideal > 0, ideal, 1.0)
        in_ideals = Mixtures(mixtures.utility / scale[:, None], mixtures.needed / scale)
        return Draws(in_ideals, kept, ideal * unit, gain[:, kept], risk_tolerance, least)

    @property
    def gainers(self) -> Bool[np.ndarray, " party"]:
        """The parties that can gain in some draw."""
        return self.ideal > 0

    @property
    def ideal_gain(self) -> PerParty:
        """The most each party can gain, as good as the draw that brings it, in currency."""
        return np.array(
            [
                self.lottery(self.mixtures.most(each)).gain[place] if self.gainers[place] else self.least[place]
                for place, each in enumerate(np.eye(len(self.ideal)))
            ]
        )

    def lottery(self, chance: Mixed) -> Lottery:
        """Describe a draw: as one package, where one is as good for everyone."""
        utility = self.mixtures.of(chance)
        sure = np.flatnonzero(np.abs(self.mixtures.utility - utility[:, None]).max(axis=0) <= SAME)
        chance = np.eye(1, len(chance), sure[0])[0] if len(sure) else _fewest(self.mixtures.utility, chance)
        drawn = np.flatnonzero(chance)
        rows = zip(self.gain[:, drawn], self.risk_tolerance, strict=True)
        gain = np.array([sure_gain(row, chance[drawn], rho) for row, rho in rows])
        at_least = np.abs(self.mixtures.of(chance) - self.mixtures.needed) <= SAME
        return Lottery(
            tuple((int(self.packages[each]), float(chance[each])) for each in drawn),
            tuple((self.mixtures.of(chance) * np.where(self.gainers, self.ideal, 1.0)).tolist()),
            tuple(np.where(at_least, self.least, gain).tolist()),
        )


def nash_draw(draws: Draws, power: PerParty | None = None) -> Lottery:
    """Choose the largest product of expected utilities, each to the power of its party.

    A party that can gain in no draw does not count. Who has no power gets what is left by those who have some: as
    large shares of the ideals as it allows.

    Args:
        draws: what can be drawn.
        power: bargaining power of each party; None if equal.

    Returns:
        The lottery.
    """
    weight = np.where(draws.gainers, powers(len(draws.ideal), power), 0.0)
    counts, mixtures = weight > 0, draws.mixtures
    level = mixtures.level(np.ones(len(weight)), mixtures.needed, draws.gainers)
    if not counts.any():
        return draws.lottery(level)
    chance = largest_product(mixtures, weight / weight.sum(), level)
    rest = draws.gainers & ~counts
    if rest.any():
        floor = np.where(counts, mixtures.of(chance), mixtures.needed)
        chance = mixtures.level(np.ones(len(weight)), floor, rest)
    return draws.lottery(chance)


def kalai_smorodinsky_draw(draws: Draws) -> Lottery:
    """Choose the largest smallest share of the ideal, then the next smallest, and so on.

    Args:
        draws: what can be drawn.

    Returns:
        The lottery. With two parties all shares are equal; with more a point on the line to the ideals may leave some
        party less than it could have at nobody's cost (Roth, Proportional solutions to the bargaining problem, Journal
        of Economic Theory 20, 1979), and this does not.
    """
    return draws.lottery(draws.mixtures.level(np.ones(len(draws.ideal)), draws.mixtures.needed, draws.gainers))


def egalitarian_draw(draws: Draws) -> Lottery:
    """Choose the largest smallest expected utility, then the next smallest, and so on.

    Args:
        draws: what can be drawn.

    Returns:
        The lottery.
    """
    unit = np.where(draws.gainers, draws.ideal, 1.0)
    return draws.lottery(draws.mixtures.level(unit.min() / unit, draws.mixtures.needed, draws.gainers))


def utilitarian_draw(draws: Draws) -> Lottery:
    """Choose the largest sum of expected utilities; where a package has it that all accept, the first of those.

    Args:
        draws: what can be drawn.

    Returns:
        The lottery.
    """
    weight = np.where(draws.gainers, draws.ideal, 1.0)
    weight = weight / weight.max()
    chance, mixtures = draws.mixtures.most(weight), draws.mixtures
    total = weight @ mixtures.utility
    accepted = (mixtures.utility >= mixtures.needed[:, None]).all(axis=0)
    sure = np.flatnonzero(accepted & (total >= total @ chance - SAME))
    return draws.lottery(np.eye(1, len(chance), sure[0])[0] if len(sure) else chance)


def _once(utility: Float[np.ndarray, "party package"]) -> Int[np.ndarray, " kept"]:
    """Return the undominated packages in their order, of equal ones the first."""
    numbers = np.sort(frontier(utility))
    _, first = np.unique(utility[:, numbers], axis=1, return_index=True)
    return numbers[np.sort(first)]


def _stake(utility: Float[np.ndarray, " package"]) -> float:
    """Return what is at stake for a party: its best package, or what it loses by that."""
    return abs(float(utility.max(initial=0.0))) or abs(float(utility.max())) or 1.0


def _fewest(utility: Float[np.ndarray, "party package"], chance: Mixed) -> Mixed:
    """Draw the same expected utilities from as few packages as it takes (Caratheodory's theorem)."""
    chance = chance.copy()
    while True:
        drawn = np.flatnonzero(chance)
        system = np.vstack([utility[:, drawn], np.ones(len(drawn))])
        rank = np.linalg.matrix_rank(system, tol=SAME)
        if rank == len(drawn):
            return chance
        move = np.linalg.svd(system)[2][-1]
        shrinks = move < -TIE
        step = np.min(chance[drawn][shrinks] / -move[shrinks])
        left = chance[drawn] + step * move
        left[shrinks & (left <= np.min(left[shrinks]))] = 0.0
        chance[drawn] = np.maximum(left, 0.0) / np.maximum(left, 0.0).sum()
