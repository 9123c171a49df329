"""Hold what a bargain found between the steps of its ranges: plain data, beside what it found on the grid."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from dealwright.engine.result import Estimate, finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float

    from dealwright.bargain.result import Solution
    from dealwright.engine.result import Json

MEASURED = 2.0
"""A gain of fewer standard errors is within its error."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What one solution wants most of, in money.

    Attributes:
        kind: `sum` of the gains; `product`, their geometric mean; `least`, the smallest per weight.
        weight: weight of each party, in the order of the table, at least zero.
    """

    kind: Literal["sum", "product", "least"]
    weight: tuple[float, ...]

    def of(self, gains: Float[np.ndarray, "party case"]) -> Float[np.ndarray, " case"]:
        """Measure some gains over no deal, in currency.

        Args:
            gains: gain of each party, in currency.

        Returns:
            The weighted sum; the geometric mean, 0 where a party gains nothing; or the smallest ratio of gain to
            weight, times the mean weight.

        Example:
            >>> Yardstick("product", (1.0, 1.0)).of(np.array([[4.0], [9.0]])).tolist()
            [6.0]
        """
        weight = np.array(self.weight)
        counts = weight > 0
        some, weight = gains[counts], weight[counts]
        if self.kind == "sum":
            return np.asarray(weight @ some)
        if self.kind == "least":
            return np.asarray(np.min(some / weight[:, None], axis=0) * np.mean(weight))
        powers = (weight / np.sum(weight))[:, None]
        return np.asarray(np.where(np.all(some > 0, axis=0), np.prod(np.maximum(some, 0.0) ** powers, axis=0), 0.0))

    def better(
        self,
        base: Float[np.ndarray, " party"],
        change: Float[np.ndarray, " party"],
        blocks: Float[np.ndarray, "party replicate"],
    ) -> Estimate:
        """Estimate by how much a package is better than another.

        Args:
            base: gain of each party by the other, in currency.
            change: what each party gains more, in currency.
            blocks: the same in each scrambling of the futures, apart from a shift.

        Returns:
            The difference, with the error that the futures leave.
        """
        start = float(self.of(base[:, None])[0])
        centred = blocks - np.mean(blocks, axis=1, keepdims=True) + change[:, None]
        moved = self.of(base[:, None] + centred)
        error = float(np.std(moved, ddof=1)) / math.sqrt(len(moved)) if len(moved) > 1 else 0.0
        return Estimate(float(self.of((base + change)[:, None])[0]) - start, error)


@dataclass(frozen=True, slots=True)
class Refined:
    """What a solution names where the parties may agree on anything between the steps.

    Attributes:
        solution: the package and what it brings, as for a solution on the grid.
        yardstick: what the solution wants most of.
        moved: the paths that it sets between the steps or to another one: the grid's value and its own.
        gained: what each party has more than in the grid's solution, on the futures of the search, payments counted.
        better: how much more of the yardstick that is, in money; None where the grid has no solution.
        fresh_gained: what each party has more on fresh futures, over all that each party may know; None until valued
            again.
        fresh_better: how much more of the yardstick that is; None likewise.
    """

    solution: Solution
    yardstick: Yardstick
    moved: Mapping[str, tuple[str, str]]
    gained: Mapping[str, Estimate]
    better: Estimate | None = None
    fresh_gained: Mapping[str, Estimate] | None = None
    fresh_better: Estimate | None = None

    @property
    def within_error(self) -> bool:
        """Whether chance may explain that it is better than the grid's, on fresh futures where there are such."""
        by = self.fresh_better or self.better
        return bool(self.moved) and by is not None and by.value <= MEASURED * by.standard_error

    def to_json(self) -> dict[str, Json]:
        """Return the keys of a solution, and what moved.

        Keys:
            from: what the grid's solution says there, as written.
            to: what this one says there, as written.
        """
        return {
            **self.solution.to_json(),
            "moved": {path: {"from": before, "to": after} for path, (before, after) in self.moved.items()},
            "gained": _estimates(self.gained),
            "better_by": None if self.better is None else self.better.to_json(),
            "fresh_gained": None if self.fresh_gained is None else _estimates(self.fresh_gained),
            "fresh_better_by": None if self.fresh_better is None else self.fresh_better.to_json(),
            "within_error": self.within_error,
        }


def _estimates(values: Mapping[str, Estimate]) -> dict[str, Json]:
    return {party: each.to_json() for party, each in values.items()}


@dataclass(frozen=True, slots=True)
class RefinedPoint:
    """One package of the frontier between the steps.

    Attributes:
        package: `path: value as written`.
        certainty_equivalent: worth by the bargain's measure, per party, in currency.
        more: how much more each party has than in any package of the grid that leaves the others as well off; absent
            where the grid has none such.
    """

    package: Mapping[str, str]
    certainty_equivalent: Mapping[str, float]
    more: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "package": dict(self.package),
            "certainty_equivalent": {party: finite(worth) for party, worth in self.certainty_equivalent.items()},
            "more": {party: finite(amount) for party, amount in self.more.items()},
        }


@dataclass(frozen=True, slots=True)
class Refinement:
    """What the parties could agree on between the steps.

    Attributes:
        paths: the paths that have room between their steps.
        at_steps: the other paths with a range, of which only the steps were looked at, and why.
        solutions: by name; empty where there is none between the steps either.
        frontier: packages of the frontier between the steps, by rising worth to the first party.
        packages: how many packages were valued for it.
    """

    paths: tuple[str, ...]
    at_steps: Mapping[str, str]
    solutions: Mapping[str, Refined]
    frontier: tuple[RefinedPoint, ...]
    packages: int

    @property
    def better(self) -> dict[str, Refined]:
        """The solutions that name another package than on the grid, or that the grid has none of."""
        return {name: each for name, each in self.solutions.items() if each.moved or not each.gained}

    @property
    def most(self) -> dict[str, float]:
        """The most that each party has more anywhere on this frontier than on the grid's, in currency."""
        most: dict[str, float] = {}
        for point in self.frontier:
            for party, amount in point.more.items():
                most[party] = max(amount, most.get(party, 0.0))
        return most

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `refined` in `bargain --json`."""
        return {
            "paths": list(self.paths),
            "at_steps": dict(self.at_steps),
            "solutions": {name: each.to_json() for name, each in self.solutions.items()},
            "frontier": [point.to_json() for point in self.frontier],
            "grid_short_by_at_most": {party: finite(amount) for party, amount in self.most.items()},
            "packages": self.packages,
        }
