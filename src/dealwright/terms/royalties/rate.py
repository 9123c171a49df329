"""The share of a base that a royalty takes: a rate, or marginal or retroactive tiers, to date or period by period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import multiply
from dealwright.terms.amounts.rows import group_sums, running_within
from dealwright.terms.days.anniversaries import Years, years_of
from dealwright.terms.days.periods import days_before
from dealwright.terms.opening import base_before, base_this_period
from dealwright.terms.royalties.rate_changes import Table, table_in
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


def share_of(base: Base, term: Royalty, view: View, pieces: Cells, stretches: list[Stretch]) -> list[Money]:
    """Compute what a royalty takes of one base in each period.

    Args:
        base: The base.
        term: The royalty.
        view: The futures.
        pieces: The contract periods.
        stretches: The stretches between changes of the rate.

    Returns:
        Money of each tier, which add up to the share; one entry where there is a rate, or tiers apply to all.
    """
    changed = any(change.tiers for change in term.rate_changes or [])
    if base.part.tiers is None and not changed:
        return [_flat(base, term, view, stretches)]
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
    return np.zeros((1, 1)) if part.rate is None else pieces.money(multiply(part.rate, part.on), view)


@dataclass(frozen=True)
class _Counted:
    """What tiers count, and how far.

    Args:
        bases: The base of each stretch.
        tables: The tiers of each stretch.
        years: The periods in which tiers count to date; one for all time where they never begin anew.
        before: What there was of the base of the first of them.
        retroactive: Whether the rate of the tier that is reached applies to all of the base.
    """

    bases: list[Money]
    tables: list[Table]
    years: Years
    before: Number
    retroactive: bool


def _tiered(base: Base, term: Royalty, view: View, pieces: Cells, stretches: list[Stretch]) -> list[Money]:
    """Run a base through tiers, and take what each period adds to its year to date."""
    changes = term.rate_changes or []
    tables = [table_in(stretch, base.part.tiers or (), changes, view) for stretch in stretches]
    years = tier_years(term, view, pieces)
    before = base_before(term, view) if term.tiers_on == "cumulative" else base_this_period(term, view)
    bases = [base.of_stretch(place) for place in range(len(stretches))]
    counted = _Counted(bases, tables, years, 0.0 if before is None else before, term.tier_method == "retroactive")
    parts = _parts_of_year(term, view, pieces, years)
    return _added(_to_date(counted, pieces, *parts), counted, parts[0][:, :1])


def tier_years(term: Royalty, view: View, pieces: Cells) -> Years:
    """Return the periods in which a royalty's tiers count to date."""
    if term.tiers_on == "cumulative":
        periods = len(pieces.length)
        return Years(np.zeros(periods, dtype=int), np.zeros(1, dtype=int), np.ones(1), np.zeros(periods, bool), 0.0)
    return years_of(pieces, view.grid, term.tier_period or term.period, year_start(term))


def _parts_of_year(term: Royalty, view: View, pieces: Cells, years: Years) -> tuple[Money, Money]:
    """Return which part of its tier period's days each contract period has, as foreseen and as it came to be."""
    if term.tiers_on == "cumulative":
        return np.ones((1, 1)), np.ones((1, 1))
    before = days_before(term, view, pieces, term.tier_period or term.period)
    counts = before is not None and base_this_period(term, view) is not None

    def part(seen: Cells) -> Money:
        days = np.array(group_sums(seen.overlap, years.first))
        if counts and before is not None:
            days[:, :1] += before[:, :1]
        return np.asarray((days / years.length)[:, years.of])

    return part(replace(pieces, end=pieces.closes[-1:])), part(pieces)


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
    within = counted.years.first
    first_year = counted.years.of == 0
    start = np.where(first_year, counted.before, 0.0)
    to_date = running_within(sum(counted.bases[1:], counted.bases[0]), within) + start
    if counted.retroactive:
        return [_retroactive(counted, to_date, part, start)]
    added: list[Money] = []
    reached = to_date - sum(counted.bases[1:], counted.bases[0])
    for place, (base, table) in enumerate(zip(counted.bases, counted.tables, strict=True)):
        split = _split(table, reached, reached + base, part)
        reached = reached + base
        added = split if not place else _summed(added, split)
    opened = _split(counted.tables[0], np.zeros((1, 1)), np.where(first_year, counted.before, 0.0), part)
    return [running_within(new, within) + old for new, old in zip(added, _as_long(opened, added), strict=True)]


def _split(table: Table, low: Money, high: Money, part: Money) -> list[Money]:
    """Return what each tier takes of the base between two amounts."""
    out, begins = [], np.zeros((1, 1))
    for end, rate in zip(table.up_to, table.rates, strict=True):
        ends = end * part if np.all(np.isfinite(end)) else _or_endless(end, part)
        out.append(rate * (np.clip(high, begins, ends) - np.clip(low, begins, ends)))
        begins = np.maximum(begins, ends)
    return out


def _or_endless(end: Number, part: Money) -> Money:
    """Return a bound by days, infinite where it has none, however few the days are."""
    return np.where(np.isfinite(end), np.where(np.isfinite(end), end, 0.0) * part, np.inf)


def _retroactive(counted: _Counted, to_date: Money, part: Money, start: Money) -> Money:
    """Return what the base of the year to date brings at the rate of the tier that it has reached."""
    total: Money = np.zeros((1, 1))
    for place, (base, table) in enumerate(zip(counted.bases, counted.tables, strict=True)):
        own = running_within(np.broadcast_to(base, np.broadcast_shapes(base.shape, to_date.shape)), counted.years.first)
        own = own + start if place == 0 else own
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


def _added(to_date: Sequence[Money], counted: _Counted, part: Money) -> list[Money]:
    """Return what each period adds to its year to date; what goes back is a credit against what comes next."""
    opening = _as_long(_at_start(counted, part), to_date)
    out = [_differences(each, counted.years, start) for each, start in zip(to_date, opening, strict=True)]
    total = sum(out[1:], out[0])
    if not np.any(total < 0.0):
        return out
    gone = np.maximum.accumulate(np.maximum(np.cumsum(total, axis=1), 0.0), axis=1)
    paid = np.diff(gone, axis=1, prepend=0.0)
    kept = np.divide(paid, total, out=np.zeros_like(total), where=total > 0.0)
    return [each * kept for each in out]


def _at_start(counted: _Counted, part: Money) -> list[Money]:
    """Return what the base before `as_of` had brought by each tier."""
    before = np.zeros((1, 1)) + counted.before
    if counted.retroactive:
        return [_rate_reached(counted.tables[0], before, part) * before]
    return _split(counted.tables[0], np.zeros((1, 1)), before, part)


def _differences(to_date: Money, years: Years, start: Money) -> Money:
    """Return what each period adds to the period before in the same year; the first year had brought something."""
    previous = np.concatenate([np.broadcast_to(start, (len(to_date), 1)), to_date[:, :-1]], axis=1)
    begins = np.isin(np.arange(to_date.shape[1]), years.first[1:])
    return to_date - np.where(begins, 0.0, previous)
