"""Check that values lie within the bounds of their keys: shares between 0 and 100 %, amounts not negative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Chance, Expression, Quantity, Schedule, show
from dealwright.ground.problem import Problem, error
from dealwright.lang.constant import ends

if TYPE_CHECKING:
    from dealwright.deal.measure import Measure
    from dealwright.ground.place import Place
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_PERCENT = frozenset({"share", "rate"})


def check_bounds(draft: Draft, entry: Entry) -> list[Problem]:
    """Find values beyond the bounds of their keys, and probabilities that are none."""
    known = draft.constants
    found = []
    for value in entry.values:
        if isinstance(value.expression, Chance):
            numbers = [known.number(end) for end in ends(value.expression.probability)]
            if any(number is not None and not 0 <= number <= 1 for number in numbers):
                found.append(_bad_probability(value.expression.probability))
            continue
        if value.measure.low is None and value.measure.high is None and value.measure.above is None:
            continue
        points = value.expression.points if isinstance(value.expression, Schedule) else ((None, value.expression),)
        for _, point in points:
            found += _beyond(point, value.measure, [known.number(end) for end in ends(point)], value.place)
    return found


def _beyond(expression: Expression, measure: Measure, numbers: list[float | None], place: Place) -> list[Problem]:
    """Report a value of which some end lies outside the bounds."""
    low, high = measure.low, measure.high
    known = [end for end in numbers if end is not None]
    if measure.above is not None and any(end <= measure.above for end in known):
        return [_not_above(expression, measure, place)]
    if all((low is None or low <= end) and (high is None or end <= high) for end in known):
        return []
    where = expression.place if isinstance(expression, Quantity) else place
    words = show(expression)
    side = "below" if low is not None and min(known) < low else "above"
    bound = _written(low if side == "below" else high, measure)
    what = f"`{words}` is {side} {bound}"
    mend = _mend(expression, measure) or f"write {bound} or {'more' if side == 'below' else 'less'}"
    return [error(where, "out-of-bounds", what, _range(measure), mend)]


def _not_above(expression: Expression, measure: Measure, place: Place) -> Problem:
    where, bound = expression.place if isinstance(expression, Quantity) else place, _written(measure.above, measure)
    what = f"`{show(expression)}` is not above {bound}"
    return error(where, "out-of-bounds", what, f"a value above {bound}", f"write more than {bound}")


def _range(measure: Measure) -> str:
    low, high = _written(measure.low, measure), _written(measure.high, measure)
    if measure.low is not None and measure.high is not None:
        return f"a value from {low} to {high}"
    return f"a value of at least {low}" if measure.low is not None else f"a value of at most {high}"


def _mend(expression: Expression, measure: Measure) -> str:
    """Guess what was meant: a percentage without its sign."""
    if not isinstance(expression, Quantity) or not isinstance(expression.value, float):
        return ""
    bare = expression.written.replace(".", "").isdigit() and measure.unit in _PERCENT
    return f"write `{expression.written}%`" if bare and 1 < expression.value <= 100 else ""  # noqa: PLR2004 - 100 %


def _written(bound: float | None, measure: Measure) -> str:
    if bound is None:
        return ""
    return f"{bound * 100:g}%" if measure.unit in _PERCENT else f"{bound:g}"


def _bad_probability(expression: Expression) -> Problem:
    what = f"`{show(expression)}` is no probability"
    return error(expression.place, "bad-probability", what, "a share from 0% to 100%", "write a share such as `60%`")
