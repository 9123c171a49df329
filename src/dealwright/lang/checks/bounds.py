"""Check that values lie within the bounds of their keys: shares between 0 and 100 %, amounts not negative."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from dealwright.deal.expression import Call, Chance, Expression, Quantity, Schedule, Uncertain, show
from dealwright.deal.measure import Measure
from dealwright.ground.problem import Problem, error
from dealwright.ground.unit import Kind, Unit
from dealwright.lang.constant import ends
from dealwright.lang.units import unit_of_measure

if TYPE_CHECKING:
    from dealwright.ground.place import Place
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_PERCENT = frozenset({"share", "rate"})
_RATES = frozenset({"rate", "per_year"})
_PROBABILITY = Measure("share", low=0, high=1)
_GROWTH = Measure("rate", above=-1)
_SPILLS = 1e-3
"""So much of a distribution may lie outside the bounds of its key."""


def check_bounds(draft: Draft, entry: Entry) -> list[Problem]:
    """Find values beyond the bounds of their keys, and probabilities that are none."""
    found: list[Problem] = []
    for value in entry.values:
        expression, measure = value.expression, value.measure
        if isinstance(expression, Chance):
            expression, measure = expression.probability, _PROBABILITY
        if measure.unit == "beyond" and isinstance(expression, Call):
            expression, measure = expression.arguments[0], _GROWTH
        if measure.low is None and measure.high is None and measure.above is None and measure.unit not in _RATES:
            continue
        points = expression.points if isinstance(expression, Schedule) else ((None, expression),)
        for _, point in points:
            wrong = _wrong(draft, point, measure, value.place)
            found += [] if wrong and _misfits(draft, entry, point, measure) else wrong
    return found


def _wrong(draft: Draft, point: Expression, measure: Measure, place: Place) -> list[Problem]:
    """Report a value that lies outside its bounds, or may."""
    numbers = [draft.constants.number(end) for end in ends(point)]
    if measure is _PROBABILITY:
        outside = any(number is not None and not 0 <= number <= 1 for number in numbers)
        return [_bad_probability(point)] if outside else _spilled(point, measure)
    if measure.unit == "count" and any(number is not None and number % 1 for number in numbers):
        what = f"`{show(point)}` is no whole number"
        return [error(_place(point, place), "out-of-bounds", what, "a whole number", "write a whole number")]
    return _beyond(point, measure, numbers, place) or _without_percent(point, measure) or _spilled(point, measure)


def _misfits(draft: Draft, entry: Entry, point: Expression, measure: Measure) -> bool:
    """Tell whether a value is in another unit than its key, which is said already."""
    expected, found = unit_of_measure(measure.unit, entry.currency), draft.units.of(point)
    return Kind.ANY not in {expected, found} and expected is not None and found != expected


def _without_percent(point: Expression, measure: Measure) -> list[Problem]:
    """Report a rate that is a plain number of one or more: `9` would be 900% a year."""
    interest = measure.unit == "per_year" and measure.prices == "own" and getattr(point, "unit", None) == Unit.NONE
    if (
        not (measure.unit == "rate" or interest)
        or not isinstance(point, Quantity)
        or not isinstance(point.value, float)
    ):
        return []
    if point.value < 1 or point.prices is not None or point.written.endswith(("%", "x")):
        return []
    what = f"`{point.written}` would be {point.value * 100:.6g}% a year"
    mend = f"write `{point.written}%`, or `{point.value * 100:.6g}%` if you mean it"
    return [error(point.place, "out-of-bounds", what, "a rate with its `%`", mend)]


def _spilled(point: Expression, measure: Measure) -> list[Problem]:
    """Report a distribution without ends of which a part lies outside the bounds."""
    if not isinstance(point, Uncertain) or point.family not in {"normal", "lognormal"}:
        return []
    low = measure.low if measure.above is None else measure.above
    below = 0.0 if low is None else _part_below(point, low)
    above = 0.0 if measure.high is None else 1 - _part_below(point, measure.high)
    if max(below, above) <= _SPILLS:
        return []
    side, bound, part = ("below", low, below) if below >= above else ("above", measure.high, above)
    what = f"`{show(point)}` is {side} {_written(bound, measure)} in {part:.1%} of all cases"
    mend = "write its 5th and 95th percentile, such as " + ("`5% to 20%`" if measure.high == 1 else "`8bn to 12bn`")
    return [error(point.place, "bad-distribution", what, _range(measure), mend)]


def _part_below(point: Uncertain, bound: float) -> float:
    """Return the probability that a normal or lognormal quantity lies below a bound."""
    mean, deviation = (cast("float", each.value) for each in point.parameters)
    if point.family == "lognormal":
        if bound <= 0:
            return 0.0
        variance = math.log1p((deviation / mean) ** 2)
        mean, deviation, bound = math.log(mean) - variance / 2, math.sqrt(variance), math.log(bound)
    return 0.5 * math.erfc((mean - bound) / (deviation * math.sqrt(2)))


def _place(point: Expression, place: Place) -> Place:
    return point.place if isinstance(point, Quantity) else place


def _beyond(expression: Expression, measure: Measure, numbers: list[float | None], place: Place) -> list[Problem]:
    """Report a value of which some end lies outside the bounds."""
    low, high = measure.low, measure.high
    known = [end for end in numbers if end is not None]
    if measure.above is not None and any(end <= measure.above for end in known):
        return [_not_above(expression, measure, place)]
    if all((low is None or low <= end) and (high is None or end <= high) for end in known):
        return []
    where = _place(expression, place)
    words = show(expression)
    side = "below" if low is not None and min(known) < low else "above"
    bound = _written(low if side == "below" else high, measure)
    what = f"`{words}` is {side} {bound}"
    mend = (
        _mend(expression, measure)
        or _turned(words, measure)
        or f"write {bound} or {'more' if side == 'below' else 'less'}"
    )
    return [error(where, "out-of-bounds", what, _range(measure), mend)]


def _not_above(expression: Expression, measure: Measure, place: Place) -> Problem:
    where, bound = _place(expression, place), _written(measure.above, measure)
    what = f"`{show(expression)}` is not above {bound}"
    mend = _turned(show(expression), measure) or f"write more than {bound}"
    return error(where, "out-of-bounds", what, f"a value above {bound}", mend)


def _range(measure: Measure) -> str:
    low, high = _written(measure.low, measure), _written(measure.high, measure)
    if measure.above is not None:
        return f"a value above {_written(measure.above, measure)}"
    if measure.low is not None and measure.high is not None:
        return f"a value from {low} to {high}"
    return f"a value of at least {low}" if measure.low is not None else f"a value of at most {high}"


def _mend(expression: Expression, measure: Measure) -> str:
    """Guess what was meant: a percentage without its sign."""
    if not isinstance(expression, Quantity) or not isinstance(expression.value, float):
        return ""
    bare = expression.written.replace(".", "").isdigit() and measure.unit in _PERCENT
    return f"write `{expression.written}%`" if bare and 1 < expression.value <= 100 else ""  # noqa: PLR2004 - 100 %


def _turned(words: str, measure: Measure) -> str:
    """Guess what was meant where nothing below zero may stand: the same without its sign."""
    meant = words.removeprefix("-")
    least = measure.low if measure.above is None else measure.above
    return f"write `{meant}`" if least == 0 and meant != words and meant[:1].isdigit() else ""


def _written(bound: float | None, measure: Measure) -> str:
    if bound is None:
        return ""
    return f"{bound * 100:g}%" if measure.unit in _PERCENT else f"{bound:g}"


def _bad_probability(expression: Expression) -> Problem:
    what = f"`{show(expression)}` is no probability"
    return error(expression.place, "bad-probability", what, "a share from 0% to 100%", "write a share such as `60%`")
