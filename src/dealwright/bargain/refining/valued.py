"""Values packages between the steps of a grid on the futures of the search: exactly as the grid's own, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.certainty import unrounded
from dealwright.bargain.fresh import closed
from dealwright.bargain.packages import changed, taken_for_known
from dealwright.bargain.settings import settings_of
from dealwright.engine import beliefs as belief
from dealwright.engine.grids.column_store import ColumnStore
from dealwright.engine.grids.package_columns import value_of_package
from dealwright.engine.measures import by_replicate, exponential_equivalent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.packages import Eyes, Grid, World
    from dealwright.lang.load import Loaded

    Package = Mapping[str, str]

DIGITS = 2.0**32
"""Parts of the money at stake in which a search counts gains."""


def in_units(gain: Float[ndarray, "..."], unit: float) -> Float[ndarray, "..."]:
    """Count gains in units of the money at stake, without the last digits: a search must not hang on the order of sums.

    Args:
        gain: In currency.
        unit: The money at stake.
    """
    return np.round(gain / unit * DIGITS) / DIGITS


@dataclass(frozen=True, slots=True)
class Valued:
    """Packages of one negotiation, valued on demand at central beliefs.

    Args:
        loaded: The deal.
        grid: The packages at the steps.
        held: What each party at the table has without a deal, in currency.
        eyes: With which eyes the grid was seen; holds its scenes.
    """

    loaded: Loaded
    grid: Grid
    held: Float[ndarray, " party"]
    eyes: Eyes
    _worths: dict[tuple[str, ...], Float[ndarray, " party"] | None] = field(default_factory=dict, init=False)
    _stores: dict[int, ColumnStore] = field(default_factory=dict, init=False)

    @property
    def packages(self) -> int:
        """Count the packages that were valued."""
        return len(self._worths)

    @property
    def columns(self) -> int:
        """Count the columns that were computed for them."""
        return sum(store.computed for store in self._stores.values())

    def worth(self, package: Package) -> Float[ndarray, " party"] | None:
        """Return what a package is worth to each party by the bargain's measure, in currency.

        Args:
            package: A value of each negotiable path, in the order of the file.

        Returns:
            The worth, or None where the values cannot stand together.
        """
        key = tuple(package.values())
        if key not in self._worths:
            found = self._blocks(package, whole=True)
            self._worths[key] = None if found is None else found[:, 0]
        return self._worths[key]

    def about(self, package: Package) -> Float[ndarray, " party"] | None:
        """Return the same, of the grid's packages as the grid has it, which may be in single precision."""
        if all(package[path] in values for path, values in self.grid.values.items()):
            return self.grid.worth_of(np.array([self.grid.number(package)]))[:, 0]
        return self.worth(package)

    def blocks(self, package: Package) -> Float[ndarray, "party replicate"]:
        """Return the same in each scrambling of the futures.

        Raises:
            ValueError: If the values cannot stand together.
        """
        found = self._blocks(package, whole=False)
        if found is None:
            raise ValueError(f"no package sets {dict(package)}")
        return found

    def _blocks(self, package: Package, *, whole: bool) -> Float[ndarray, "party block"] | None:
        columns = self._store(package).columns(package)
        if columns is None:
            return None
        values = value_of_package(columns, 0, [0] * len(columns.groups))
        deal, blocks = self.loaded.sound, 1 if whole else columns.replicates
        out = np.empty((len(values), blocks))
        for place, (party, tolerance) in enumerate(zip(columns.parties, columns.risk_tolerance, strict=True)):
            sample = by_replicate(values[place], blocks)
            sure = np.mean(sample, axis=1) if tolerance is None else exponential_equivalent(sample, tolerance)
            own = float(self.held[place])
            out[place] = closed(deal, belief.traits(deal, party), unrounded(sure, own), own)
        return out

    def _store(self, package: Package) -> ColumnStore:
        """Return the columns of a package's world."""
        number, world = next(
            (number, world)
            for number, world in enumerate(self.grid.worlds)
            if all(package[path] == value for path, value in world.overrides.items())
        )
        if number not in self._stores:
            self._stores[number] = self._opened(world)
        return self._stores[number]

    def _opened(self, world: World) -> ColumnStore:
        scene = self.eyes.scene(world.changes, partial(changed, self.eyes.opened[""], world.changes))
        known = taken_for_known(scene.loaded.sound, scene.doubts, self.eyes.known)
        settings = settings_of(scene, world.plan, self.grid.values, known, self.eyes.traits)
        return ColumnStore(world.columns, settings)
