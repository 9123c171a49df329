"""The futures on which numbers of a deal are moved, and what the deal is worth there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.beliefs import OUTER_DRAWS
from dealwright.engine.scenario import Scene
from dealwright.engine.sensitivities.again import UnlikeError
from dealwright.engine.sensitivities.figures import Figures, figures_of, figures_seen
from dealwright.engine.sensitivities.outlook import Outlook, States, tolerances_of
from dealwright.engine.sensitivities.reach import Reach
from dealwright.engine.sensitivities.scenes import KeptScene, MovedScene, NewScene
from dealwright.engine.stage import chance_of_closing, few
from dealwright.lang.overlay import typed_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dealwright.engine.sensitivities.again import Touched
    from dealwright.engine.sensitivities.reach import Reached
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

MANY = 16
"""Numbers up to which those that leave the futures as they are are moved on all of them."""
SOME_PATHS = 4096
"""Futures on which numbers are moved where there are more."""
FEW_PATHS = 1024
"""Futures on which they are moved where what parties know is gone through state by state."""
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
        fewer: The draws on which what a party knows and we do not is gone through state by state; none where each path
            stands for the state in which it is.
        tastes: Number of draws of what a party knows and of what it is like, state by state.
        states: What the deal is worth in each state of what a party knows, where each path stands for its own.
        refused: The deal that holds where what is signed does not close; none where that cannot be.
    """

    loaded: Loaded
    draws: Draws
    parties: tuple[str, ...]
    seed: int
    fewer: Draws | None
    tastes: int = TASTES
    states: Mapping[str, States | None] | None = None
    refused: Loaded | None = None

    @cached_property
    def scene(self) -> KeptScene:
        """Return the deal on these futures."""
        return KeptScene(self.loaded, self.draws)

    @cached_property
    def small(self) -> KeptScene | None:
        """Return it on fewer, for what parties know and we do not; none where it is not gone through."""
        if self.fewer is None:
            return None
        return self.scene if self.fewer is self.draws else KeptScene(self.loaded, self.fewer)

    @cached_property
    def base(self) -> Mapping[str, Figures]:
        """Return the figures of each party where nothing is moved."""
        return self._figures(*self.opened(self.loaded))

    @cached_property
    def scale(self) -> float:
        """Return the largest worth of a party where nothing is moved."""
        return max((float(np.mean(np.abs(each.discounted))) for each in self.base.values()), default=0.0)

    @cached_property
    def outlooks(self) -> Mapping[str, Outlook | None]:
        """Return how each party sees these paths where nothing is moved."""
        return {party: self._outlook(self.loaded, party) for party in self.parties}

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
                return self._compared(loaded, reached.touched, believed=believed)
            except UnlikeError:  # a reading rewords what has moved
                pass
        return self._figures(*self.opened(loaded, overrides))

    def opened(self, loaded: Loaded, overrides: Mapping[str, str] | None = None) -> tuple[Scene, Scene | None]:
        """Open a form of the deal by itself, with what holds if it does not close, on these futures and on fewer.

        Args:
            loaded: The form.
            overrides: What was laid over the deal to make it; nothing for the deal itself.
        """
        if loaded is self.loaded and self.refused is None:
            return self.scene, self.small
        scene = Scene(loaded, self.draws, self._otherwise(loaded, overrides or {}))
        small = scene if self.small is self.scene else None if self.small is None else scene.on(self.small.draws)
        return scene, small

    def _otherwise(self, loaded: Loaded, overrides: Mapping[str, str]) -> tuple[float, Scene] | None:
        """Return the chance that a form of the deal closes, and what holds if not: there the same number is moved."""
        if self.refused is None:
            return None
        shared = {path: to for path, to in overrides.items() if self.refused.text_at(path) == self.loaded.text_at(path)}
        refused = self.refused.laid(typed_pairs(shared), settles=False) if shared else self.refused
        return chance_of_closing(loaded.sound), Scene(refused, self.draws)

    def _compared(self, loaded: Loaded, touched: Touched | None, *, believed: bool) -> Mapping[str, Figures]:
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
        if small is not None:
            return {
                party: figures_of(scene, party, seed=self.seed, small=small, tastes=self.tastes)
                for party in self.parties
            }
        return {party: self._seen(scene, party) for party in self.parties}

    def _seen(self, scene: Scene, party: str) -> Figures:
        """Value a form of the deal for a party, each path in its own state."""
        if scene.loaded is self.loaded:
            return figures_seen(scene, party, seed=self.seed, outlook=self.outlooks[party], base=None)
        usual, outlook = self.outlooks[party], self._outlook(scene.loaded, party)
        return figures_seen(
            scene, party, seed=self.seed, outlook=outlook, base=self.base[party] if outlook is usual else None
        )

    def _outlook(self, loaded: Loaded, party: str) -> Outlook | None:
        """Return how a party sees these paths in a form of the deal."""
        states = (self.states or {}).get(party)
        if loaded is not self.loaded and self.scene.is_like(loaded.sound, party):
            return self.outlooks[party]
        tolerances = tolerances_of(loaded.sound, party)
        if tolerances is None or states is None:
            return None
        if loaded is self.loaded:
            return states.outlook(tolerances, loaded.sound, self.draws)
        usual = self.outlooks[party]
        if usual is None:
            return states.outlook(tolerances, loaded.sound, self.draws)
        return usual if np.array_equal(usual.tolerances, tolerances) else usual.with_tolerances(tolerances, states)


@dataclass(frozen=True)
class Grounds:
    """All the futures on which the numbers of a deal are moved.

    Args:
        loaded: The deal.
        draws: The draws of a valuation's futures.
        parties: The parties asked for.
        count: How many numbers are to be moved.
        exact: Whether every number is moved on all of them, as whole valuations have it.
        refused: The deal that holds where what is signed does not close; none where that cannot be.
        some_paths: Futures on which numbers are moved that move futures, where there are more.
    """

    loaded: Loaded
    draws: Draws
    parties: tuple[str, ...]
    count: int
    exact: bool
    refused: Loaded | None = None
    some_paths: int = SOME_PATHS

    def counting(self, count: int, *, exact: bool = False, some_paths: int = SOME_PATHS) -> Grounds:
        """Return the same deal on futures on which so many numbers are moved; what it is worth is not told again."""
        other = replace(self, count=count, exact=exact, some_paths=some_paths)
        other.__dict__.update(reach=self.reach, all=self.all, states=self.states)
        return other

    @cached_property
    def reach(self) -> Reach:
        """Return what the numbers of the deal reach."""
        return Reach.of(self.loaded)

    @cached_property
    def all(self) -> Ground:
        """Return the futures of a valuation, as it has them."""
        return self._ground(self.draws, few(self.draws), tastes=OUTER_DRAWS)

    @cached_property
    def states(self) -> Mapping[str, States | None]:
        """Return what the deal is worth in each state of what a party knows; none where these cannot be counted."""
        whole, small, seed = *self.all.opened(self.loaded), self.draws.seed
        assert small is not None  # noqa: S101 - those of a valuation have them
        return {party: States.of(party, whole.tastes(party, seed=seed), whole, small) for party in self.parties}

    @cached_property
    def whole(self) -> Ground:
        """Return all futures, each path in its own state."""
        return self._ground(self.draws, None)

    @cached_property
    def some(self) -> Ground:
        """Return fewer of them."""
        return self._ground(self._fewer(self.some_paths), None)

    @cached_property
    def each_state(self) -> Ground:
        """Return fewer futures, on which what parties know is gone through state by state."""
        draws = self._fewer(FEW_PATHS)
        return self._ground(draws, draws)

    @cached_property
    def scale(self) -> float:
        """Return an amount of money that matters little in the deal."""
        return SMALL * max((abs(each.mean) for each in self.all.base.values()), default=0.0) or 1.0

    def on(self, reached: Reached, *, leaps: bool = False, beside: str = "") -> Ground:
        """Return the futures on which a number is moved.

        Args:
            reached: What the number reaches.
            leaps: Whether it is moved far, so that what parties know must be gone through.
            beside: On which of them it is moved in another deal that is compared with this one.
        """
        named: dict[str, Callable[[], Ground]] = {
            "each state": lambda: self.each_state,
            "some": lambda: self.some,
            "all": lambda: self.all,
            "whole": lambda: self.whole,
        }
        mine = self.which(reached, leaps=leaps)
        return named[next(each for each in named if each in {mine, beside})]()

    def which(self, reached: Reached, *, leaps: bool = False) -> str:
        """Say which futures those are: `all` as a valuation has them, `whole`, `some`, or `each state`."""
        if self.exact:
            return "all"
        still = reached.alike and not reached.futures
        if leaps or None in self.states.values() or not self.all.scene.doubtful.isdisjoint(reached.facts):
            return "all" if still and self.count <= MANY else "each state"
        return "whole" if still and (reached.tastes_only or self.count <= MANY) else "some"

    def _fewer(self, paths: int) -> Draws:
        draws = self.draws
        return draws if draws.paths <= paths else replace(draws, replicates=PARTS, paths_per_replicate=paths // PARTS)

    def _ground(self, draws: Draws, fewer: Draws | None, tastes: int = TASTES) -> Ground:
        states = self.states if fewer is None else None
        return Ground(self.loaded, draws, self.parties, self.draws.seed, fewer, tastes, states, self.refused)
