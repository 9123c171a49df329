"""A royalty in formulas, in the order of its clauses: base, tiers, caps, stacking, recoupment, minimum, cap on all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.expression import Schedule
from dealwright.show.excel.cells import NotLiveError, both, choose, either, greatest, least, node, ratio, total
from dealwright.show.excel.terms.beyond import goes_on
from dealwright.show.excel.terms.columns import Columns
from dealwright.show.excel.terms.pay_days import holds, pay_day, within_life
from dealwright.show.excel.terms.promised import promised
from dealwright.show.excel.terms.royalty_bases import bases_of, share_of
from dealwright.show.excel.terms.royalty_tiers import longer_periods
from dealwright.terms.pay_days import at_end
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.acting import LifeNodes
    from dealwright.show.excel.terms.block import Formula
    from dealwright.show.excel.terms.context import Period, TermContext
    from dealwright.show.excel.terms.royalty_bases import BaseRows
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.royalty_clauses import Stacking

REFUSED = {
    "most_favoured": "its rate follows that of another royalty",
    "netted_with": "it is netted with another royalty",
    "minimum_recoupable": "what its minimum adds is recouped later",
}
"""Clauses that have no formulas, and why the sheet then holds the engine's values."""
OPENED = ("used_this_period", "base_this_period", "paid_this_year", "earned_this_year")
"""What an opening may say of a period under way that has no formulas."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is paid ahead.

    Args:
        amounts: In each period.
        balance: What is still to be recouped at the start.
        on: The days of the advances, with what is paid on each.
    """

    amounts: Sequence[Node]
    balance: Node
    on: Sequence[tuple[Node, Node]]


def royalty(term: Royalty, context: TermContext) -> None:
    """Write what a royalty pays.

    Args:
        term: The royalty.
        context: What it asks for.
    """
    _refuse(term, context)
    block = context.block
    periods = context.periods(term.period, year_start(term))
    context.open(periods, paid="" if at_end(term) else "middle")
    if at_end(term):
        block.paid_on = block.days("Paid on", [pay_day(term, context, each) for each in block.closes])
    pay_days = block.paid_on
    ahead = _advances(term, context, periods) if term.recoups else None
    from_gross = term.recoup_from == "gross" and ahead is not None
    bases = bases_of(term, context, periods)
    balance = _recouped_first(term, context, bases, ahead) if from_gross and ahead is not None else None
    counted = _counted(context, bases)
    share = _share(term, context, bases, counted, periods)
    share = _limited(term, context, share, counted, periods)
    due, balance = _settled(term, context, share, periods, (None if from_gross else ahead, balance))
    due = block.line("due", "money", lambda k, _: due[k])
    _paid(term, context, due, (ahead, balance), pay_days)


def _refuse(term: Royalty, context: TermContext) -> None:
    if context.name in context.part.view.netting:
        raise NotLiveError(REFUSED["netted_with"])
    for key, reason in REFUSED.items():
        if getattr(term, key) is not None:
            raise NotLiveError(reason)
    opening = term.opening
    if opening is not None and any(getattr(opening, key) is not None for key in OPENED):
        raise NotLiveError("a period was under way that had seen something")
    if term.beyond is not None and (term.recoups or term.cap is not None or term.minimum_period or term.true_up):
        raise NotLiveError("it goes on after the horizon under limits")


def _recouped_first(term: Royalty, context: TermContext, bases: list[BaseRows], ahead: Ahead) -> list[Node]:
    """Take what is recouped off the bases, and return what is still to be recouped after each period."""
    block, part = context.block, context.number_or(term.recoupment, 1.0)
    whole = [total([base.amount[k] for base in bases]) for k in range(block.periods)]

    def taken(k: int, done: Sequence[Node]) -> Node:
        left = ahead.balance + total(list(ahead.amounts[:k])) - total(list(done)) if k else ahead.balance
        return least(part * greatest(whole[k], 0.0), left + ahead.amounts[k])

    recouped = block.line("recouped_from_gross", "money", taken)
    left = block.work(
        "Still to be recouped",
        "money",
        lambda k, s: (s[-1] if s else ahead.balance) + ahead.amounts[k] - recouped[k],
    )
    for base in bases:
        base.amount = block.work(
            f"Base left{' of ' + base.named if base.named else ''}",
            "money",
            _shrunk(list(base.amount), recouped, whole),
        )
    return left


def _shrunk(amount: Sequence[Node], taken: Sequence[Node], whole: Sequence[Node]) -> Formula:
    return lambda k, _: amount[k] * (1.0 - ratio(taken[k], whole[k]))


def _counted(context: TermContext, bases: Sequence[BaseRows]) -> list[Node]:
    """Return what the rates count, in all; written where several bases come together, or some of it is left."""
    block = context.block
    if len(bases) == 1:
        only = bases[0]
        known = block.lines.get("base")
        if known is None or known.cells is not only.amount:
            block.line("base", "money", lambda k, _: only.amount[k])
        return only.amount
    block.line("gross", "money", lambda k, _: total([base.gross[k] for base in bases]), "Gross, all bases")
    off = [base.deducted for base in bases if base.deducted is not None]
    if off:
        block.line("deductions", "money", lambda k, _: total([each[k] for each in off]), "Deductions, all bases")
    return block.line("base", "money", lambda k, _: total([base.amount[k] for base in bases]))


def _share(
    term: Royalty, context: TermContext, bases: Sequence[BaseRows], counted: Sequence[Node], periods: Sequence[Period]
) -> list[Node]:
    block = context.block
    taken = [share_of(term, base, context, periods) for base in bases]
    share = block.line("share", "money", lambda k, _: total([each[k] for each in taken]))
    block.line("rate", "share", lambda k, _: ratio(share[k], counted[k]), "Rate that it comes to")
    return share


def _limited(
    term: Royalty, context: TermContext, share: list[Node], base: Sequence[Node], periods: Sequence[Period]
) -> list[Node]:
    """Take the cap of each period and royalties owed to others off."""
    block = context.block
    if term.period_cap is not None:
        most = promised(term.period_cap, periods, context, year_start(term))
        cap = block.line("period_cap", "money", lambda k, _: most[k])
        brought = share
        share = block.work("Share within the cap of the period", "money", lambda k, _: least(brought[k], cap[k]))
    if term.stacking is not None:
        before = share
        taken = _stacked(term.stacking, context, before, base, periods)
        share = block.work("Share after stacking", "money", lambda k, _: before[k] - taken[k])
    return share


def _stacked(
    clause: Stacking, context: TermContext, share: Sequence[Node], base: Sequence[Node], periods: Sequence[Period]
) -> list[Node]:
    """Write what royalties owed to others take off."""
    if holds(context, clause.carry_forward, otherwise=False):
        raise NotLiveError("what could not come off for royalties owed to others comes off later")
    block = context.block
    if clause.third_party is not None:
        money = context.money(clause.third_party, periods, f"{context.name}: owed to others")
        owed = block.line("owed_to_others", "money", lambda k, _: greatest(0.0, money[k]))
    else:
        rate = context.number_or(clause.third_party_rate, 0.0)
        owed = block.line("owed_to_others", "money", lambda k, _: rate * base[k])

    def taken(k: int, _: Sequence[Node]) -> Node:
        counts = owed[k]
        if clause.over is not None:
            counts = greatest(0.0, share[k] + owed[k] - context.number(clause.over) * base[k])
        most = share[k] * context.number_or(clause.most, 1.0)
        if clause.floor is not None:
            most = least(most, share[k] - context.number(clause.floor) * base[k])
        return least(counts * context.number_or(clause.deduct, 1.0), greatest(most, 0.0))

    return block.line("stacking", "money", taken)


def _advances(term: Royalty, context: TermContext, periods: Sequence[Period]) -> Ahead:
    """Write what is paid ahead, and on which days."""
    block, timeline, runs = context.block, context.timeline, context.life()
    opening = term.opening
    said = opening is not None and opening.balance is not None
    balance = context.number_or(None if opening is None else opening.balance, 0.0)
    on: list[tuple[Node, Node]] = []
    for place, advance in enumerate(term.advances, start=1):
        money = context.number(advance.amount)
        if advance.on is None:
            balance = balance if said else balance + money
            continue
        day, closing = context.moment(advance.on), not context.part.view.is_date(advance.on)
        if not said:
            balance = balance + choose(day < timeline.as_of, money, 0.0)
        inside = within_life(day, _from_the_start(runs, day), timeline.horizon, closing=closing)
        due = both(day >= timeline.as_of, day < timeline.horizon, inside)
        paid = block.single(f"Advance {place}", "money", choose(due, money, 0.0))
        on.append((block.single("paid on", "date", choose(due, day, timeline.horizon)), paid))
    if on:
        fall = [(greatest(day, runs.start), paid) for day, paid in on]
        amounts = block.line("advance", "money", lambda k, _: total([_within(each, k, periods) for each in fall]))
    else:
        amounts = [node(0.0) for _ in periods]
    return Ahead(amounts, block.single("To be recouped at the start", "money", balance), on)


def _from_the_start(runs: LifeNodes, day: Node) -> LifeNodes:
    return type(runs)(least(runs.start, day), runs.end)


def _within(advance: tuple[Node, Node], k: int, periods: Sequence[Period]) -> Node:
    """Return what of an advance is paid in a period; what comes before the first is of that."""
    day, paid = advance
    first, last = k == 0, k == len(periods) - 1
    inside = both(first or day >= periods[k].low, last or day < periods[k].high)
    return choose(inside, paid, 0.0)


def _settled(
    term: Royalty,
    context: TermContext,
    share: list[Node],
    periods: Sequence[Period],
    open_: tuple[Ahead | None, list[Node] | None],
) -> tuple[list[Node], list[Node] | None]:
    """Recoup and pay at least the minimum; return what is due, and what is still to be recouped."""
    ahead, balance = open_
    first = term.minimum_applies == "before_recoupment"
    if ahead is not None and not first:
        share, balance = _withheld(term, context, share, ahead)
    due = share if term.minimum is None else _at_least(term, context, share, periods)
    if ahead is not None and first:
        due, balance = _withheld(term, context, due, ahead)
    return due, balance


def _withheld(term: Royalty, context: TermContext, due: list[Node], ahead: Ahead) -> tuple[list[Node], list[Node]]:
    """Withhold what recoups: as much as is allowed of what falls due, up to what is still open."""
    block, part = context.block, context.number_or(term.recoupment, 1.0)
    left: list[Node] = []
    recouped: list[Node] = []
    columns = Columns(block)
    for k in range(block.periods):
        put = columns.of(k)
        open_ = put("To be recouped", (left[-1] if left else ahead.balance) + ahead.amounts[k], "level", shown=False)
        recouped.append(put("recouped", least(part * greatest(due[k], 0.0), open_)))
        left.append(put("Still to be recouped", open_ - recouped[k], "level", shown=False))
    columns.close()
    rest = block.work("Left to be paid", "money", lambda k, _: due[k] - recouped[k])
    return rest, left


def _at_least(term: Royalty, context: TermContext, due: list[Node], periods: Sequence[Period]) -> list[Node]:
    """Pay at least the minimum: of each period, or of the year, settled with its last period."""
    block, starts = context.block, year_start(term)
    if term.minimum is None:
        return due
    longer = term.true_up or term.minimum_period or term.period
    asked = _asked(term, context, periods)
    minimum = block.line("minimum", "money", lambda k, _: asked[k])
    if longer == term.period:
        topped = block.line("topped_up", "money", lambda k, _: greatest(0.0, minimum[k] - due[k]))
        return block.work("Due with the minimum", "money", lambda k, _: due[k] + topped[k])
    years = longer_periods(context, longer, starts, periods)
    on_account = term.true_up is not None
    topped = block.line(
        "topped_up", "money", lambda k, _: greatest(0.0, minimum[k] - due[k]) if on_account else node(0.0)
    )

    def to_date(amounts: Sequence[Node], label: str) -> list[Node]:
        return block.work(label, "money", lambda k, s: amounts[k] + (s[-1] if s and not years.opens(k) else 0.0))

    wanted = to_date(minimum, "Minimum of the year to date")
    earned = to_date(due, "Earned in the year to date")
    paid = to_date([due[k] + topped[k] for k in range(block.periods)], "Paid on account in the year to date")
    runs = context.life()

    def settled(k: int, _: Sequence[Node]) -> Node:
        ends = True if years.last(k) else runs.end <= periods[k].high
        closes = both(block.closes[k] > block.opens[k], either(ends))
        return choose(closes, greatest(wanted[k], earned[k]) - paid[k], 0.0)

    trued = block.line("true_up", "money", settled)
    return block.work("Due with the minimum", "money", lambda k, _: due[k] + topped[k] + trued[k])


def _asked(term: Royalty, context: TermContext, periods: Sequence[Period]) -> list[Node]:
    """Return each period's part of the minimum, by days; of one per year, that part of the year's."""
    block, starts, minimum = context.block, year_start(term), term.minimum
    if minimum is None or term.minimum_period in {None, term.period} or isinstance(minimum, Schedule):
        return [] if minimum is None else promised(minimum, periods, context, starts)
    years = longer_periods(context, term.minimum_period or term.period, starts, periods)
    amount = context.number(minimum)
    return [amount * ((block.closes[k] - block.opens[k]) / years.length[k]) for k in range(block.periods)]


def _paid(
    term: Royalty,
    context: TermContext,
    due: list[Node],
    open_: tuple[Ahead | None, list[Node] | None],
    pay_days: Sequence[Node],
) -> None:
    """Stop paying once the cap on all is reached, and say what is paid on which day."""
    block, (ahead, balance) = context.block, open_
    counted, left = due, None
    if term.cap is not None:
        counted, left = _capped(term, context, due, ahead)
    money = block.work("Paid, advances apart", "money", lambda k, _: counted[k]) if ahead and ahead.on else None
    if money is None or ahead is None:
        paid = block.line("paid", "money", lambda k, _: counted[k])
        block.moves(term.payer, term.payee, paid, pay_days)
    else:
        block.line("paid", "money", lambda k, _: money[k] + ahead.amounts[k])
        block.moves(term.payer, term.payee, money, pay_days)
        for day, amount in ahead.on:
            block.moves(term.payer, term.payee, [amount], [day])
        _shown_days(context, money, ahead, pay_days)
        paid = money
    _balances(term, context, balance, left)
    goes_on(term, context, (term.payer, term.payee), paid, _lag(term, context))


def _lag(term: Royalty, context: TermContext) -> Node | float:
    if term.beyond is None or not at_end(term):
        return 0.0
    length = context.periods(term.period, year_start(term))[-1].length
    return length / 2.0 + context.number_or(term.pays_after, 0.0) * 365.0


def _capped(
    term: Royalty, context: TermContext, due: Sequence[Node], ahead: Ahead | None
) -> tuple[list[Node], list[Node]]:
    """Write what is left to be paid under the cap on all, advances and what was paid before included."""
    block, opening = context.block, term.opening
    cap = context.number_or(term.cap, 0.0)
    if opening is not None and opening.paid is not None:
        before = context.number(opening.paid)
    elif opening is not None and opening.balance is not None and not term.recoups:
        before = greatest(0.0, cap - context.number(opening.balance))
    else:
        before = node(0.0)
    limit = block.single("Cap on all that is ever paid", "money", greatest(cap, before))
    advances = [node(0.0)] * block.periods if ahead is None else list(ahead.amounts)
    so_far = block.work(
        "Paid so far, within the cap",
        "money",
        lambda k, s: least(limit, (s[-1] if s else least(before, limit)) + due[k] + advances[k]),
    )
    counted = [so_far[k] - (so_far[k - 1] if k else before) - advances[k] for k in range(block.periods)]
    over = block.line("over_cap", "money", lambda k, _: due[k] - counted[k])
    within = block.work("Due within the cap", "money", lambda k, _: due[k] - over[k])
    left = [limit - so_far[k] for k in range(block.periods)]
    return within, left


def _shown_days(context: TermContext, money: Sequence[Node], ahead: Ahead, pay_days: Sequence[Node]) -> None:
    """Show an advance on its own day where nothing else is paid in its period."""
    block = context.block
    day = ahead.on[0][0]
    alone = [both(ahead.amounts[k].differs(0.0), each.equals(0.0)) for k, each in enumerate(money)]
    block.paid_on = block.days("Shown as paid on", [choose(alone[k], day, each) for k, each in enumerate(pay_days)])


def _balances(term: Royalty, context: TermContext, balance: list[Node] | None, left: list[Node] | None) -> None:
    block = context.block
    if term.recoups and left is not None:
        block.line("left_under_cap", "level", lambda k, _: left[k])
    if term.recoups and balance is not None:
        block.line("balance", "level", lambda k, _: balance[k])
    elif left is not None:
        block.line("balance", "level", lambda k, _: left[k])
