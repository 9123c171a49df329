"""Rates that change on a date or at an event: a life cut into stretches, each with the rates that then hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.royalty_clauses import RateChange, RoyaltyTier
    from dealwright.terms.view import View

    Number = float | Float[ndarray, "path 1"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rates by bounds of the base.

    Args:
        up_to: Where each tier ends, in money of the base, rising; infinite for one without an end.
        rates: The rate of each.
    """

    up_to: tuple[Number, ...]
    rates: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a life in which the same changes of the rate are in force.

    Args:
        pieces: The contract periods, as far as they lie in it.
        latest: Which change was the last to set rates, by its place in the file; -1 for none; (path, 1) or one.
        times: By what every rate is multiplied.
    """

    pieces: Cells
    latest: int | Int[ndarray, "path 1"]
    times: Number

    @property
    def first_rates(self) -> bool:
        """Say whether the term's first rates hold in it on some path."""
        return bool(np.any(np.asarray(self.latest) < 0))


def stretches_of(term: Royalty, view: View, pieces: Cells) -> list[Stretch]:
    """Cut a life at the changes of the rate; one stretch where there are none.

    Args:
        term: The royalty.
        view: The futures.
        pieces: The contract periods of its life.

    Returns:
        The stretches, in the order of time on every path; some may have no days.
    """
    changes = term.rate_changes or []
    if not changes:
        return [Stretch(pieces, -1, 1.0)]
    days = np.array(np.broadcast_arrays(*(np.reshape(view.moment(change.on), -1) for change in changes)))
    order = np.argsort(days, axis=0, kind="stable")
    sorted_days = np.take_along_axis(days, order, axis=0)
    first, last = float(pieces.opens[0]), float(pieces.closes[-1])
    cuts = np.clip(np.concatenate([np.full((1, days.shape[1]), first), sorted_days]), first, last)
    ends = np.concatenate([cuts[1:], np.full((1, days.shape[1]), last)])
    return [
        Stretch(_between(pieces, start, end), _latest(changes, order[:passed]), _times(changes, order[:passed], view))
        for passed, (start, end) in enumerate(zip(cuts, ends, strict=True))
    ]


def _between(pieces: Cells, start: Float[ndarray, " _"], end: Float[ndarray, " _"]) -> Cells:
    """Return contract periods as far as they lie between two days of each path."""
    begun = start if pieces.start is None else np.maximum(pieces.start, start)
    ended = np.maximum(np.minimum(pieces.end, end), begun)
    begun, ended = np.broadcast_arrays(begun, ended)
    return replace(pieces, start=begun, end=ended)


def _latest(changes: Sequence[RateChange], passed: Int[ndarray, "change _"]) -> int | Int[ndarray, "path 1"]:
    """Return which of the changes that have come was the last to set rates of its own, on each path."""
    sets = np.array([change.times is None for change in changes])
    latest = np.full(passed.shape[1], -1)
    for each in passed:
        latest = np.where(sets[each], each, latest)
    return int(latest[0]) if len(latest) == 1 else latest[:, None]


def _times(changes: Sequence[RateChange], passed: Int[ndarray, "change _"], view: View) -> Number:
    """Return the product of all step-downs that have come, on each path."""
    factors = [1.0 if change.times is None else view.number(change.times) for change in changes]
    out: Number = 1.0
    for position, factor in enumerate(factors):
        come = np.any(passed == position, axis=0)[:, None]
        if np.any(come):
            out = out * (np.where(come, factor, 1.0) if len(come) > 1 else factor)
    return out


def table_in(stretch: Stretch, tiers: Sequence[RoyaltyTier], changes: Sequence[RateChange], view: View) -> Table:
    """Return the tiers that hold in a stretch on each path.

    Args:
        stretch: The stretch.
        tiers: The term's first tiers; none where a rate stands in their place, which is then not looked at.
        changes: The changes of the rate.
        view: The futures.
    """
    wordings: list[Table] = [_table(tiers, view)]
    wordings += [_table(change.tiers, view) if change.tiers else _flat(change, view) for change in changes]
    latest = np.asarray(stretch.latest)
    used = [wordings[place + 1] for place in np.unique(latest)]
    length = max(len(each.up_to) for each in used)
    padded = {place: _padded(wordings[place + 1], length) for place in np.unique(latest)}
    first, *others = padded
    ends, rates = padded[first]
    for place in others:
        here = latest == place
        ends = tuple(np.where(here, new, old) for new, old in zip(padded[place][0], ends, strict=True))
        rates = tuple(np.where(here, new, old) for new, old in zip(padded[place][1], rates, strict=True))
    return Table(ends, tuple(rate * stretch.times for rate in rates))


def _table(tiers: Sequence[RoyaltyTier], view: View) -> Table:
    ends = tuple(np.inf if tier.up_to is None else view.number(tier.up_to) for tier in tiers)
    return Table(ends, tuple(view.number(tier.rate) for tier in tiers))


def _flat(change: RateChange, view: View) -> Table:
    return Table((np.inf,), (0.0 if change.rate is None else view.number(change.rate),))


def _padded(table: Table, length: int) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
    """Return a table with so many tiers, the added ones empty."""
    more = length - len(table.up_to)
    return (*table.up_to, *table.up_to[-1:] * more), (*table.rates, *(0.0,) * more)
