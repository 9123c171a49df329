"""What a menu brings each party over no deal, on one set of draws, in any state of what is known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.equivalents import equivalents, in_parts
from dealwright.bargain.beliefs.present import present_values, without
from dealwright.engine import beliefs as engine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.beliefs.present import Menu, Refused
    from dealwright.bargain.packages import Grid
    from dealwright.engine.scenario import Scene
    from dealwright.engine.worth import Traits

    Known = tuple[tuple[str, float], ...]
    Seen = tuple[Known, Known]
    """What is known, and which parties have which discount."""

TRIED = 8
"""Packages on which the risk tolerances are tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Tableau:
    """What a menu brings each party over no deal, on one set of draws.

    Args:
        menu: The packages.
        refusing: No deal, on the draws.
        grids: Grids that are open, by how the deal is seen.
        opened: The one that was opened last.
        valued: What the packages are worth at the rates that were asked for, by their wording, discounts and rates.
        scenes: Scenes of packages that were opened.
    """

    menu: Menu
    refusing: Scene
    grids: Mapping[Seen, Grid] = field(default_factory=dict)
    opened: dict[Seen, Grid] = field(default_factory=dict)
    valued: dict[tuple[int, Known, bytes], list[Float[ndarray, "_ package"]]] = field(default_factory=dict)
    scenes: dict[str, Scene] = field(default_factory=dict)

    def sample(self, seen: Seen, place: int) -> Float[ndarray, "row path"]:
        """Return present values of no deal and some packages to one party."""
        some = self.menu.packages[:: max(1, len(self.menu.packages) // TRIED)]
        rows = [each[:, place] for _, each in present_values(self._grid(seen), some)]
        return np.concatenate([self._refused(seen)[0][None, place], *rows])

    def over_no_deal(self, seen: Seen, rates: Sequence[Float[ndarray, " _"]]) -> list[Float[ndarray, "_ row"]]:
        """Return what each package brings each party over no deal, and last what its outside option does, or nothing.

        Args:
            seen: What is known, and discounts.
            rates: One over each risk tolerance, by party.
        """
        wording = self.menu.wordings.number(dict(seen[0]))
        key = wording, seen[1], np.concatenate(rates).tobytes()
        if key not in self.valued:
            self.valued[key] = self._packages(seen, rates)
        refused, outside = self._refused(seen)
        found = []
        for place, (own, at) in enumerate(zip(self.valued[key], rates, strict=True)):
            held = equivalents(refused[None, place], at)
            other = equivalents(outside[place][None], at) - held if place in outside else np.zeros((len(at), 1))
            found.append(np.hstack([own - held, other]))
        return found

    def in_scramblings(
        self, seen: Seen, rates: Sequence[float]
    ) -> tuple[list[Float[ndarray, " row"]], list[Float[ndarray, "replicate row"]], float]:
        """Return the same at one risk tolerance of each party, how far it may lie apart, and the largest mean worth.

        Apart by the error of the futures, in the directions in which the scramblings lie: these have the spread of the
        error of an estimate from all of them.

        Args:
            seen: What is known, and discounts.
            rates: One over each party's risk tolerance.
        """
        count, parts = len(self.menu.packages), self.refusing.draws.replicates
        table, (refused, outside) = range(len(rates)), self._refused(seen)
        whole = [np.zeros(count + 1) for _ in table]
        cut = [np.zeros((parts, count + 1)) for _ in table]
        largest = float(np.abs(np.mean(refused, axis=1)).max())
        for places, worths in present_values(self._grid(seen), self.menu.packages):
            largest = max(largest, float(np.abs(np.mean(worths, axis=2)).max()))
            for p in table:
                whole[p][places], cut[p][:, places] = in_parts(worths[:, p], rates[p], parts)
        for p in table:
            held, held_in = in_parts(refused[None, p], rates[p], parts)
            whole[p][-1:], cut[p][:, -1:] = (
                in_parts(outside[p][None], rates[p], parts) if p in outside else (held, held_in)
            )
            whole[p], cut[p] = whole[p] - held, cut[p] - held_in
        apart = [(each - each.mean(axis=0)) / np.sqrt(max(parts - 1.0, 1.0)) for each in cut]
        return whole, apart, largest

    def has_outside(self, place: int) -> bool:
        """Tell whether the party at a place has an outside option."""
        deal = self.menu.loaded.sound
        return deal.negotiate is not None and self.menu.loaded.outside(deal.negotiate.between[place]) is not None

    def _packages(self, seen: Seen, rates: Sequence[Float[ndarray, " _"]]) -> list[Float[ndarray, "_ package"]]:
        found = [np.empty((len(at), len(self.menu.packages))) for at in rates]
        for places, worths in present_values(self._grid(seen), self.menu.packages):
            for place, at in enumerate(rates):
                found[place][:, places] = equivalents(worths[:, place], at)
        return found

    def _grid(self, seen: Seen) -> Grid:
        """Open the grid in which packages are seen so; of those that were opened here, the last one is kept."""
        if seen not in self.grids:
            self.opened.clear()
            self.opened[seen] = self.menu.grid(self.refusing.draws, dict(seen[0]), self._like(seen[1]), self.scenes)
        return self.grids.get(seen) or self.opened[seen]

    def _refused(self, seen: Seen) -> Refused:
        return without(self.menu.loaded, self.refusing, dict(seen[0]), self._like(seen[1]))

    def _like(self, discounts: Known) -> dict[str, Traits] | None:
        """Return what the parties are like if some have another discount than the central one."""
        if not discounts:
            return None
        deal = self.menu.loaded.sound
        assert deal.negotiate is not None  # noqa: S101 - the caller has looked
        found = {party: engine.traits(deal, party) for party in deal.negotiate.between}
        return found | {party: replace(found[party], discount=discount) for party, discount in discounts}
