"""One model of what the parties may be like and know: what each package brings each of them, whatever that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.belief import drawn
from dealwright.bargain.beliefs.cases import Cases
from dealwright.bargain.beliefs.present import Menu, no_deal
from dealwright.bargain.beliefs.sides import sides_of
from dealwright.engine import beliefs as engine
from dealwright.engine.traits import reservation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.beliefs.belief import Belief
    from dealwright.bargain.beliefs.sides import Side
    from dealwright.bargain.packages import Grid
    from dealwright.deal.deal import Deal
    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    ByCase = Mapping[str, Float[ndarray, " case"]]


@dataclass(frozen=True, slots=True, eq=False)
class BeliefModel:
    """What the parties gain from a menu of packages, whatever is true of what they know and we do not.

    Each party sees the deal with its own knowledge: what it does not know is inside its expectation, also where another
    party knows it. What is central is the same for all: that is how packages are compared in the search.

    Args:
        deal: The deal.
        packages: What each package of the menu sets, by path.
        beliefs: What someone at the table knows and we do not, by name.
        sides: What the menu brings each party, in the order of the table.
        seed: Seed of the draws.
    """

    deal: Deal
    packages: Sequence[Mapping[str, str]]
    beliefs: Mapping[str, Belief]
    sides: tuple[Side, ...]
    seed: int

    @property
    def table(self) -> tuple[str, ...]:
        """The parties at the table."""
        return tuple(side.party for side in self.sides)

    @property
    def replicates(self) -> int:
        """How many scramblings the futures consist of."""
        return len(self.sides[0].apart)

    @property
    def miss(self) -> float:
        """The most that a gain at values between those that were valued was found to miss, in money."""
        return max(side.miss for side in self.sides)

    def moved_by(self, name: str) -> bool:
        """Tell whether a belief moves what a package brings, or what a party must gain: not so traits of no measure."""
        idle = ".risk_tolerance" if self.deal.worth_by == "mean_at_discount" else ".discount"
        return not name.endswith(idle)

    def levels(self, count: int = engine.OUTER_DRAWS) -> dict[str, Float[ndarray, " case"]]:
        """Draw levels of probability of all beliefs.

        Args:
            count: Number of draws.
        """
        return drawn(self.beliefs, self.seed, count)

    def values(self, levels: ByCase) -> dict[str, Float[ndarray, " case"]]:
        """Return the values of beliefs at levels of probability strictly between 0 and 1."""
        return {name: self.beliefs[name].at(each) for name, each in levels.items()}

    def gains_at(self, values: ByCase) -> Float[ndarray, "case package party"]:
        """Compute what each party gains from each package over no deal, at any values of the beliefs.

        Nothing is simulated. It is exact for reservation values and readings, to a part in a billion of the worth for
        risk tolerances, and a polynomial of the values for other facts, which misses `miss` at most where it was tried.

        Args:
            values: Values by case of facts (the number of the reading for readings of the deal), of
                `PARTY.risk_tolerance` and `PARTY.discount`; what is not named is central.

        Returns:
            Gains in money of `as_of`.

        Raises:
            KeyError: If something is named that is no belief.
        """
        return self._settled(values)[0]

    def needed_at(self, values: ByCase) -> Float[ndarray, "case party"]:
        """Compute what each party must gain lest it refuses: its reservation, or what its outside option brings.

        Args:
            values: As for `gains_at`, and `PARTY.reservation`.

        Raises:
            KeyError: If something is named that is no belief.
        """
        return self._settled(values)[1]

    def cases(self, count: int = engine.OUTER_DRAWS, *, scrambled: bool = False, learnt: ByCase | None = None) -> Cases:
        """Draw what the parties may know.

        Args:
            count: Number of draws.
            scrambled: Whether each draw is combined with the error of the futures, and so is as many cases as there
                are scramblings.
            learnt: Levels of probability, as many as draws, of beliefs of which something was learnt: they are taken in
                place of those drawn.
        """
        levels = self.levels(count)
        levels |= {name: each for name, each in (learnt or {}).items() if name in levels}
        values = self.values(levels)
        each = self.replicates if scrambled else 1
        gains, needed = self._settled(values, scrambled=scrambled)
        levels, values = ({k: np.repeat(v, each) for k, v in some.items()} for some in (levels, values))
        known_to = {name: each.known_to for name, each in self.beliefs.items()}
        return Cases(gains, needed, np.full(len(gains), 1.0 / len(gains)), values, levels, known_to)

    def scramblings(self) -> Cases:
        """Return what the parties gain at central beliefs in each scrambling of the futures."""
        return Cases.alike(*self._settled({}, scrambled=True))

    def _settled(
        self, values: ByCase, *, scrambled: bool = False
    ) -> tuple[Float[ndarray, "case package party"], Float[ndarray, "case party"]]:
        """Return what each party gains and must gain; each case in every scrambling, one after the other, if wanted."""
        strange = [name for name in values if name not in self.beliefs]
        if strange:
            message = f"no belief {strange[0]!r}; there are {', '.join(self.beliefs)}"
            raise KeyError(message)
        cases = max((len(each) for each in values.values()), default=1)
        rows = [self._rows(side, values, cases, scrambled=scrambled) for side in self.sides]
        needed = [
            np.maximum(self._held_out(side, values, len(row)), row[:, -1])
            for side, row in zip(self.sides, rows, strict=True)
        ]
        return np.stack([row[:, :-1] for row in rows], axis=2), np.stack(needed, axis=1)

    def _rows(self, side: Side, values: ByCase, cases: int, *, scrambled: bool) -> Float[ndarray, "case row"]:
        """Return what each package brings a side over no deal, and last what its outside option does."""
        tolerance = engine.traits(self.deal, side.party).risk_tolerance
        starts = side.whole + side.apart if scrambled else side.whole[None]
        shifts = side.shifts(values, cases, tolerance)[:, None]
        found: Float[ndarray, "case row"] = (starts + shifts).reshape(-1, len(side.whole))
        found[np.abs(found) <= side.slack] = 0.0
        if side.closes == 1.0:
            return found
        signed = found[:, :-1]
        if not side.tolerances.rates[-1]:
            signed *= side.closes
            return found
        rho = np.repeat(values.get(f"{side.party}.risk_tolerance", np.full(cases, tolerance)), len(starts))[:, None]
        found[:, :-1] = -rho * np.log1p(side.closes * np.expm1(-signed / rho))
        return found

    def _held_out(self, side: Side, values: ByCase, cases: int) -> Float[ndarray, " case"]:
        """Return what a side holds out for over no deal, at least nothing."""
        held = values.get(f"{side.party}.reservation", np.full(1, reservation(self.deal, side.party)))
        return np.asarray(np.maximum(np.repeat(held, cases // len(held)), 0.0))


def belief_model(
    loaded: Loaded,
    draws: Draws,
    packages: Sequence[Mapping[str, str]],
    *,
    grid: Grid | None = None,
    refusing: Scene | None = None,
) -> BeliefModel:
    """Value a menu of packages in all that the parties may be like and know.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        packages: What each package sets, by path: a value of every negotiable path, as written.
        grid: All packages at central beliefs, on all paths, if they are valued already and the menu is among them.
        refusing: No deal on these draws, if it is open.
    """
    deal = loaded.sound
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    beliefs, sides = sides_of(Menu.of(loaded, draws, packages), refusing or no_deal(loaded, draws), grid)
    return BeliefModel(deal, packages, beliefs, sides, draws.seed)
