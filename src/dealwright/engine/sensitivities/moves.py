"""How far a number of a deal is moved to see what it does, and in which unit that is told."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dealwright.ground.unit import Unit
from dealwright.lang.moments import YEAR as YEARS
from dealwright.lang.moments import of_a_kind
from dealwright.lang.overlay import typed_pairs
from dealwright.lang.trials import try_overlays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.ground.problem import Problem
    from dealwright.lang.load import Loaded
    from dealwright.lang.numbers import Number

Side = Literal["central", "upwards", "downwards"]
PART = 0.01
"""A number is moved by this part of itself, up and down."""
WIDER = 5.0
"""How much further where a move leaves too few futures that differ."""
CORRELATION = 0.02
"""A correlation is moved by so much, however small it is."""
WEIGHT = 0.05
"""So is the weight of a reading, or half the way to nothing or all: few futures are read otherwise for less."""
DAYS, YEAR = 30, 365.0
"""A day is moved by so many days."""
FEW_MONTHS = 6
ROUNDING = 1e-9
FIRST, LAST = 1900.0, 2200.0
"""Between these a number may be a calendar year."""
_SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, ""))


@dataclass(frozen=True, slots=True)
class Told:
    """The unit in which a slope is told.

    Args:
        size: How many plain units of the number it is: 0.01 for a percentage point, 1e9 for a billion.
        words: What it is called: `percentage point`, `1bn USD`, `year`.
    """

    size: float
    words: str


_DURATIONS = (Told(1.0, "year"), Told(1 / 12, "month"), Told(1 / YEAR, "day"))


@dataclass(frozen=True, slots=True)
class Move:
    """A number moved to one side.

    Args:
        by: How far, in plain units; days for a date, in years.
        overrides: The values to lay over the deal.
        loaded: The deal as it then is.
    """

    by: float
    overrides: Mapping[str, str]
    loaded: Loaded


@dataclass(frozen=True, slots=True)
class Refused:
    """A number that cannot be moved.

    Args:
        why: What stands against it, in words.
    """

    why: str


def unit_of(number: Number) -> Told:
    """Return the unit in which what a number does is told.

    Args:
        number: The number.

    Returns:
        A percentage point, a round amount of money of the number's own size, a year, one.
    """
    value, literal = number.literal.value, number.literal
    if isinstance(value, bool):
        return Told(1.0, "the other")
    if isinstance(value, dt.date) or is_year(number):
        return Told(1.0, "year")
    if literal.kind == "duration":
        return next(told for told in _DURATIONS if told.size <= _float(value) or told is _DURATIONS[-1])
    if literal.unit != Unit.NONE:
        return _round(_float(value), _SCALES[2 if not value else -1], f" {literal.unit}")
    if "%" in literal.written or (number.alone and number.measure.unit in {"share", "rate"}):
        return Told(0.01, "percentage point")
    return Told(1.0, "1x") if literal.written.endswith("x") else _round(_float(value), _SCALES[-1], "")


def _round(value: float, least: tuple[float, str], unit: str) -> Told:
    """Return the round number next below a value, in a unit."""
    size, suffix = next((scale for scale in _SCALES if abs(value) >= scale[0]), least)
    return Told(size, f"1{suffix}{unit}")


def _float(value: object) -> float:
    assert isinstance(value, float | int)  # noqa: S101 - a literal that is a number
    return float(value)


def is_whole(number: Number) -> bool:
    """Tell whether a number is a whole one, or a calendar year, that is moved by 1."""
    return number.measure.unit == "count" or is_year(number)


def is_year(number: Number) -> bool:
    """Tell whether a number is a calendar year, in a formula that asks which year it is."""
    return is_moment(number) and number.literal.value == round(float(number.literal.value))  # type: ignore[arg-type]


def is_moment(number: Number) -> bool:
    """Tell whether a number is a moment in calendar years, such as the 2028.5 of `year < 2028.5`, and no size."""
    value = number.literal.value
    if not isinstance(value, float) or number.literal.unit != Unit.NONE or not FIRST <= value < LAST:
        return False
    beside = of_a_kind(number.value)
    return number.of_years or any(YEARS in each and any(one is number.literal for one in each) for each in beside)


def step_of(number: Number, scale: float) -> float:
    """Return how far a number is moved, in plain units; years for a date.

    Args:
        number: The number, no condition.
        scale: An amount of money that matters little in the deal, for numbers that are nothing.
    """
    value, told = number.literal.value, unit_of(number)
    if isinstance(value, dt.date):
        return DAYS / YEAR
    value = _float(value)
    if is_whole(number):
        return 1.0
    if number.path.startswith("correlations.") or (number.path.endswith(".weight") and 0 < value < 1):
        return CORRELATION if number.path.startswith("correlations.") else min(WEIGHT, value / 2, (1 - value) / 2)
    if number.literal.kind == "duration":
        return _step_of_duration(value)
    if value == 0:
        return 0.005 if told.words == "percentage point" else scale if number.literal.unit != Unit.NONE else PART
    return abs(value) * PART


def _step_of_duration(years: float) -> float:
    """Move whole months by a month where that is little, all else by days: both are durations the calendar knows."""
    months = years * 12
    if months >= FEW_MONTHS and abs(months - round(months)) < ROUNDING:
        return 1 / 12
    return max(1.0, math.ceil(years * YEAR * PART)) / YEAR


def moved(loaded: Loaded, number: Number, by: float, others: Sequence[Number]) -> Move | Refused:
    """Move a number of a deal.

    Args:
        loaded: The deal.
        number: The number.
        by: How far, in plain units; years for a date.
        others: All numbers of the deal, of which those that make a whole with this one give way.

    Returns:
        The deal as it then is, or why it cannot be; readings word anew what they do, as they do the deal itself.
    """
    overrides = {number.path: number.changed(_to(number, by))}
    words = isinstance(number.literal.value, bool)
    changed = loaded.laid(typed_pairs(overrides), warnings=False, settles=False, words=words)
    if changed.deal is not None:
        wrong = _errors_laid(changed, number)
        return Refused(wrong[0].what) if wrong else Move(by, overrides, changed)
    whole = _giving_way(number, by, others)
    if whole:
        again = loaded.laid(typed_pairs(overrides | whole), warnings=False, settles=False, words=words)
        if again.deal is not None:
            return Move(by, overrides | whole, again)
    return Refused(changed.errors[0].what)


def _errors_laid(changed: Loaded, number: Number) -> list[Problem]:
    """Return what is wrong with a number that an option or a reading lays over the deal, once it is laid."""
    if not number.laid:
        return []
    return [each for each in try_overlays(changed) if each.severity == "error" and each not in changed.others]


def _to(number: Number, by: float) -> float | dt.date | bool:
    value = number.literal.value
    if isinstance(value, bool):
        return not value
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=round(by * YEAR))
    to = _float(value) + by
    return round(to, 12) if abs(to) < 1 else to


def _giving_way(number: Number, by: float, others: Sequence[Number]) -> dict[str, str]:
    """Return what those shares become that make 100 % with one: in proportion, or alike where all are 0."""
    mates = [each for each in others if each.alone and _family(each.path) == _family(number.path)]
    values = {each.path: each.literal.value for each in mates if isinstance(each.literal.value, float)}
    rest = [each for each in mates if each.path != number.path]
    left = sum(values.get(each.path, 0.0) for each in rest)
    if not rest or len(values) < len(mates) or abs(sum(values.values()) - 1.0) > ROUNDING:
        return {}
    part = {each.path: values[each.path] / left if left else 1.0 / len(rest) for each in rest}
    return {each.path: each.changed(values[each.path] - by * part[each.path]) for each in rest}


def _family(path: str) -> str:
    """Name what shares make a whole within: the values of one mapping, or the same key of the items of one list."""
    keys = path.split(".")
    return ".".join("*" if key.isdigit() else key for key in keys) if keys[-1] == "weight" else ".".join(keys[:-1])
