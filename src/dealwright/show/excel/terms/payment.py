"""A payment: on a date, on several, every period, or in stages; indexed where it says so."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dealwright.deal.expression import Schedule
from dealwright.ground.calendar import WHOLE
from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import both, choose, greatest, least, node
from dealwright.show.excel.dates import closing
from dealwright.show.excel.terms.beyond import goes_on
from dealwright.show.excel.terms.day_counts import years_between
from dealwright.show.excel.terms.indexation import index_factors
from dealwright.show.excel.terms.pay_days import later, pay_day, within_life
from dealwright.terms.days.anniversaries import boundaries
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.context import Period, TermContext
    from dealwright.terms.payment import Payment, PaymentStage


def payment(term: Payment, context: TermContext) -> None:
    """Write what a payment moves.

    Args:
        term: The payment.
        context: What it asks for.
    """
    if term.every is not None:
        _regular(term, context)
    elif term.stages is not None:
        _staged(term, context, term.stages)
    else:
        _dated(term, context)


def _dated(term: Payment, context: TermContext) -> None:
    """Pay each amount on its date, as far as the term then runs."""
    runs, timeline = context.life(), context.timeline
    entries = [
        (node(serial(when)) if isinstance(when, dt.date) else context.number(when), value)
        for when, value in _entries(term)
    ]
    days = [day for day, _ in entries]
    there = [
        both(day >= timeline.as_of, day < timeline.horizon, within_life(day, runs, timeline.horizon, closing=False))
        for day in days
    ]
    inside = [greatest(timeline.as_of, day) for day in days]
    paid = [pay_day(term, context, day, closing=False) for day in inside]
    moved = term.pays_after is not None or term.business_days is not None
    paid_on = context.on_days(inside, closing=False, happens=there, paid=paid if moved else None)
    factors = index_factors(term, context, inside)
    amounts = [context.at(value, day) for (_, value), day in zip(entries, inside, strict=True)]
    _settle(term, context, [choose(one, each, 0.0) for one, each in zip(there, amounts, strict=True)], factors, paid_on)


def _entries(term: Payment) -> list[tuple[Expression | dt.date, Expression]]:
    if isinstance(term.amount, Schedule):
        return [
            (point if isinstance(point, dt.date) else dt.date(point, 7, 2), value)
            for point, value in term.amount.points
        ]
    return [] if term.on is None or term.amount is None else [(term.on, term.amount)]


def _settle(
    term: Payment,
    context: TermContext,
    amounts: Sequence[Node],
    factors: Sequence[Node] | None,
    paid_on: Sequence[Node],
) -> None:
    block = context.block
    factors = _indexed(context, factors)
    due = block.line("due", "money", lambda k, _: amounts[k] if factors is None else amounts[k] * factors[k])
    paid = block.line("paid", "money", lambda k, _: due[k])
    block.moves(term.payer, term.payee, paid, paid_on)


def _indexed(context: TermContext, factors: Sequence[Node] | None) -> Sequence[Node] | None:
    return None if factors is None else context.block.line("index", "number", lambda k, _: factors[k])


def _staged(term: Payment, context: TermContext, stages: Sequence[PaymentStage]) -> None:
    """Pay each stage that comes about, on the day on which it falls due."""
    horizon = context.timeline.horizon
    at_close = [not context.part.view.is_date(stage.on) for stage in stages]
    due = [_falls_due(stage, context, closing=each) for stage, each in zip(stages, at_close, strict=True)]
    there = [happens for happens, _ in due]
    at = [choose(happens, on, horizon) for happens, on in due]
    paid = [
        choose(happens, pay_day(term, context, day, closing=each), horizon)
        for happens, day, each in zip(there, at, at_close, strict=True)
    ]
    moved = term.pays_after is not None or term.business_days is not None
    paid_on = context.on_days(at, closing=at_close, happens=there, paid=paid if moved else None)
    factors = index_factors(term, context, at)
    amounts = []
    for place, stage in enumerate(stages):
        amount = _of_stage(term, context, stage, at[place])
        amount = amount if factors is None else amount * factors[place]
        amounts.append(choose(there[place], amount, 0.0))
    _settle(term, context, amounts, None, paid_on)


def _falls_due(stage: PaymentStage, context: TermContext, *, closing: bool) -> tuple[Node, Node]:
    """Return whether a stage comes about, and when it then falls due.

    Args:
        stage: The stage.
        context: Its term's context.
        closing: Whether it is told from the closing of a date, as an event's day is, or from its opening.
    """
    timeline = context.timeline
    reached = least(context.moment(stage.on), timeline.horizon + 1.0)  # a day that never comes has no months
    due = later(reached, context.number_or(stage.after, 0.0), closing=closing)
    inside = within_life(greatest(timeline.as_of, reached), context.life(), timeline.horizon, closing=closing)
    in_time = due <= timeline.horizon if closing else due < timeline.horizon
    return both(inside, due >= timeline.as_of, in_time), due


def _of_stage(term: Payment, context: TermContext, stage: PaymentStage, day: Node) -> Node:
    whole = term.amount if stage.amount is None else stage.amount
    amount = node(0.0) if whole is None else context.at(whole, day)
    if stage.share is not None:
        amount = amount * context.number(stage.share)
    return amount if stage.if_ is None else choose(context.at(stage.if_, day), amount, 0.0)


def _regular(term: Payment, context: TermContext) -> None:
    """Pay every period, the first and the last by their days."""
    block, starts = context.block, year_start(term)
    periods = context.periods(term.every or "year", starts)
    context.open(periods, paid="")
    closes = [each - WHOLE for each in block.closes]
    block.paid_on = block.days("Paid on", [pay_day(term, context, each) for each in block.closes])
    amount = term.amount
    counts = _asked(term, context, periods)
    each = block.line(
        "amount", "money", lambda k, _: choose(counts[k], 0.0 if amount is None else context.at(amount, closes[k]), 0.0)
    )
    factors = _indexed(context, index_factors(term, context, closes))
    parts = _parts(term, context, periods)
    if term.day_count is not None:
        parts = block.line("years", "number", lambda k, _: parts[k])
    due = block.line("due", "money", lambda k, _: _product(each[k], factors, parts, k))
    paid = block.line("paid", "money", lambda k, _: due[k])
    block.moves(term.payer, term.payee, paid)
    if term.beyond is not None:
        lag = periods[-1].length / 2.0 + context.number_or(term.pays_after, 0.0) * 365.0
        goes_on(term, context, (term.payer, term.payee), paid, lag)


def _asked(term: Payment, context: TermContext, periods: Sequence[Period]) -> list[Node]:
    """Say of each period whether the life has begun in it, before the date until which the term is written."""
    begun = [opens < period.high for opens, period in zip(context.block.opens, periods, strict=True)]
    if term.until is None:
        return begun
    last = closing(context.number(term.until))
    return [both(each, last > period.low) for each, period in zip(begun, periods, strict=True)]


def _product(amount: Node, factors: Sequence[Node] | None, parts: Sequence[Node], place: int) -> Node:
    return (amount if factors is None else amount * factors[place]) * parts[place]


def _parts(term: Payment, context: TermContext, periods: Sequence[Period]) -> list[Node]:
    """Return which part of each period's amount its days bring, or how many years they are by the day count."""
    block, before = context.block, [node(0.0) for _ in periods]
    if term.from_ is not None and periods:
        begun = serial(boundaries(context.timeline.grid, term.every or "year", 1.0, year_start(term))[0])
        since = greatest(begun, context.number(term.from_))
        there = block.closes[0] > block.opens[0]
        before[0] = choose(there, greatest(0.0, context.timeline.as_of - since), 0.0)
    if term.day_count is not None:
        pairs = zip(block.opens, before, block.closes, strict=True)
        return [years_between(opens - earlier, closes, term.day_count) for opens, earlier, closes in pairs]
    days = [block.closes[k] - block.opens[k] + before[k] for k in range(len(periods))]
    return [each / period.length for each, period in zip(days, periods, strict=True)]
