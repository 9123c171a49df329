"""Advances and their recoupment: from the base itself, or by withholding what falls due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Name
from dealwright.terms.days.anniversaries import years_of
from dealwright.terms.days.life import SLACK, in_life, life
from dealwright.terms.opening import balance_before
from dealwright.terms.outcome import Flow
from dealwright.terms.royalties.under_way import handed_on, seen_by_end, under_way
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.royalties.under_way import UnderWay
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.royalty_clauses import Advance
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]
    Row = Float[ndarray, " path"]
    Number = float | Float[ndarray, "path 1"]


@dataclass(frozen=True, slots=True)
class Paid:
    """What is paid ahead.

    Args:
        flow: The advances on their days; none where all were paid before `as_of`.
        amounts: What is paid ahead in each contract period.
        balance: What is still to be recouped at the start.
    """

    flow: Flow | None
    amounts: Money
    balance: Number


def advances_of(term: Royalty, view: View, pieces: Cells) -> Paid:
    """Lay out the advances of a royalty and what of them is still to be recouped.

    An advance that was paid before `as_of`, or says no day, counts as a whole unless `opening: {balance: ...}` says
    what is left. One to come is paid unless the term has ended by its day; a term that is yet to begin pays it too. A
    wording that an option has switched on pays what falls due after that day, and the one before it what falls due
    until then; an advance on the exercise itself is of the new wording.

    Args:
        term: The royalty.
        view: The futures.
        pieces: The contract periods.
    """
    short = view.handed is None and term.advance is None and view.holds(term.minimum_recoupable, otherwise=False)
    said = () if short else balance_before(term, view)
    left: Number = 0.0
    for each in said:
        left = left + each
    horizon, amounts, days = view.grid.edges[-1], [], []
    for advance in term.advances:
        money = view.number(advance.amount)
        day = np.full((1, 1), -np.inf) if advance.on is None else np.reshape(view.moment(advance.on), (-1, 1))
        if view.handed is None and not said:
            left = left + np.where(day < 0.0, money, 0.0)
        due = (day >= 0.0) & (day < horizon) & _in_wording(term, advance, day, view)
        amounts.append(np.where(due, money, 0.0))
        days.append(np.where(due, day, horizon))
    if not amounts:
        return Paid(None, np.zeros((1, 1)), left)
    paid = np.concatenate(np.broadcast_arrays(*amounts), axis=1)
    on = np.concatenate(np.broadcast_arrays(*days), axis=1)
    flow = Flow(term.payer, term.payee, paid, on) if np.any(paid) else None
    return Paid(flow, _by_period(paid, on, pieces), left)


def _in_wording(term: Royalty, advance: Advance, day: Money, view: View) -> Bool[ndarray, "_ 1"]:
    """Say on which paths the day of an advance lies where this wording of the royalty holds, or before it begins."""
    if advance.on is None:
        return np.zeros((1, 1), dtype=bool)
    by_option = isinstance(advance.on, Name) and view.in_force(advance.on.name)
    runs = replace(life(term, view), start=-np.inf)
    inside = in_life(runs, day, closing=not view.is_date(advance.on)) > 0.0
    if by_option and view.passes_on is not None:
        inside = inside & (day < np.reshape(view.passes_on, (-1, 1)) - SLACK)
    if view.bounds[0] is None:
        return np.asarray(inside)
    since = np.reshape(view.bounds[0], (-1, 1))
    return np.asarray(inside & ((day >= since - SLACK) if by_option else (day > since + SLACK)))


def _by_period(amounts: Money, days: Money, pieces: Cells) -> Money:
    """Put advances into the contract periods in which they are paid; those before the first into that."""
    marks = pieces.opens[pieces.first]
    where = np.clip(np.searchsorted(marks, days, side="right") - 1, 0, len(marks) - 1)
    periods = np.arange(len(marks))
    total: Money = np.zeros((1, len(marks)))
    for amount, place in zip(amounts.T, np.broadcast_to(where, amounts.shape).T, strict=True):
        total = total + amount[:, None] * (place[:, None] == periods)
    return total


_SEEN = ("due this period", "withheld this period")
"""What a period under way has seen, as one wording hands it on to the next."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The contract period that was under way when a life began, as far as recoupment goes.

    Args:
        clock: The contract periods; none where no wording takes over from another.
        due: What of the one under way had fallen due before anything was withheld.
        withheld: What was withheld of that.
    """

    clock: UnderWay | None
    due: Number = 0.0
    withheld: Number = 0.0

    def withhold(self, part: Number, due: Row, left: Row, period: int) -> Row:
        """Return what is withheld of what falls due.

        Negative where less falls due of a period under way than before: what was withheld of that is to be recouped
        again.

        Args:
            part: Which part of it may be.
            due: What falls due.
            left: What is to be recouped.
            period: The contract period.
        """
        taken: Row = np.minimum(np.ravel(part) * np.maximum(due, 0.0), left)
        if self.clock is None or period >= self.clock.here.shape[1]:
            return taken
        back = self.clock.here[:, period] & (due < 0.0)
        if not np.any(back):
            return taken
        over = np.ravel(part) * np.maximum(np.ravel(self.due) + due, 0.0) - np.ravel(self.withheld)
        return np.where(back, np.minimum(np.maximum(over, np.ravel(part) * due), 0.0), taken)

    def kept(self, due: Money, withheld: Money, view: View, pieces: Cells) -> dict[str, Number]:
        """Return what another wording goes on with.

        Args:
            due: What falls due in each period before anything is withheld.
            withheld: What is withheld of it.
            view: The futures.
            pieces: The contract periods.
        """
        if self.clock is None:
            return {}
        pairs = zip(_SEEN, (due, withheld), (self.due, self.withheld), strict=True)
        periods = len(pieces.length)
        seen = {name: seen_by_end(each[:, :periods], had, self.clock, pieces) for name, each, had in pairs}
        return handed_on(view, pieces, self.clock, seen)


def begun_of(term: Royalty, view: View, pieces: Cells) -> Begun:
    """Find the contract period that was under way when a life began, and what it had brought and had withheld."""
    if view.handed is None and view.passes_on is None:
        return Begun(None)
    years = years_of(pieces, view.grid, term.period, year_start(term))
    clock = under_way(term, view, pieces, years, ("withheld", term.period), said=False)
    kept = {} if view.handed is None else view.handed.kept
    due, withheld = (kept.get(name, 0.0) for name in _SEEN)
    return Begun(clock, due, withheld)


def part_withheld(term: Royalty, view: View) -> Number:
    """Return which part of what falls due may be withheld; all unless said."""
    return 1.0 if term.recoupment is None else view.number(term.recoupment)


def recouped_from_gross(base: Money, ahead: Paid, part: Number) -> tuple[Money, Money]:
    """Recoup advances from the base itself, before the rate counts it.

    Args:
        base: What there is in each period.
        ahead: The advances.
        part: Which part of the base goes to recoupment.

    Returns:
        What is recouped in each period, and what is left to be recouped after it.
    """
    left: Row = np.ravel(ahead.balance)
    recouped, balance = [], []
    for period in range(base.shape[1]):
        left = left + (ahead.amounts[:, period] if period < ahead.amounts.shape[1] else 0.0)
        taken = np.minimum(np.ravel(part) * np.maximum(base[:, period], 0.0), left)
        left = left - taken
        recouped.append(taken)
        balance.append(left)
    return _columns(recouped), _columns(balance)


def _columns(rows: object) -> Money:
    return np.stack(np.broadcast_arrays(*rows)).T  # type: ignore[misc]
