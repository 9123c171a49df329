"""Hold which value of a path reaches a goal: plain frozen data, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.engine.heading import Headed
from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.result import Estimate, Json, PartyCard


@dataclass(frozen=True, slots=True)
class At:
    """What a figure is at one value of a path.

    Attributes:
        value: The value as written.
        figure: The figure there.
    """

    value: str
    figure: Estimate

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"value": self.value, "figure": self.figure.to_json()}


@dataclass(frozen=True, slots=True)
class Answer:
    """One value of a path that reaches a goal.

    Attributes:
        value: The value as written: of those that can be written, the nearest.
        error: Its standard error, from that of the figure over its slope: in plain units, days of a date, months or
            days of a duration as it is written; None where the figure has none, or the values are single ones.
        figure: The figure there.
        between: The neighbouring values between which the figure passes over the goal without meeting it; None where it
            is met.
        steps: The figure at the steps of the range on both sides.
    """

    value: str
    error: float | None
    figure: Estimate
    between: tuple[At, At] | None = None
    steps: tuple[At, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name.

        Keys:
            standard_error: standard error of the value: in plain units, days of a date, months or days of a duration
                as it is written; None where the figure has none, or the values are single ones.
        """
        return {
            "value": self.value,
            "standard_error": None if self.error is None else finite(self.error),
            "figure": self.figure.to_json(),
            "between": None if self.between is None else [each.to_json() for each in self.between],
            "steps": [each.to_json() for each in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Sought:
    """Which values of a path reach a goal.

    Attributes:
        goal: What was to be reached, as it was said: a figure of a party, or a path of `value --json`.
        target: How much of it, in plain units.
        party: Whose figure it is; empty for a path.
        figure: `certainty_equivalent`, `mean` or `gain`; empty for a path.
        path: What was varied.
        held: What the deal says there.
        kind: What the values are: `number`, `date`, `duration` or `list`.
        now: The figure where the deal stands.
        ends: The figure at both ends of the range.
        range_is: Which range that is, in words.
        answers: Every value that was found to reach the goal, rising; empty where none does.
        looked_at: At how many values the figure was found.
    """

    goal: str
    target: float
    party: str
    figure: str
    path: str
    held: str
    kind: str
    now: Estimate
    ends: tuple[At, At]
    range_is: str
    answers: tuple[Answer, ...]
    looked_at: int

    @property
    def short_by(self) -> float:
        """Return by how much the nearer end of the range misses the goal; nothing where it is reached."""
        if self.answers:
            return 0.0
        return min(abs(end.figure.value - self.target) for end in self.ends)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "goal": self.goal,
            "target": finite(self.target),
            "party": self.party,
            "figure": self.figure,
            "path": self.path,
            "held": self.held,
            "kind": self.kind,
            "now": self.now.to_json(),
            "ends": [each.to_json() for each in self.ends],
            "range_is": self.range_is,
            "answers": [each.to_json() for each in self.answers],
            "short_by": finite(self.short_by),
            "looked_at": self.looked_at,
        }


@dataclass(frozen=True, slots=True, repr=False)
class Quest(Headed):
    """What was sought in a deal: one goal, or where each party is indifferent between signing and no deal.

    Attributes:
        worth_by: By which measure a gain is told.
        at: The package from which the path is varied, `path: value as written`; empty for today's terms.
        named: What the package is called; empty for one that was given, or none.
        parties: The parties, as the file names them.
        titles: Titles of facts, drivers and terms, by path.
        literals: What each fact says that is one plain value.
        break_even: Whether it is where parties are indifferent.
        sought: What was found; of a break-even one for each party.
    """

    worth_by: str
    at: Mapping[str, str]
    named: str
    parties: Mapping[str, PartyCard]
    titles: Mapping[str, str]
    literals: Mapping[str, str]
    break_even: bool
    sought: tuple[Sought, ...]

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            **self.head(),
            "worth_by": self.worth_by,
            "at": dict(self.at),
            "named": self.named,
            "break_even": self.break_even,
            "sought": [each.to_json() for each in self.sought],
        }
