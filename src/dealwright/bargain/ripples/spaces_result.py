"""Hold what payments beside a package, and draws between packages, would add and to whom: plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.result import Chance
    from dealwright.engine.result import Estimate, Json


@dataclass(frozen=True, slots=True)
class InSpace:
    """What one solution names where the parties may agree in one way.

    Attributes:
        package: `path: value as written`; of a draw, its likeliest package.
        surplus: what each party gains over no deal, payments and chances counted, in currency.
        total: what all gain together.
        payments: what each receives in cash beside the package; empty where nothing is paid.
        lottery: the packages drawn between; empty where one is sure.
        added: how much more each gains than by the same solution over single packages, on the same futures; None
            where that names none.
        total_added: how much more all gain together; None likewise.
    """

    package: Mapping[str, str]
    surplus: Mapping[str, Estimate]
    total: Estimate
    payments: Mapping[str, float] = field(default_factory=dict)
    lottery: tuple[Chance, ...] = ()
    added: Mapping[str, Estimate] | None = None
    total_added: Estimate | None = None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "package": dict(self.package),
            "surplus": {party: each.to_json() for party, each in self.surplus.items()},
            "total": self.total.to_json(),
            "payments": dict(self.payments),
            "lottery": [each.to_json() for each in self.lottery],
            "added": None if self.added is None else {party: each.to_json() for party, each in self.added.items()},
            "total_added": None if self.total_added is None else self.total_added.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Spaces:
    """What the parties could agree on in each way, side by side, as packages are compared in the search.

    Attributes:
        solutions: by way of agreeing (`money`, `money with side payments`, `lotteries`), then by solution.
        reasons: why there is no solution in a way; of those in which there is none.
    """

    solutions: Mapping[str, Mapping[str, InSpace]]
    reasons: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "solutions": {
                space: {name: each.to_json() for name, each in found.items()} for space, found in self.solutions.items()
            },
            "reasons": dict(self.reasons),
        }
