"""When a term pays what falls due at the close of a date: as much later as its words say, by the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.calendar import WHOLE
from dealwright.show.excel.cells import both, greatest, node
from dealwright.show.excel.dates import date_at_close, date_at_opening, moved
from dealwright.show.excel.terms.business_days import rolled
from dealwright.terms.days.life import SLACK

if TYPE_CHECKING:
    from dealwright.deal.expression import Expression
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.acting import LifeNodes
    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms import Term


def holds(context: TermContext, expression: Expression | None, *, otherwise: bool) -> bool:
    """Say whether a key that is yes or no holds, as the engine has it."""
    return context.part.view.holds(expression, otherwise=otherwise)


def is_so(context: TermContext, expression: Expression | None, *, otherwise: bool) -> Node:
    """Say whether a key that is yes or no holds, as a condition that an input may turn."""
    return node(otherwise) if expression is None else context.number(expression)


def later(day: Node, years: Node, *, closing: bool = True) -> Node:
    """Move a moment by a duration: its date moves by the calendar, the hour of the day stays.

    Args:
        day: The moment.
        years: The duration.
        closing: Whether a whole number is the closing of a date, or the opening of the next.
    """
    if years.constant and years.value == 0:
        return day
    date = date_at_close(day) if closing else date_at_opening(day)
    return day + (moved(date, years) - date)


def within_life(day: Node, runs: LifeNodes, horizon: Node, *, closing: bool = True) -> Node:
    """Say whether a moment falls into a life, as `dealwright.terms.days.life.in_life` has it.

    Args:
        day: The moment.
        runs: The life.
        horizon: The close of the last day.
        closing: Whether a whole number is the closing of a date; then the moment that ends a life still counts.
    """
    if closing:
        return both(day >= runs.start, day <= runs.end + SLACK, day <= horizon)
    return both(day >= runs.start, day + WHOLE <= runs.end)


def pay_day(term: Term, context: TermContext, day: Node, *, closing: bool = True) -> Node:
    """Return when a term pays what falls due at a moment.

    Args:
        term: Its `pays_after` counts, where its kind has it.
        context: The term's context.
        day: The moment.
        closing: Whether a whole number is the closing of a date.

    Returns:
        The moment; never before `as_of`.
    """
    business, after = getattr(term, "business_days", None), getattr(term, "pays_after", None)
    if after is not None:
        day = later(day, context.number(after), closing=closing)
    if business is None:
        return day
    date = date_at_close(day) if closing else date_at_opening(day)
    return greatest(day + (rolled(business, date, context) - date), context.timeline.as_of)
