"""Hold what a bargain found between the steps of its ranges: plain data, beside what it found on the grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.result import Solution
    from dealwright.engine.result import Estimate, Json

MEASURED = 2.0
"""A gain of fewer standard errors is within its error."""


@dataclass(frozen=True, slots=True)
class Refined:
    """What a solution names where the parties may agree on anything between the steps.

    Attributes:
        solution: the package and what it brings, as for a solution on the grid.
        moved: the paths that it sets between the steps or to another one: the grid's value and its own.
        gained: what each party has more than in the grid's solution, on the futures of the search, payments counted.
        fresh_gained: the same on fresh futures, over all that each party may know; None until valued again.
    """

    solution: Solution
    moved: Mapping[str, tuple[str, str]]
    gained: Mapping[str, Estimate]
    fresh_gained: Mapping[str, Estimate] | None = None

    @property
    def within_error(self) -> bool:
        """Whether on fresh futures, where there are such, no party's change is larger than what chance explains."""
        changes = (self.fresh_gained or self.gained).values()
        return bool(self.moved) and all(abs(each.value) <= MEASURED * each.standard_error for each in changes)

    def to_json(self) -> dict[str, Json]:
        """Return the keys of a solution, and what moved."""
        fresh: Json = None
        if self.fresh_gained is not None:
            fresh = {party: each.to_json() for party, each in self.fresh_gained.items()}
        return {
            **self.solution.to_json(),
            "moved": {path: {"from": before, "to": after} for path, (before, after) in self.moved.items()},
            "gained": {party: each.to_json() for party, each in self.gained.items()},
            "fresh_gained": fresh,
            "within_error": self.within_error,
        }


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
