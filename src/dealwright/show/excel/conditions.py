"""The day on which a condition is first true, as formulas along the steps, where its sides run evenly within a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.driver import Event
from dealwright.deal.expression import Binary, Call, Name, Quantity, TermField, Unary, show, walk
from dealwright.ground.calendar import A_MOMENT
from dealwright.show.excel.book import NEVER
from dealwright.show.excel.cells import Node, NotLiveError, both, choose, either, greatest, least, log, ratio, span
from dealwright.show.excel.formulas import Frame
from dealwright.world.trajectory import Sampled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.formulas import Formulas

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Watched:
    """A comparison, and what its sides do within a step.

    Args:
        formulas: Turns expressions into formulas.
        condition: The comparison.
        logarithmic: Whether its sides grow evenly in the logarithm, not in themselves.
    """

    formulas: Formulas
    condition: Binary
    logarithmic: bool

    def gaps(self, later: int) -> list[Node]:
        """Return how far the left side is above the right at the beginning (0) or the end (1) of each step."""
        found = []
        for k in range(self.formulas.timeline.grid.steps):
            frame = Frame(edge=k + later, step=k)
            left, right = (self.formulas.value(side, frame) for side in (self.condition.left, self.condition.right))
            gap = left - right
            if self.logarithmic:
                gap = choose(both(left > 0.0, right > 0.0), log(left) - log(right), gap)
            found.append(gap)
        return found

    def holds(self, gap: Node) -> Node:
        """Say whether the comparison holds where its sides are so far apart."""
        return {"<": gap < 0.0, "<=": gap <= 0.0, ">": gap > 0.0, ">=": gap >= 0.0}[self.condition.op]

    def turn(self, step: int, opens: Node, closes: Node) -> Node:
        """Return the day in a step on which it turns: where its sides meet, or an event that it names comes."""
        edges, drivers = self.formulas.timeline.edges, self.formulas.futures.deal.drivers
        part = least(greatest(ratio(opens, opens - closes), 0.0), 1.0)
        day = edges[step] + part * (edges[step + 1] - edges[step])
        names = self.formulas.futures.motion(self.condition).names
        for name in sorted(each for each in names if isinstance(drivers.get(each), Event)):
            event = self.formulas.drivers.event(name)
            day = choose(both(event > edges[step], event <= edges[step + 1]), event, day)
        return day


def first_time(condition: Expression, formulas: Formulas, not_before: Node, title: str) -> Node:
    """Lay the first moment from a day on at which a condition is true; `NEVER` where it is not up to the horizon.

    Args:
        condition: The condition: a comparison, or one of several.
        formulas: Turns expressions into formulas.
        not_before: The day; its opening is a moment after the close before it.
        title: What rows are called.

    Returns:
        The day; a whole number is the close of a date.

    Raises:
        NotLiveError: Its sides do not run evenly within a step, or hang on events or on what terms pay.
    """

    def first(of: Expression) -> Node:
        return first_time(of, formulas, not_before, title)

    match condition:
        case Unary("not", Binary(op, left, right)) if op in _OPPOSITE:
            found = first(Binary(_OPPOSITE[op], left, right))
        case Binary("or", left, right):
            found = least(first(left), first(right))
        case Binary("and", left, right):
            found = _both(left, right, formulas, first)
        case Name(name) if (behind := formulas.futures.behind(name)) is not None:
            found = first(behind)
        case Binary(op, left, right) if op in _OPPOSITE:
            since = greatest(not_before, formulas.timeline.as_of + A_MOMENT)
            found = _laid(_watched(condition, formulas), since, title)
        case _:
            raise NotLiveError(f"`{show(condition)}` is no comparison of two amounts")
    return found


def _both(left: Expression, right: Expression, formulas: Formulas, first: Callable[[Expression], Node]) -> Node:
    """Return when two conditions are both true, of which one holds for good or both stay true once they are."""
    if _for_good(left, formulas):
        return choose(formulas.number(left), first(right), NEVER)
    if _for_good(right, formulas):
        return choose(formulas.number(right), first(left), NEVER)
    if _stays(left, formulas) and _stays(right, formulas):
        return greatest(first(left), first(right))
    raise NotLiveError(f"`{show(left)}` and `{show(right)}` may be true at different times")


def _watched(condition: Binary, formulas: Formulas) -> Watched:
    if any(isinstance(part, TermField) and not _summed_up(part, condition) for part in walk(condition)):
        raise NotLiveError("its condition reads what a term pays")
    sides = (condition.left, condition.right)
    if all(_is_even(side, formulas) for side in sides):
        return Watched(formulas, condition, logarithmic=False)
    if all(_is_product(side, formulas) for side in sides):
        return Watched(formulas, condition, logarithmic=True)
    raise NotLiveError(f"the sides of `{show(condition)}` do not run evenly within a step")


def _summed_up(part: TermField, condition: Expression) -> bool:
    """Say whether a condition reads what a term pays as a sum of all that it has paid, which runs evenly in a step."""
    sums = [each for each in walk(condition) if isinstance(each, Call) and each.function == "cumulative"]
    return any(part is inside for each in sums for inside in walk(each))


def _laid(watched: Watched, earliest: Node, title: str) -> Node:
    """Lay rows along the steps: where it holds, where that changes, and when it is first true in each."""
    formulas, timeline = watched.formulas, watched.formulas.timeline
    said = show(watched.condition)
    edges, steps = timeline.edges, range(timeline.grid.steps)
    since = formulas.drivers.single(f"{title}: looked at from", "date", earliest)
    opens = timeline.row(f"{title}: gap at the opening", "", watched.gaps(0), said, style="number")
    closes = timeline.row(f"{title}: gap at the close", "", watched.gaps(1), said, style="number")
    met = [watched.turn(k, opens[k], closes[k]) for k in steps]
    turns = timeline.row(f"{title}: day on which it turns", "date", met, style="date")
    days = []
    for k in steps:
        first, last = watched.holds(opens[k]), watched.holds(closes[k])
        counts = both(
            edges[k + 1] > since,
            either(first, last),
            either(edges[k] > since, last, turns[k] >= since),
        )
        days.append(choose(counts, greatest(choose(first, edges[k] + A_MOMENT, turns[k]), since), NEVER))
    return _earliest(timeline.row(f"{title}: first true in the step", "date", days, style="date"))


def _earliest(cells: Sequence[Node]) -> Node:
    if len(cells) == 1:
        return cells[0]
    return Node(("MIN(", *span(cells).parts, ")"), min(each.number for each in cells))


def _for_good(expression: Expression, formulas: Formulas) -> bool:
    """Say whether an expression is the same at any time."""
    how = formulas.futures.motion(expression)
    return not (how.moves or how.held or how.terms)


def _stays(condition: Expression, formulas: Formulas) -> bool:
    """Say whether a condition that is true once stays so: a sum of what is never negative reaches an amount."""
    match condition:
        case Binary("and", left, right):
            return all(_for_good(side, formulas) or _stays(side, formulas) for side in (left, right))
        case Binary(">=" | ">", left, right):
            return _for_good(right, formulas) and _never_negative(left)
        case _:
            return False


def _never_negative(expression: Expression) -> bool:
    """Say whether an expression is a sum, or a product of what plainly is not negative."""
    match expression:
        case Quantity(value):
            return isinstance(value, int | float) and value >= 0
        case Binary("*" | "/" | "+", left, right):
            return _never_negative(left) and _never_negative(right)
        case Call("cumulative", (flow,)):
            return _never_negative(flow)
        case Call("max", arguments):
            return any(_never_negative(each) for each in arguments)
        case _:
            return isinstance(expression, Call) and expression.function in {"before", "after"}


def _stands(expression: Expression, formulas: Formulas) -> bool:
    """Say whether an expression stays what it is within a step."""
    how = formulas.futures.motion(expression)
    return not (how.moves or how.windowed or how.terms)


def _is_even(expression: Expression, formulas: Formulas) -> bool:
    """Say whether an expression runs evenly within a step."""
    if _stands(expression, formulas):
        return True
    match expression:
        case Name(name):
            behind = formulas.futures.behind(name)
            even = behind is not None and _is_even(behind, formulas)
        case Unary("-", operand):
            even = _is_even(operand, formulas)
        case Binary("+" | "-" | "*" | "/" as op, left, right):
            sums, one_stands = op in {"+", "-"}, _stands(right, formulas) or (op == "*" and _stands(left, formulas))
            even = (sums or one_stands) and _is_even(left, formulas) and _is_even(right, formulas)
        case _:
            even = isinstance(expression, Call) and expression.function == "cumulative"
    return even


def _is_product(expression: Expression, formulas: Formulas) -> bool:
    """Say whether the logarithm of an expression runs evenly within a step: drivers and what stands, multiplied."""
    match expression:
        case _ if _stands(expression, formulas):
            return True
        case Name(name) if (behind := formulas.futures.behind(name)) is not None:
            return _is_product(behind, formulas)
        case Name(name):
            return isinstance(formulas.futures.trajectory(name), Sampled)
        case Binary("*" | "/", left, right):
            return _is_product(left, formulas) and _is_product(right, formulas)
        case _:
            return False
