"""Finds when a condition is first true, between the edges of the steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from dealwright.deal.driver import Event
from dealwright.deal.expression import Binary, Name, Unary, walk
from dealwright.ground.calendar import A_MOMENT
from dealwright.world.definition import comparable
from dealwright.world.frames import EVERY, NO_TERMS, StepEnds
from dealwright.world.frames import Days as AtDays
from dealwright.world.knots import places
from dealwright.world.trajectory import Sampled, edges_until
from dealwright.world.value import OPERATORS, ends, paid_on_days, value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Bool, Float, Int, Shaped
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.world.futures import Futures

    Days = Float[ndarray, " path"]
    Fields = Mapping[tuple[str, str], Float[ndarray, "path step"]]

COMPARISONS = frozenset({"<", "<=", ">", ">="})
CLOSE, TURNS, BISECTED = 1e-9, 48, 3
"""How near two sides are to have met, as a part of how they move in the step; how often it is tried; each which time
by halves."""
AT_ONCE = 255
"""Rows that a byte can count."""
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==", "and": "or", "or": "and"}


def first_time(
    condition: Expression,
    futures: Futures,
    not_before: float | Float[ndarray, " path"] = 0.0,
    term_fields: Fields = NO_TERMS,
    by: float | None = None,
) -> Float[ndarray, " path"]:
    """Find the first moment at which a condition is true, at or after a day.

    A comparison changes inside a step on the day on which its sides, of drivers as they are interpolated, are equal;
    one that changes there and back is not seen. `before` and `after` change at their event. Other conditions are looked
    at at the ends of the steps.

    Args:
        condition: What has to be true.
        futures: The futures.
        not_before: Day from which it counts, in days from the opening of `as_of`.
        term_fields: Results of terms by name and field, (path, step): yearly rates, or balances.
        by: The last day that is looked at, with the rest of its step; the horizon by default.

    Returns:
        Days; infinite where the condition is not true so far. A whole number is the close of a date; what is
        true from the opening of one on is so a moment later.
    """
    earliest, grid = np.ravel(np.maximum(not_before, A_MOMENT)), futures.grid
    steps = grid.steps if by is None else edges_until(grid, by) - 1
    part = EVERY if steps == grid.steps else slice(steps)

    def find() -> Days:
        with np.errstate(all="ignore"):
            truth = _truth(condition, StepEnds(futures, term_fields, moments=True, part=part))
            found = truth.after(earliest if truth.alike else np.broadcast_to(earliest, (futures.paths,)))
        return found if len(found) == futures.paths else np.full(futures.paths, found[0])

    return futures.kept(("first time", comparable(earliest), steps), condition, find)


class Truth(Protocol):
    """When something is true."""

    @property
    def alike(self) -> bool:
        """Say whether it is true at the same time on all paths."""
        ...

    def after(self, days: Days) -> Days:
        """Return the first moment at or after some days at which it is true, infinite where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Either:
    """One of two things is true."""

    first: Truth
    second: Truth

    @property
    def alike(self) -> bool:
        """Say whether both are so on all paths."""
        return self.first.alike and self.second.alike

    def after(self, days: Days) -> Days:
        """Return when either is true."""
        return np.asarray(np.minimum(self.first.after(days), self.second.after(days)))


@dataclass(frozen=True, slots=True)
class Both:
    """Two things are true."""

    first: Truth
    second: Truth

    @property
    def alike(self) -> bool:
        """Say whether both are so on all paths."""
        return self.first.alike and self.second.alike

    def after(self, days: Days) -> Days:
        """Return when both are true: each in turn is awaited from when the other is."""
        while True:
            reached = self.second.after(days)
            days = self.first.after(reached)
            if np.array_equal(days, reached):
                return days


@dataclass(frozen=True, slots=True)
class Single:
    """One condition, known at both ends of every step.

    Args:
        moments: The ends of every step that is looked at.
        condition: The condition.
        opens: Whether it is true at each step's beginning; (step, path), or (step, 1) where all paths are alike.
        closes: Whether it is true at each step's end.
    """

    moments: StepEnds
    condition: Expression
    opens: Bool[ndarray, "step _"]
    closes: Bool[ndarray, "step _"]

    @property
    def futures(self) -> Futures:
        """The futures."""
        return self.moments.futures

    @property
    def edges(self) -> Float[ndarray, " edge"]:
        """Return the edges of the steps."""
        return np.asarray(self.futures.grid.edges[: len(self.opens) + 1])

    @property
    def alike(self) -> bool:
        """Say whether neither paths nor the days of events tell it apart."""
        how = self.futures.motion(self.condition)
        return self.opens.shape[1] == 1 and not how.terms and not (how.windowed or _events(how.names, self.futures))

    def after(self, days: Days) -> Days:
        """Return when it is true: at once, or where it becomes so inside a step."""
        edges = self.edges
        somewhere = np.broadcast_to(self.opens | self.closes, (len(edges) - 1, len(days)))
        last = len(edges) - 2
        current = np.where(days > edges[-1], last + 1, places(edges, days))
        step, change, when = self._from(somewhere, current, days)
        lasts = _at(self.closes, step, np.arange(len(days))) | (change >= days)
        passed = (step == current) & ~lasts
        if passed.any():
            _, _, later = self._from(somewhere, np.where(passed, current + 1, current), days)
            when = np.where(passed, later, when)
        return when

    def _from(
        self, somewhere: Bool[ndarray, "step path"], first: Int[ndarray, " path"], days: Days
    ) -> tuple[Int[ndarray, " path"], Days, Days]:
        """Return the first step from one on in which it is true somewhere, when it changes there and when it is so."""
        rows = np.arange(len(somewhere))[:, None]
        candidates = somewhere if not first.any() else somewhere & (rows >= first)
        step, path = np.minimum(_rows_before_true(candidates), len(rows) - 1), np.arange(len(days))
        edges, change = self.edges, self._change(step)
        begins = np.where(_at(self.opens, step, path), edges[step] + A_MOMENT, change)
        return step, change, np.where(_at(candidates, step, path), np.maximum(begins, days), np.inf)

    def _change(self, step: Int[ndarray, " path"]) -> Days:
        """Return the day in a step at which it changes, where it changes once."""
        path, edges = np.arange(len(step)), self.edges
        begins, closes = edges[step], edges[step + 1]
        switch = _switch(self.futures.motion(self.condition).names, self.futures, begins, closes)
        fraction = np.where(_at(self.opens, step, path), 0.0, 1.0)
        match self.condition:
            case Binary(op, left, right) as condition if op in COMPARISONS:
                logarithmic = _is_product(left, self.futures) and _is_product(right, self.futures)
                sides = zip(*(ends(side, self.moments) for side in (left, right)), strict=True)
                found = [_at(np.atleast_2d(side), step, path) for end in sides for side in end]
                fraction = _meeting(*found, logarithmic=logarithmic)
                if not logarithmic:
                    gaps = (np.subtract(found[0], found[1], dtype=float), np.subtract(found[2], found[3], dtype=float))
                    fraction = self._settled(condition, step, gaps, fraction)
            case _:
                pass
        day = begins + fraction * (closes - begins)
        return np.where(np.isnan(switch), self._leapt(step, day), switch)

    def _leapt(self, step: Int[ndarray, " path"], day: Days) -> Days:
        """Return the day of the payment with which it changes, where it is a payment that makes it change."""
        paid = [each for part in walk(self.condition) if (each := paid_on_days(part, self.moments)) is not None]
        opens, edges = _at(self.opens, step, np.arange(len(step))), self.edges
        found = np.full(len(step), np.inf)
        for moment in (column for each in paid for column in each.moments.T):
            days = np.stack([np.broadcast_to(moment, found.shape) + after for after in (-A_MOMENT, 0.0)])
            inside = (days[1] > edges[step]) & (days[1] <= edges[step + 1]) & (days[1] < found)
            there = np.where(inside, days, 0.0)
            truth = np.broadcast_to(value(self.condition, AtDays(self.futures, self.moments.fields, there)), days.shape)
            found = np.where(inside & (truth[0] == opens) & (truth[1] != opens), days[1], found)
        return np.where(np.abs(found - day) <= edges[step + 1] - edges[step], found, day) if paid else day

    def _settled(self, condition: Binary, step: Int[ndarray, " path"], gaps: tuple[Days, Days], guess: Days) -> Days:
        """Move the fraction of a step at which a comparison changes to where it does, as `max` or a sum may bend.

        Args:
            condition: The comparison.
            step: The step of each path.
            gaps: What its one side has more than the other at the step's ends.
            guess: Where to begin.

        Source:
            Regula falsi with the Illinois rule (Dowell and Jarratt, BIT 11, 1971), every third time a bisection.
        """
        path, edges = np.arange(len(step)), self.edges
        opens, closes = _at(self.opens, step, path), _at(self.closes, step, path)
        low, high, fraction = np.zeros(len(step)), np.ones(len(step)), guess
        under, over = (np.broadcast_to(gap, low.shape) for gap in gaps)
        close = np.where((under == 0) | (over == 0), -1.0, CLOSE * np.abs(over - under))  # equal sides tell nothing
        for turn in range(TURNS):
            days = edges[step] + fraction * (edges[step + 1] - edges[step])
            frame = AtDays(self.futures, self.moments.fields, days[None, :])
            left, right = (value(side, frame) for side in (condition.left, condition.right))
            gap = np.broadcast_to(np.subtract(left, right, dtype=float), (1, len(step)))[0]
            if not np.any((opens != closes) & (np.abs(gap) > close) & (high - low > CLOSE)):
                break
            before = np.broadcast_to(OPERATORS[condition.op](left, right), (1, len(step)))[0] == opens
            low, high = np.where(before, fraction, low), np.where(before, high, fraction)
            under, over = np.where(before, gap, under / 2.0), np.where(before, over / 2.0, gap)
            bisect = (under * over >= 0) | (turn % BISECTED == 0)
            fraction = low + np.where(bisect, 0.5, under / (under - over)) * (high - low)
        return np.where(opens != closes, fraction, guess)


def _truth(condition: Expression, moments: StepEnds) -> Truth:
    """Take a condition apart into single ones."""
    futures = moments.futures
    match condition:
        case Unary("not", operand) if (opposite := _opposite(operand)) is not None:
            return _truth(opposite, moments)
        case Binary("and", left, right):
            return Both(_truth(left, moments), _truth(right, moments))
        case Binary("or", left, right):
            return Either(_truth(left, moments), _truth(right, moments))
        case Name(name) if (behind := futures.behind(name)) is not None:
            return _truth(behind, moments)
        case _:
            first, last = (np.atleast_2d(np.asarray(end, dtype=bool)) for end in ends(condition, moments))
            shape = (len(moments.edges.days) - 1, max(first.shape[1], last.shape[1]))
            return Single(moments, condition, np.broadcast_to(first, shape), np.broadcast_to(last, shape))


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


def _at(
    rows: Shaped[ndarray, "#step #path"], step: Int[ndarray, " path"], path: Int[ndarray, " path"]
) -> Shaped[ndarray, ""] | Shaped[ndarray, " path"]:
    """Read each path's own step; one row or column may stand for all."""
    if rows.flags.c_contiguous and rows.shape[1] == len(path) > 1 and len(rows) > 1:
        return np.asarray(rows.reshape(-1).take(step * len(path) + path))
    return np.asarray(rows[step if len(rows) > 1 else 0, path if rows.shape[1] > 1 else 0])


def _rows_before_true(rows: Bool[ndarray, "row path"]) -> Int[ndarray, " path"]:
    """Count on each path the rows before the first true one; all of them where none is."""
    waiting, count = np.ones(rows.shape[1], dtype=bool), np.zeros(rows.shape[1], dtype=np.int64)
    for begin in range(0, len(rows), AT_ONCE):
        few = np.zeros(rows.shape[1], dtype=np.uint8)  # a byte each, which is what a row of truths has, too
        for row in rows[begin : begin + AT_ONCE]:
            np.greater(waiting, row, out=waiting)
            few += waiting.view(np.uint8)
        count += few
    return count


def _meeting(left: Days, right: Days, left_end: Days, right_end: Days, *, logarithmic: bool) -> Days:
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


def _switch(names: frozenset[str], futures: Futures, begins: Days, ends: Days) -> Days:
    """Return the day in a step on which the first of the events among some names happens, no number if none does."""
    found = np.full(len(begins), np.nan)
    for name in _events(names, futures):
        day = futures.event(name)
        found = np.fmin(found, np.where((day > begins) & (day <= ends), day, np.nan))
    return found


def _events(names: frozenset[str], futures: Futures) -> list[str]:
    """Say which of some names are events."""
    return [name for name in sorted(names) if isinstance(futures.deal.drivers.get(name), Event)]
