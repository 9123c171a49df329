"""A profit participation: its profit run through tiers, period by period, with what each return still asks for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dealwright.deal.expression import Call, Schedule
from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import NotLiveError, choose, greatest, node, total
from dealwright.show.excel.terms.columns import Columns
from dealwright.show.excel.terms.hurdles import Contribution, Hurdle, invested_by
from dealwright.show.excel.terms.pay_days import holds, is_so, pay_day
from dealwright.show.excel.terms.tiers import Standing, Tier, distribute
from dealwright.terms.pay_days import at_end
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.columns import Put
    from dealwright.show.excel.terms.context import TermContext
    from dealwright.show.excel.terms.hurdles import Clock
    from dealwright.terms.profit_participation import ParticipationTier, ProfitParticipation

DAYS = {None: 365.0, "actual/365": 365.0, "actual/360": 360.0}


def profit_participation(term: ProfitParticipation, context: TermContext) -> None:
    """Write what a profit participation pays.

    Args:
        term: The participation.
        context: What it asks for.
    """
    if isinstance(term.beyond, Call):
        raise NotLiveError("it goes on after the horizon, tier by tier")
    block, periods = context.block, context.periods(term.period, year_start(term))
    context.open(periods, paid="" if at_end(term) else "middle")
    if at_end(term):
        block.paid_on = block.days("Paid on", [pay_day(term, context, each) for each in block.closes])
    profit = context.money(term.on, periods, f"{context.name}: profit")
    tiers, contributions = [_tier(term, each, context) for each in term.tiers], _contributions(term, context)
    at, columns, high = _standing(term, tiers, contributions, context), Columns(block), (node(0.0), node(0.0))
    for k, money in enumerate(profit):
        put = columns.of(k)
        shared, high = _shared(term, put("base", money), high, context, put)
        if contributions:
            at.invested = put("invested", invested_by(contributions, block.paid_on[k]), "level")
            day = block.paid_on[k]
            at.hurdles = {place: each.at(day, contributions, put) for place, each in at.hurdles.items()}
        _period(term, tiers, shared, at, context, put)
    columns.close()
    for name in term.participants:
        if name != term.payer:
            block.moves(term.payer, name, columns.cells(_line(term, name)))
    if term.residual is not None:
        block.moves(term.payer, term.residual, columns.cells("residual"))


def _period(
    term: ProfitParticipation, tiers: Sequence[Tier], shared: Node, at: Standing, context: TermContext, put: Put
) -> None:
    """Write what one period distributes, who gets it, and what is left to be paid."""
    before = dict(at.paid)
    rest = distribute(tiers, shared, at, put)
    at.base = put("all profit so far", at.base, "level", shown=False)
    for name in [*(each for each in term.participants if each != term.payee), term.payee]:
        if name == term.payee:
            _after(term, rest, context, put)
        put(_line(term, name), at.paid[name] - before[name])
        at.paid[name] = put(f"{name}: all so far", at.paid[name], "level", shown=False)
    put("balance", _first_left(tiers[0], at), "level")


def _after(term: ProfitParticipation, rest: Node, context: TermContext, put: Put) -> None:
    """Write what comes after the last tier, and what of it the residual party gets."""
    rest = put("after_the_tiers", rest, shown=term.residual_share is not None)
    if term.residual is not None:
        put("residual", rest * context.number_or(term.residual_share, 1.0))


def _line(term: ProfitParticipation, name: str) -> str:
    """Name the line of what a party gets."""
    return "paid" if name == term.payee else f"{'kept_by' if name == term.payer else 'paid_to'}_{name}"


def _shared(
    term: ProfitParticipation, profit: Node, high: tuple[Node, Node], context: TermContext, put: Put
) -> tuple[Node, tuple[Node, Node]]:
    """Return what a period distributes: its profit, less the losses before it where they are carried."""
    carried = is_so(context, term.carry_losses, otherwise=False)
    if carried.constant and not carried.value:
        return put("to be distributed", greatest(profit, 0.0), shown=False), high
    so_far = put("profit and loss so far", high[0] + profit, "level", shown=False)
    most = put("the most that it was", greatest(high[1], so_far, 0.0), "level", shown=False)
    return put("to be distributed", choose(carried, most - high[1], greatest(profit, 0.0)), shown=False), (so_far, most)


def _tier(term: ProfitParticipation, tier: ParticipationTier, context: TermContext) -> Tier:
    """Read a tier; a payer that takes part keeps what the others leave."""
    shares = {name: context.number(share) for name, share in term.paid_in(tier).items()}
    if term.payer in term.participants:
        shares[term.payer] = 1.0 - total(list(shares.values()))
    return Tier(shares, tier.counted(term.payee), {key: context.number(getattr(tier, key)) for key in tier.ends})


def _contributions(term: ProfitParticipation, context: TermContext) -> list[Contribution]:
    """List what the payee puts in; one amount is put in on the first day."""
    if term.invested is None:
        return []
    if isinstance(term.invested, Schedule):
        return [
            Contribution(
                node(serial(point if isinstance(point, date) else date(point, 7, 2))),
                context.number(value),
                same_day=not isinstance(point, date),
            )
            for point, value in term.invested.points
        ]
    first = context.number(term.from_) if term.from_ is not None and not term.start_events else context.life().start
    return [Contribution(first, context.number(term.invested))]


def _standing(
    term: ProfitParticipation, tiers: Sequence[Tier], contributions: Sequence[Contribution], context: TermContext
) -> Standing:
    """Return where a participation stands before its first period."""
    opening, start = term.opening, context.life().start
    invested = total([choose(each.day <= start, each.amount, 0.0) for each in contributions])
    limit = tiers[0].ends.get("until_paid", tiers[0].ends.get("until_multiple", node(0.0)) * invested)
    paid = {name: node(0.0) for name in term.participants}
    base = node(0.0)
    if opening is not None:
        base = context.number_or(opening.base, 0.0)
        paid |= {name: context.number(each) for name, each in (opening.paid_to or {}).items() if name in paid}
        if opening.paid is not None:
            paid[term.payee] = context.number(opening.paid)
        elif opening.balance is not None:
            paid[term.payee] = greatest(limit - context.number(opening.balance), 0.0)
    caught_up = {place: node(0.0) for place, tier in enumerate(tiers) if "until_catch_up" in tier.ends}
    hurdles = _hurdles(term, contributions, paid[term.payee], context)
    return Standing(base, paid, hurdles, invested, caught_up)


def _hurdles(
    term: ProfitParticipation, contributions: Sequence[Contribution], paid: Node, context: TermContext
) -> dict[int, Hurdle]:
    """Return what returns still ask for when a participation begins."""
    opening, start, found = term.opening, context.life().start, dict[int, Hurdle]()
    for place, tier in enumerate(term.tiers):
        if tier.until_hurdle is None:
            continue
        rate, simple = context.number(tier.until_hurdle), holds(context, tier.simple, otherwise=False)
        fresh = Hurdle(f"return {place + 1}", rate, simple, node(0.0), node(0.0), None, told=False, clock=_clock(term))
        found[place] = fresh
        if opening is not None and opening.balance is not None and place == 0:
            at_once = not isinstance(term.invested, Schedule)  # the balance holds what is put in on the first day
            capital = context.number(opening.balance)
            found[place] = Hurdle(fresh.name, rate, simple, capital, node(0.0), start, at_once, fresh.clock)
        elif opening is not None and opening.paid is not None:
            found[place] = fresh.begun(start, contributions, paid)
    return found


def _clock(term: ProfitParticipation) -> Clock:
    """Return what counts years, by the day count of the contract."""
    if term.day_count not in DAYS:
        raise NotLiveError(f"its returns are counted by {term.day_count}")
    days = DAYS[term.day_count]
    return lambda since, day: (day - since) / days


def _first_left(first: Tier, at: Standing) -> Node:
    """Return what is still to be paid until the end of the first tier; 0 where no payment ends it."""
    got = at.paid[first.counted]
    if "until_paid" in first.ends:
        return greatest(first.ends["until_paid"] - got, 0.0)
    if "until_multiple" in first.ends:
        return greatest(first.ends["until_multiple"] * at.invested - got, 0.0)
    return greatest(at.hurdles[0].due, 0.0) if 0 in at.hurdles else node(0.0)
