"""Puts an expression of drivers into instructions that a compiled loop carries out step by step, on blocks of paths.

The loop takes the operations that `value.rates` takes, in its order, so it finds the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.expression import Binary, Call, Name, Schedule, Unary
from dealwright.ground.kernels.pays import pays_now
from dealwright.terms.amounts.given import each_given, given
from dealwright.world.accumulate import Sums
from dealwright.world.instructions import (
    ADD,
    ALL,
    CERTAIN,
    DIVIDE,
    EITHER,
    EQUAL,
    LESS,
    LESS_EQUAL,
    LEVEL,
    MAXIMUM,
    MINIMUM,
    MULTIPLY,
    NEGATE,
    NOT,
    NUMBER,
    SUBTRACT,
    UNEQUAL,
    WHERE,
)
from dealwright.world.value import FUNCTIONS, OPERATORS, averages_apart, dates_among, value

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.days.periods import Cells
    from dealwright.world.frames import StepEnds
    from dealwright.world.futures import Futures

_BINARY = {
    "+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "<": LESS, "<=": LESS_EQUAL, "==": EQUAL, "!=": UNEQUAL,
    "and": ALL, "or": EITHER,
}  # fmt: skip
_TURNED = {">": "<", ">=": "<="}
_TELL = frozenset({LESS, LESS_EQUAL, EQUAL, UNEQUAL, ALL, EITHER, NOT})
MOST_LEVELS = 8
"""Drivers that may stand in one expression."""
MOST_LINES = 48
"""Instructions of one expression: more rows of a block would not stay close to a processor."""
PART = 2**13
"""Paths that a thread takes at a time."""
FEW = 2
"""Steps over which it shows whether the loop knows a flow: what differs from step to step does so in two."""


@dataclass(frozen=True, slots=True)
class Line:
    """What an instruction finds, on every path.

    Args:
        place: Its place among the instructions.
        tells: Whether it is true or false.
    """

    place: int
    tells: bool = False


class CannotError(Exception):
    """An expression is none that the loop can work out."""


Known = Any
"""A number, or what is certain in each step, (step, 1), or a number of each path, (1, path)."""


@dataclass(slots=True)
class Program:
    """Instructions under way.

    Args:
        steps: Some of the steps; either end.
        code: The instructions so far.
        levels: Drivers' levels that they read, each (edge, path).
        certain: What is certain in each step.
        numbers: Numbers of each path.
    """

    steps: StepEnds
    code: list[list[int]] = field(default_factory=list)
    levels: list[Float[ndarray, "edge path"]] = field(default_factory=list)
    certain: list[Float[ndarray, " step"]] = field(default_factory=list)
    numbers: list[Float[ndarray, " path"]] = field(default_factory=list)
    _known: dict[Hashable, Line | Known] = field(default_factory=dict)

    @property
    def futures(self) -> Futures:
        """The futures."""
        return self.steps.futures

    @property
    def count(self) -> int:
        """Count the steps."""
        return len(range(*self.steps.part.indices(self.futures.grid.steps)))

    @property
    def leaves(
        self,
    ) -> tuple[tuple[Float[ndarray, "edge path"], ...], Float[ndarray, "_ step"], Float[ndarray, "_ path"]]:
        """Return what the instructions read, in the form of the loop."""
        levels = (*map(given, self.levels), *(given(np.empty((0, 0))),) * (MOST_LEVELS - len(self.levels)))
        certain = np.array(self.certain).reshape(-1, self.count)
        return levels, given(certain), given(np.array(self.numbers).reshape(-1, self.futures.paths))

    # What holds over a step, and at its ends.

    def rate(self, expression: Expression) -> Line | Known:
        """Put the rate that holds over each step into instructions: the average of its ends."""
        how = self.futures.motion(expression)
        if how.windowed or how.terms:
            raise CannotError
        if not how.moves:
            return self._checked(value(expression, self.steps))
        match expression:
            case Unary("-", operand):
                return self._one(NEGATE, np.negative, self.rate(operand))
            case Binary(op, left, right) if averages_apart(op, left, right, self.futures):
                return self._two(op, self.rate(left), self.rate(right))
            case Name(name) if (behind := self.futures.behind(name)) is not None:
                return self._once(("rate", id(behind)), lambda: self.rate(behind))
            case _:
                return self._once(("average", id(expression)), lambda: self._average(expression))

    def _average(self, expression: Expression) -> Line | Known:
        ends = [self._end(expression, last=last) for last in (False, True)]
        first, last = (each if isinstance(each, Line) else np.asarray(each, dtype=float) for each in ends)
        return self._two("*", self._two("+", first, last), 0.5)

    def _end(self, expression: Expression, *, last: bool) -> Line | Known:
        if not self.futures.motion(expression).moves:
            return self._checked(value(expression, replace(self.steps, last=last)))
        return self._once((last, id(expression)), lambda: self._computed(expression, last=last))

    def _computed(self, expression: Expression, *, last: bool) -> Line | Known:
        edges = self.steps.edges
        match expression:
            case Name(name) if (behind := self.futures.behind(name)) is not None:
                found = self._end(behind, last=last)
            case Name(name):
                found = self._level(("driver", name), lambda: edges.level(self.futures.trajectory(name)), last=last)
            case Call("cumulative" | "trailing"):
                found = self._level(("sum", id(expression)), lambda: value(expression, edges), last=last)
            case Schedule():
                found = self._checked(value(expression, replace(self.steps, last=last)))
            case Unary("not", operand):
                found = self._one(NOT, np.logical_not, self._end(operand, last=last))
            case Unary(_, operand):
                found = self._one(NEGATE, np.negative, self._end(operand, last=last))
            case Binary(op, left, right) if not any(dates_among(op, left, right, self.futures)):
                found = self._two(op, self._end(left, last=last), self._end(right, last=last))
            case Call("if", (condition, then, otherwise)):
                found = self._if(condition, then, otherwise, last=last)
            case Call("min" | "max" | "clip" as function, arguments):
                found = self._bounded(function, [self._end(argument, last=last) for argument in arguments])
            case _:
                raise CannotError
        return found

    def _if(self, condition: Expression, then: Expression, otherwise: Expression, *, last: bool) -> Line | Known:
        truth = self._end(condition, last=last)
        if not isinstance(truth, Line) and np.ndim(truth) == 0:
            return self._end(then if truth else otherwise, last=last)
        sides = self._end(then, last=last), self._end(otherwise, last=last)
        if not any(isinstance(each, Line) for each in (truth, *sides)):
            plainly: Callable[..., Any] = np.where
            return self._checked(plainly(truth, *sides))
        tells = _tells(sides[0]) and _tells(sides[1])
        return self._write(WHERE, (truth, *sides), tells=tells)

    def _bounded(self, function: str, sides: list[Line | Known]) -> Line | Known:
        if not any(isinstance(each, Line) for each in sides):
            return self._checked(FUNCTIONS[function](*sides))
        if function == "clip":
            over = self._bounded("max", sides[:2])
            return self._bounded("min", [over, sides[2]])
        what, plainly = (MINIMUM, np.minimum) if function == "min" else (MAXIMUM, np.maximum)
        return reduce(lambda one, other: self._of_two(what, plainly, one, other), sides)

    # Instructions.

    def _two(self, op: str, left: Line | Known, right: Line | Known) -> Line | Known:
        if op in _TURNED and (isinstance(left, Line) or isinstance(right, Line)):
            return self._two(_TURNED[op], right, left)
        return self._of_two(_BINARY.get(op), OPERATORS[op], left, right)

    def _of_two(
        self, what: int | None, plainly: Callable[[Any, Any], Any], left: Line | Known, right: Line | Known
    ) -> Line | Known:
        if not isinstance(left, Line) and not isinstance(right, Line):
            return self._checked(plainly(left, right))
        if what is None or (what not in _TELL and _tells(left) and _tells(right)):  # NumPy adds truths in its own way
            raise CannotError
        return self._write(what, (left, right))

    def _one(self, what: int, plainly: Callable[[Any], Any], operand: Line | Known) -> Line | Known:
        return self._write(what, (operand,)) if isinstance(operand, Line) else self._checked(plainly(operand))

    def _level(self, key: Hashable, edges: Callable[[], Any], *, last: bool) -> Line | Known:
        def laid() -> Any:  # noqa: ANN401 - a place, or what is certain at the edges
            rows = np.atleast_2d(np.asarray(edges(), dtype=float))
            if rows.shape[1] == 1:
                return rows
            self.levels.append(rows)
            return Line(len(self.levels) - 1)

        found = self._once(key, laid)
        if isinstance(found, Line):
            whole = self.count + 1, self.futures.paths
            if len(self.levels) > MOST_LEVELS or self.levels[found.place].shape != whole:
                raise CannotError
            return self._line(LEVEL, found.place, int(last))
        return self.steps.end(found) if not last else replace(self.steps, last=True).end(found)

    def _write(self, what: int, sides: tuple[Line | Known, ...], *, tells: bool = False) -> Line:
        places = [each.place if isinstance(each, Line) else self._leaf(each).place for each in sides]
        return self._line(what, *places, tells=tells or what in _TELL)

    def _leaf(self, known: Known) -> Line:
        """Put what is known before into an instruction."""
        rows = np.atleast_2d(np.asarray(known, dtype=float))
        if rows.shape[1] == 1:
            self.certain.append(np.broadcast_to(rows[:, 0], (self.count,)))
            return self._line(CERTAIN, len(self.certain) - 1)
        self.numbers.append(rows[0])
        return self._line(NUMBER, len(self.numbers) - 1)

    def _line(self, what: int, *places: int, tells: bool = False) -> Line:
        if len(self.code) == MOST_LINES:
            raise CannotError
        self.code.append([what, *places, *(0,) * (3 - len(places))])
        return Line(len(self.code) - 1, tells)

    def _once(self, key: Hashable, compute: Callable[[], Line | Known]) -> Line | Known:
        if key not in self._known:
            self._known[key] = compute()
        return self._known[key]

    def _checked(self, known: Known) -> Known:
        """Pass what is known before on, unless it differs both from step to step and from path to path."""
        if isinstance(known, str) or (np.ndim(known) > 1 and min(np.shape(known)) > 1):
            raise CannotError
        return known


def _tells(side: Line | Known) -> bool:
    return side.tells if isinstance(side, Line) else np.asarray(side).dtype == bool


def program(flow: Expression, steps: StepEnds) -> Program | None:
    """Put a yearly flow into instructions; none where no chance runs in it, or the loop does not know all of it.

    Args:
        flow: The flow.
        steps: Some of the steps.
    """
    found = Program(steps)
    try:
        with np.errstate(all="ignore"):
            whole = found.rate(flow)
    except CannotError:
        return None
    return found if isinstance(whole, Line) and whole.place == len(found.code) - 1 and found.levels else None


def total(flow: Expression, steps: StepEnds, lengths: Float[ndarray, " step"]) -> Sums | None:
    """Add a yearly flow up over the steps, as far as someone asks, where that pays and the loop knows the flow.

    Args:
        flow: The flow.
        steps: The steps, all of them.
        lengths: Their years.

    Returns:
        The sums at the edges.
    """
    paths = steps.futures.paths
    if not pays_now(len(lengths) * paths) or program(flow, replace(steps, part=slice(FEW))) is None:
        return None
    found = np.empty((len(lengths) + 1, paths))
    found[0] = 0.0
    return Sums(found, 0, partial(_add_up, flow, steps, lengths))


def _add_up(
    flow: Expression,
    steps: StepEnds,
    lengths: Float[ndarray, " step"],
    part: slice,
    sums: Float[ndarray, "edge path"],
) -> None:
    """Add a flow up over some steps, from the sums at the first of their edges on."""
    from dealwright.ground.kernels.threads import in_threads
    from dealwright.world.kernels.programs import add_up

    made, paths = program(flow, replace(steps, part=part)), steps.futures.paths
    assert made is not None  # noqa: S101 - what is known of some steps is known of all
    code, leaves, years = np.array(made.code), made.leaves, given(lengths[part])
    in_threads(
        lambda begin: add_up(code, leaves, years, sums, (begin, min(begin + PART, paths))), range(0, paths, PART)
    )


def money(flow: Expression, pieces: Cells, steps: StepEnds) -> Float[ndarray, "period path"] | None:
    """Sum a yearly flow into money per contract period, where that pays and the loop knows the flow.

    Args:
        flow: The flow.
        pieces: The periods.
        steps: The steps, all of them.

    Returns:
        Money per period; none where some rate is infinite or no number, too.
    """
    paths = steps.futures.paths
    if not pays_now(len(pieces.step) * paths):
        return None
    made = program(flow, steps)
    if made is None:
        return None
    from dealwright.ground.kernels.threads import in_threads
    from dealwright.world.kernels.programs import add_periods

    start = np.full(1, -np.inf) if pieces.start is None else pieces.start
    life = tuple(each_given(each) for each in np.broadcast_arrays(start, np.ravel(pieces.end)))
    cut = pieces.step, pieces.period, *(given(each) for each in (pieces.opens, pieces.closes, pieces.days_of_year))
    found, code, leaves = np.empty((len(pieces.first), paths)), np.array(made.code), made.leaves
    begins = range(0, paths, PART)
    unsound = np.zeros(len(begins), dtype=int)

    def work(begin: int) -> None:
        unsound[begin // PART] = add_periods(code, leaves, cut, life, found, (begin, min(begin + PART, paths)))

    in_threads(work, begins)
    return None if unsound.any() else found
