"""Turns the expressions of a deal file into formulas: at the edges of the steps, over a step, at a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.deal.driver import Event
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
from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import (
    Node,
    NotLiveError,
    both,
    choose,
    either,
    exp,
    greatest,
    least,
    log,
    negated,
    node,
    root,
)
from dealwright.show.excel.dates import moved, year_of
from dealwright.world.dates import is_date
from dealwright.world.value import averages_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.book import Book
    from dealwright.show.excel.drivers import Drivers
    from dealwright.show.excel.inputs import Inputs
    from dealwright.show.excel.timeline import Timeline
    from dealwright.world.futures import Futures

_OPERATORS: dict[str, Callable[[Node, Node], Node]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "^": lambda left, right: left**right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "==": lambda left, right: left.equals(right),
    "!=": lambda left, right: left.differs(right),
    "and": both,
    "or": either,
}
_FUNCTIONS: dict[str, Callable[..., Node]] = {
    "min": least,
    "max": greatest,
    "clip": lambda value, low, high: least(greatest(value, low), high),
    "exp": exp,
    "log": log,
    "sqrt": root,
}
DAYS_PER_YEAR = 365.0


@dataclass(frozen=True, slots=True)
class Frame:
    """When an expression is evaluated.

    Args:
        edge: The edge at which drivers are read; none at a day.
        step: The step over which what is held stands; none at an edge.
        day: The day; none at an edge.
        states: Of each event or date that is asked for, whether the moment lies before it; asked of the frame's own
            moment where nothing is said.
    """

    edge: int | None = None
    step: int | None = None
    day: Node | None = None
    states: tuple[tuple[str, bool], ...] = ()


@dataclass(slots=True)
class Formulas:
    """Formulas for the expressions of one deal in its certain case.

    Args:
        futures: The one future.
        inputs: Where the numbers of the file stand.
        timeline: Where the steps stand.
        drivers: Rows of drivers and of what is computed from them.
        fields: What an expression may ask of a term, laid when it is first asked for.
        book: The sheets.
        held: Expressions that are held as the tool found them, by what rests on them, in words.
        occurs: The day on which a term happens that is an event, likewise.
    """

    futures: Futures
    inputs: Inputs
    timeline: Timeline
    book: Book
    drivers: Drivers = field(init=False)
    fields: Callable[[str, str, Frame], Node] | None = None
    held: dict[str, list[Expression]] = field(default_factory=dict)
    occurs: Callable[[str], Node] | None = None

    def number(self, expression: Expression) -> Node:
        """Return what no driver moves; a date as the day on which it opens; drivers as they are at `as_of`."""
        return self.value(expression, Frame(day=self.timeline.as_of))

    def at(self, expression: Expression, day: Node) -> Node:
        """Return what an expression is at a day."""
        return self.value(expression, Frame(day=day))

    def moment(self, expression: Expression) -> Node:
        """Return the day of an event, or the opening of a date."""
        if isinstance(expression, Name) and isinstance(self.futures.deal.drivers.get(expression.name), Event):
            return self.drivers.event(expression.name)
        if isinstance(expression, Name) and expression.name in self.futures.deal.terms and self.occurs is not None:
            return self.occurs(expression.name)
        return self.number(expression)

    def value(self, expression: Expression, frame: Frame) -> Node:  # noqa: C901 - a case for each shape
        """Return a formula for an expression.

        Raises:
            NotLiveError: Something in it has no formula.
        """
        match expression:
            case Quantity():
                found = self._literal(expression)
            case Name(name):
                found = self._named(name, frame)
            case Uncertain():
                found = self.inputs.literal(expression) or _not_live("an uncertain number stands inside an expression")
            case Unary("not", operand):
                found = negated(self.value(operand, frame))
            case Unary(_, operand):
                found = -self.value(operand, frame)
            case Binary(op, left, right):
                found = self._binary(op, left, right, frame)
            case Call(function, arguments) if function in _FUNCTIONS:
                found = _FUNCTIONS[function](*(self.value(each, frame) for each in arguments))
            case Call(function, arguments):
                found = self._special(function, arguments, frame)
            case Schedule():
                found = self.drivers.schedule(expression, frame)
            case TermField(term, result):
                if self.fields is None:
                    raise NotLiveError("it reads what another term pays")
                found = self.fields(term, result, frame)
            case _:
                raise NotLiveError(f"`{show(expression)}` has no formula")
        return found

    def rate(self, expression: Expression, step: int, states: Mapping[str, bool] | None = None) -> Node:
        """Return the value that holds over a step: the average of its ends, taken apart as the engine does.

        Args:
            expression: What to evaluate.
            step: Which step.
            states: Of each event or date that is asked for, whether the step lies before it.
        """
        frame = Frame(edge=step, step=step, states=tuple(sorted((states or {}).items())))
        return self._apart(expression, frame)

    def _apart(self, expression: Expression, frame: Frame) -> Node:
        if not self.futures.motion(expression).moves:
            return self.value(expression, frame)
        match expression:
            case Unary("-", operand):
                return -self._apart(operand, frame)
            case Binary(op, left, right) if averages_apart(op, left, right, self.futures):
                return _OPERATORS[op](self._apart(left, frame), self._apart(right, frame))
            case Name(name) if (behind := self.futures.behind(name)) is not None:
                return self.drivers.rate_of(name, frame, lambda each: self._apart(behind, each))
            case Name(name):
                return self.drivers.rate_of(name, frame, lambda each: self._average(expression, each))
            case _:
                return self._average(expression, frame)

    def _average(self, expression: Expression, frame: Frame) -> Node:
        step = frame.step or 0
        ends = [Frame(edge=step + last, step=step, states=frame.states) for last in (0, 1)]
        return (self.value(expression, ends[0]) + self.value(expression, ends[1])) / 2.0

    def switches(self, expression: Expression) -> dict[str, Node]:
        """Return the days of the events and dates by which an expression, or what stands behind it, changes."""
        found: dict[str, Node] = {}
        for when in self._switched(expression, set()):
            found.setdefault(show(when), self.moment(when))
        return found

    def _switched(self, expression: Expression, seen: set[str]) -> Iterator[Expression]:
        for part in walk(expression):
            if isinstance(part, Call) and part.function in {"before", "after"}:
                yield part.arguments[0]
            elif isinstance(part, Name) and part.name not in seen and self.futures.behind(part.name) is not None:
                seen.add(part.name)
                behind = self.futures.behind(part.name)
                if behind is not None:
                    yield from self._switched(behind, seen)

    def _literal(self, literal: Quantity) -> Node:
        found = self.inputs.literal(literal)
        if found is not None:
            return _said_yes(found) if isinstance(literal.value, bool) else found
        if isinstance(literal.value, dt.date):
            return node(serial(literal.value))
        if literal.value is None:
            raise NotLiveError("`none` is no number")
        return node(literal.value)

    def _named(self, name: str, frame: Frame) -> Node:
        if name in BUILT_IN_NAMES:
            return self._year(frame)
        known = self.inputs.fact(name)
        if known is not None and name not in self.futures.deal.drivers:
            return known
        behind = self.futures.behind(name)
        if behind is not None:
            return self.drivers.derived(name, behind, frame)
        if self.futures.moves(name):
            return self.drivers.level(name, frame)
        raise NotLiveError(f"`{name}` has no formula")

    def _year(self, frame: Frame) -> Node:
        grid = self.timeline.grid
        if frame.day is not None:
            return year_of(frame.day)
        place = frame.step if frame.step is not None else min(frame.edge or 0, grid.steps - 1)
        return node(float(grid.years[place]))

    def _binary(self, op: str, left: Expression, right: Expression, frame: Frame) -> Node:
        one, other = self.value(left, frame), self.value(right, frame)
        dates = (is_date(left, self.futures), is_date(right, self.futures)) if op in {"+", "-"} else (False, False)
        if all(dates):
            return (one - other) / DAYS_PER_YEAR
        if any(dates):
            day, years = (one, other) if dates[0] else (other, one)
            return moved(day, -years if op == "-" else years)
        return _OPERATORS[op](one, other)

    def _special(self, function: str, arguments: tuple[Expression, ...], frame: Frame) -> Node:  # noqa: PLR0911 - a case each
        match function:
            case "if":
                condition, then, otherwise = arguments
                truth = self.value(condition, frame)
                if truth.constant:
                    return self.value(then if truth.value else otherwise, frame)
                return choose(truth, self.value(then, frame), self.value(otherwise, frame))
            case "before":
                return self._before(arguments[0], frame)
            case "after":
                return 1.0 - self._before(arguments[0], frame)
            case "cumulative":
                return self.drivers.cumulative(arguments[0], frame)
            case "trailing":
                return self.drivers.trailing(arguments[0], arguments[1], frame)
            case "inflated" | "deflated":
                level = (1.0 + self.number(arguments[1])) ** ((self._day(frame) - self.timeline.as_of) / DAYS_PER_YEAR)
                amount = self.value(arguments[0], frame)
                return amount * level if function == "inflated" else amount / level
            case "at":
                return self._at(*arguments)
            case _:
                raise NotLiveError(f"`{function}` has no formula yet")

    def _at(self, what: Expression, when: Expression) -> Node:
        """Evaluate at the day of an event or a date; zero where it does not come up to the horizon."""
        day, horizon = self.moment(when), self.timeline.horizon
        there = self.at(what, least(day, horizon))
        return choose(day <= horizon, there, 0.0)

    def _before(self, when: Expression, frame: Frame) -> Node:
        event, states = self.moment(when), dict(frame.states)
        if show(when) in states:
            return node(1.0 if states[show(when)] else 0.0)
        if frame.step is not None:
            opens, closes = self.timeline.edges[frame.step], self.timeline.edges[frame.step + 1]
            return greatest(0.0, least(event, closes) - opens) / (closes - opens)
        return choose(self._day(frame) < event, 1.0, 0.0)

    def _day(self, frame: Frame) -> Node:
        return frame.day if frame.day is not None else self.timeline.edges[frame.edge or 0]


def _not_live(reason: str) -> Node:
    raise NotLiveError(reason)


def _said_yes(cell: Node) -> Node:
    """Say whether a cell holds a yes, as a condition, a 1 or a word: one that was typed over is no error."""
    parts = ("OR(", *cell.parts, "=TRUE,", *cell.parts, "=1,", *cell.parts, '="yes")')
    return Node(parts, bool(cell.value))
