"""The bases of a royalty in formulas: gross money, deductions and losses, what is recouped first, rates and tiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.expression import is_constant, multiply
from dealwright.show.excel.cells import NotLiveError, greatest, least, node, ratio, total
from dealwright.show.excel.terms.acting import LifeNodes
from dealwright.show.excel.terms.pay_days import holds
from dealwright.show.excel.terms.royalty_tiers import tiered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.context import Period, TermContext
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.royalty_clauses import RoyaltyBase


@dataclass(slots=True)
class BaseRows:
    """One base of a royalty.

    Args:
        part: Its clause.
        named: What it is called; empty where it is the only one.
        gross: Gross money of each period.
        amount: What the rate counts.
    """

    part: RoyaltyBase
    named: str
    gross: list[Node]
    amount: list[Node]


def bases_of(term: Royalty, context: TermContext, periods: Sequence[Period]) -> list[BaseRows]:
    """Write the bases of a royalty.

    Args:
        term: The royalty.
        context: Its context, whose periods are open.
        periods: The periods.
    """
    several = len(term.parts) > 1
    found = []
    for place, part in enumerate(term.parts):
        named = (part.title or str(place + 1)) if several else ""
        found.append(_base(term, part, named, context, periods))
    return found


def _base(term: Royalty, part: RoyaltyBase, named: str, context: TermContext, periods: Sequence[Period]) -> BaseRows:
    block = context.block
    money = context.money(part.on, periods, f"{context.name}: {named or 'base'}")
    plain = part.deductions is None and term.carry_losses is None
    if plain and not named:
        return BaseRows(part, named, money, block.line("base", "money", lambda k, _: greatest(0.0, money[k])))
    name = f"gross {named}" if named else "gross"
    gross = block.line(name, "money", lambda k, _: money[k])
    net = gross
    if part.deductions is not None:
        net = _deducted(part, context, periods, gross)
    words = f"base {named}" if named else "base"
    if not holds(context, term.carry_losses, otherwise=False):
        amount = block.line(words, "money", lambda k, _: greatest(0.0, net[k]))
    else:
        amount = _losses_carried(part, context, net, words)
    return BaseRows(part, named, gross, amount)


def _deducted(part: RoyaltyBase, context: TermContext, periods: Sequence[Period], gross: Sequence[Node]) -> list[Node]:
    block = context.block
    if part.deductions is None:
        return list(gross)
    off = context.money(part.deductions, periods, f"{context.name}: deductions")
    if part.deductions_cap is not None:
        most = context.number(part.deductions_cap)
        off = [least(each, most * greatest(0.0, gross[k])) for k, each in enumerate(off)]
    deducted = block.line("deductions", "money", lambda k, _: off[k])
    return block.work("Gross less deductions", "money", lambda k, _: gross[k] - deducted[k])


def _losses_carried(part: RoyaltyBase, context: TermContext, net: Sequence[Node], words: str) -> list[Node]:
    """Set losses against later periods: what counts is what the sum of all comes to over its greatest so far."""
    block, opening = context.block, part.opening
    lost = node(0.0) if opening is None else context.number_or(opening.losses, 0.0)
    summed = block.work("Net to date, less losses before", "money", lambda k, s: (s[-1] if s else -lost) + net[k])
    most = block.work("The most of it so far", "money", lambda k, s: greatest(0.0, summed[k], *(s[-1:] if s else ())))
    return block.line(words, "money", lambda k, _: most[k] - (most[k - 1] if k else 0.0))


def share_of(term: Royalty, base: BaseRows, context: TermContext, periods: Sequence[Period]) -> list[Node]:
    """Write what a royalty takes of one base.

    Args:
        term: The royalty.
        base: The base.
        context: Its context.
        periods: The periods.
    """
    changed = any(change.tiers for change in term.rate_changes or [])
    if base.part.tiers is None and not changed:
        taken = _flat(term, base, context, periods)
    elif term.rate_changes:
        raise NotLiveError("its tiers change on a day")
    else:
        return tiered(term, base.part.tiers or [], base.amount, context, periods, base.named)
    if not base.named:
        return taken
    return context.block.line(f"share {base.named}", "money", lambda k, _: taken[k])


def _flat(term: Royalty, base: BaseRows, context: TermContext, periods: Sequence[Period]) -> list[Node]:
    """Take a rate, which may move over time, and change on days."""
    whole = context.life()
    if not term.rate_changes:
        taken = _at_rate(base, context, periods, None)
    else:
        taken = _in_stretches(term, base, context, periods, whole)
    kept = base.part.deductions is not None or term.carry_losses is not None or term.recoup_from == "gross"
    if not kept:
        return [greatest(0.0, each) for each in taken]
    return [greatest(0.0, ratio(base.amount[k], base.gross[k]) * each) for k, each in enumerate(taken)]


def _at_rate(base: BaseRows, context: TermContext, periods: Sequence[Period], life: LifeNodes | None) -> list[Node]:
    """Return what a base's own rate takes of its gross money."""
    part = base.part
    if part.rate is None or part.on is None:
        return [node(0.0) for _ in periods]
    how = context.part.futures.motion(part.rate)
    if is_constant(part.rate) or not (how.moves or how.held or how.windowed or how.terms):
        rate = context.number(part.rate)
        gross = base.gross if life is None else context.money(part.on, periods, f"{context.name}: base", life)
        return [rate * each for each in gross]
    return context.money(multiply(part.rate, part.on), periods, f"{context.name}: rate times base", life)


def _in_stretches(
    term: Royalty, base: BaseRows, context: TermContext, periods: Sequence[Period], whole: LifeNodes
) -> list[Node]:
    """Cut the life where the rate changes; in each part the last rate that was set holds, times all step-downs."""
    changes = term.rate_changes or []
    days = [context.moment(change.on) for change in changes]
    if len(changes) > 1 and not all(day.constant for day in days):
        raise NotLiveError("its rate changes more than once, on days whose order may change")
    order = sorted(range(len(changes)), key=lambda place: days[place].number)
    marks = [whole.start, *(days[place] for place in order), whole.end]
    found: list[list[Node]] = [[] for _ in periods]
    for passed in range(len(order) + 1):
        start = greatest(whole.start, least(marks[passed], whole.end))
        end = greatest(start, least(marks[passed + 1], whole.end))
        name = f"Rate {passed + 1}"
        life = LifeNodes(
            context.block.single(f"{name} holds from", "date", start), context.block.single("up to", "date", end)
        )
        setting = [changes[place] for place in order[:passed] if changes[place].times is None]
        times = node(1.0)
        for place in order[:passed]:
            factor = changes[place].times
            times = times * (node(1.0) if factor is None else context.number(factor))
        rate = setting[-1].rate if setting else None
        if rate is not None:
            gross = context.money(base.part.on, periods, f"{context.name}: base", life)
            taken = [context.number(rate) * each for each in gross]
        else:
            taken = _at_rate(base, context, periods, life)
        for k, each in enumerate(taken):
            found[k].append(times * each)
    return [total(each) for each in found]
