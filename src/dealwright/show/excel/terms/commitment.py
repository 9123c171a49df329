"""A commitment: what is used of what was promised, what falls short, is carried, made up and paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Call, Quantity, is_constant, multiply
from dealwright.show.excel.cells import (
    NotLiveError,
    both,
    choose,
    either,
    function,
    greatest,
    least,
    negated,
    node,
    ratio,
    total,
)
from dealwright.show.excel.terms.columns import Columns
from dealwright.show.excel.terms.pay_days import pay_day
from dealwright.show.excel.terms.promised import promised, years_between
from dealwright.show.excel.terms.shortfalls import Clause, Ledger, Lots, settle
from dealwright.show.excel.terms.shortfalls import Period as Settled
from dealwright.terms.commitments.shortfall import PER_YEAR
from dealwright.terms.pay_days import at_end
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.context import Period, TermContext
    from dealwright.terms.commitment import Commitment, Ramp

_ROOM = 1e-6


def commitment(term: Commitment, context: TermContext) -> None:
    """Write what a commitment charges its buyer and brings its seller.

    Args:
        term: The commitment.
        context: What it asks for.
    """
    if isinstance(term.beyond, Call):
        raise NotLiveError("it goes on after the horizon")
    _charged(term, context)
    inside = context.part_of("the contract periods")
    block, periods = inside.block, inside.periods(term.period, year_start(term))
    inside.open(periods, paid="" if at_end(term) else "middle")
    if at_end(term):
        block.paid_on = block.days("Paid on", [pay_day(term, context, each) for each in block.closes])
    before, used = _already(term, periods, inside)
    minimum = _minimum(term, periods, inside, before)
    listed, billed, market = _usage(term, periods, inside)
    counted = listed if term.counted_at == "list_price" else billed
    spent = block.line("used", "money", lambda k, _: counted[k] + used[k])
    minimum = block.line("minimum", "money", lambda k, _: minimum[k])
    prices = _unit_prices(term, periods, inside)
    difference = block.line("price_difference", "money", lambda k, _: billed[k] - market[k])
    net, columns = _settled(term, periods, (minimum, spent, prices), inside)
    block.line("paid", "money", lambda k, _: net[k] + difference[k])
    if term.take_or_pay is None:
        return
    block.moves(term.buyer, term.seller, net)
    if term.avoidable_cost is not None:
        saved = context.number(term.avoidable_cost)
        short = columns.cells("shortfall")
        cost = block.work("Cost of standing ready", "money", lambda k, _: saved * prices[k] * short[k])
        block.moves(term.seller, None, cost, cash=False)
    if term.in_total is not None:
        _in_total(term, (spent, columns, prices), inside)


def _charged(term: Commitment, context: TermContext) -> None:
    """Write, step by step, what the price asks for over the market's, and the seller's margin on what is brought."""
    inside = context.part_of("usage, step by step")
    block, steps = inside.block, inside.periods(inside.timeline.grid.step)
    inside.open(steps)
    block.told = False
    if term.market_price is not None:
        _, billed, market = _usage(term, steps, inside)
        over = block.work("Over the market price", "money", lambda k, _: billed[k] - market[k])
        block.moves(term.buyer, term.seller, over)
    if term.seller_margin is not None:
        price = term.price if term.market_price is None else term.market_price
        earned = term.usage if price is None else multiply(price, term.usage)
        brought = inside.money(multiply(term.seller_margin, earned), steps, f"{inside.name}: margin of the seller")
        caused = 1.0 - context.number_or(term.otherwise_bought, 0.0)
        margin = block.work("Margin on what the promise brought", "money", lambda k, _: caused * brought[k])
        block.moves(None, term.seller, margin, cash=False)


def _usage(
    term: Commitment, periods: Sequence[Period], context: TermContext
) -> tuple[Sequence[Node], Sequence[Node], Sequence[Node]]:
    """Return usage at the list price, at the term's price and at the market's."""
    usage = context.money(term.usage, periods, f"{context.name}: usage")
    listed = context.block.work("Usage at list price", "money", lambda k, _: usage[k])

    def at(price: Expression | None) -> Sequence[Node]:
        if price is None:
            return listed
        if is_constant(price):
            factor = context.number(price)
            return [factor * each for each in listed]
        return context.money(multiply(price, term.usage), periods, f"{context.name}: usage at its price")

    billed = at(term.price)
    return listed, billed, billed if term.market_price is None else at(term.market_price)


def _unit_prices(term: Commitment, periods: Sequence[Period], context: TermContext) -> list[Node]:
    """Return what one of what is counted costs in each period: one, or the mean price where list prices count."""
    if term.counted_at != "list_price":
        return [node(1.0)] * len(periods)
    found = [node(1.0)] * len(periods)
    if term.price is not None and is_constant(term.price):
        found = [context.number(term.price)] * len(periods)
    elif term.price is not None:
        years = context.money(Quantity(1.0), periods, f"{context.name}: years")
        worth = context.money(term.price, periods, f"{context.name}: price")
        found = [ratio(one, other) for one, other in zip(worth, years, strict=True)]
    return context.block.line("unit_price", "number", lambda k, _: found[k])


def _already(term: Commitment, periods: Sequence[Period], context: TermContext) -> tuple[list[Node], list[Node]]:
    """Return the days before `as_of` in the period that holds it, and what they used, where the opening says so."""
    nothing = [node(0.0)] * len(periods)
    if term.opening is None or term.opening.used_this_period is None:
        return nothing, nothing
    first, opens = periods[0], context.timeline.as_of.number
    if first.whole >= opens:
        return nothing, nothing
    since = node(first.whole)
    if term.from_ is not None:
        since = greatest(since, context.number(term.from_))
    runs = context.block.closes[0] > context.block.opens[0]
    days = choose(runs, greatest(0.0, context.timeline.as_of - since), 0.0)
    return [days, *nothing[1:]], [context.number(term.opening.used_this_period), *nothing[1:]]


def _minimum(
    term: Commitment, periods: Sequence[Period], context: TermContext, before: Sequence[Node]
) -> Sequence[Node]:
    """Return what the commitment asks for in each period."""
    if term.ramp is not None:
        return _ramped(term, term.ramp, periods, context, before)
    if term.minimum is None:
        return [node(0.0)] * len(periods)
    return promised(term.minimum, periods, context, year_start(term), before)


def _ramped(
    term: Commitment, ramp: Ramp, periods: Sequence[Period], context: TermContext, before: Sequence[Node]
) -> Sequence[Node]:
    """Return yearly amounts that rise on each anniversary of the beginning, by days."""
    from dealwright.show.excel.dates import moved

    block, begun = context.block, _begun(term, context)
    opens = [each - before[k] for k, each in enumerate(block.opens)]
    last = max(each.number for each in block.closes)
    found: list[list[Node]] = [[] for _ in periods]
    since, year = begun, 0
    while since.number < last + 366.0 or year == 0:
        until = block.single(f"Anniversary {year + 1}", "date", moved(begun, node(float(year + 1))))
        amount = block.single(f"A year, from anniversary {year}", "money", _level(ramp, year, context))
        for k, period in enumerate(periods):
            if until.number > period.low - 366.0 and since.number < period.high + 366.0:
                years = years_between(period, opens[k], block.closes[k], (since, until), year_start(term))
                found[k].append(amount * years)
        since, year = until, year + 1
    return [total(each) for each in found]


def _level(ramp: Ramp, year: int, context: TermContext) -> Node:
    """Return the yearly amount of a ramp after so many whole years."""
    first, to = context.number(ramp.from_), None if ramp.to is None else context.number(ramp.to)
    if ramp.growth is not None:
        growth = context.number(ramp.growth)
        grown = first * (1.0 + growth) ** float(year)
        return grown if to is None else choose(growth < 0.0, greatest(grown, to), least(grown, to))
    if to is None:
        return first
    done = least(1.0, year / greatest(context.number_or(ramp.over, 0.0), 1e-9))
    return first + (to - first) * done


def _begun(term: Commitment, context: TermContext) -> Node:
    """Return the day from which a commitment counts its years: its `from`, even before `as_of`, or its beginning."""
    if term.from_ is None or term.start_events:
        return context.life().start
    return context.number(term.from_)


def _kept(expression: Expression | None, term: Commitment, context: TermContext, periods: int) -> tuple[Node, int]:
    """Return for how many whole periods a lot may be used, and for how many the sheet has cells."""
    if expression is None:
        return node(0.0), 0
    years = context.number(expression)
    kept = function("INT", lambda number: float(int(number // 1)), years * float(PER_YEAR[term.period]) + _ROOM)
    most = min(int(kept.number) + PER_YEAR[term.period], max(periods - 1, 1))
    context.block.single("Periods for which a lot is kept", "count", kept, f"this sheet has cells for {most}")
    return kept, most


def _settled(
    term: Commitment,
    periods: Sequence[Period],
    given: tuple[Sequence[Node], Sequence[Node], Sequence[Node]],
    context: TermContext,
) -> tuple[Sequence[Node], Columns]:
    """Settle the periods one after the other."""
    block, (minimum, spent, prices) = context.block, given
    carried, most_carried = _kept(term.carry_forward, term, context, len(periods))
    made_up, most_made_up = _kept(term.make_up, term, context, len(periods))
    clause = Clause(
        asked=context.number_or(term.take_or_pay, 0.0) * 1.0,
        roll_over=context.number_or(term.roll_over, 0.0),
        carried=carried,
        carried_most=None if term.carry_forward_most is None else context.number(term.carry_forward_most),
        made_up=made_up,
        over_minimum=term.excess_over != "take_or_pay",
        refund=context.number_or(term.refund, 0.0),
    )
    opening = term.opening
    start = {key: node(0.0) for key in ("balance", "make_up", "rolled")}
    if opening is not None:
        start |= {key: context.number_or(getattr(opening, key), 0.0) for key in start}
    nothing = [node(0.0)]
    left = Ledger(
        Lots(
            "excess", carried, most_carried, [start["balance"], *nothing * (most_carried - 1)] if most_carried else ()
        ),
        Lots(
            "paid for", made_up, most_made_up, [start["make_up"], *nothing * (most_made_up - 1)] if most_made_up else ()
        ),
        start["rolled"],
    )
    columns, fees, ends = Columns(block), _fees(term, context), _last(term, context)
    for k in range(len(periods)):
        put = columns.of(k)
        left, _ = settle(clause, Settled(minimum[k], spent[k], fees[k], ends[k]), left, put)
    columns.close()
    for name in ("shortfall_paid", "refund"):
        _priced(name, prices, columns, context)
    paid, free, back = (columns.cells(name) for name in ("shortfall_paid", "make_up", "refund"))
    net = block.work(
        "Paid for shortfalls, less what is made up and paid back",
        "money",
        lambda k, _: prices[k] * (paid[k] - free[k] - back[k]),
    )
    return net, columns


def _priced(name: str, prices: Sequence[Node], columns: Columns, context: TermContext) -> None:
    """State a line in money where the promise counts list prices."""
    if all(each.constant and each.value == 1.0 for each in prices):
        return
    counted = columns.cells(name)
    context.block.line(name, "money", lambda k, _: counted[k] * prices[k], f"{name.replace('_', ' ')}, in money")


def _fees(term: Commitment, context: TermContext) -> list[Node]:
    """Return the price of what is short, at the end of each period."""
    closes = context.block.closes
    if term.shortfall is None:
        return [node(1.0)] * len(closes)
    if is_constant(term.shortfall):
        return [context.number(term.shortfall)] * len(closes)
    return [context.at(term.shortfall, last_moment(day)) for day in closes]


def last_moment(day: Node) -> Node:
    """Return the moment at which what falls due on a day is read: at a close, the last before it."""
    return day - 1e-9


def _last(term: Commitment, context: TermContext) -> list[Node]:
    """Tell which period is the last, after which nobody goes on."""
    opens, closes, horizon = context.block.opens, context.block.closes, context.timeline.horizon
    runs = [closes[k] > opens[k] for k in range(len(opens))]
    ends: list[Node] = [node(True)]  # noqa: FBT003 - a condition
    if term.beyond is not None:  # it then ends for good before the horizon, or at its own last date
        over = node(False) if term.until is None else context.number(term.until) + 1.0 <= horizon  # noqa: FBT003
        ends = [either(context.life().end < horizon, over)]
    return [
        both(each, negated(runs[k + 1]), *ends) if k + 1 < len(runs) else both(each, *ends)
        for k, each in enumerate(runs)
    ]


def _in_total(term: Commitment, given: tuple[Sequence[Node], Columns, Sequence[Node]], context: TermContext) -> None:
    """Write what all usage and all shortfalls paid are short of a promise over the whole life, paid at the end."""
    spent, columns, prices = given
    runs, begun = context.life(), _begun(term, context)
    inside = context.part_of("the promise in total")
    block, opening = inside.block, term.opening
    ran = node(0.0)
    if term.until is not None and term.in_total is not None:
        planned = context.number(term.until) + 1.0 - begun
        part = (runs.end - begun) / greatest(planned, 1e-6)
        ran = block.single("Part of its life that it ran", "share", least(greatest(part, 0.0), 1.0))
    counted = total([*spent]) - total(columns.cells("make_up")) + total(columns.cells("shortfall_paid"))
    if opening is not None:
        counted = counted + context.number_or(opening.base, 0.0) + context.number_or(opening.paid, 0.0)
        if opening.base is not None and opening.used_this_period is not None:
            counted = counted - context.number(opening.used_this_period)
    counted = block.single("Counts towards it", "money", counted)
    asked = context.number_or(term.take_or_pay, 0.0) * context.number_or(term.in_total, 0.0) * ran
    fee = _fees(term, context)[-1] * prices[-1]
    paid_on = pay_day(term, context, runs.end)
    day = inside.on_days([runs.end], closing=True, paid=[paid_on])
    short = block.line("total_shortfall", "money", lambda *_: fee * greatest(asked - counted, 0.0))
    paid = block.line("paid", "money", lambda k, _: short[k])
    block.moves(term.buyer, term.seller, paid, day)
