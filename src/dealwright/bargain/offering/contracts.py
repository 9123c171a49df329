"""Hold a contract on what may happen: plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.offering.occasions import Occasion
    from dealwright.engine.result import Estimate, Json


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract on what may happen, by which both sides gain.

    Amounts are of today by the bargain's measure, but what a bet pays, which is money of the day on which it is known.

    Attributes:
        kind: `bet`, money if it happens against money if not; or `switch`, one package then and another otherwise.
        occasion: what may happen.
        chances: how likely each side believes it, 0 to 1.
        stated: how likely the file has it.
        gains: by how much it lifts what each side has, on fresh futures.
        searched: the same on the futures on which it was sized; empty for a switch.
        created: what both gain together.
        by_change: of that, what other terms bring both on average, by the file's own beliefs.
        by_beliefs: of that, what each expects by its own beliefs over the file's.
        by_risk: of that, what comes of moving risk to whoever bears it more easily; below zero where it makes risk.
        moved: what it moves from who is advised to the other on average, by the file's own beliefs.
        most_lost: what each side loses by it at most, against the package without it.
        backer: who is paid if it happens; empty for a switch.
        pays_if: what it is then paid.
        pays_if_not: what it pays otherwise.
        if_happens: what a switch changes of the package if it happens.
        if_not: what it changes otherwise.
        bystanders: by how much a switch lifts what everybody else at the table has; none loses by it.
    """

    kind: Literal["bet", "switch"]
    occasion: Occasion
    chances: Mapping[str, float]
    stated: float
    gains: Mapping[str, Estimate]
    searched: Mapping[str, float]
    created: Estimate
    by_change: float
    by_beliefs: float
    by_risk: float
    moved: float
    most_lost: Mapping[str, float]
    backer: str = ""
    pays_if: float = 0.0
    pays_if_not: float = 0.0
    if_happens: Mapping[str, str] = field(default_factory=dict)
    if_not: Mapping[str, str] = field(default_factory=dict)
    bystanders: Mapping[str, Estimate] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name; the occasion as its driver, its day and its level.

        Keys:
            on: what may happen.
            driver: the event or driver that it is about.
            by: the day by which an event happens, or on which a driver is looked at.
            over: the level that the driver is over, as written; None for an event.
        """
        occasion = self.occasion
        return {
            "kind": self.kind,
            "on": {"driver": occasion.name, "by": occasion.day.isoformat(), "over": occasion.said or None},
            "chances": {party: finite(each) for party, each in self.chances.items()},
            "stated": finite(self.stated),
            "backer": self.backer or None,
            "pays_if": finite(self.pays_if),
            "pays_if_not": finite(self.pays_if_not),
            "if_happens": dict(self.if_happens),
            "if_not": dict(self.if_not),
            "gains": {party: each.to_json() for party, each in self.gains.items()},
            "searched": {party: finite(each) for party, each in self.searched.items()},
            "created": self.created.to_json(),
            "by_change": finite(self.by_change),
            "by_beliefs": finite(self.by_beliefs),
            "by_risk": finite(self.by_risk),
            "moved": finite(self.moved),
            "bystanders": {party: each.to_json() for party, each in self.bystanders.items()},
            "most_lost": {party: finite(each) for party, each in self.most_lost.items()},
        }
