"""Evaluates an expression at the moments of a frame, and as the yearly rate that holds over each step."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.expression import (
    BUILT_IN_NAMES,
    Binary,
    Call,
    Name,
    Quantity,
    Schedule,
    TermField,
    Unary,
    Uncertain,
    show,
    walk,
)
from dealwright.ground.calendar import DAYS_PER_YEAR
from dealwright.world.accumulate import Mixture, Payments, Sums, Total, Window
from dealwright.world.clock import step_years
from dealwright.world.dates import combined, is_date
from dealwright.world.frames import Results, StepEnds
from dealwright.world.switches import day_of, spans
from dealwright.world.trajectory import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dealwright.deal.expression import Expression
    from dealwright.world.frames import Frame
    from dealwright.world.futures import Futures

Rows = Any
"""A number, or an array (row, path) of which either length may be one."""

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.float_power,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
    "and": np.logical_and,
    "or": np.logical_or,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": lambda *values: reduce(np.minimum, values),
    "max": lambda *values: reduce(np.maximum, values),
    "clip": lambda value, low, high: np.minimum(np.maximum(value, low), high),
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
}


def value(expression: Expression, frame: Frame) -> Rows:
    """Evaluate an expression at every moment of a frame.

    Args:
        expression: What to evaluate; dates become days from the opening of `as_of`, durations years.
        frame: When.

    Returns:
        A number, or an array (row, path) of which either length may be one.
    """
    match expression:
        case Quantity():
            found = frame.futures.plain(expression)
        case Name():
            found = _named(expression.name, frame)
        case TermField(term, result):
            found = frame.term(term, result)
        case Uncertain():
            found = _column(frame.futures.uncertain(expression))
        case Schedule():
            found = frame.level(frame.futures.kept("table", expression, lambda: _table(expression, frame.futures)))
        case _ if isinstance(frame, StepEnds) and not frame.futures.motion(expression).held:
            edges = frame.edges
            found = frame.end(edges.once("edges", expression, lambda: _computed(expression, edges)))
        case _:
            found = _computed(expression, frame)
    return found


def _table(schedule: Schedule, futures: Futures) -> Table:
    points, given = zip(*schedule.points, strict=True)
    return Table(futures.grid, points, tuple(futures.number(each) for each in given))


def _named(name: str, frame: Frame) -> Rows:
    if name in BUILT_IN_NAMES:
        return frame.year()
    behind = frame.futures.behind(name)
    if behind is not None:
        return frame.once("edges", behind, lambda: value(behind, frame))
    if frame.futures.moves(name):
        return frame.driver(name)
    return _column(frame.futures.fact(name))


def _column(number: Any) -> Rows:  # noqa: ANN401 - a number, or one per path
    return number[None, :] if np.ndim(number) else number


def _computed(expression: Expression, frame: Frame) -> Rows:
    match expression:
        case Unary("not", operand):
            return np.logical_not(value(operand, frame))
        case Unary(_, operand):
            return np.negative(value(operand, frame))
        case Binary(op, left, right):
            sides, dates = (value(left, frame), value(right, frame)), dates_among(op, left, right, frame.futures)
            return combined(op, *sides, dates, frame.futures.grid) if any(dates) else OPERATORS[op](*sides)
        case Call(function, arguments) if function in FUNCTIONS:
            return FUNCTIONS[function](*(value(argument, frame) for argument in arguments))
        case Call(function, arguments):
            return SPECIAL[function](frame, *arguments)
        case _:
            message = f"{type(expression).__name__} is no value in time"
            raise TypeError(message)


def dates_among(op: str, left: Expression, right: Expression, futures: Futures) -> tuple[bool, bool]:
    """Tell which sides of a sum or difference are dates."""
    return (is_date(left, futures), is_date(right, futures)) if op in {"+", "-"} else (False, False)


def _if(frame: Frame, condition: Expression, then: Expression, otherwise: Expression) -> Rows:
    truth = value(condition, frame)
    if np.ndim(truth) == 0:
        return value(then if truth else otherwise, frame)
    return np.where(truth, value(then, frame), value(otherwise, frame))


def _before(frame: Frame, when: Expression) -> Rows:
    return frame.before(day_of(when, frame.futures))


def _after(frame: Frame, when: Expression) -> Rows:
    return 1.0 - _before(frame, when)


def _cumulative(frame: Frame, flow: Expression) -> Rows:
    return frame.level(_total(flow, frame))


def _trailing(frame: Frame, flow: Expression, years: Expression) -> Rows:
    def past(days: Rows) -> Rows:
        return value(flow, frame.on(("past", days.tobytes()), lambda: days))

    length = float(np.max(frame.futures.number(years)))
    return frame.level(Window(_total(flow, frame), length, past))


def _total(flow: Expression, frame: Frame) -> Total | Payments | Mixture:
    """Add a flow up; what is paid on days of its own leaps on them."""
    parts = apart(flow, frame)
    if all(paid is None for _, _, paid in parts):
        return _even_total(flow, frame)
    return Mixture(tuple((factor, _even_total(part, frame) if paid is None else paid) for factor, part, paid in parts))


def _even_total(flow: Expression, frame: Frame) -> Total:
    futures, lengths = frame.futures, step_years(frame.futures.grid)[:, None]

    def amounts(part: slice) -> Rows:
        return np.atleast_2d(rates(flow, StepEnds(futures, frame.fields, part=part)) * lengths[part])

    def sums() -> Sums:
        from dealwright.world.programs import total  # which takes the same operations

        quickly = total(flow, StepEnds(futures, frame.fields), lengths[:, 0])
        return Total.of(futures.grid, map(amounts, futures.stretches())).sums if quickly is None else quickly

    kept = frame.fields.kept if isinstance(frame.fields, Results) else futures.kept
    return Total(futures.grid, kept("total", flow, sums))


def paid_on_days(flow: Expression, frame: Frame) -> Payments | None:
    """Return the payments of a term whose `paid` an expression is, where they are made on days of their own."""
    if not (isinstance(flow, TermField) and flow.field == "paid" and isinstance(frame.fields, Results)):
        return None
    payments = frame.fields.payments(flow.term)
    return None if payments is None else Payments(frame.futures.grid, *payments)


def apart(flow: Expression, frame: Frame) -> tuple[tuple[Rows, Expression, Payments | None], ...]:
    """Take a flow apart into what is paid on days of its own and what runs evenly, each times a number.

    Args:
        flow: A yearly flow.
        frame: What it is evaluated in.

    Returns:
        The number, (1, path) where it differs, the part of the flow and the payments that it is, none where it is even.
    """
    if all(paid_on_days(part, frame) is None for part in walk(flow)):
        return ((1.0, flow, None),)
    return tuple((factor, part, paid_on_days(part, frame)) for factor, part in _summands(flow, frame, 1.0))


def _summands(flow: Expression, frame: Frame, factor: Rows) -> Iterator[tuple[Rows, Expression]]:
    """Take a sum of flows apart, as far as each is only added and multiplied by what stands still."""
    match flow:
        case Unary("-", operand):
            yield from _summands(operand, frame, -factor)
        case Binary("+" | "-" as op, left, right):
            yield from _summands(left, frame, factor)
            yield from _summands(right, frame, factor if op == "+" else -factor)
        case Binary("*", left, right) if not frame.futures.motion(left).moves:
            yield from _summands(right, frame, factor * value(left, frame))
        case Binary("*" | "/" as op, left, right) if not frame.futures.motion(right).moves:
            yield from _summands(left, frame, OPERATORS[op](factor, value(right, frame)))
        case _:
            yield factor, flow


def _at(frame: Frame, what: Expression, when: Expression) -> Rows:
    """Evaluate at the day of an event or a date; zero where it does not come up to the horizon."""
    days = np.atleast_2d(day_of(when, frame.futures))
    happens = days <= frame.futures.grid.edges[-1]
    there = frame.on(("at", show(when)), lambda: np.where(happens, days, frame.futures.grid.edges[-1]))
    return np.where(happens, value(what, there), 0.0)


def _inflated(frame: Frame, amount: Expression, inflation: Expression) -> Rows:
    """Carry money of `as_of` to the prices of each moment."""
    return value(amount, frame) * _price_level(frame, inflation)


def _deflated(frame: Frame, amount: Expression, inflation: Expression) -> Rows:
    """Carry money of each moment to the prices of `as_of`."""
    return value(amount, frame) / _price_level(frame, inflation)


def _price_level(frame: Frame, inflation: Expression) -> Rows:
    """Return what costs one at `as_of`, at each moment: compounded by days, as discounting is."""
    return (1.0 + _column(frame.futures.number(inflation))) ** (frame.days / DAYS_PER_YEAR)


SPECIAL: dict[str, Callable[..., Any]] = {
    "if": _if,
    "before": _before,
    "after": _after,
    "cumulative": _cumulative,
    "trailing": _trailing,
    "at": _at,
    "inflated": _inflated,
    "deflated": _deflated,
}


def rates(expression: Expression, steps: StepEnds) -> Rows:
    """Return the value that holds over each step: the average of its ends, with the step's own `before` and `year`.

    Sums, and products with what does not run within a step, are taken apart, so that common parts are computed once.

    Args:
        expression: What to evaluate.
        steps: The steps, with their window; either end.

    Returns:
        A number, or an array (step, path) of which either length may be one.
    """
    return _apart(expression, steps, cut=True)


def _apart(expression: Expression, steps: StepEnds, *, cut: bool) -> Rows:
    """Take an expression apart; `cut` where a `before` or `after` in it may change within the days that count."""
    how = steps.futures.motion(expression)
    if cut and not how.windowed:
        cut, steps = False, steps if steps.window is None else replace(steps, window=None)
    if not cut and not how.moves:
        return value(expression, steps)
    match expression:
        case Call("before" | "after"):
            return value(expression, steps)
        case Unary("-", operand):
            return np.negative(_apart(operand, steps, cut=cut))
        case Binary(op, left, right) if averages_apart(op, left, right, steps.futures):
            return OPERATORS[op](_apart(left, steps, cut=cut), _apart(right, steps, cut=cut))
        case Name(name) if (behind := steps.futures.behind(name)) is not None:
            return steps.once("rates", behind, lambda: _apart(behind, steps, cut=cut))
        case _:
            whole = _pieced if cut else _averaged
            return steps.once("rates", expression, lambda: whole(expression, steps))


def _pieced(expression: Expression, steps: StepEnds) -> Rows:
    """Weigh what holds before and after each switch of an expression by its days."""
    total: Rows = 0.0
    counted: Rows = 0.0
    for opens, closes in spans(expression, steps):
        days = closes - opens
        total = total + days * _apart(expression, replace(steps, window=(opens, closes), found={}), cut=False)
        counted = counted + days
    return np.divide(total, counted, out=np.zeros_like(total), where=np.broadcast_to(counted > 0, np.shape(total)))


def _averaged(expression: Expression, steps: StepEnds) -> Rows:
    first, last = ends(expression, steps)
    found = np.add(first, last, dtype=float)
    found *= 0.5
    return found


def ends(expression: Expression, steps: StepEnds) -> tuple[Rows, Rows]:
    """Evaluate an expression at both ends of every step; what is not held over a step is evaluated once for both."""
    first, last = (replace(steps, last=last) for last in (False, True))
    if steps.futures.motion(expression).held:
        return value(expression, first), value(expression, last)
    edges = value(expression, steps.edges)
    return first.end(edges), last.end(edges)


def averages_apart(op: str, left: Expression, right: Expression, futures: Futures) -> bool:
    """Say whether the average of a sum, product or quotient is that of its sides' averages."""
    one, other = futures.motion(left), futures.motion(right)
    if op in {"+", "-"}:
        return True
    if one.windowed and other.windowed:
        return False
    return (op == "*" and not (one.moves and other.moves)) or (op == "/" and not (other.moves or other.windowed))
