"""Hold how much each number of a deal moves each party's worth: plain frozen data, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dealwright.engine.heading import Headed
from dealwright.engine.result import Estimate, Json, finite

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dealwright.engine.result import PartyCard

Difference = Literal["central", "upwards", "downwards", "the other", "weights"]
"""How a slope was taken: from both sides, from one where the number is at a bound, as a switch thrown, or by weights of
the futures where a number only says how likely the days of an event are."""
Shape = Literal["", "kink", "jump"]
"""What worth does at the number itself: nothing of note, bend, or leap."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How one party's worth moves with one number.

    Attributes:
        certainty_equivalent: change of the certainty equivalent by unit of the number, in currency.
        mean: change of the mean at the party's own rate by unit of the number, in currency.
        by: the measure of the bargain, in which what follows is told.
        of_one_percent: change if the number is 1 % greater, in currency; of a date, if it is 1 % of the time from
            `as_of` later (of a year where it is within a month of `as_of`); None where nothing is 1 % of it.
        over_range: change from the low to the high end of the range that the file states, at this slope, in currency;
            None where it states none.
        upwards: change by unit upwards from the number, where both sides differ.
        downwards: the same from below.
    """

    certainty_equivalent: Estimate
    mean: Estimate
    by: str = "certainty_equivalent"
    of_one_percent: float | None = None
    over_range: float | None = None
    upwards: float | None = None
    downwards: float | None = None

    @property
    def worth(self) -> Estimate:
        """Return the change by unit of the number in the measure of the bargain."""
        return self.mean if self.by == "mean_at_discount" else self.certainty_equivalent

    def to_json(self) -> dict[str, Json]:
        """Return every attribute but the measure under its own name; sides only where they differ."""
        told: dict[str, Json] = {
            "certainty_equivalent": self.certainty_equivalent.to_json(),
            "mean": self.mean.to_json(),
            "of_one_percent": None if self.of_one_percent is None else finite(self.of_one_percent),
            "over_range": None if self.over_range is None else finite(self.over_range),
        }
        if self.upwards is not None and self.downwards is not None:
            told |= {"upwards": finite(self.upwards), "downwards": finite(self.downwards)}
        return told


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What one number of the deal does.

    Attributes:
        path: path of the value in which the number stands.
        number: the number as the file writes it.
        place: which number of the value it is, from 0; 0 where it stands alone.
        alone: whether the value is this number and nothing else.
        unit: what a change is told by: `percentage point`, `1bn USD`, `year`.
        unit_size: how many plain units of the number that is; years for dates and durations.
        step: how far it was moved, in plain units.
        difference: from which sides.
        shape: whether worth bends or leaps at the number itself.
        futures: on how many futures.
        parties: what it does to each party.
        range: ends of the range that the file states for it, in plain units or as dates, or None.
        in_use: whether anything in force uses it; if not, it moves nothing.
    """

    path: str
    number: str
    place: int
    alone: bool
    unit: str
    unit_size: float
    step: float
    difference: Difference
    shape: Shape
    futures: int
    parties: Mapping[str, Effect]
    range: tuple[float, float] | tuple[date, date] | None = None
    in_use: bool = True

    @property
    def size(self) -> float:
        """Return how much it matters: the most that 1 % of it moves any party; of a switch, what it does."""
        moved = self.step / self.unit_size
        return max(
            abs(moved * each.worth.value if each.of_one_percent is None else each.of_one_percent)
            for each in self.parties.values()
        )

    @property
    def moves(self) -> bool:
        """Tell whether any figure of any party moves with it."""
        return any(
            each.value for effect in self.parties.values() for each in (effect.certainty_equivalent, effect.mean)
        )

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "path": self.path,
            "number": self.number,
            "place": self.place,
            "unit": self.unit,
            "unit_size": self.unit_size,
            "step": finite(self.step),
            "difference": self.difference,
            "shape": self.shape or None,
            "futures": self.futures,
            "in_use": self.in_use,
            "range": None if self.range is None else [_end(each) for each in self.range],
            "parties": {name: effect.to_json() for name, effect in self.parties.items()},
        }


def _end(end: float | date) -> float | str:
    return end if isinstance(end, float | int) else end.isoformat()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A number that was not moved, and why.

    Attributes:
        path: path of its value.
        number: the number as written.
        why: the reason.
    """

    path: str
    number: str
    why: str

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"path": self.path, "number": self.number, "why": self.why}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sensitivities(Headed):
    """How much each number of a deal moves each party's worth, the most telling first.

    Attributes:
        scenario: the scenario that is valued; `in_force` for the contract as it stands.
        worth: certainty equivalent of each party asked for, with nothing moved, in currency.
        parties: how to name each party asked for.
        numbers: what each number does.
        left_out: numbers that were not moved, each with its reason.
        titles: what the file calls its facts, terms, drivers, by path.
        worth_by: the one measure of the bargain, `certainty_equivalent` or `mean_at_discount`.
    """

    scenario: str
    worth: Mapping[str, float]
    parties: Mapping[str, PartyCard]
    numbers: tuple[Sensitivity, ...]
    left_out: tuple[LeftOut, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    worth_by: str = "certainty_equivalent"

    def at(self, path: str, place: int = 0) -> Sensitivity:
        """Return what a number does.

        Args:
            path: Path of its value.
            place: Which of the value's numbers it is, from 0.

        Raises:
            KeyError: If it was not asked for, or left out.
        """
        for each in self.numbers:
            if (each.path, each.place) == (path, place):
                return each
        raise KeyError(path)

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `sensitivities --json`, amounts in plain units of the currency."""
        return {
            **self.head(),
            "scenario": self.scenario,
            "worth_by": self.worth_by,
            "worth": {name: finite(value) for name, value in self.worth.items()},
            "numbers": [each.to_json() for each in self.numbers],
            "left_out": [each.to_json() for each in self.left_out],
        }
