"""The futures on which numbers of a deal are moved, and what the deal is worth there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dealwright.engine.scenario import Scene
from dealwright.engine.sensitivities.again import KeptScene, MovedScene, NewScene, UnlikeError
from dealwright.engine.sensitivities.figures import Figures, figures_of
from dealwright.engine.sensitivities.reach import Reach
from dealwright.engine.valuation import few
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.sensitivities.again import Touched
    from dealwright.engine.sensitivities.reach import Reached
    from dealwright.lang.load import Loaded

FEW_PATHS = 1024
"""Futures on which numbers are moved that move the futures themselves, where not all are asked for."""
PARTS = 8
"""Independent scramblings of those futures."""
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
        beliefs: Whether certainty equivalents are over all that a party knows and we do not, or at its central value.
    """

    loaded: Loaded
    draws: Draws
    parties: tuple[str, ...]
    seed: int
    beliefs: bool

    @cached_property
    def scene(self) -> KeptScene:
        """Return the deal on these futures."""
        return KeptScene(self.loaded, self.draws)

    @cached_property
    def small(self) -> KeptScene | None:
        """Return it on fewer, for what parties know and we do not; none where that is left out."""
        if not self.beliefs:
            return None
        return self.scene if self.draws.paths <= FEW_PATHS else KeptScene(self.loaded, few(self.draws))

    @cached_property
    def base(self) -> Mapping[str, Figures]:
        """Return the figures of each party where nothing is moved."""
        return self._figures(self.scene, self.small)

    def figures(self, loaded: Loaded, reached: Reached) -> Mapping[str, Figures]:
        """Value a form of the deal for each party.

        Args:
            loaded: The form.
            reached: What the number reaches that differs in it.
        """
        if reached.alike and self.scene.doubtful.isdisjoint(reached.facts):
            if reached.touched is not None and reached.nothing:
                return self.base
            try:
                return self._opened(loaded, reached.touched)
            except UnlikeError:  # a reading rewords what has moved
                pass
        scene = Scene(loaded, self.draws)
        small = scene if self.small is self.scene else None if self.small is None else Scene(loaded, self.small.draws)
        return self._figures(scene, small)

    def _opened(self, loaded: Loaded, touched: Touched | None) -> Mapping[str, Figures]:
        """Value a form of the deal by how it differs from the deal."""

        def like(before: KeptScene) -> Scene:
            if touched is None:
                return NewScene(loaded, before.draws, before=before)
            return MovedScene(loaded, before.draws, before=before, touched=touched)

        scene = like(self.scene)
        return self._figures(
            scene, scene if self.small is self.scene else None if self.small is None else like(self.small)
        )

    def _figures(self, scene: Scene, small: Scene | None) -> Mapping[str, Figures]:
        return {party: figures_of(scene, party, seed=self.seed, small=small) for party in self.parties}


@dataclass(frozen=True)
class Grounds:
    """All the futures on which the numbers of a deal are moved.

    Args:
        loaded: The deal.
        draws: The draws of a valuation's futures.
        parties: The parties asked for.
        exact: Whether every number is moved on all of them, over all beliefs.
    """

    loaded: Loaded
    draws: Draws
    parties: tuple[str, ...]
    exact: bool

    @cached_property
    def reach(self) -> Reach:
        """Return what the numbers of the deal reach."""
        return Reach.of(self.loaded)

    @cached_property
    def all(self) -> Ground:
        """Return the futures of a valuation."""
        return Ground(self.loaded, self.draws, self.parties, self.draws.seed, beliefs=True)

    @cached_property
    def some(self) -> Ground:
        """Return fewer of them."""
        return Ground(self.loaded, self._fewer, self.parties, self.draws.seed, beliefs=True)

    @cached_property
    def central(self) -> Ground:
        """Return fewer of them, where what a party knows and we do not is at its central value."""
        return Ground(self.loaded, self._fewer, self.parties, self.draws.seed, beliefs=False)

    @cached_property
    def scale(self) -> float:
        """Return an amount of money that matters little in the deal."""
        return SMALL * max((abs(each.mean) for each in self.all.base.values()), default=0.0) or 1.0

    def on(self, reached: Reached) -> Ground:
        """Return the futures on which a number is moved that reaches so much."""
        if self.exact or (reached.alike and not reached.futures):
            return self.all
        return self.central if self.all.scene.doubtful.isdisjoint(reached.facts) else self.some

    @cached_property
    def _fewer(self) -> Draws:
        if self.draws.paths <= FEW_PATHS:
            return self.draws
        return Draws(self.draws.seed, PARTS, FEW_PATHS // PARTS, self.draws.mode)
