"""Hold the analysis of a scenario, and measure in it: opposition, and how far an outcome is from the frontier."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

import numpy as np

from dealwright.bargain.points import worth_to
from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float

    from dealwright.bargain.genius.outcomes import Outcomes
    from dealwright.bargain.points import Point
    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import Estimate, Json


@final
@dataclass(frozen=True, slots=True)
class Party:
    """One side of a scenario.

    Attributes:
        name: The name of its profile.
        reservation_value: What no agreement is worth to it at the time of the analysis.
        discount_factor: What is left of a utility at the end of the talks.
        least: The least that an outcome is worth to it.
        most: The most.
        stated: Whether the profile says what no agreement is worth; otherwise the least outcome stands for it.
    """

    name: str
    reservation_value: float
    discount_factor: float
    least: float
    most: float
    stated: bool = True

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "name": self.name,
            "reservation_value": finite(self.reservation_value),
            "reservation_stated": self.stated,
            "discount_factor": finite(self.discount_factor),
            "least": finite(self.least),
            "most": finite(self.most),
        }


@final
@dataclass(frozen=True, slots=True)
class Agreement:
    """An outcome that is looked at.

    Attributes:
        outcome: The value of each issue.
        utility: What it is worth to each party.
        surplus: What each gains over no agreement.
        to_frontier: How far it is from the nearest undominated outcome, in utilities of all parties together.
        to_nash: How far from the outcome that the Nash solution names; None where there is none.
        better: An undominated outcome that leaves nobody worse off, the nearest; None where there is none but itself.
    """

    outcome: Mapping[str, str]
    utility: Mapping[str, float]
    surplus: Mapping[str, float]
    to_frontier: float
    to_nash: float | None
    better: Point | None = None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "outcome": dict(self.outcome),
            "utility": dict(self.utility),
            "surplus": dict(self.surplus),
            "distance_to_frontier": finite(self.to_frontier),
            "distance_to_nash": None if self.to_nash is None else finite(self.to_nash),
            "better": None if self.better is None else dict(self.better.package),
        }


@final
@dataclass(frozen=True, slots=True)
class AsGenius:
    """What GENIUS itself would name, which is not always what the field calls so.

    Attributes:
        nash: The first outcome of the frontier with the largest product of utilities less reservation values, also
            where somebody would refuse it.
        kalai: What GENIUS calls Kalai-Smorodinsky: the first of the frontier with the least differences of utilities.

    Source:
        `BidSpace.getNash` and `BidSpace.getKalaiSmorodinsky` in GENIUS 10.4.
    """

    nash: Point
    kalai: Point

    def to_json(self) -> dict[str, Json]:
        """Return both outcomes with their utilities."""
        return {name: _utilities(point) for name, point in (("nash", self.nash), ("kalai_smorodinsky", self.kalai))}


@final
@dataclass(frozen=True, slots=True)
class Opposition:
    """How much the parties want different things: distances from an outcome that would be worth 1 to everybody.

    Attributes:
        kalai: Of the outcome that GENIUS calls Kalai-Smorodinsky: what is published of the domains of GENIUS.
        nearest: Of the outcome that comes nearest: what NegMAS calls the opposition level.
    """

    kalai: float
    nearest: float

    def to_json(self) -> dict[str, Json]:
        """Return both."""
        return {"kalai": finite(self.kalai), "nearest": finite(self.nearest)}


@final
@dataclass(frozen=True, slots=True, repr=False)
class Analysis:
    """A scenario, and what could be agreed on in it; every figure is a utility.

    Attributes:
        name: What the scenario is called.
        format: Whose files it was read from.
        outcomes: All outcomes.
        parties: Each side.
        bargain: Zone, frontier and solutions.
        opposition: How much they want different things.
        as_genius: What GENIUS would name.
        agreement: An outcome that was asked for.
        time: When the parties agree, as a share of the time for the talks.
        notes: What a reader must know.
        acceptable_share: Which share of all outcomes nobody refuses, where it was drawn and not counted.
    """

    name: str
    format: str
    outcomes: Outcomes
    parties: tuple[Party, ...]
    bargain: Bargain
    opposition: Opposition
    as_genius: AsGenius
    agreement: Agreement | None = None
    time: float = 0.0
    notes: tuple[str, ...] = field(default=())
    acceptable_share: Estimate | None = None

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `genius analyse --json`."""
        found, share = self.bargain, self.acceptable_share
        return {
            "scenario": self.name,
            "format": self.format,
            "space": "utilities",
            "time": self.time,
            "issues": [
                {"name": issue.name, "kind": issue.kind, "values": len(values)}
                for issue, values in zip(self.outcomes.issues, self.outcomes.choices, strict=True)
            ],
            "outcomes": self.outcomes.count,
            "parties": [party.to_json() for party in self.parties],
            "acceptable": None if share is not None else found.zone,
            "acceptable_share": None if share is None else [share.value, share.standard_error],
            "frontier": [_utilities(point) for point in found.frontier],
            "solutions": {
                name: {
                    "outcome": dict(each.package),
                    "utility": dict(each.certainty_equivalent),
                    "surplus": dict(each.surplus),
                    "tied": each.tied,
                    "lottery": [chance.to_json() for chance in each.lottery],
                }
                for name, each in found.solutions.items()
            },
            "no_solution": found.no_solution,
            "opposition": self.opposition.to_json(),
            "as_genius": self.as_genius.to_json(),
            "agreement": None if self.agreement is None else self.agreement.to_json(),
            "notes": [*self.notes, *found.notes],
        }


def _utilities(point: Point) -> dict[str, Json]:
    return {"outcome": dict(point.package), "utility": dict(point.certainty_equivalent)}


def opposition(found: Bargain, named: AsGenius) -> Opposition:
    """Measure how far the parties are from all getting what they want most.

    Args:
        found: The bargain, in utilities.
        named: What GENIUS names in it.

    Source:
        `ScenarioMeasures.calculateOpposition` in GENIUS, by which the domains of the Automated Negotiating Agents
        Competition are described; `opposition_level` in NegMAS.
    """
    kalai = np.array(list(named.kalai.certainty_equivalent.values()))
    return Opposition(_from_best(kalai[:, None]), _from_best(_frontier(found)))


def _from_best(worth: Float[np.ndarray, "party point"]) -> float:
    """The least distance of points from the one that is worth 1 to everybody."""
    return float(np.sqrt(((1.0 - worth) ** 2).sum(axis=0)).min())


def _frontier(found: Bargain) -> Float[np.ndarray, "party point"]:
    return np.array([worth_to(found.frontier, party) for party in found.between])


def as_genius_counts(found: Bargain) -> AsGenius:
    """Name what GENIUS itself would name.

    Args:
        found: The bargain, in utilities.
    """
    worth = _frontier(found)
    held = np.array([each.value for each in found.reservation.values()])[:, None]
    apart = np.abs(worth[:, None] - worth[None]).sum(axis=(0, 1))
    return AsGenius(
        found.frontier[int(np.argmax(np.prod(worth - held, axis=0)))], found.frontier[int(np.argmin(apart))]
    )


def agreement_at(outcome: Mapping[str, str], utility: Mapping[str, float], found: Bargain) -> Agreement:
    """Hold an outcome against what could have been.

    Args:
        outcome: The value of each issue.
        utility: What it is worth to each party.
        found: The bargain.

    Returns:
        Its distances in utilities, Euclidean as in GENIUS, and an undominated outcome that is better for all.
    """
    worth, own = _frontier(found), np.array(list(utility.values()))[:, None]
    away = np.sqrt(((worth - own) ** 2).sum(axis=0))
    above = np.flatnonzero((worth >= own).all(axis=0) & (worth > own).any(axis=0))
    better = found.frontier[int(above[np.argmin(away[above])])] if len(above) else None
    surplus = {party: value - found.reservation[party].value for party, value in utility.items()}
    return Agreement(outcome, utility, surplus, float(away.min()), _to_nash(own, found), better)


def _to_nash(own: Float[np.ndarray, "party one"], found: Bargain) -> float | None:
    """Measure how far an outcome is from the nearest that the Nash solution names."""
    solution = found.solutions.get("nash")
    if solution is None:
        return None
    named = [solution.certainty_equivalent, *(point.certainty_equivalent for point in solution.ties)]
    there = np.array([list(each.values()) for each in named]).T
    return float(np.sqrt(((there - own) ** 2).sum(axis=0)).min())
