"""The bases of a royalty in formulas: gross money, deductions and losses, what is recouped first, rates and tiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.expression import is_constant, multiply
from dealwright.show.excel.cells import (
    Node,
    NotLiveError,
    both,
    choose,
    either,
    greatest,
    least,
    node,
    ratio,
    span,
    total,
)
from dealwright.show.excel.terms.acting import LifeNodes
from dealwright.show.excel.terms.pay_days import is_so
from dealwright.show.excel.terms.royalty_tiers import tiered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.terms.context import Period, TermContext
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.royalty_clauses import RateChange, RoyaltyBase


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
    from_gross = term.recoup_from == "gross" and term.recoups
    plain = part.deductions is None and term.carry_losses is None and not from_gross
    if plain and not named:
        return BaseRows(part, named, money, block.line("base", "money", lambda k, _: greatest(0.0, money[k])))
    name = f"gross {named}" if named else "gross"
    gross = block.line(name, "money", lambda k, _: money[k])
    net = gross
    if part.deductions is not None:
        net = _deducted(part, context, periods, gross)
    words = f"base {named}" if named else "base"
    carried = is_so(context, term.carry_losses, otherwise=False)
    if carried.constant and not carried.value:
        amount = block.line(words, "money", lambda k, _: greatest(0.0, net[k]))
    else:
        amount = _losses_carried(part, context, net, (words, carried))
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
    marks = [whole.start, *_in_order(days, context), whole.end]
    found: list[list[Node]] = [[] for _ in periods]
    for passed in range(len(changes) + 1):
        start = greatest(whole.start, least(marks[passed], whole.end))
        end = greatest(start, least(marks[passed + 1], whole.end))
        name = f"Rate {passed + 1}"
        life = LifeNodes(
            context.block.single(f"{name} holds from", "date", start), context.block.single("up to", "date", end)
        )
        come = [day <= marks[passed] if passed else node(False) for day in days]  # noqa: FBT003 - a condition
        rate, is_set = _set_by(changes, days, come, context)
        own, gross = [node(0.0)] * len(periods), [node(0.0)] * len(periods)
        if not (is_set.constant and is_set.value):
            own = _at_rate(base, context, periods, life)
        if not (is_set.constant and not is_set.value):
            gross = context.money(base.part.on, periods, f"{context.name}: base", life)
        times = _step_downs(changes, come, context)
        for k in range(len(periods)):
            found[k].append(times * choose(is_set, rate * gross[k], own[k]))
    return [total(each) for each in found]


def _in_order(days: Sequence[Node], context: TermContext) -> list[Node]:
    """Return days in their order, which may change where they move."""
    if len(days) == 1 or all(day.constant for day in days):
        return sorted(days, key=lambda day: day.number)
    row = context.block.single_row("Days on which the rate changes", "date", days)
    numbers = sorted(day.number for day in row)
    whole = span(row).parts
    return [Node(("SMALL(", *whole, f",{place})"), number) for place, number in enumerate(numbers, start=1)]


def _set_by(
    changes: Sequence[RateChange], days: Sequence[Node], come: Sequence[Node], context: TermContext
) -> tuple[Node, Node]:
    """Return the rate that was set last by the changes that have come, of one day the last in the file, and whether."""
    rate, latest, is_set = node(0.0), node(-1.0), node(False)  # noqa: FBT003 - a condition
    for change, day, there in zip(changes, days, come, strict=True):
        if change.times is None and change.rate is not None:
            last = both(there, day >= latest)
            rate = choose(last, context.number(change.rate), rate)
            latest, is_set = choose(last, day, latest), either(is_set, there)
    return rate, is_set


def _step_downs(changes: Sequence[RateChange], come: Sequence[Node], context: TermContext) -> Node:
    """Return by what the changes that have come multiply every rate."""
    times = node(1.0)
    for change, there in zip(changes, come, strict=True):
        if change.times is not None:
            times = times * choose(there, context.number(change.times), 1.0)
    return times
