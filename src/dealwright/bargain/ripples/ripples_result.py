"""Hold what each package does to those who are not at the table: plain frozen data, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.ground.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.result import Estimate, Json


@dataclass(frozen=True, slots=True)
class Ripple:
    """What a package does to everyone, against no deal on the same futures.

    Attributes:
        package: `path: value as written`; empty for the contract in force.
        outsiders: what each party that is not at the table gains, in currency.
        bill: what they gain together; a loss is what the deal costs them.
        table: what each party at the table gains.
        surplus: what these gain together.
    """

    package: Mapping[str, str]
    outsiders: Mapping[str, Estimate]
    bill: Estimate
    table: Mapping[str, Estimate]
    surplus: Estimate

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "package": dict(self.package),
            "outsiders": {party: each.to_json() for party, each in self.outsiders.items()},
            "bill": self.bill.to_json(),
            "table": {party: each.to_json() for party, each in self.table.items()},
            "surplus": self.surplus.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Extreme:
    """The package of the frontier that is best, or worst, for a party that is not at the table.

    Attributes:
        package: `path: value as written`.
        gain: what the party gains over no deal on the futures on which the package was picked, in currency.
        fresh: the same on fresh futures: picking the best or worst of many estimates overstates it.
    """

    package: Mapping[str, str]
    gain: Estimate
    fresh: Estimate

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"package": dict(self.package), "gain": self.gain.to_json(), "fresh": self.fresh.to_json()}


@dataclass(frozen=True, slots=True, repr=False)
class Ripples(Drawn):
    """What packages do to those with a claim who are not at the table.

    Attributes:
        outsiders: those parties, in the file's order.
        measure: the bargain's one measure, in which all is told, at central beliefs.
        no_deal: what each of them has without a deal, in currency.
        today: what the contract in force does to all, as it stands; None where that is what holds without a deal.
        solutions: what the package of each bargaining solution does, by name.
        frontier: what packages of the frontier do, by rising worth to the first party at the table.
        on_frontier: how many packages the frontier has; those in `frontier` are spread evenly over it, where fewer.
        best: by outsider, the package of `frontier` that is best for it.
        worst: the same for the worst.
        title: the deal's title.
        currency: code of the deal's currency.
        names: the parties in words.
    """

    outsiders: tuple[str, ...]
    measure: str
    no_deal: Mapping[str, Estimate]
    today: Ripple | None
    solutions: Mapping[str, Ripple]
    frontier: tuple[Ripple, ...]
    on_frontier: int
    best: Mapping[str, Extreme] = field(default_factory=dict)
    worst: Mapping[str, Extreme] = field(default_factory=dict)
    title: str = ""
    currency: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "outsiders": list(self.outsiders),
            "measure": self.measure,
            "no_deal": {party: each.to_json() for party, each in self.no_deal.items()},
            "today": None if self.today is None else self.today.to_json(),
            "solutions": {name: each.to_json() for name, each in self.solutions.items()},
            "frontier": [each.to_json() for each in self.frontier],
            "on_frontier": self.on_frontier,
            "best": {party: each.to_json() for party, each in self.best.items()},
            "worst": {party: each.to_json() for party, each in self.worst.items()},
        }
