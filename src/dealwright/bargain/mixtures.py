"""Find the best draw between packages for any number of parties: linear programmes over the convex hull.

A hull may have a million corners, of which an optimum mixes few: at most one more than there are parties. So each
programme is solved over few packages, and its prices say which package would improve it; when none would, the optimum
is that over all of them (columns generated as in Dantzig and Wolfe, Operations Research 8(1), 1960,
doi:10.1287/opre.8.1.101).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.linear_programme import EXACT, least_loss

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    PerParty = Float[np.ndarray, " party"]
    Mixed = Float[np.ndarray, " package"]

BETTER = 1e-11
"""What a package promises less than this, in units of the parties' utilities, is rounding."""
SLACKS = (10 * EXACT, 1000 * EXACT)
"""By how much a draw may miss a floor where rounding leaves none that keeps it: the least that does."""
FAINT = 1e-10
"""A smaller chance is rounding."""
PRICED = 1e-7
"""A larger price says that a party's floor binds."""


class EmptyHullError(ValueError):
    """Is raised where no draw gives every party what it needs."""


@dataclass(slots=True)
class Mixtures:
    """All draws between some packages.

    Attributes:
        utility: of each package to each party, in units in which what is at stake for each is about one.
        needed: expected utility under which each party refuses.
        few: packages that programmes have mixed so far; they start the next one.
    """

    utility: Float[np.ndarray, "party package"]
    needed: PerParty
    few: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look for a draw that suits everyone.

        Raises:
            EmptyHullError: if there is none.
        """
        self.few = np.unique(self.utility.argmax(axis=1)).tolist()
        nothing, each = np.zeros(len(self.needed)), np.ones(len(self.needed))
        self.utility = self.utility - self.needed[:, None]
        lead = self._solved(nothing, nothing - np.inf, each).level
        self.utility = self.utility + self.needed[:, None]
        if lead < -EXACT:
            raise EmptyHullError("no draw between packages suits everyone")
        self.needed = self.needed + min(lead, 0.0)

    def of(self, chance: Mixed) -> PerParty:
        """Return the expected utilities of a draw."""
        return np.asarray(self.utility @ chance)

    def most(self, weight: PerParty) -> Mixed:
        """Return the draw with the largest weighted sum of expected utilities that nobody refuses."""
        return self._solved(weight, self.needed, None).chance

    def level(self, unit: PerParty, floor: PerParty, free: Bool[np.ndarray, " party"]) -> Mixed:
        """Return the draw in which the smallest ratio of utility to unit is largest, then the next smallest, and so on.

        Args:
            unit: unit of each party's utility, over zero where it is free.
            floor: least utility of each party.
            free: the parties whose ratios are levelled; the others keep to their floor.

        Source:
            Imai, Individual monotonicity and lexicographic maxmin solution, Econometrica 51(2), 1983,
            doi:10.2307/1911997.
        """
        floor, free = floor.copy(), free.copy()
        chance = self._solved(np.zeros(len(floor)), floor, None).chance
        while free.any():
            rates = np.where(free, unit / unit[free].max(), 0.0)
            found = self._solved(np.zeros(len(floor)), floor, rates)
            chance = found.chance
            stuck = free & (found.prices >= min(PRICED, float(found.prices[free].max())))  # tight in every optimum
            floor[stuck] = np.maximum(floor[stuck], found.level * rates[stuck])
            free &= ~stuck
        return chance

    def _solved(self, weight: PerParty, floor: PerParty, rates: PerParty | None) -> _Optimum:
        """Maximise weight @ utility, and, where there are rates, the level t in utility >= t rates, over the floors."""
        while True:  # each round brings in another package
            found = _programme(self.utility[:, self.few], weight, floor, rates)
            price = weight + found.floor_prices + found.prices
            promise = price @ self.utility
            best = int(np.argmax(promise))
            if promise[best] <= found.bar + BETTER * max(1.0, float(price.max())) or best in self.few:
                break
            self.few.append(best)
        chance = np.zeros(self.utility.shape[1])
        chance[self.few] = np.where(found.chance > FAINT, found.chance, 0.0)
        return replace(found, chance=chance / chance.sum())


@dataclass(frozen=True, slots=True, eq=False)
class _Optimum:
    """The optimum of one programme.

    Attributes:
        chance: of each package.
        level: the level t.
        floor_prices: what one unit less of each party's floor would add to what is maximised.
        prices: what one unit more of each party's utility beside the level would add.
        bar: what a package must promise at these prices to improve it.
    """

    chance: Mixed
    level: float
    floor_prices: PerParty
    prices: PerParty
    bar: float


def _programme(
    utility: Float[np.ndarray, "party package"], weight: PerParty, floor: PerParty, rates: PerParty | None
) -> _Optimum:
    """Solve one programme over a few packages: chances, and a level where there are rates."""
    parties, packages = utility.shape
    rates = np.zeros(parties) if rates is None else rates
    asked, levelled = np.isfinite(floor), rates > 0
    rows = np.vstack(
        [
            np.column_stack([-utility[asked], np.zeros(int(asked.sum()))]),
            np.column_stack([-utility[levelled], rates[levelled]]),
        ]
    )
    most = np.concatenate([-floor[asked], np.zeros(int(levelled.sum()))])
    gain = np.append(weight @ utility, 1.0 if levelled.any() else 0.0)
    ends = [*[(0.0, 1.0)] * packages, (None, None) if levelled.any() else (0.0, 0.0)]
    found = least_loss(-gain, rows, most, ends)
    for slack in SLACKS:
        found = found if found.status == 0 else least_loss(-gain, rows, most + slack, ends)
    if found.status != 0:
        raise ArithmeticError(f"a programme over {packages} packages was not solved: {found.message}")
    prices = np.zeros((2, parties))
    prices[0, asked], prices[1, levelled] = np.split(-found.ineqlin.marginals, [int(asked.sum())])
    return _Optimum(found.x[:-1], float(found.x[-1]), prices[0], prices[1], -float(found.eqlin.marginals[0]))
