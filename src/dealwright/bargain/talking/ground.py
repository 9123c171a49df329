"""Hold what the talks stand on: the deal, its packages, its log, and what is believed of who made it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.model import belief_model
from dealwright.bargain.talking.log import clock
from dealwright.bargain.talking.menu import menu_of
from dealwright.bargain.talking.valued import Bench

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.beliefs.model import BeliefModel
    from dealwright.bargain.packages import Grid
    from dealwright.bargain.talking.log import Clock, Said
    from dealwright.engine.result import Estimate
    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


@dataclass(frozen=True)
class Ground:
    """What the talks stand on.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        log: What was said.
        refusing: No deal.
        reservation: What each party has without a deal.
        grid: All packages.
    """

    loaded: Loaded
    draws: Draws
    log: tuple[Said, ...]
    refusing: Scene
    reservation: Mapping[str, Estimate]
    grid: Grid

    @property
    def table(self) -> tuple[str, ...]:
        """The parties at the table."""
        return tuple(self.reservation)

    @cached_property
    def clock(self) -> Clock:
        """How the time for the talks runs."""
        return clock(self.loaded.sound, self.log)

    @cached_property
    def bench(self) -> Bench:
        """Where packages are held against no deal."""
        return Bench(self.loaded, self.draws, self.table)

    @cached_property
    def model(self) -> BeliefModel:
        """What the menu brings each party, whatever is true of what it knows."""
        held = np.array([each.value for each in self.reservation.values()])
        offered = [each.package for each in self.log if each.offers and each.answer != "signed"]
        random = np.random.default_rng([self.draws.seed, 0])
        menu = menu_of(self.grid, self.grid.worth - held[:, None], offered, random)
        values = self.loaded.ranges()
        on_grid = all(text in values[path] for package in menu for path, text in package.items())
        return belief_model(self.loaded, self.draws, menu, grid=self.grid if on_grid else None, refusing=self.refusing)

    def place(self, package: Mapping[str, str]) -> int:
        """Return the number of a package on the menu."""
        return next(number for number, each in enumerate(self.model.packages) if dict(each) == dict(package))
