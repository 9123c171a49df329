"""Hold which bargaining power a package implies, and how unsure that is: plain frozen data, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.backtest_result import Spread
    from dealwright.engine.result import Json

Origin = Literal["signed", "asked"]
"""Whose package it is: what was signed in the talks, or one that was asked about."""


@dataclass(frozen=True, slots=True)
class ImpliedShare:
    """The power of one party that a package implies, 0 to 1.

    Attributes:
        range: the least and the largest of its powers under which the package is the Nash solution, on the futures of
            the search at central beliefs; None if no powers explain it.
        central: one in the middle of all that do; None likewise.
        over_error: how that middle lies over the scramblings of the futures alone, where there is one.
        over_cases: the same over all cases: what the parties know and we do not, in each scrambling.
        least: 5th percentile of the least power over all cases; None where no case has one.
        most: 95th percentile of the largest power; None likewise.
        nearest: how the power by which the package is nearest to the Nash solution lies, over the cases in which all
            gain by it, on the frontier or not; None where there are none.
    """

    range: tuple[float, float] | None
    central: float | None
    over_error: Spread | None
    over_cases: Spread | None
    least: float | None
    most: float | None
    nearest: Spread | None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        spreads = {"over_error": self.over_error, "over_cases": self.over_cases, "nearest": self.nearest}
        return {
            "range": None if self.range is None else list(self.range),
            "central": self.central,
            **{name: None if each is None else each.to_json() for name, each in spreads.items()},
            "least": self.least,
            "most": self.most,
        }


@dataclass(frozen=True, slots=True)
class Implied:
    """Which bargaining power a package implies.

    Attributes:
        package: `path: value as written`.
        origin: whether it was signed, or asked about.
        parties: by party.
        forgone: what the party that loses most could still gain in a package that is better for all, at central
            beliefs, in currency; 0 on the frontier.
        forgone_over_cases: the same over all cases in which all gain by the package; None where there are none.
        defined: share of the cases in which some powers explain it, 0 to 1.
        off_frontier: share in which another package is better for all.
        in_hollow: share in which none is, and still no powers explain it.
        refused: share in which somebody gains nothing by it, or would walk away.
        cases: how many cases there are.
        beside: with how many packages it was compared in each.
    """

    package: Mapping[str, str]
    origin: Origin
    parties: Mapping[str, ImpliedShare]
    forgone: float
    forgone_over_cases: Spread | None
    defined: float
    off_frontier: float
    in_hollow: float
    refused: float
    cases: int
    beside: int

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        over = self.forgone_over_cases
        return {
            "package": dict(self.package),
            "origin": self.origin,
            "parties": {party: each.to_json() for party, each in self.parties.items()},
            "forgone": self.forgone,
            "forgone_over_cases": None if over is None else over.to_json(),
            "defined": self.defined,
            "off_frontier": self.off_frontier,
            "in_hollow": self.in_hollow,
            "refused": self.refused,
            "cases": self.cases,
            "beside": self.beside,
        }
