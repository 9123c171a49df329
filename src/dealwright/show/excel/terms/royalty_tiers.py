"""Tiers of a royalty in formulas: marginal or retroactive, of each period, of the year to date, or of all time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import NotLiveError, both, choose, greatest, least, node, ratio, total
from dealwright.show.excel.terms.pay_days import holds
from dealwright.terms.days.anniversaries import boundaries, following
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.block import Formula
    from dealwright.show.excel.terms.context import Period, TermContext
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.royalty_clauses import RoyaltyTier

_ROUNDING = 1e-11


@dataclass(frozen=True, slots=True)
class LongerPeriods:
    """The longer periods into which contract periods fall: the years of quarters.

    Args:
        of: Which of them each contract period falls into.
        length: Days of the whole one of each contract period.
    """

    of: tuple[int, ...]
    length: tuple[float, ...]

    def opens(self, period: int) -> bool:
        """Say whether a contract period is the first of its longer one."""
        return period == 0 or self.of[period] != self.of[period - 1]

    def last(self, period: int) -> bool:
        """Say whether it is the last."""
        return period == len(self.of) - 1 or self.of[period] != self.of[period + 1]

    def inside(self, period: int) -> list[int]:
        """Return the contract periods of the same longer one."""
        return [k for k, each in enumerate(self.of) if each == self.of[period]]


def longer_periods(
    context: TermContext, longer: str, starts: tuple[int, int], periods: Sequence[Period]
) -> LongerPeriods:
    """Find into which longer periods contract periods fall.

    Args:
        context: The term's context.
        longer: How long the longer ones are.
        starts: Month and day on which the contract year begins.
        periods: The contract periods.
    """
    grid = context.timeline.grid
    bounds = boundaries(grid, longer, grid.edges[-1], starts)
    marks = [serial(each) for each in [*bounds, following(bounds[-1], longer, starts)]]
    of = [max(k for k, mark in enumerate(marks[:-1]) if mark <= period.low) for period in periods]
    return LongerPeriods(tuple(of), tuple(marks[k + 1] - marks[k] for k in of))


def tiered(
    term: Royalty,
    tiers: Sequence[RoyaltyTier],
    base: Sequence[Node],
    context: TermContext,
    periods: Sequence[Period],
    named: str,
) -> list[Node]:
    """Run a base through tiers, and write what each period adds to its year to date.

    Args:
        term: The royalty.
        tiers: The tiers.
        base: What they count, by period.
        context: The term's context.
        periods: The periods.
        named: What the base is called; empty where it is the only one.

    Returns:
        What the royalty takes of it, by period.
    """
    opening, apart = term.opening, term.tiers_count is not None
    if opening is not None and opening.base_this_period is not None:
        raise NotLiveError("its tiers had seen something of the period under way")
    ever = term.tiers_on == "cumulative"
    years = longer_periods(context, term.tier_period or term.period, year_start(term), periods)
    before = node(0.0) if opening is None or not ever else context.number_or(opening.base, 0.0)
    begins = [k == 0 if ever else years.opens(k) for k in range(len(periods))]
    counts = base if term.tiers_count is None else _counts(term.tiers_count, context, periods)
    to_date = running(context, f"{'Counted' if apart else 'Base'} to date{of(named)}", counts, begins, before)
    parts = None if ever or not holds(context, term.tiers_prorated, otherwise=True) else _parts(context, years, named)
    if apart and parts is not None and context.term.events:
        raise NotLiveError("its tiers count something else than its base, up to a day that may move")
    bounds = _bounds(tiers, context, parts, named)
    rates = [context.number(tier.rate) for tier in tiers]
    if term.tier_method == "retroactive":
        own = running(context, f"Base to date{of(named)}", base, begins, node(0.0)) if apart else to_date
        brought = [_retroactive((to_date, own), bounds, rates, context, named)]
        opened = [node(0.0) if apart else rate_reached(before, _at_first(bounds), rates) * before]
    else:
        brought = _marginal(to_date, bounds, rates, context, named)
        opened = split_of(before, _at_first(bounds), rates)
        if apart:
            counted = Counted(counts, to_date, base, begins, before)
            brought, opened = _of_base(counted, (brought, opened), bounds, rates, context), [node(0.0)] * len(rates)
    may_fall = term.tier_method == "retroactive" or bool(context.term.events and parts)
    return added(context, brought, opened, begins, named, may_fall=may_fall)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the bounds of tiers count where that is not the base.

    Args:
        counts: What they count in each period.
        to_date: The same to date.
        base: The base of each period.
        begins: Whether a period is the first to date.
        before: What had been counted before the first.
    """

    counts: Sequence[Node]
    to_date: Sequence[Node]
    base: Sequence[Node]
    begins: Sequence[bool]
    before: Node

    def so_far(self, k: int) -> Node:
        """Return what had been counted to date when a period opened."""
        if not self.begins[k]:
            return self.to_date[k - 1]
        return self.before if k == 0 else node(0.0)


def _counts(flow: Expression, context: TermContext, periods: Sequence[Period]) -> list[Node]:
    """Write what the bounds of tiers count in each period, where that is not the base."""
    money = context.money(flow, periods, f"{context.name}: counted by its tiers")
    put = context.block.line if "counted" not in context.block.lines else context.block.work
    return put("counted", "money", lambda k, _: greatest(0.0, money[k]))


def running(
    context: TermContext, label: str, amounts: Sequence[Node], begins: Sequence[bool], before: Node
) -> list[Node]:
    """Write what amounts come to in the year to date, with what there was before the first of them."""

    def to_date(k: int, done: Sequence[Node]) -> Node:
        return amounts[k] + (done[-1] if not begins[k] else before if k == 0 else node(0.0))

    return context.block.work(label, "money", to_date)


def _of_base(
    counted: Counted,
    taken: tuple[Sequence[Sequence[Node]], Sequence[Node]],
    bounds: Sequence[list[Node] | None],
    rates: Sequence[Node],
    context: TermContext,
) -> list[list[Node]]:
    """Write what each tier takes of a base to date: as much of it as of what the bounds count.

    Where nothing is counted the tier counts for all of the base that had been reached before.
    """
    brought, opened = taken
    found = []
    for tier, rate in enumerate(rates):

        def to_date(k: int, done: Sequence[Node], tier: int = tier, rate: Node = rate) -> Node:
            ahead = brought[tier][k - 1] if not counted.begins[k] else opened[tier] if k == 0 else node(0.0)
            part = (brought[tier][k] - ahead) * ratio(counted.base[k], counted.counts[k])
            idle = choose(_lies_in(counted.so_far(k), tier, k, bounds), rate * counted.base[k], 0.0)
            return choose(counted.counts[k] > 0.0, part, idle) + (node(0.0) if counted.begins[k] else done[-1])

        found.append(context.block.work(f"Tier {tier + 1}: brought of the base to date", "money", to_date))
    return found


def _lies_in(amount: Node, tier: int, k: int, bounds: Sequence[list[Node] | None]) -> Node:
    """Say whether an amount lies in a tier."""
    low = [bound for bound in bounds[:tier] if bound is not None]
    if len(low) < tier:  # one before it has no end
        return node(False)  # noqa: FBT003 - a condition
    high = bounds[tier]
    over = [amount >= bound[k] for bound in low]
    return both(*over, *([] if high is None else [amount < high[k]]))


def _at_first(bounds: Sequence[list[Node] | None]) -> list[Node | None]:
    return [None if bound is None else bound[0] for bound in bounds]


def of(named: str) -> str:
    """Return what stands behind a label to say of which base it is; nothing where there is only one."""
    return f" of {named}" if named else ""


def _parts(context: TermContext, years: LongerPeriods, named: str) -> list[Node]:
    """Write which part of its longer period's days a period's bounds are for: as foreseen, once known as they were."""
    actual, foreseen = parts_of_year(context, years, named)
    if foreseen is None:
        return actual
    every, runs = context.periods(getattr(context.term, "period", "year"), year_start(context.term)), context.life()
    label = f"Part of the year that bounds are for{of(named)}"
    return context.block.work(label, "share", lambda k, _: choose(runs.end <= every[k].high, actual[k], foreseen[k]))


def parts_of_year(context: TermContext, years: LongerPeriods, named: str) -> tuple[list[Node], list[Node] | None]:
    """Write which part of its longer period's days the life has in each period, and which it was foreseen to have.

    Args:
        context: The term's context.
        years: The longer periods.
        named: What the base is called; empty where it is the only one.

    Returns:
        The part that it has; and the part that was foreseen, none where no event may end the life.
    """
    block, term = context.block, context.term
    days = [total([block.closes[j] - block.opens[j] for j in years.inside(k)]) for k in range(block.periods)]
    actual = block.work(f"Part of the year in the life{of(named)}", "share", lambda k, _: days[k] / years.length[k])
    if not term.events:
        return actual, None
    runs, last = context.life(), context.timeline.horizon
    if term.until is not None:
        last = least(last, context.number(term.until) + 1.0)
    every = context.periods(getattr(term, "period", "year"), year_start(term))
    whole = [greatest(0.0, least(last, each.high) - greatest(runs.start, each.low)) for each in every]
    foreseen = [total([whole[j] for j in years.inside(k)]) / years.length[k] for k in range(block.periods)]
    return actual, block.work(f"Part of the year as foreseen{of(named)}", "share", lambda k, _: foreseen[k])


def _bounds(
    tiers: Sequence[RoyaltyTier], context: TermContext, parts: Sequence[Node] | None, named: str
) -> list[list[Node] | None]:
    """Write where each tier ends in each period; none for one without an end."""
    found: list[list[Node] | None] = []
    for place, tier in enumerate(tiers, start=1):
        if tier.up_to is None:
            found.append(None)
            continue
        end = context.number(tier.up_to)
        label = f"Tier {place}{of(named)} ends at"
        found.append(context.block.work(label, "money", _scaled(end, parts)))
    return found


def _scaled(end: Node, parts: Sequence[Node] | None) -> Formula:
    return lambda k, _: end if parts is None else end * parts[k]


def _column(rows: Sequence[Sequence[Node]], place: int) -> Formula:
    return lambda k, _: rows[k][place]


def _kept(new: Callable[[int, int], Node], kept: Sequence[Node], tier: int, k: int, _: Sequence[Node]) -> Node:
    return new(tier, k) * kept[k]


def split_of(amount: Node, bounds: Sequence[Node | None], rates: Sequence[Node]) -> list[Node]:
    """Return what each tier takes of an amount."""
    found, begins = [], node(0.0)
    for end, rate in zip(bounds, rates, strict=True):
        inside = amount if end is None else least(amount, end)
        found.append(rate * greatest(0.0, inside - begins))
        if end is None:
            found += [node(0.0)] * (len(rates) - len(found))
            break
        begins = greatest(begins, end)
    return found


def _marginal(
    to_date: Sequence[Node],
    bounds: Sequence[list[Node] | None],
    rates: Sequence[Node],
    context: TermContext,
    named: str,
) -> list[list[Node]]:
    block = context.block
    split = [
        split_of(to_date[k], [None if bound is None else bound[k] for bound in bounds], rates)
        for k in range(block.periods)
    ]
    return [
        block.work(f"Tier {place + 1}{of(named)}: brought to date", "money", _column(split, place))
        for place in range(len(rates))
    ]


def rate_reached(amount: Node, bounds: Sequence[Node | None], rates: Sequence[Node]) -> Node:
    """Return the rate of the tier that an amount reaches; past the last bound only what lies under it counts."""
    rate = rates[0]
    for end, following_rate in zip(bounds[:-1], rates[1:], strict=True):
        rate = rate if end is None else choose(amount > end * (1.0 + _ROUNDING), following_rate, rate)
    last = bounds[-1]
    return rate if last is None else choose(amount > last, rate * ratio(last, amount), rate)


def _retroactive(
    to_date: tuple[Sequence[Node], Sequence[Node]],
    bounds: Sequence[list[Node] | None],
    rates: Sequence[Node],
    context: TermContext,
    named: str,
) -> list[Node]:
    block, (counted, own) = context.block, to_date
    rate = block.work(
        f"Rate reached{of(named)}",
        "share",
        lambda k, _: rate_reached(counted[k], [None if bound is None else bound[k] for bound in bounds], rates),
    )
    return block.work(f"Brought to date{of(named)}", "money", lambda k, _: rate[k] * own[k])


def added(
    context: TermContext,
    brought: Sequence[Sequence[Node]],
    opened: Sequence[Node],
    begins: Sequence[bool],
    named: str,
    *,
    may_fall: bool,
) -> list[Node]:
    """Write what each period adds to the period before in the same year; what goes back is a credit later."""
    block = context.block

    def new(tier: int, k: int) -> Node:
        return brought[tier][k] - ((opened[tier] if k == 0 else node(0.0)) if begins[k] else brought[tier][k - 1])

    tiers = range(len(brought))
    if may_fall:
        added = block.work(
            f"Added to the year to date{of(named)}", "money", lambda k, _: total([new(t, k) for t in tiers])
        )
        run = block.work("All of it, to date", "money", lambda k, s: added[k] + (s[-1] if s else 0.0))
        most = block.work("The most of it so far", "money", lambda k, s: greatest(0.0, run[k], *(s[-1:] if s else ())))
        paid = [most[k] - (most[k - 1] if k else 0.0) for k in range(block.periods)]
        kept = [ratio(each, greatest(added[k], 0.0)) for k, each in enumerate(paid)]
    else:
        kept = [node(1.0)] * block.periods
    if named or len(brought) == 1:
        shares = [total([new(t, k) for t in tiers]) * kept[k] for k in range(block.periods)]
        return block.line(f"share {named}", "money", lambda k, _: shares[k]) if named else shares
    rows = [block.line(f"tier {tier + 1}", "money", partial(_kept, new, kept, tier)) for tier in tiers]
    return [total([row[k] for row in rows]) for k in range(block.periods)]
