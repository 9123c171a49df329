"""Values packages between the steps of a grid on the futures of the search: exactly as the grid's own, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.certainty import unrounded
from dealwright.bargain.fresh import closed
from dealwright.bargain.packages import changed, settings_of, taken_for_known
from dealwright.engine import beliefs as belief
from dealwright.engine.grids.column_store import ColumnStore
from dealwright.engine.grids.package_columns import value_of_package
from dealwright.engine.measures import by_replicate, exponential_equivalent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.packages import Eyes
    from dealwright.engine.grids.plan import Plan
    from dealwright.lang.load import Loaded

    Package = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Valued:
    """Packages of one negotiation, valued on demand at central beliefs.

    Args:
        loaded: The deal.
        plan: How its packages are put together.
        held: What each party at the table has without a deal, in currency.
        eyes: With which eyes the grid was seen; holds its scenes.
        known: Worth of each package that was asked for, in currency; None where its values cannot stand together.
    """

    loaded: Loaded
    plan: Plan
    held: Float[ndarray, " party"]
    eyes: Eyes
    known: dict[tuple[str, ...], Float[ndarray, " party"] | None] = field(default_factory=dict, init=False)
    _stores: dict[tuple[str, ...], ColumnStore] = field(default_factory=dict, init=False)

    def worth(self, package: Package) -> Float[ndarray, " party"] | None:
        """Return what a package is worth to each party by the bargain's measure, in currency.

        Args:
            package: A value of each negotiable path, in the order of the file.

        Returns:
            The worth, or None where the values cannot stand together.
        """
        key = tuple(package.values())
        if key not in self.known:
            found = self._blocks(package, 1)
            self.known[key] = None if found is None else found[:, 0]
        return self.known[key]

    def blocks(self, package: Package) -> Float[ndarray, "party replicate"] | None:
        """Return the same in each scrambling of the futures."""
        return self._blocks(package, self._store(package).replicates)

    def _blocks(self, package: Package, replicates: int) -> Float[ndarray, "party block"] | None:
        columns = self._store(package).columns(package)
        if columns is None:
            return None
        values = value_of_package(columns, 0, [0] * len(columns.groups))
        deal = self.loaded.sound
        out = np.empty((len(values), replicates))
        for place, (party, tolerance) in enumerate(zip(columns.parties, columns.risk_tolerance, strict=True)):
            blocks = by_replicate(values[place], replicates)
            sure = np.mean(blocks, axis=1) if tolerance is None else exponential_equivalent(blocks, tolerance)
            own = float(self.held[place])
            out[place] = closed(deal, belief.traits(deal, party), unrounded(sure, own), own)
        return out

    def _store(self, package: Package) -> ColumnStore:
        """Return the columns of a package's world."""
        overrides = {path: package[path] for path in self.plan.worlds}
        key = tuple(overrides.values())
        if key not in self._stores:
            scene = self.eyes.scene(overrides, partial(changed, self.eyes.opened[""], overrides))
            known = taken_for_known(scene.loaded.sound, scene.doubts, self.eyes.known)
            alone = {path: (text,) for path, text in package.items()}
            settings = settings_of(scene, self.plan, alone, known, self.eyes.traits)
            self._stores[key] = ColumnStore(settings, scene.loaded.sound.worth_by, scene.draws.replicates)
        return self._stores[key]
