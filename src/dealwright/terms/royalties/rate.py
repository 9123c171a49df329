"""The share of a base that a royalty takes: a rate, or marginal or retroactive tiers, to date or period by period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import is_constant, multiply
from dealwright.terms.amounts.blocks import in_blocks
from dealwright.terms.amounts.rows import running_within
from dealwright.terms.days.anniversaries import Years, years_of
from dealwright.terms.royalties.base import base_ever, base_this_period
from dealwright.terms.royalties.rate_changes import Table, table_in
from dealwright.terms.royalties.under_way import UnderWay, days_to_come, passing, under_way
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.royalties.base import Base
    from dealwright.terms.royalties.rate_changes import Stretch
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.royalty_clauses import RoyaltyBase
    from dealwright.terms.view import View

    Number = float | Float[ndarray, "path 1"]
    Money = Float[ndarray, "path period"]

_ROUNDING = 1e-11
"""Part of a bound by which a base may pass it and still count as up to it: it was added up from days."""
_FARTHEST = float(np.finfo(np.float64).max)
"""Where a tier begins that follows one without end: no base comes so far."""


def share_of(base: Base, term: Royalty, view: View, pieces: Cells, stretches: list[Stretch]) -> Taken:
    """Compute what a royalty takes of one base in each period.

    Args:
        base: The base.
        term: The royalty.
        view: The futures.
        pieces: The contract periods.
        stretches: The stretches between changes of the rate.

    Returns:
        Money of each tier, or of the rate.
    """
    changed = any(change.tiers for change in term.rate_changes or [])
    if base.part.tiers is None and not changed:
        return Taken([_flat(base, term, view, stretches)])
    return _tiered(base, term, view, pieces, stretches)


def _flat(base: Base, term: Royalty, view: View, stretches: list[Stretch]) -> Money:
    """Take a rate, which may move over time, in each stretch."""
    total: Money = np.zeros((1, 1))
    for place, stretch in enumerate(stretches):
        taken = at_first_rate(base.part, view, stretch.pieces) if stretch.first_rates else np.zeros((1, 1))
        for number, change in enumerate(term.rate_changes or []):
            if change.rate is not None and np.any(stretch.latest == number):
                taken = np.where(stretch.latest == number, view.number(change.rate) * base.by_stretch[place], taken)
        total = total + taken * stretch.times
    return np.asarray(np.maximum(base.kept * total, 0.0))


def at_first_rate(part: RoyaltyBase, view: View, pieces: Cells) -> Money:
    """Return the share that a base's own rate takes, negative where the base is.

    Args:
        part: The base's clause.
        view: The futures.
        pieces: The contract periods.
    """
    if part.rate is None or part.on is None:
        return np.zeros((1, 1))
    if is_constant(part.rate):
        return np.asarray(view.number(part.rate) * pieces.money(part.on, view))
    return pieces.money(multiply(part.rate, part.on), view)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a royalty takes of one base.

    Args:
        tiers: Money of each tier in each period, which add up to the share; one entry where there is a rate, or tiers
            apply to all.
        credit: What earlier payments exceed the year to date by when the life ends: nothing, or less.
    """

    tiers: list[Money]
    credit: Number = 0.0

    @property
    def share(self) -> Money:
        """Return what is taken in each period."""
        return sum(self.tiers[1:], self.tiers[0])


@dataclass(frozen=True)
class _Counted:
    """What tiers count, and how far.

    Args:
        bases: The base of each stretch.
        counts: What the bounds of tiers count in each stretch: the base, or what `tiers_count` says.
        tables: The tiers of each stretch.
        years: The periods in which tiers count to date; one for all time where they never begin anew.
        before: What had been counted in the one that was under way when the life began, in each period of it.
        base_before: What there was of the base in it, likewise.
        retroactive: Whether the rate of the tier that is reached applies to all of the base.
    """

    bases: list[Money]
    counts: list[Money]
    tables: list[Table]
    years: Years
    before: Money
    base_before: Money
    retroactive: bool

    @property
    def whole(self) -> Money:
        """Return what is counted in all stretches."""
        return sum(self.counts[1:], self.counts[0])


def _tiered(base: Base, term: Royalty, view: View, pieces: Cells, stretches: list[Stretch]) -> Taken:
    """Run a base through tiers, and take what each period adds to its year to date."""
    changes = term.rate_changes or []
    tables = [table_in(stretch, base.part.tiers or (), changes, view) for stretch in stretches]
    clock = tier_clock(term, view, pieces)
    bases = [base.of_stretch(place) for place in range(len(stretches))]
    counts = bases if term.tiers_count is None else counts_of(term, view, stretches)
    before, of_base = (clock.lift(counted_before(base, term, view, counts=counts)) for counts in (True, False))
    counted = _Counted(bases, counts, tables, clock.years, before, of_base, term.tier_method == "retroactive")
    foreseen, actual = _parts_of_year(term, view, pieces, clock)
    opening = _opened(counted, foreseen)
    return _added(_to_date(counted, pieces, foreseen, actual), counted.years, opening, credit_before(base, view))


def tier_clock(term: Royalty, view: View, pieces: Cells) -> UnderWay:
    """Return the periods in which a royalty's tiers count to date, and which was under way when its life began.

    Args:
        term: The royalty.
        view: The futures.
        pieces: Its contract periods.
    """
    if term.tiers_on == "cumulative":
        periods = len(pieces.length)
        zero = np.zeros(1)
        ever = Years(np.zeros(periods, dtype=int), np.zeros(1, dtype=int), zero + 1.0, np.zeros(periods, bool), zero)
        return UnderWay("tiers", ever, np.ones((1, periods), dtype=bool), 0.0)
    longer = term.tier_period or term.period
    years = years_of(pieces, view.grid, longer, year_start(term))
    said = any(base_this_period(part, view) is not None for part in term.parts)
    return under_way(term, view, pieces, years, ("tiers", longer), said=said)


def counts_of(term: Royalty, view: View, stretches: list[Stretch]) -> list[Money]:
    """Return what the bounds of tiers count in each stretch, where that is not the base.

    Args:
        term: The royalty.
        view: The futures.
        stretches: The stretches.
    """
    flow = term.tiers_count
    return [] if flow is None else [np.maximum(stretch.pieces.money(flow, view), 0.0) for stretch in stretches]


def counted_before(base: Base, term: Royalty, view: View, *, counts: bool = True) -> Number:
    """Return what of a base there was before the life began, as far as the tiers count it.

    Args:
        base: The base.
        term: The royalty.
        view: The futures.
        counts: Whether that is asked which the bounds count, where it is not the base itself.
    """
    apart = term.tiers_count is not None
    if view.handed is not None:
        name = "ever" if term.tiers_on == "cumulative" else "base"
        name = f"counted {name}" if counts and apart else name
        return view.handed.kept.get(f"{name} {base.place}", 0.0)
    if apart and not counts:
        return 0.0
    if term.tiers_on == "cumulative":
        return base_ever(base.part, view)
    seen = base_this_period(base.part, view)
    return 0.0 if seen is None else seen


def credit_before(base: Base, view: View) -> Number:
    """Return what was paid too much before the life began, by what the year to date then came to."""
    return 0.0 if view.handed is None else view.handed.kept.get(f"credit {base.place}", 0.0)


def _parts_of_year(term: Royalty, view: View, pieces: Cells, clock: UnderWay) -> tuple[Money, Money]:
    """Return which part of its tier period's days each contract period has, as foreseen and as it came to be.

    Where another wording goes on with what this one has counted, its days in the same year count for both.
    """
    if term.tiers_on == "cumulative" or not view.holds(term.tiers_prorated, otherwise=True):
        return np.ones((1, 1)), np.ones((1, 1))
    length = clock.years.length[clock.years.of]
    actual = (clock.days_of(pieces) + days_to_come(view, pieces, clock.years)) / length
    there = passing(view, pieces)
    foreseen = clock.days_of(replace(pieces, end=np.broadcast_to(pieces.closes[-1:], pieces.end.shape))) / length
    return foreseen if there is None else np.where(there[:, None], actual, foreseen), actual


def _to_date(counted: _Counted, pieces: Cells, foreseen: Money, actual: Money) -> list[Money]:
    """Return what each tier has brought in the year to date; bounds are those of the days foreseen, then of those run.

    A year that an event cuts short has its bounds shrunk once that is known: in its last period.
    """
    planned = _by_tier(counted, foreseen)
    if np.array_equal(foreseen, actual):
        return planned
    ends = pieces.closes[np.append(pieces.first[1:], len(pieces.closes)) - 1]
    known = pieces.end[:, None] <= ends
    return [np.where(known, after, before) for before, after in zip(planned, _by_tier(counted, actual), strict=True)]


def _by_tier(counted: _Counted, part: Money) -> list[Money]:
    """Return what each tier has brought in the year to date, by bounds that shrink to a part of the year."""
    within, whole = counted.years.first, counted.whole
    to_date = running_within(np.broadcast_to(whole, np.broadcast_shapes(whole.shape, part.shape)), within)
    to_date = to_date + counted.before
    if counted.retroactive:
        return [_retroactive(counted, to_date, part)]
    added: list[Money] = []
    reached = to_date - whole
    for place, (count, base, table) in enumerate(zip(counted.counts, counted.bases, counted.tables, strict=True)):
        split = _split(table, reached, reached + count, part)
        split = split if count is base else _of_base(split, count, base, _reached(table, reached, part))
        reached = reached + count
        added = split if not place else _summed(added, split)
    opened = _as_long(_opened(counted, part), added)
    return [running_within(_wide(new, counted.years), within) + old for new, old in zip(added, opened, strict=True)]


def _of_base(split: list[Money], count: Money, base: Money, reached: list[Money]) -> list[Money]:
    """Return what each tier takes of a base whose bounds count something else: as much of it as of what they count.

    Args:
        split: What each tier takes of what is counted.
        count: What is counted.
        base: The base.
        reached: The rate of the tier that was reached before, in its place: it holds where nothing is counted.
    """
    base, count = np.broadcast_arrays(base, count)
    each = np.divide(base, count, out=np.zeros(base.shape), where=count > 0.0)
    return [np.where(count > 0.0, taken * each, rate * base) for taken, rate in zip(split, reached, strict=True)]


def _reached(table: Table, reached: Money, part: Money) -> list[Money]:
    """Return the rate of each tier where an amount lies in it, otherwise nothing."""
    out, begins = [], np.full((1, 1), -np.inf)
    for end, rate in zip(table.up_to, table.rates, strict=True):
        ends = _or_endless(end, part)
        out.append(np.where((reached >= begins) & (reached < ends), rate, 0.0))
        begins = np.maximum(begins, ends)
    return out


def _opened(counted: _Counted, part: Money) -> list[Money]:
    """Return what each tier had brought when the life began, in each period of the year that was under way."""
    if counted.retroactive:
        return [_rate_reached(counted.tables[0], counted.before, part) * counted.base_before]
    if counted.counts is not counted.bases:  # what tiers brought then was of another base, and stays
        return [np.zeros((1, 1))]
    return _split(counted.tables[0], np.zeros((1, 1)), counted.before, part)


def _wide(amounts: Money, years: Years) -> Money:
    return np.broadcast_to(amounts, (len(amounts), len(years.of)))


def _split(table: Table, low: Money, high: Money, part: Money) -> list[Money]:
    """Return what each tier takes of the base between two amounts."""
    tiers = len(table.up_to)
    numbers = (np.reshape(np.asarray(each, dtype=float), (-1, 1)) for each in (*table.up_to, *table.rates))

    def split(low: Money, high: Money, part: Money, *numbers: Money) -> list[Money]:
        out, begins = [], np.zeros((1, 1))
        for end, rate in zip(numbers[:tiers], numbers[tiers:], strict=True):
            ends = end * part if np.all(np.isfinite(end)) else _or_endless(end, part)
            out.append(rate * (np.clip(high, begins, ends) - np.clip(low, begins, ends)))
            begins = np.minimum(np.maximum(begins, ends), _FARTHEST)  # after one without end nothing is left for others
        return out

    return in_blocks(split, low, high, part, *numbers)


def _or_endless(end: Number, part: Money) -> Money:
    """Return a bound by days, infinite where it has none, however few the days are."""
    return np.where(np.isfinite(end), np.where(np.isfinite(end), end, 0.0) * part, np.inf)


def _retroactive(counted: _Counted, to_date: Money, part: Money) -> Money:
    """Return what the base of the year to date brings at the rate of the tier that it has reached."""
    total: Money = np.zeros((1, 1))
    for place, (base, table) in enumerate(zip(counted.bases, counted.tables, strict=True)):
        own = running_within(np.broadcast_to(base, np.broadcast_shapes(base.shape, to_date.shape)), counted.years.first)
        own = own + counted.base_before if place == 0 else own
        total = total + _rate_reached(table, to_date, part) * own
    return total


def _rate_reached(table: Table, to_date: Money, part: Money) -> Money:
    """Return the rate of the tier that an amount reaches; past the last bound only what lies under it counts."""
    rate: Money = np.zeros((1, 1)) + table.rates[0]
    for end, following in zip(table.up_to[:-1], table.rates[1:], strict=True):
        rate = np.where(to_date > _or_endless(end, part) * (1.0 + _ROUNDING), following, rate)
    last = _or_endless(table.up_to[-1], part)
    over = to_date > last
    return np.where(over, rate * np.divide(last, to_date, out=np.ones(np.shape(over)), where=over), rate)


def _summed(first: Sequence[Money], second: Sequence[Money]) -> list[Money]:
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    return [each + shorter[place] if place < len(shorter) else each for place, each in enumerate(longer)]


def _as_long(parts: Sequence[Money], other: Sequence[Money]) -> list[Money]:
    """Return as many parts as another list has, the missing ones nothing."""
    return [parts[place] if place < len(parts) else np.zeros((1, 1)) for place in range(len(other))]


def _added(to_date: Sequence[Money], years: Years, opening: Sequence[Money], credit: Number) -> Taken:
    """Return what each period adds to its year to date; what goes back is a credit against what comes next."""
    opened = _as_long(opening, to_date)
    out = [_differences(each, years, start) for each, start in zip(to_date, opened, strict=True)]
    total = sum(out[1:], out[0])
    if not np.any(total < 0.0) and not np.any(credit):
        return Taken(out)
    run = np.cumsum(total, axis=1) + credit
    gone = np.maximum.accumulate(np.maximum(run, 0.0), axis=1)
    paid = np.diff(gone, axis=1, prepend=0.0)
    kept = np.divide(paid, total, out=np.zeros_like(paid), where=total > 0.0)
    return Taken([each * kept for each in out], (run - gone)[:, -1:])


def _differences(to_date: Money, years: Years, opened: Money) -> Money:
    """Return what each period adds to the period before in the same year; one under way had brought something."""
    to_date, opened = np.broadcast_arrays(_wide(to_date, years), opened)
    begins = np.isin(np.arange(to_date.shape[1]), years.first)
    return to_date - np.where(begins, opened, np.roll(to_date, 1, axis=1))
