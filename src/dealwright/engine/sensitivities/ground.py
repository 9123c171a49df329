"""The futures on which numbers of a deal are moved, and what the deal is worth there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.beliefs import OUTER_DRAWS
from dealwright.engine.scenario import Scene
from dealwright.engine.sensitivities.again import UnlikeError
from dealwright.engine.sensitivities.figures import Figures, figures_of
from dealwright.engine.sensitivities.reach import Reach
from dealwright.engine.sensitivities.scenes import KeptScene, MovedScene, NewScene
from dealwright.engine.valuation import chance_of_closing, few

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.sensitivities.again import Touched
    from dealwright.engine.sensitivities.reach import Reached
    from dealwright.lang.load import Loaded
    from dealwright.lang.numbers import Number
    from dealwright.world.draws import Draws

MANY = 16
"""Numbers up to which those that leave the futures as they are are moved on all of them."""
SOME_PATHS = 2048
"""Futures on which they are moved where there are more."""
FEW_PATHS = 1024
"""Futures on which numbers are moved that move the futures themselves, where not all are asked for."""
PARTS = 8
"""Independent scramblings of those futures."""
TASTES = 16
"""Draws of what a party knows and of what it is like where not every number is to be exact."""
SMALL = 1e-3
"""Part of the parties' worth that is little."""


@dataclass(frozen=True)
class Ground:
    """A deal on one set of futures.

    Args:
        loaded: The deal.
        draws: The futures' draws.
        parties: The parties asked for.
        seed: Seed of the study.
        tastes: Number of draws of what a party knows and of what it is like.
        fewer: The draws on which certainty equivalents are found over all that a party knows and we do not; none where
            that is at its central value.
        refused: The deal that holds where what is signed does not close; none where that cannot be.
    """

    loaded: Loaded
    draws: Draws
    parties: tuple[str, ...]
    seed: int
    tastes: int
    fewer: Draws | None
    refused: Loaded | None = None

    @cached_property
    def scene(self) -> KeptScene:
        """Return the deal on these futures."""
        return KeptScene(self.loaded, self.draws)

    @cached_property
    def small(self) -> KeptScene | None:
        """Return it on fewer, for what parties know and we do not; none where that is left out."""
        if self.fewer is None:
            return None
        return self.scene if self.fewer is self.draws else KeptScene(self.loaded, self.fewer)

    @cached_property
    def base(self) -> Mapping[str, Figures]:
        """Return the figures of each party where nothing is moved."""
        return self._anew(self.loaded, {}) if self.refused is not None else self._figures(self.scene, self.small)

    @cached_property
    def scale(self) -> float:
        """Return the largest worth of a party where nothing is moved."""
        return max((float(np.mean(np.abs(each.discounted))) for each in self.base.values()), default=0.0)

    def figures(self, loaded: Loaded, reached: Reached, overrides: Mapping[str, str]) -> Mapping[str, Figures]:
        """Value a form of the deal for each party.

        Args:
            loaded: The form.
            reached: What the number reaches that differs in it.
            overrides: What was laid over the deal to make it.
        """
        if reached.alike and self.refused is None:
            believed = self.scene.doubtful.isdisjoint(reached.facts)
            if believed and reached.idle:
                return self.base
            try:
                return self._opened(loaded, reached.touched, believed=believed)
            except UnlikeError:  # a reading rewords what has moved
                pass
        return self._anew(loaded, overrides)

    def _anew(self, loaded: Loaded, overrides: Mapping[str, str]) -> Mapping[str, Figures]:
        """Value a form of the deal by itself, with what holds if it does not close."""
        scene = Scene(loaded, self.draws, self._otherwise(loaded, overrides))
        small = scene if self.small is self.scene else None if self.small is None else scene.on(self.small.draws)
        return self._figures(scene, small)

    def _otherwise(self, loaded: Loaded, overrides: Mapping[str, str]) -> tuple[float, Scene] | None:
        """Return the chance that a form of the deal closes, and what holds if not: there the same number is moved."""
        if self.refused is None:
            return None
        shared = {path: to for path, to in overrides.items() if self.refused.text_at(path) == self.loaded.text_at(path)}
        return chance_of_closing(loaded.sound), Scene(self.refused.with_overrides(shared), self.draws)

    def _opened(self, loaded: Loaded, touched: Touched | None, *, believed: bool) -> Mapping[str, Figures]:
        """Value a form of the deal by how it differs from the deal."""

        def like(before: KeptScene) -> Scene:
            if touched is None:
                return NewScene(loaded, before.draws, before=before, believed=believed)
            return MovedScene(loaded, before.draws, before=before, believed=believed, touched=touched)

        scene = like(self.scene)
        return self._figures(
            scene, scene if self.small is self.scene else None if self.small is None else like(self.small)
        )

    def _figures(self, scene: Scene, small: Scene | None) -> Mapping[str, Figures]:
        return {
            party: figures_of(scene, party, seed=self.seed, small=small, tastes=self.tastes) for party in self.parties
        }


@dataclass(frozen=True)
class Grounds:
    """All the futures on which the numbers of a deal are moved.

    Args:
        loaded: The deal.
        draws: The draws of a valuation's futures.
        parties: The parties asked for.
        numbers: The numbers to be moved.
        exact: Whether every number is moved on all of them, over all beliefs.
        refused: The deal that holds where what is signed does not close; none where that cannot be.
    """

    loaded: Loaded
    draws: Draws
    parties: tuple[str, ...]
    numbers: tuple[Number, ...]
    exact: bool
    refused: Loaded | None = None

    @cached_property
    def reach(self) -> Reach:
        """Return what the numbers of the deal reach."""
        return Reach.of(self.loaded)

    @cached_property
    def all(self) -> Ground:
        """Return the futures of a valuation."""
        return replace(self._ground(self.draws, few(self.draws)), tastes=OUTER_DRAWS)

    @cached_property
    def still(self) -> Ground:
        """Return the futures for numbers that leave them as they are."""
        draws = self._fewer(SOME_PATHS)
        if self.exact or len(self.numbers) <= MANY:
            return self.all
        return self._ground(draws, self._fewer(max(draws.paths // PARTS, PARTS)))

    @cached_property
    def some(self) -> Ground:
        """Return fewer of them."""
        return self._ground(self._few, self._few)

    @cached_property
    def central(self) -> Ground:
        """Return fewer of them, where what a party knows and we do not is at its central value."""
        return self._ground(self._few, None)

    @cached_property
    def more(self) -> Ground:
        """Return more futures for numbers that move them, where few of the paths differ."""
        return self._ground(self.still.draws, None)

    def surer(self, ground: Ground) -> Ground:
        """Return more futures than some, if there are: those on which a party's knowledge is at its central value."""
        return self.more if ground is self.central else ground

    @cached_property
    def scale(self) -> float:
        """Return an amount of money that matters little in the deal."""
        return SMALL * max((abs(each.mean) for each in self.still.base.values()), default=0.0) or 1.0

    def on(self, reached: Reached) -> Ground:
        """Return the futures on which a number is moved that reaches so much."""
        if self.exact or (reached.alike and not reached.futures):
            return self.still
        return self.central if self.still.scene.doubtful.isdisjoint(reached.facts) else self.some

    @cached_property
    def _few(self) -> Draws:
        """Return the draws of the futures for numbers that move them."""
        return self._fewer(FEW_PATHS)

    def _fewer(self, paths: int) -> Draws:
        draws = self.draws
        return draws if draws.paths <= paths else replace(draws, replicates=PARTS, paths_per_replicate=paths // PARTS)

    def _ground(self, draws: Draws, fewer: Draws | None) -> Ground:
        return Ground(self.loaded, draws, self.parties, self.draws.seed, TASTES, fewer, self.refused)
