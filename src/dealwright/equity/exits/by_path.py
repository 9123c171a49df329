"""Count what time does to securities where the day differs by path: years, growth, and what has vested."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dealwright.equity.replay.pieces import vested_of
from dealwright.ground.calendar import add_months
from dealwright.ground.day_count import DAYS_OF_YEAR
from dealwright.terms.days.year_fractions import year_fractions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Float, Shaped
    from numpy import ndarray

    from dealwright.equity.exact import Exact
    from dealwright.equity.holdings import Piece
    from dealwright.equity.securities import Compounding
    from dealwright.equity.vesting import Progress, Vesting
    from dealwright.ground.day_count import DayCount

    Days: TypeAlias = "Shaped[ndarray, ' path']"
    """Days as numpy's datetime64[D]."""

_MONTHS = {"yearly": 12, "half_yearly": 6, "quarterly": 3, "monthly": 1}


def growth_by_path(
    rate: float, compounding: Compounding, day_count: DayCount, start: dt.date, ends: Days
) -> Float[ndarray, " path"]:
    """Return what one unit of money has grown by, up to the day of each path.

    Args:
        rate: A year, as a fraction.
        compounding: `simple`, or how often what accrued earns in turn.
        day_count: How days become years.
        start: Day from which it accrues.
        ends: Day of each path.

    Returns:
        Money per unit, without the unit itself: `accrual.growth` of each day.
    """
    first = np.array([start], dtype="datetime64[D]")
    ends = np.maximum(ends, first)
    if compounding == "simple":
        return np.asarray(rate * year_fractions(first, ends, day_count))
    if compounding == "daily":
        return np.asarray((1.0 + rate / DAYS_OF_YEAR[day_count]) ** (ends - first).astype(float) - 1.0)
    months = _MONTHS[compounding]
    periods = _months_passed(start, ends) // months
    stub = rate * year_fractions(_after_months(start, periods * months), ends, day_count)
    return np.asarray((1.0 + rate * months / 12) ** periods * (1.0 + stub) - 1.0)


def vested_by_path(
    piece: Piece | None, vesting: Vesting, shares: Exact, days: Days, progress: Progress
) -> Float[ndarray, " path"]:
    """Return how many shares of a piece have vested on the day of each path.

    What has vested changes on few days. On each of them it is counted exactly, and each path looks up its own.
    """
    changes = sorted(set(_changes(vesting, progress)))
    counts = [float(vested_of(piece, vesting, shares, day, progress)) for day in (dt.date.min, *changes)]
    return np.array(counts)[np.searchsorted(np.array(changes, dtype="datetime64[D]"), days, side="right")]


def _changes(vesting: Vesting, progress: Progress) -> Iterator[dt.date]:
    """Return every day on which more may vest, or a condition's last day is over."""
    for instalment in vesting.instalments:
        yield instalment.on
    if vesting.start is not None:
        for month in range(vesting.months + 1):
            due = add_months(vesting.start.replace(day=1), month, keep_end=False)
            last = (add_months(due, 1, keep_end=False) - dt.timedelta(days=1)).day
            wanted = {"start": vesting.start.day, "last": last}.get(str(vesting.day_of_month), vesting.day_of_month)
            yield due.replace(day=min(int(wanted), last))
        yield vesting.start
    for part in vesting.parts:
        if part.by is not None:
            yield part.by
            yield part.by + dt.timedelta(days=1)
        yield from progress.milestones.values()
        yield from (day for known in progress.reached.values() for day, _ in known)


def _day_of_month(days: Days) -> Shaped[ndarray, " path"]:
    return np.asarray((days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(int) + 1)


def _days_in_month(months: Shaped[ndarray, " path"]) -> Shaped[ndarray, " path"]:
    return np.asarray(((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(int))


def _months_passed(start: dt.date, ends: Days) -> Shaped[ndarray, " path"]:
    """Return the whole months from a start to each day; a month that lacks the start's day is over on its last day."""
    months = ends.astype("datetime64[M]")
    due = np.minimum(start.day, _days_in_month(months))
    passed = (months - np.datetime64(start, "M")).astype(int) - (_day_of_month(ends) < due)
    return np.asarray(np.maximum(0, passed))


def _after_months(start: dt.date, months: Shaped[ndarray, " path"]) -> Days:
    there = np.datetime64(start, "M") + months
    return np.asarray(there.astype("datetime64[D]") + np.minimum(start.day, _days_in_month(there)) - 1)
