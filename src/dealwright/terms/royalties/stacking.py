"""Stacking: royalties owed to others come off a royalty, down to a floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.days.anniversaries import years_of
from dealwright.terms.royalties.under_way import at_last, handed_on, seen_by_end, under_way
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Number
    from dealwright.terms.royalties.under_way import UnderWay
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.royalty_clauses import Stacking
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]


WAITING = "stacking"
"""What could not come off yet, as one wording hands it on to the next."""
OPENED = "stacking opened"
"""What waited so when the period under way began."""
SEEN = ("stacking share", "stacking base", "stacking owed")
"""What a period under way has brought, as one wording hands it on to the next."""


@dataclass(frozen=True, slots=True)
class Stacked:
    """What royalties owed to others take off a royalty.

    Args:
        owed: What is owed to others in each period.
        taken: What of it comes off; negative where a period under way has had too much taken off.
        kept: Computes what another wording goes on with.
    """

    owed: Money
    taken: Money
    kept: Callable[[], dict[str, Number]]


@dataclass(frozen=True, slots=True)
class _Brought:
    """What periods have brought: their royalty, what its rate counts and what is owed to others."""

    share: Money
    base: Money
    owed: Money


def taken_off(share: Money, base: Money, term: Royalty, clause: Stacking, view: View, pieces: Cells) -> Stacked:
    """Find what royalties owed to others take off a royalty in each period.

    A period in which one wording took over from another is one period: what comes off in the part of the second is
    what comes off the whole by its words, less what they take off the first part.

    Args:
        share: The royalty before.
        base: What its rate counts.
        term: The royalty.
        clause: The clause.
        view: The futures.
        pieces: The contract periods.
    """
    new = _Brought(share, base, _owed(clause, base, view, pieces))
    alone = view.handed is None and view.passes_on is None
    if alone and not view.holds(clause.carry_forward, otherwise=False):
        return Stacked(new.owed, np.asarray(np.minimum(*_wanted_and_room(new, clause, view))), dict)
    years = years_of(pieces, view.grid, term.period, year_start(term))
    clock = under_way(term, view, pieces, years, ("stacking", term.period), said=False)
    old = {} if view.handed is None else view.handed.kept
    seen = [old.get(name, 0.0) for name in SEEN]
    before = _Brought(*(clock.lift(each) for each in seen))
    whole = _Brought(share + before.share, base + before.base, new.owed + before.owed)
    carries = view.holds(clause.carry_forward, otherwise=False)
    opened = clock.lift(old.get(OPENED, 0.0)) if carries else np.zeros((1, 1))
    limits = (*_wanted_and_room(whole, clause, view), *_wanted_and_room(before, clause, view))
    wanted, room, wanted_before, room_before = limits
    waiting, left = _waiting(old.get(WAITING, 0.0), clock, opened, (wanted, room)) if carries else (opened, opened)
    taken = np.minimum(wanted + waiting, room) - np.minimum(wanted_before + opened, room_before)

    def kept() -> dict[str, Number]:
        parts = zip(SEEN, (new.share, new.base, new.owed), seen, strict=True)
        by_end: dict[str, Number] = {name: seen_by_end(each, had, clock, pieces) for name, each, had in parts}
        by_end[OPENED] = at_last(waiting, pieces)
        return {WAITING: left[:, -1:]} | handed_on(view, pieces, clock, by_end)

    return Stacked(new.owed, np.asarray(taken), kept)


def _waiting(first: Number, clock: UnderWay, opened: Money, limits: tuple[Money, Money]) -> tuple[Money, Money]:
    """Return what waits to come off when each period begins, and after it.

    Args:
        first: What waits when the life begins.
        clock: The periods.
        opened: What waited when the period under way began.
        limits: What is to come off in each period, and the most that may.
    """
    wanted, room, here, opened = np.broadcast_arrays(*limits, clock.here, opened)
    begins: list[Float[ndarray, " path"]] = []
    ends: list[Float[ndarray, " path"]] = []
    waits = np.ravel(first)
    for asked, most, under, had in zip(wanted.T, room.T, here.T, opened.T, strict=True):
        waits = np.where(under, had, waits)
        begins.append(waits)
        waits = asked + waits - np.minimum(asked + waits, most)
        ends.append(waits)
    return np.stack(np.broadcast_arrays(*begins)).T, np.stack(np.broadcast_arrays(*ends)).T


def _wanted_and_room(brought: _Brought, clause: Stacking, view: View) -> tuple[Money, Money]:
    """Return what of what is owed to others is to come off in each period, and the most that may."""
    share, base, owed = brought.share, brought.base, brought.owed
    counted = owed if clause.over is None else np.maximum(share + owed - view.number(clause.over) * base, 0.0)
    wanted = counted * (1.0 if clause.deduct is None else view.number(clause.deduct))
    most = share if clause.most is None else share * view.number(clause.most)
    if clause.floor is not None:
        most = np.minimum(most, share - view.number(clause.floor) * base)
    return np.asarray(wanted), np.maximum(most, 0.0)


def _owed(clause: Stacking, base: Money, view: View, pieces: Cells) -> Money:
    """Return what is owed to others in each period: money, or a rate of the same base."""
    if clause.third_party is not None:
        return np.asarray(np.maximum(pieces.money(clause.third_party, view), 0.0))
    return np.asarray(base * (0.0 if clause.third_party_rate is None else view.number(clause.third_party_rate)))
