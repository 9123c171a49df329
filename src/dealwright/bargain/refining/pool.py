"""Gather the packages that a refinement knows: the grid's frontier to start from, and what each search found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.refining.room import Room
from dealwright.bargain.refining.search import ENOUGH, search

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.points import Point
    from dealwright.bargain.refining.goals import Goal
    from dealwright.bargain.refining.valued import Valued
    from dealwright.lang.spans import Span

    Package = Mapping[str, str]

STARTS = 3
"""Most packages from which a search starts: the best of each set of choices."""
LOOKED_AT = 512
"""Packages among which those starts are looked for, the best first."""


@dataclass(slots=True)
class Pool:
    """Packages of the grid and between its steps, with their gains over no deal.

    Args:
        axes: The paths with room between their steps.
        valued: What packages are worth.
        unit: The money that gains are counted in.
        packages: What each package sets.
        gains: What each party gains by it, in that money; (party,) each.
        of_grid: How many of them, the first, are of the grid.
    """

    axes: Mapping[str, Span]
    valued: Valued
    unit: float
    packages: list[Package]
    gains: list[Float[ndarray, " party"]]
    of_grid: int
    _rooms: dict[tuple[str, ...], Room] = field(default_factory=dict, init=False)
    _places: dict[tuple[str, ...], int] = field(default_factory=dict, init=False)

    @staticmethod
    def of(points: Sequence[Point], axes: Mapping[str, Span], valued: Valued) -> Pool:
        """Start a pool with packages of the grid.

        Args:
            points: The packages, with their worth.
            axes: The paths with room between their steps.
            valued: What packages are worth.
        """
        worth = np.array([list(point.certainty_equivalent.values()) for point in points])
        gains = worth - valued.held
        unit = float(np.max(np.abs(gains), initial=0.0)) or 1.0
        return Pool(axes, valued, unit, [point.package for point in points], list(gains / unit), len(points))

    def table(self) -> Float[ndarray, "party package"]:
        """Return the gains of all packages."""
        return np.array(self.gains).T

    def search(self, goal: Goal, rounds: int, starts: int = STARTS) -> None:
        """Search for the best package by a goal, from the best that are known, and keep what is found.

        Args:
            goal: What is to be as large as it can be.
            rounds: Most models made from each start.
            starts: Most starts.
        """
        for number in self._starts(goal, starts):
            package = self.packages[number]
            room = self._room(package)
            found = room.package(search(room, goal, room.place(package), rounds))
            self._add(found, package)

    def best(self, goal: Goal) -> int:
        """Return the number of the best package by a goal: one of the grid's where no other is clearly better."""
        scores = goal.score(self.table())
        of_grid = int(np.argmax(scores[: self.of_grid]))
        best = int(np.argmax(scores))
        return best if scores[best] > scores[of_grid] + ENOUGH else of_grid

    def _add(self, package: Package, start: Package) -> None:
        key = tuple(package.values())
        worth = self.valued.worth(package)
        if worth is not None and key not in self._places and package != start:
            self._places[key] = len(self.packages)
            self.packages.append(package)
            self.gains.append((worth - self.valued.held) / self.unit)

    def _starts(self, goal: Goal, most: int) -> list[int]:
        """Return the best package of each of the best sets of choices."""
        scores = goal.score(self.table())
        found: dict[tuple[str, ...], int] = {}
        for number in np.argsort(-scores, kind="stable")[:LOOKED_AT].tolist():
            if len(found) == most or scores[number] == -np.inf:
                break
            found.setdefault(self._choices(self.packages[number]), number)
        return list(found.values())

    def _room(self, package: Package) -> Room:
        key = self._choices(package)
        if key not in self._rooms:
            self._rooms[key] = Room(package, self.axes, self.valued, self.unit)
        return self._rooms[key]

    def _choices(self, package: Package) -> tuple[str, ...]:
        return tuple(value for path, value in package.items() if path not in self.axes)
