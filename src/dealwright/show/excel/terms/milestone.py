"""A milestone: when something has happened, or a sum has reached an amount, and what is then paid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.ground.calendar import A_MOMENT, WHOLE
from dealwright.show.excel.book import NEVER
from dealwright.show.excel.cells import Node, NotLiveError, both, choose, greatest, least, node, span
from dealwright.show.excel.conditions import first_time
from dealwright.show.excel.dates import whole
from dealwright.show.excel.terms.acting import close_of_period
from dealwright.show.excel.terms.pay_days import is_so, later, pay_day, within_life
from dealwright.terms.dated.thresholds import ONE_BY_ONE, ROUNDING
from dealwright.terms.year_start import JANUARY_FIRST, MONTHS, year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.terms.context import Period, TermContext
    from dealwright.terms.milestone import Milestone

_EXACT = 1e-9
_SPARE = 3


def milestone(term: Milestone, context: TermContext) -> None:
    """Write when a milestone is reached, and what is then paid.

    Args:
        term: The milestone.
        context: What it asks for.
    """
    if term.of is not None:
        _on_amounts(term, term.of, context)
        return
    runs, horizon = context.life(), context.timeline.horizon
    met = [context.event(name) for name in term.awaited]
    since = runs.start + A_MOMENT if not term.start_events else runs.start
    for place, condition in enumerate(term.conditions, start=1):
        title = f"{context.name}, condition {place}" if len(term.conditions) > 1 else context.name
        met.append(first_time(condition, context.formulas, since, title))
    first, last = least(*(choose(within_life(day, runs, horizon), day, NEVER) for day in met)), greatest(*met)
    all_of_them = choose(within_life(last, runs, horizon), last, NEVER)
    day = choose(is_so(context, term.any, otherwise=False), first, all_of_them)
    day = context.block.single("Reached", "date", day)
    _paid_once(term, [term.amount], [day], context)


def _paid_once(
    term: Milestone, amounts: Sequence[Expression | None], reached: Sequence[Node], context: TermContext
) -> None:
    """Write amounts that are paid once each, some time after they are reached."""
    horizon = context.timeline.horizon
    inside = context.part_of("what is paid")
    block, there = inside.block, [least(day, horizon) for day in reached]
    due = _due(term, there, inside)
    happens = [both(day <= horizon, at <= horizon) for day, at in zip(reached, due, strict=True)]
    moments = [choose(counts, at, horizon) for counts, at in zip(happens, due, strict=True)]
    paid = [pay_day(term, context, at) for at in moments]
    paid_on = inside.on_days(moments, closing=True, happens=happens, paid=paid)
    counts = block.line("reached", "number", lambda k, _: choose(happens[k], 1.0, 0.0))
    read_on = block.days("Amount read at", [at - WHOLE for at in block.moments])
    each = amounts if len(amounts) > 1 else list(amounts) * len(reached)
    money = [node(0.0) if one is None else context.at(one, read_on[k]) for k, one in enumerate(each)]
    amount = block.line("due", "money", lambda k, _: money[k] * counts[k])
    block.line("paid", "money", lambda k, _: amount[k])
    block.moves(term.payer, term.payee, amount, paid_on)


def _due(term: Milestone, reached: Sequence[Node], context: TermContext) -> list[Node]:
    """Return when what is reached falls due: at once, or at the close of its period, and so long after."""
    period, found = term.period or term.within, list(reached)
    if term.paid == "end" and period is not None:
        if year_start(term) == JANUARY_FIRST:
            found = [close_of_period(day, MONTHS[period]) for day in found]
        else:
            closes = [each.whole + each.length for each in context.periods(period, year_start(term))]
            marks = context.block.single_row("Closes of the periods", "date", [node(each) for each in closes])
            found = [_first_from(marks, day) for day in found]
    if term.after is not None:
        found = [later(day, context.number(term.after)) for day in found]
    return context.block.single_row("Would fall due at", "date", found)


def _first_from(marks: Sequence[Node], day: Node) -> Node:
    """Return the first of some rising days that is not before another; the last where none is."""
    within = least(day, marks[-1])
    value = next((each.number for each in marks if each.number >= within.number), marks[-1].number)
    row = span(marks).parts
    return Node(("INDEX(", *row, ",1+SUMPRODUCT(--(", *row, "<", *within.parts, ")))"), value)


def _on_amounts(term: Milestone, flow: Expression, context: TermContext) -> None:
    """Write on which day the sum of a flow passes each threshold, and what is then paid."""
    if term.rolling is not None:
        raise NotLiveError("it looks at a sum that rolls on day by day")
    runs = context.life()
    inside = context.part_of("the sum")
    inside.block.told = False
    pieces, of_period = _pieces(term, inside)
    inside.open(pieces, runs, paid="")
    money = inside.money(flow, pieces, f"{context.name}: what counts", runs)
    block, opening = inside.block, term.opening
    start = node(0.0) if opening is None else context.number_or(opening.base, 0.0)
    used = None if opening is None or opening.used_this_period is None else context.number(opening.used_this_period)
    amounts = block.work("In the stretch", "money", lambda k, _: money[k])

    def so_far(k: int, before: Sequence[Node]) -> Node:
        if term.within is None:
            return (before[-1] if before else start) + amounts[k]
        if k and of_period[k] == of_period[k - 1]:
            return before[-1] + amounts[k]
        return amounts[k] + (used if used is not None and of_period[k] == 0 else 0.0)

    after = block.work("Sum at the end of the stretch", "money", so_far)
    if term.within is not None and used is not None and term.paid == "reached":
        start = greatest(start, used)
    before = [each - money_ for each, money_ in zip(after, amounts, strict=True)]
    if term.every is not None:
        thresholds, each = _repeated(term, start, after, context), [term.amount]
    else:
        tiers = term.tiers or []
        thresholds = [choose(start < at, at, _NO_SUM) for at in (context.number(tier.at) for tier in tiers)]
        each = [tier.amount for tier in tiers]
    days = [_passed(k, threshold, (before, amounts, after), inside) for k, threshold in enumerate(thresholds, start=1)]
    _paid_once(term, each, days, context)


_NO_SUM = 1e300
"""A threshold that no sum passes."""


def _pieces(term: Milestone, context: TermContext) -> tuple[list[Period], list[int]]:
    """Cut the time where steps and periods begin, and say into which period each piece falls."""
    found, of = [], []
    for place, period in enumerate(context.periods(term.within or context.timeline.grid.step, year_start(term))):
        for piece in period.pieces:
            found.append(replace(period, low=piece[1], high=piece[2], pieces=(piece,)))
            of.append(place)
    return found, of


def _passed(
    number: int, threshold: Node, sums: tuple[Sequence[Node], Sequence[Node], Sequence[Node]], context: TermContext
) -> Node:
    """Return the first day on which the sum passes a threshold."""
    block, (before, grown, after) = context.block, sums
    at = block.single(f"Threshold {number}", "money", threshold)

    def day(k: int, _: Sequence[Node]) -> Node:
        opens, closes = block.opens[k], block.closes[k]
        part = greatest(least((at - before[k]) / choose(grown[k] > 0.0, grown[k], 1.0), 1.0), 0.0)
        hit = both(after[k] >= at * (1.0 - ROUNDING), grown[k] > 0.0)
        return choose(hit, opens + (closes - opens) * part, NEVER)

    days = block.work(f"Threshold {number} is passed on", "date", day)
    first = Node(("MIN(", *span(days).parts, ")"), min(each.number for each in days)) if len(days) > 1 else days[0]
    return block.single(f"Threshold {number} is first passed on", "date", first)


def _repeated(term: Milestone, start: Node, after: Sequence[Node], context: TermContext) -> list[Node]:
    """Return the thresholds of a milestone that is paid each time that the sum has grown by so much."""
    assert term.every is not None  # noqa: S101 - the caller has looked
    step = context.number(term.every)
    done = context.block.single("Reached before", "count", whole(start / step + _EXACT))
    left = None if term.most is None else greatest(context.number(term.most) - done, 0.0)
    often = int(max(each.number for each in after) / step.number + _EXACT) - int(done.number)
    count = max(often, 1) * 2 + _SPARE if left is None else int(left.number) + _SPARE
    if min(count, often) > ONE_BY_ONE:
        raise NotLiveError("it is paid more often than the sheet lays out one by one")
    numbers = range(1, min(count, ONE_BY_ONE) + 1)
    return [
        step * (done + float(each))
        if left is None
        else choose(float(each) <= left, step * (done + float(each)), _NO_SUM)
        for each in numbers
    ]
