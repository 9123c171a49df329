"""An index in formulas: by how much an amount has grown since the index stood at its base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.calendar import add_years
from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import NotLiveError, choose, greatest, least, node
from dealwright.show.excel.dates import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms.payment import Payment

MOST_REVIEWS = 40
"""Reviews of an index that a formula tells apart at most."""


def index_factors(term: Payment, context: TermContext, days: Sequence[Node]) -> list[Node] | None:
    """Return the level of an index on each day over its level at the base; none where nothing is indexed.

    Args:
        term: The payment.
        context: Its context.
        days: The days.
    """
    if term.indexed_by is None:
        return None
    reviewed = term.index_floor is not None or term.index_cap is not None
    start = context.timeline.as_of if term.indexed_from is None else context.number(term.indexed_from)
    if reviewed and term.indexed_from is not None:
        start = node(context.held(term.indexed_from, "the days on which the index is reviewed"))
    declared = term.index_base
    base = context.at(term.indexed_by, start) if declared is None else context.number(declared)
    base = context.block.single("Index at its base", "number", base)
    if not reviewed:
        return [context.at(term.indexed_by, day) / base for day in days]
    return _reviewed(term, context, days, (start, base))


def _reviewed(term: Payment, context: TermContext, days: Sequence[Node], base: tuple[Node, Node]) -> list[Node]:
    """Review the index on the anniversaries of its base, each time within its floor and its cap."""
    start, level = base
    if term.indexed_by is None:
        return [node(1.0) for _ in days]
    first, last = moment(start.number), context.timeline.horizon.number
    factor, seen = node(1.0), 0
    reviews: list[tuple[float, Node]] = []
    year = 1
    while (day := serial(add_years(first, year))) <= last:
        if day >= context.timeline.as_of.number:
            now = context.block.single(f"Index on {moment(day)}", "number", context.at(term.indexed_by, node(day)))
            change = _within(term, context, now / level, year - seen)
            factor = context.block.single(f"What it has grown by, reviewed on {moment(day)}", "number", factor * change)
            reviews.append((day, factor))
            level, seen = now, year
        year += 1
    if len(reviews) > MOST_REVIEWS:
        raise NotLiveError("its index is reviewed more often than a formula can tell apart")
    return [_latest(reviews, day) for day in days]


def _within(term: Payment, context: TermContext, change: Node, years: int) -> Node:
    if term.index_cap is not None:
        change = least(change, greatest(1.0 + context.number(term.index_cap), 0.0) ** float(years))
    if term.index_floor is not None:
        change = greatest(change, greatest(1.0 + context.number(term.index_floor), 0.0) ** float(years))
    return change


def _latest(reviews: Sequence[tuple[float, Node]], day: Node) -> Node:
    found = node(1.0)
    for review, factor in reviews:
        found = choose(day >= review, factor, found)
    return found
