"""The bases of a royalty in formulas: gross money, deductions and losses, what is recouped first, rates and tiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.expression import is_constant, multiply
from dealwright.show.excel.cells import (
    Node,
    choose,
    either,
    greatest,
    least,
    node,
    ratio,
    total,
)
from dealwright.show.excel.terms.pay_days import is_so
from dealwright.show.excel.terms.royalty_changes import stretches_of
from dealwright.show.excel.terms.royalty_tables import tiered_in_stretches
from dealwright.show.excel.terms.royalty_tiers import tiered
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.terms.acting import LifeNodes
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
        deducted: What comes off it; none without deductions.
    """

    part: RoyaltyBase
    named: str
    gross: list[Node]
    amount: list[Node]
    deducted: list[Node] | None = None


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
    from_gross = term.recoup_from == "gross" and term.recoups
    plain = part.deductions is None and term.carry_losses is None and not from_gross
    if plain and not named and all(each.number >= 0.0 for each in money):
        return BaseRows(part, named, money, block.line("base", "money", lambda k, _: greatest(0.0, money[k])))
    name = f"gross {named}" if named else "gross"
    gross = block.line(name, "money", lambda k, _: money[k])
    net, deducted = gross, None
    if part.deductions is not None:
        deducted, net = _deducted(part, context, periods, gross, named)
    words = f"base {named}" if named else "base"
    carried = is_so(context, term.carry_losses, otherwise=False)
    if carried.constant and not carried.value:
        amount = block.line(words, "money", lambda k, _: greatest(0.0, net[k]))
    else:
        amount = _losses_carried(part, context, net, (words, carried))
    return BaseRows(part, named, gross, amount, deducted)


def _deducted(
    part: RoyaltyBase, context: TermContext, periods: Sequence[Period], gross: Sequence[Node], named: str
) -> tuple[list[Node], list[Node]]:
    """Write what comes off a base, and what is left."""
    block = context.block
    assert part.deductions is not None  # noqa: S101 - the caller has looked
    off = context.money(part.deductions, periods, f"{context.name}: deductions")
    if part.deductions_cap is not None:
        most = context.number(part.deductions_cap)
        off = [least(each, most * greatest(0.0, gross[k])) for k, each in enumerate(off)]
    name = f"deductions {named}" if named else "deductions"
    deducted = block.line(name, "money", lambda k, _: off[k])
    label = f"{capital(named)} less deductions" if named else "Gross less deductions"
    return deducted, block.work(label, "money", lambda k, _: gross[k] - deducted[k])


def _losses_carried(part: RoyaltyBase, context: TermContext, net: Sequence[Node], said: tuple[str, Node]) -> list[Node]:
    """Set losses against later periods: what counts is what the sum of all comes to over its greatest so far."""
    block, opening, (words, carried) = context.block, part.opening, said
    lost = node(0.0) if opening is None else context.number_or(opening.losses, 0.0)
    summed = block.work("Net to date, less losses before", "money", lambda k, s: (s[-1] if s else -lost) + net[k])
    most = block.work("The most of it so far", "money", lambda k, s: greatest(0.0, summed[k], *(s[-1:] if s else ())))

    def counts(k: int, _: Sequence[Node]) -> Node:
        return choose(carried, most[k] - (most[k - 1] if k else 0.0), greatest(0.0, net[k]))

    return block.line(words, "money", counts)


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
        return tiered_in_stretches(term, base, context, periods)
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
    found: list[list[Node]] = [[] for _ in periods]
    for stretch in stretches_of(changes, context, whole):
        is_set = either(*(set_ for set_, _ in stretch.set_by))
        own, gross = [node(0.0)] * len(periods), [node(0.0)] * len(periods)
        if not (is_set.constant and is_set.value):
            own = _at_rate(base, context, periods, stretch.life)
        if not (is_set.constant and not is_set.value):
            gross = context.money(base.part.on, periods, f"{context.name}: base", stretch.life)
        rate = stretch.last(node(0.0), lambda change: context.number_or(change.rate, 0.0))
        for k in range(len(periods)):
            found[k].append(stretch.times * choose(is_set, rate * gross[k], own[k]))
    return [total(each) for each in found]
