"""Gather the packages that a refinement knows: the grid's frontier to start from, and what each search found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.refining.goals import first_of_best
from dealwright.bargain.refining.room import Room
from dealwright.bargain.refining.search import ENOUGH, search
from dealwright.bargain.refining.valued import in_units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.points import Points
    from dealwright.bargain.refining.goals import Goal
    from dealwright.bargain.refining.valued import Valued
    from dealwright.lang.spans import Span

    Package = Mapping[str, str]
    Gains = Float[ndarray, "party package"]

LOOKED_AT = 512
"""Packages among which those starts are looked for, the best first."""
SEEDED = 2
"""Sets of choices over which packages are sown."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to search.

    Args:
        starts: Most packages to start from: the best found so far, where it is better than any of the grid, and those
            of the grid, each of other choices.
        rounds: Most models made from each start.
        columns: Once a search has computed so many new columns, it makes no more models.
        of_all: Once so many were computed by all searches, no search begins.
    """

    starts: int
    rounds: int
    columns: int
    of_all: int


@dataclass(slots=True)
class Pool:
    """Packages of the grid and between its steps, with their gains over no deal.

    Args:
        grid: Packages of the grid.
        axes: The paths with room between their steps.
        valued: What packages are worth.
        unit: The money that gains are counted in.
        of_grid: Gains of the grid's packages, in that money.
        packages: What each package sets that a search found.
        found: Gains of those, in that money.
    """

    grid: Points
    axes: Mapping[str, Span]
    valued: Valued
    unit: float
    of_grid: Gains
    packages: list[Package] = field(default_factory=list, init=False)
    found: Gains = field(init=False)
    _seeds: list[Package] = field(default_factory=list, init=False)
    _seeded: Gains = field(init=False)
    _rooms: dict[tuple[str, ...], Room] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Begin with nothing found."""
        self.found = self._seeded = np.empty((len(self.of_grid), 0))

    @staticmethod
    def of(points: Points, axes: Mapping[str, Span], valued: Valued) -> Pool:
        """Start a pool with packages of the grid.

        Args:
            points: The packages, with their worth.
            axes: The paths with room between their steps.
            valued: What packages are worth.
        """
        gains = points.worth - valued.held[:, None]
        unit = float(np.max(np.abs(gains), initial=0.0)) or 1.0
        return Pool(points, axes, valued, unit, in_units(gains, unit))

    @property
    def gains(self) -> Gains:
        """Gains of all packages: first those of the grid, then those found, then those sown."""
        return np.hstack([self.of_grid, self.found, self._seeded])

    def sow(self, goal: Goal) -> None:
        """Spread packages over the ranges where the steps of these are few: so a search starts near what is best.

        Args:
            goal: Chooses the sets of choices over which they are spread.
        """
        for package in self._starts(goal, SEEDED):
            room = self._room(package)
            sown = [each for place in room.lattice() if (each := room.package(place)) not in self._seeds]
            gains = [self._gain(each) for each in sown]
            kept = [number for number, gain in enumerate(gains) if np.isfinite(gain).all()]
            self._seeds += [sown[number] for number in kept]
            self._seeded = np.column_stack([self._seeded, *(gains[number] for number in kept)])

    def search(self, goal: Goal, effort: Effort) -> None:
        """Search for the best package by a goal, and keep what is found.

        Args:
            goal: What is to be as large as it can be.
            effort: How hard to search.
        """
        most = self.valued.columns + effort.columns
        if most - effort.columns >= effort.of_all:
            return
        for package in self._starts(goal, effort.starts):
            if self.valued.columns < most:
                room = self._room(package)
                self._keep(room.package(search(room, goal, room.place(package), effort.rounds, most)))

    def best(self, goal: Goal) -> Package:
        """Return the best package by a goal: one of the grid where no other is clearly better."""
        package = self.grid[first_of_best(goal.score(self.of_grid))].package
        if self.packages:
            scores = goal.score(self.found)
            number = first_of_best(scores)
            if scores[number] > goal.score(self._gain(package)[:, None])[0] + ENOUGH:
                return self.packages[number]
        return package

    def worth(self, package: Package) -> Float[ndarray, " party"]:
        """Return what a package is worth, in currency, to the last digit; nothing at all where it cannot stand."""
        worth = self.valued.worth(package)
        return np.full(len(self.of_grid), -np.inf) if worth is None else worth

    def _gain(self, package: Package) -> Float[ndarray, " party"]:
        return in_units(self.worth(package) - self.valued.held, self.unit)

    def _keep(self, package: Package) -> None:
        between = any(package[path] not in span.texts for path, span in self.axes.items())
        if between and package not in self.packages:
            self.packages.append(package)
            self.found = np.hstack([self.found, self._gain(package)[:, None]])

    def _starts(self, goal: Goal, most: int) -> list[Package]:
        """Return the best package of each of the best sets of choices."""
        scores = goal.score(self.of_grid)
        found: dict[tuple[str, ...], Package] = {}
        for number in np.argsort(-np.round(scores, 12), kind="stable")[:LOOKED_AT].tolist():
            if len(found) == most or scores[number] == -np.inf:
                break
            package = self.grid[number].package
            found.setdefault(self._choices(package), package)
        starts, others = list(found.values()), [*self.packages, *self._seeds]
        between = goal.score(np.hstack([self.found, self._seeded]))
        if len(between) and np.max(between) > np.max(scores):
            starts.insert(0, others[first_of_best(between)])
        return starts[:most]

    def _room(self, package: Package) -> Room:
        key = self._choices(package)
        if key not in self._rooms:
            self._rooms[key] = Room(package, self.axes, self.valued, self.unit)
        return self._rooms[key]

    def _choices(self, package: Package) -> tuple[str, ...]:
        return tuple(value for path, value in package.items() if path not in self.axes)
