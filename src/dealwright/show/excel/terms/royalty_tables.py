"""Tiers of a royalty that change on a day, in formulas: each part of a life runs its base through its own tiers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import NotLiveError, choose, greatest, least, node, ratio, total
from dealwright.show.excel.terms.pay_days import holds
from dealwright.show.excel.terms.royalty_changes import stretches_of
from dealwright.show.excel.terms.royalty_tiers import (
    added,
    longer_periods,
    of,
    parts_of_year,
    rate_reached,
    running,
    split_of,
)
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.context import Period, TermContext
    from dealwright.show.excel.terms.royalty_bases import BaseRows
    from dealwright.show.excel.terms.royalty_changes import Stretch
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.royalty_clauses import RateChange, RoyaltyTier

NO_LIMIT = 1e300
"""Where a tier ends that has no end."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rates by bounds: where each tier ends, and the rate of each."""

    ends: Sequence[Node]
    rates: Sequence[Node]

    def brings(self, tier: int, low: Node, high: Node, part: Node) -> Node:
        """Return what one tier takes of the base between two amounts, bounds shrunk to a part of the year."""
        if tier >= len(self.ends):
            return node(0.0)
        begins = greatest(0.0, *(end * part for end in self.ends[:tier]))
        ends = greatest(begins, self.ends[tier] * part)
        if self.ends[tier].constant and self.ends[tier].value == NO_LIMIT:
            return self.rates[tier] * (greatest(high, begins) - greatest(low, begins))
        return self.rates[tier] * (least(greatest(high, begins), ends) - least(greatest(low, begins), ends))

    def reached(self, amount: Node, part: Node) -> Node:
        """Return the rate of the tier that an amount reaches."""
        return rate_reached(amount, [None if _endless(end) else end * part for end in self.ends], self.rates)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tiers of each stretch, and what of the base lies in it.

    Args:
        stretches: The stretches.
        first: The tiers with which the royalty begins.
        own: The tiers that changes set.
        bases: The base of each period in each stretch.
        to_date: The base of each period to date, all stretches together.
        before: What there was of the base when the first period opened.
        begins: Whether a period is the first to date.
    """

    stretches: Sequence[Stretch]
    first: Table
    own: dict[int, Table]
    bases: Sequence[Sequence[Node]]
    to_date: Sequence[Node]
    before: Node
    begins: Sequence[bool]

    @property
    def tiers(self) -> int:
        """Return how many tiers there are at most."""
        return max(len(each.ends) for each in (self.first, *self.own.values()))

    def of(self, change: RateChange) -> Table:
        """Return the tiers that a change sets."""
        return self.own[id(change)]

    def reached(self, place: int, k: int) -> Node:
        """Return what the base had come to when a stretch of a period began."""
        so_far = self.to_date[k - 1] if not self.begins[k] else self.before if k == 0 else node(0.0)
        return so_far + total([base[k] for base in self.bases[:place]])


def tiered_in_stretches(term: Royalty, base: BaseRows, context: TermContext, periods: Sequence[Period]) -> list[Node]:
    """Run a base through tiers that change on days, and write what each period adds to its year to date.

    Args:
        term: The royalty.
        base: The base.
        context: The term's context.
        periods: The periods.

    Returns:
        What the royalty takes of it, by period.
    """
    if term.tiers_count is not None:
        raise NotLiveError("its tiers count something else than its base, and change on a day")
    if term.opening is not None and term.opening.base_this_period is not None:
        raise NotLiveError("its tiers had seen something of the period under way")
    tables = _tables(term, base, context, periods)
    years = longer_periods(context, term.tier_period or term.period, year_start(term), periods)
    ever = term.tiers_on == "cumulative" or not holds(context, term.tiers_prorated, otherwise=True)
    actual, foreseen = (None, None) if ever else parts_of_year(context, years, base.named)
    write = _retroactive if term.tier_method == "retroactive" else _marginal
    brought, opened = write(tables, actual, context, base.named)
    if foreseen is not None:  # the year that an event cuts short is known to be so in its last period
        planned, _ = write(tables, foreseen, context, f"{base.named} as foreseen".strip())
        ends = context.life().end
        brought = [
            [choose(ends <= each.high, row[k], other[k]) for k, each in enumerate(periods)]
            for row, other in zip(brought, planned, strict=True)
        ]
    may_fall = term.tier_method == "retroactive" or foreseen is not None
    return added(context, brought, opened, tables.begins, base.named, may_fall=may_fall)


def _tables(term: Royalty, base: BaseRows, context: TermContext, periods: Sequence[Period]) -> Tables:
    """Write what of the base lies in each stretch, and what it comes to to date."""
    opening, ever, block = term.opening, term.tiers_on == "cumulative", context.block
    changes = term.rate_changes or []
    stretches = stretches_of(changes, context, context.life())
    bases = []
    for place, stretch in enumerate(stretches, start=1):
        gross = context.money(base.part.on, periods, f"{context.name}: {base.named or 'base'}", stretch.life)
        label = f"Base{of(base.named)} at rate {place}"
        bases.append(block.work(label, "money", partial(_kept, base, gross)))
    years = longer_periods(context, term.tier_period or term.period, year_start(term), periods)
    before = node(0.0) if opening is None or not ever else context.number_or(opening.base, 0.0)
    begins = [k == 0 if ever else years.opens(k) for k in range(len(periods))]
    to_date = running(context, f"Base to date{of(base.named)}", base.amount, begins, before)
    own = {id(change): _table(change, context) for change in changes if change.times is None}
    return Tables(stretches, _tiers(base.part.tiers or [], context), own, bases, to_date, before, begins)


def _kept(base: BaseRows, gross: Sequence[Node], k: int, _: Sequence[Node]) -> Node:
    return gross[k] * ratio(base.amount[k], base.gross[k])


def _table(change: RateChange, context: TermContext) -> Table:
    if change.tiers:
        return _tiers(change.tiers, context)
    return Table([node(NO_LIMIT)], [context.number_or(change.rate, 0.0)])


def _tiers(tiers: Sequence[RoyaltyTier], context: TermContext) -> Table:
    ends = [node(NO_LIMIT) if tier.up_to is None else context.number(tier.up_to) for tier in tiers]
    return Table(ends, [context.number(tier.rate) for tier in tiers])


def _endless(end: Node) -> bool:
    return end.constant and end.value == NO_LIMIT


def _marginal(
    tables: Tables, parts: Sequence[Node] | None, context: TermContext, named: str
) -> tuple[list[list[Node]], list[Node]]:
    """Write what each tier has brought to date: in each stretch what its tiers take of the base that comes there."""
    block, found = context.block, []
    opened = split_of(tables.before, [None if _endless(end) else end for end in tables.first.ends], tables.first.rates)
    opened += [node(0.0)] * (tables.tiers - len(opened))
    for tier in range(tables.tiers):

        def new(k: int, _: Sequence[Node], tier: int = tier) -> Node:
            part = node(1.0) if parts is None else parts[k]
            return total([_in_stretch(tables, place, tier, k, part) for place in range(len(tables.stretches))])

        label = f"Tier {tier + 1}{of(named)}"
        each = block.work(f"{label}: brought by the period", "money", new)

        def to_date(k: int, done: Sequence[Node], tier: int = tier, each: Sequence[Node] = each) -> Node:
            return each[k] + (done[-1] if not tables.begins[k] else opened[tier] if k == 0 else node(0.0))

        found.append(block.work(f"{label}: brought to date", "money", to_date))
    return found, opened


def _in_stretch(tables: Tables, place: int, tier: int, k: int, part: Node) -> Node:
    """Return what one tier takes of what comes in a stretch of a period."""
    stretch, low, base = tables.stretches[place], tables.reached(place, k), tables.bases[place][k]
    brings = stretch.last(
        tables.first.brings(tier, low, low + base, part),
        lambda change: tables.of(change).brings(tier, low, low + base, part),
    )
    return stretch.times * brings


def _retroactive(
    tables: Tables, parts: Sequence[Node] | None, context: TermContext, named: str
) -> tuple[list[list[Node]], list[Node]]:
    """Write what all has brought to date: the base of each stretch at the rate of its tiers that all has reached."""
    block, own = context.block, []
    rates = []
    for place, stretch in enumerate(tables.stretches):
        before = tables.before if place == 0 else node(0.0)
        label = f"at rate {place + 1}{of(named)}"
        own.append(running(context, f"Base to date {label}", tables.bases[place], tables.begins, before))

        def reached(k: int, _: Sequence[Node], stretch: Stretch = stretch) -> Node:
            part = node(1.0) if parts is None else parts[k]
            amount = tables.to_date[k]
            first = tables.first.reached(amount, part)
            return stretch.times * stretch.last(first, lambda change: tables.of(change).reached(amount, part))

        rates.append(block.work(f"Rate reached {label}", "share", reached))

    def brought(k: int, _: Sequence[Node]) -> Node:
        return total([rate[k] * base[k] for rate, base in zip(rates, own, strict=True)])

    whole = block.work(f"Brought to date{of(named)}", "money", brought)
    return [whole], [tables.first.reached(tables.before, node(1.0)) * tables.before]
