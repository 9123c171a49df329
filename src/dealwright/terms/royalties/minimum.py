"""The minimum of a royalty: per period, per year, or per period on account and trued up at the end of the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Schedule
from dealwright.terms.amounts.payments import used_already
from dealwright.terms.amounts.rows import group_sums
from dealwright.terms.days.anniversaries import boundaries, following, years_of
from dealwright.terms.days.periods import promised, scheduled
from dealwright.terms.opening import of_this_year
from dealwright.terms.royalties.under_way import UnderWay, at_last, days_to_come, handed_on, seen_by_end, under_way
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.days.anniversaries import Years
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Number
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]
    Row = Float[ndarray, " path"]
    Seen = tuple[Row, Row, Row]

NOTHING = np.zeros(1)
NONE = np.zeros((1, 1))


@dataclass(frozen=True, slots=True)
class Minimum:
    """What a royalty pays at least.

    Args:
        on_account: The least that each period pays; none where only the year as a whole has a minimum.
        asked: Each period's part of the year's minimum.
        closing: Whether a period is the last of its year on a path, in which the year is settled; none where each
            period stands for itself.
        opens: Whether a period is the first of a year.
        seen: What a year that was under way had asked, earned and paid before, in each of its periods.
        clock: The years.
        each: Whether each period has a minimum of its own.
        to_come: What a year asks of another wording that goes on in it, in each of its periods.
        begun: The contract period that was under way, whose minimum on account counts as one; none where none was.
        had: What it had on account, had earned and had added.
    """

    on_account: Money | None
    asked: Money | None = None
    closing: Bool[ndarray, "path period"] | None = None
    opens: Bool[ndarray, " period"] | None = None
    seen: tuple[Money, Money, Money] = (NONE, NONE, NONE)
    clock: UnderWay | None = None
    each: bool = False
    to_come: Money | None = None
    begun: UnderWay | None = None
    had: tuple[Number, ...] = (0.0, 0.0, 0.0)

    def top_up(self, period: int, due: Row) -> Row:
        """Return what the minimum on account of a period adds; negative where a first part of it has added too much."""
        if self.on_account is None:
            return NOTHING
        asked = self.on_account[:, period]
        if self.begun is None or period >= self.begun.here.shape[1]:
            return np.asarray(np.maximum(asked - due, 0.0))
        on_account, earned, added_before = (
            np.where(self.begun.here[:, period], np.ravel(each), 0.0) for each in self.had
        )
        return np.asarray(np.maximum(on_account + asked - earned - due, 0.0) - added_before)

    def before(self, period: int) -> Seen:
        """Return what the year of a period had seen before the life began."""
        asked, earned, paid = (each[:, period] if period < each.shape[1] else NOTHING for each in self.seen)
        return asked, earned, paid

    def handed_on(self, seen: Sequence[Money], topped_up: Money, view: View, pieces: Cells) -> dict[str, Number]:
        """Return what another wording goes on with.

        Args:
            seen: What the year of each period had asked, earned and paid by its end.
            topped_up: What the minimum on account of each period adds.
            view: The futures.
            pieces: The contract periods.
        """
        if self.clock is None or not seen:
            return {}
        by_name = {name: at_last(each, pieces) for name, each in zip(SEEN, seen, strict=True)}
        return handed_on(view, pieces, self.clock, by_name) | self._on_account(seen[1], topped_up, view, pieces)

    def _on_account(self, earned: Money, topped_up: Money, view: View, pieces: Cells) -> dict[str, Number]:
        """Return what the contract period in which the life ends had on account, had earned and had added."""
        if self.begun is None or self.on_account is None or self.opens is None:
            return {}
        periods = len(pieces.length)
        to_date = np.broadcast_to(earned[:, :periods], (len(earned), periods))
        opened = np.where(self.opens[:periods], self.seen[1], np.roll(to_date, 1, axis=1))
        parts = zip(HAD, (self.on_account, to_date - opened, topped_up), self.had, strict=True)
        seen = {name: seen_by_end(each[:, :periods], had, self.begun, pieces) for name, each, had in parts}
        return handed_on(view, pieces, self.begun, seen)


def minimum_of(term: Royalty, view: View, pieces: Cells) -> Minimum | None:
    """Return what a royalty pays at least in each contract period; none without a minimum.

    Args:
        term: The royalty.
        view: The futures.
        pieces: The contract periods.
    """
    if term.minimum is None:
        return None
    longer = term.true_up or term.minimum_period or term.period
    alone = view.handed is None and view.passes_on is None
    if longer == term.period and alone:
        return Minimum(_on_account(term.minimum, term, view, pieces))
    years = years_of(pieces, view.grid, longer, year_start(term))
    each = longer == term.period
    said = not each and of_this_year(term, view) is not None
    clock = under_way(term, view, pieces, years, ("minimum", longer), said=said)
    asked = _on_account(term.minimum, term, view, pieces) if each else _asked(term.minimum, term, view, pieces, 0.0)
    on_account = None if each or term.true_up is None else _on_account(term.minimum, term, view, pieces)
    opens = np.isin(np.arange(len(pieces.length)), years.first)
    seen = _seen(term.minimum, term, view, pieces, clock)
    to_come = _to_come(term.minimum, term, view, pieces, years)
    begun, had = _begun(term, view, pieces) if on_account is not None and not alone else (None, (0.0, 0.0, 0.0))
    closing = _closing(view, pieces, years)
    return Minimum(on_account, asked, closing, opens, seen, clock, each, to_come, begun, had)


def _begun(term: Royalty, view: View, pieces: Cells) -> tuple[UnderWay, tuple[Number, ...]]:
    """Find the contract period that was under way when a life began, and what it had."""
    years = years_of(pieces, view.grid, term.period, year_start(term))
    kept = {} if view.handed is None else view.handed.kept
    clock = under_way(term, view, pieces, years, ("on account", term.period), said=False)
    return clock, tuple(kept.get(name, 0.0) for name in HAD)


def _closing(view: View, pieces: Cells, years: Years) -> Bool[ndarray, "path period"]:
    """Say in which periods a year is settled: in its last, and where a life ends in it and nobody goes on."""
    ends = pieces.closes[np.append(pieces.first[1:], len(pieces.closes)) - 1]
    last = np.append(years.of[1:] != years.of[:-1], [True])
    settles = (last | (pieces.end[:, None] <= ends)) & (pieces.overlap > 0.0)
    return np.asarray(settles & (days_to_come(view, pieces, years) == 0.0))


def _on_account(minimum: Expression, term: Royalty, view: View, pieces: Cells) -> Money:
    """Return what each period pays at least; less what the first has paid already, its days before counted too."""
    before, used = used_already(term, view, pieces, term.period)
    return _asked(minimum, term, view, pieces, before) - used


def _asked(minimum: Expression, term: Royalty, view: View, pieces: Cells, before: Money | float) -> Money:
    """Return each period's part of a minimum, by days; of one per year, that part of the year's."""
    if term.minimum_period in {None, term.period} or isinstance(minimum, Schedule):
        return promised(minimum, view, pieces, before, year_start(term))
    years = _own_years(term, view, pieces)
    return np.asarray(view.number(minimum) * (pieces.overlap + before) / years.length[years.of])


def _to_come(minimum: Expression, term: Royalty, view: View, pieces: Cells, years: Years) -> Money | None:
    """Return what a year asks after the end of a life, where another wording goes on in it; in each of its periods."""
    days, starts = days_to_come(view, pieces, years), year_start(term)
    if not np.any(days) or term.minimum_recoupable is None:
        return None
    begins = pieces.end[:, None]
    if isinstance(minimum, Schedule):
        return scheduled(minimum, view, begins, begins + days, starts)
    period = term.minimum_period or term.period
    bounds = boundaries(view.grid, period, float(np.max(begins + days)), starts)
    marks = [float(view.grid.day(bound)) for bound in [*bounds, following(bounds[-1], period, starts)]]
    first, last = (np.interp(day, marks, np.arange(len(marks), dtype=float)) for day in (begins, begins + days))
    return np.asarray(view.number(minimum) * (last - first))


def _own_years(term: Royalty, view: View, pieces: Cells) -> Years:
    return years_of(pieces, view.grid, term.minimum_period or term.period, year_start(term))


def _seen(minimum: Expression, term: Royalty, view: View, pieces: Cells, clock: UnderWay) -> tuple[Money, Money, Money]:
    """Return what a year under way had asked, earned and paid: by the opening, or handed over."""
    if view.handed is not None:
        asked, earned, paid = (clock.lift(view.handed.kept.get(name, 0.0)) for name in SEEN)
        return asked, earned, paid
    done = of_this_year(term, view)
    longer = term.true_up or term.minimum_period or term.period
    if done is None or longer == term.period or not np.any(clock.here):
        return NONE, NONE, NONE
    days = float(np.max(clock.days))
    asked_before = np.reshape(_asked_before(minimum, term, view, pieces, longer, days), (-1, 1))
    return clock.lift(asked_before), clock.lift(done[0]), clock.lift(done[1])


SEEN = ("asked this year", "earned this year", "paid this year")
"""What a year under way has seen, as one wording hands it on to the next."""
HAD = ("on account this period", "earned this period", "topped up this period")
"""What a contract period under way had, likewise."""


def _asked_before(
    minimum: Expression, term: Royalty, view: View, pieces: Cells, longer: str, days: float
) -> Number | Money:
    """Return the part of a minimum that falls on some days right before `as_of`."""
    if isinstance(minimum, Schedule):
        whole = promised(minimum, view, pieces, days, year_start(term))
        return np.asarray(whole - promised(minimum, view, pieces, 0.0, year_start(term)))[:, :1]
    starts, period = year_start(term), term.minimum_period or term.period
    bound, parts = boundaries(view.grid, longer, 1.0, starts)[0], 0.0
    while (begins := float(view.grid.day(bound))) < 0.0:
        bound = following(bound, period, starts)
        ends = float(view.grid.day(bound))
        parts += max(0.0, min(ends, 0.0) - max(begins, -days)) / (ends - begins)
    return view.number(minimum) * parts


def added(minimum: Minimum | None, period: int, due: Row, seen: Seen) -> tuple[Row, Row, Seen]:
    """Return what the minimum of a period adds to what is due, and what settling its year adds to that.

    Args:
        minimum: The minimum.
        period: The period.
        due: What is due in it without a minimum.
        seen: What its year has asked, earned and paid before.

    Returns:
        Both amounts, and what the year has seen after the period. What settling adds is negative where periods paid
        more on account than the year comes to.
    """
    if minimum is None:
        return NOTHING, NOTHING, seen
    top_up = minimum.top_up(period, due)
    if minimum.closing is None or minimum.opens is None or minimum.asked is None:
        return top_up, NOTHING, seen
    asked, earned, paid = minimum.before(period) if minimum.opens[period] else seen
    asked, earned, paid = asked + minimum.asked[:, period], earned + due, paid + due + top_up
    settled = np.where(minimum.closing[:, period], np.maximum(asked, earned) - paid, 0.0)
    return top_up, settled, (asked, earned, paid)


def year_asked(minimum: Minimum) -> Money:
    """Return the minimum of the whole year of each period, as far as the term runs in it."""
    if minimum.asked is None or minimum.opens is None:
        return NONE if minimum.on_account is None else minimum.on_account
    first = np.flatnonzero(minimum.opens)
    of = np.cumsum(minimum.opens) - 1
    before = _as_long(minimum.seen[0], minimum.asked.shape[1])
    to_come = _as_long(minimum.to_come, minimum.asked.shape[1]) if minimum.to_come is not None else NONE
    return np.asarray(group_sums(minimum.asked, first)[:, of] + before + to_come)


def _as_long(amounts: Money, periods: int) -> Money:
    """Put nothing into the periods after the horizon."""
    return np.pad(amounts, ((0, 0), (0, periods - amounts.shape[1])))
