"""How much a commitment asks for in each contract period: an amount, a schedule, or a ramp."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.days.business_days import later_by
from dealwright.terms.days.periods import promised, years_between
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.commitment import Commitment, Ramp
    from dealwright.terms.days.life import Life, Moment
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.view import View

    Number = float | Float[ndarray, "path 1"]


def minimum_of(
    term: Commitment, view: View, runs: Life, pieces: Cells, before: Float[ndarray, "_ period"] | float
) -> Float[ndarray, "_ period"]:
    """Return what a commitment asks for in each period, over the days of its life.

    Args:
        term: The commitment.
        view: The futures.
        runs: Its life.
        pieces: Its contract periods.
        before: Days before the life that count too, by period.
    """
    if term.ramp is not None:
        return _ramped(term, term.ramp, view, (pieces, begun(term, view, runs)), before)
    if term.minimum is None:
        return np.zeros((1, len(pieces.length)))
    return promised(term.minimum, view, pieces, before, year_start(term))


def begun(term: Commitment, view: View, runs: Life) -> Moment:
    """Return the day from which a commitment counts its years: its `from`, even before `as_of`, or its beginning."""
    if term.from_ is None or term.start_events:
        return runs.start
    return float(view.grid.day(view.calendar_date(term.from_)))


def _ramped(
    term: Commitment,
    ramp: Ramp,
    view: View,
    where: tuple[Cells, Moment],
    before: Float[ndarray, "_ period"] | float,
) -> Float[ndarray, "_ period"]:
    """Add up yearly amounts that rise on each anniversary of the beginning, by days."""
    pieces, start = where
    opens, closes = pieces.begins - before, pieces.close
    last, starts = float(np.max(closes)), year_start(term)
    total: Float[ndarray, "_ period"] = np.zeros((1, len(pieces.length)))
    since, year = np.asarray(start, dtype=float), 0
    while float(np.min(since)) < last or year == 0:
        until = np.asarray(later_by(np.asarray(start, dtype=float), float(year + 1), view.grid))
        years = years_between(pieces, view, np.maximum(opens, since), np.minimum(closes, until), starts)
        total = total + level(ramp, view, year) * years
        since, year = until, year + 1
    return total


def level(ramp: Ramp, view: View, year: int) -> Number:
    """Return the yearly amount of a ramp after so many whole years.

    Args:
        ramp: The ramp.
        view: The futures.
        year: Whole years since its beginning.
    """
    first, to = view.number(ramp.from_), None if ramp.to is None else view.number(ramp.to)
    if ramp.growth is not None:
        growth = view.number(ramp.growth)
        grown = first * (1.0 + growth) ** year
        return grown if to is None else np.where(np.asarray(growth) < 0, np.maximum(grown, to), np.minimum(grown, to))
    over = 0.0 if ramp.over is None else view.number(ramp.over)
    done = np.minimum(1.0, year / np.maximum(over, 1e-9))
    return first if to is None else first + (to - first) * done
