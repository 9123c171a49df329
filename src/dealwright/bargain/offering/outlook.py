"""Values packages in every case that nobody can rule out, as one side sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.model import belief_model
from dealwright.bargain.offering.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.packages import Grid
    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

STATES = 256
"""Draws of what the parties know and we do not."""
FRESH = 1_000_003
"""By how much the seed of fresh futures is more."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """One set of futures, on which packages are valued.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        grid: All packages of the ranges at central beliefs, if they are valued on these futures.
        refusing: No deal on these futures, if it is open.
    """

    loaded: Loaded
    draws: Draws
    grid: Grid | None = None
    refusing: Scene | None = None

    def view(self, packages: Sequence[Mapping[str, str]], place: int) -> View:
        """Value packages in every case, from one side.

        Args:
            packages: `path: value as written`, of every negotiable path.
            place: The place of the side at the table.
        """
        of_grid = self.grid is not None and all(
            package[path] in row for package in packages for path, row in self.grid.values.items()
        )
        model = belief_model(
            self.loaded, self.draws, packages, grid=self.grid if of_grid else None, refusing=self.refusing
        )
        found = model.cases(STATES if model.beliefs else 1, scrambled=True)
        each = model.replicates
        levels = np.array([row[::each] for row in found.levels.values()]).T if found.levels else None
        return View.of(found.gains, found.needed, place, weights=found.weights, replicates=each, levels=levels)

    @property
    def afresh(self) -> Outlook:
        """Another set of futures and of what may be known, for packages that were chosen on this one."""
        return Outlook(self.loaded, replace(self.draws, seed=self.draws.seed + FRESH))
