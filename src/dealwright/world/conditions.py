"""Finds when a condition is first true, between the edges of the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.driver import Event
from dealwright.deal.expression import Binary, Name, Unary
from dealwright.world.events import by_condition
from dealwright.world.frames import StepEnds
from dealwright.world.trajectory import Sampled
from dealwright.world.value import OPERATORS, value

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.world.futures import Futures

    Fractions = Float[ndarray, "step path"]
    Stretch = tuple[Fractions, Fractions]

COMPARISONS = frozenset({"<", "<=", ">", ">="})
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==", "and": "or", "or": "and"}


def first_time(
    condition: Expression, futures: Futures, not_before: float | Float[ndarray, " path"] = 0.0
) -> Float[ndarray, " path"]:
    """Find the first moment at which a condition is true, at or after a day.

    A comparison crosses inside a step where its sides, interpolated, meet: evenly in their logarithms where they are
    products of drivers, as drivers are interpolated, else evenly. `before` and `after` change at their event. Other
    conditions are looked at at the ends of the steps.

    Args:
        condition: What has to be true.
        futures: The futures.
        not_before: Day from which it counts, in days from the opening of `as_of`.

    Returns:
        Days; infinite where the condition is not true up to the horizon.
    """
    with np.errstate(all="ignore"):
        opens, closes = _stretch(condition, futures)
    shape = (futures.grid.steps, futures.paths)
    return by_condition(np.broadcast_to(opens, shape), np.broadcast_to(closes, shape), futures.grid, not_before)


def _stretch(condition: Expression, futures: Futures) -> Stretch:
    """Return the fractions of each step between which a condition is true; the first is greater where it is not."""
    match condition:
        case Unary("not", operand) if (other := _opposite(operand)) is not None:
            found = _stretch(other, futures)
        case Binary("and", left, right):
            (start, end), (other_start, other_end) = _stretch(left, futures), _stretch(right, futures)
            found = np.maximum(start, other_start), np.minimum(end, other_end)
        case Binary("or", left, right):
            found = _either(_stretch(left, futures), _stretch(right, futures))
        case Binary(op, left, right) if op in COMPARISONS:
            found = _crossing(op, left, right, futures)
        case Name(name) if (behind := futures.behind(name)) is not None:
            found = _stretch(behind, futures)
        case _:
            first, last = (np.atleast_2d(value(condition, end)) for end in _ends(futures))
            found = _between(first, last, np.asarray(1.0), np.asarray(0.0))
    return found


def _opposite(condition: Expression) -> Expression | None:
    """Return what is true exactly where a condition is not, without `not` outermost; None if it cannot be said so."""
    match condition:
        case Binary("and" | "or" as op, left, right):
            return Binary(_OPPOSITE[op], Unary("not", left), Unary("not", right))
        case Binary(op, left, right) if op in _OPPOSITE:
            return Binary(_OPPOSITE[op], left, right)
        case Unary("not", operand):
            return operand
        case _:
            return None


def _ends(futures: Futures) -> tuple[StepEnds, StepEnds]:
    """Return both ends of every step, asked as moments."""
    return StepEnds(futures, last=False, moments=True), StepEnds(futures, last=True, moments=True)


def _either(first: Stretch, second: Stretch) -> Stretch:
    """Return from where one of two is true to where none is any more; a gap between them counts as true."""
    closes = [np.where(part[0] <= part[1], part[1], -np.inf) for part in (first, second)]
    return np.minimum(first[0], second[0]), np.maximum(*closes)


def _crossing(op: str, left: Expression, right: Expression, futures: Futures) -> Stretch:
    """Return where a comparison is true: up to, or from, where its sides meet or an event asked for in it happens."""
    ends = [
        tuple(np.atleast_2d(np.asarray(value(side, end), dtype=float)) for side in (left, right))
        for end in _ends(futures)
    ]
    first, last = (np.asarray(OPERATORS[op](*sides)) for sides in ends)
    first, last = np.broadcast_arrays(first, last)
    changes = first != last
    levels = [np.broadcast_to(side, changes.shape)[changes] for sides in ends for side in sides]
    fraction = np.zeros(changes.shape)
    fraction[changes] = _meeting(*levels, logarithmic=_is_product(left, futures) and _is_product(right, futures))
    switch = _switch(futures.motion(left).names | futures.motion(right).names, futures)
    fraction = fraction if switch is None else np.where(np.isnan(switch), fraction, switch)
    return _between(first, last, fraction, fraction)


def _meeting(
    left: Float[ndarray, " crossing"],
    right: Float[ndarray, " crossing"],
    left_end: Float[ndarray, " crossing"],
    right_end: Float[ndarray, " crossing"],
    *,
    logarithmic: bool,
) -> Float[ndarray, " crossing"]:
    """Return the fraction of a step at which two sides meet that change places within it."""
    positive = logarithmic & (left > 0) & (right > 0) & (left_end > 0) & (right_end > 0)
    first = np.where(positive, np.log(left / right), left - right)
    last = np.where(positive, np.log(left_end / right_end), left_end - right_end)
    return np.asarray(np.clip(np.nan_to_num(first / (first - last)), 0.0, 1.0))


def _is_product(expression: Expression, futures: Futures) -> bool:
    """Say whether an expression's logarithm runs evenly within a step: products of drivers and what stands still."""
    match expression:
        case _ if not futures.motion(expression).moves:
            return True
        case Name(name) if (behind := futures.behind(name)) is not None:
            return _is_product(behind, futures)
        case Name(name):
            return isinstance(futures.trajectory(name), Sampled)
        case Binary("*" | "/", left, right):
            return _is_product(left, futures) and _is_product(right, futures)
        case _:
            return False


def _switch(names: frozenset[str], futures: Futures) -> Fractions | None:
    """Return the fraction of each step at which the first of the events among some names happens, no number if none."""
    events = sorted(name for name in names if isinstance(futures.deal.drivers.get(name), Event))
    if not events:
        return None
    edges = np.asarray(futures.grid.edges)[:, None]
    opens, closes = edges[:-1], edges[1:]
    days = [np.where((day > opens) & (day <= closes), day, np.nan) for day in map(futures.event, events)]
    return np.asarray((np.fmin.reduce(days) - opens) / (closes - opens))


def _between(
    first: Bool[ndarray, "step path"], last: Bool[ndarray, "step path"], opens: Fractions, closes: Fractions
) -> Stretch:
    """Return the stretch of a step in which something is true, from its truth at both ends and where it changes."""
    start = np.where(first, 0.0, np.where(last, opens, np.inf))
    end = np.where(last, 1.0, np.where(first, closes, -np.inf))
    return start, end
