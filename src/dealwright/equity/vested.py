"""Say how much of a grant has vested by a day."""

from __future__ import annotations

import calendar
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.equity.vesting import NOTHING_YET

if TYPE_CHECKING:
    import datetime as dt

    from dealwright.equity.vesting import Part, Progress, Vesting

_MONTHS = 12


def vested(vesting: Vesting | None, count: Exact, on: dt.date, progress: Progress = NOTHING_YET) -> Exact:
    """Return how many shares of a grant have vested by the end of a day.

    Args:
        vesting: How the grant vests; None: at once.
        count: Shares of the whole grant.
        on: The day.
        progress: What has come about by then of what vesting asks for.

    Returns:
        Shares, from none to `count`. With `rounding: down` they are whole, and whatever vests last takes the rest.

    Example:
        >>> four_years = Vesting(start=dt.date(2024, 1, 31), months=48, cliff=12, rounding="down")
        >>> [int(vested(four_years, Fraction(1000), day)) for day in (dt.date(2025, 1, 30), dt.date(2025, 1, 31))]
        [0, 250]
    """
    if vesting is None:
        return count
    by_parts = sum((part.share for part in vesting.parts if _came_about(part, on, progress)), NOTHING)
    share = min(WHOLE, by_parts + _by_calendar(vesting, on))
    return floor(count * share) * WHOLE if vesting.rounding == "down" and share < 1 else count * share


def _by_calendar(vesting: Vesting, on: dt.date) -> Exact:
    """Return the part of the grant that has vested with time."""
    if vesting.instalments:
        return sum((each.share for each in vesting.instalments if each.on <= on), NOTHING)
    timed = WHOLE - sum((part.share for part in vesting.parts), NOTHING)
    if vesting.start is None:
        return timed
    if vesting.months == 0:
        return timed if on >= vesting.start else NOTHING
    passed = months_passed(vesting.start, on, vesting.day_of_month)
    if passed < max(vesting.cliff, 1):
        return NOTHING
    done = vesting.months if passed >= vesting.months else passed // vesting.every * vesting.every
    return timed * Fraction(done, vesting.months)


def months_passed(start: dt.date, on: dt.date, day_of_month: str | int = "start") -> int:
    """Return how many monthly vesting days lie after a start, up to and including a day.

    Args:
        start: Day from which months count.
        on: The day.
        day_of_month: `start`, `last`, or a day from 1 to 31; a month that lacks it vests on its last day.

    Returns:
        Whole months; zero before the first.

    Example:
        >>> (
        ...     months_passed(dt.date(2024, 1, 31), dt.date(2024, 2, 29)),
        ...     months_passed(dt.date(2023, 1, 31), dt.date(2023, 2, 27)),
        ... )
        (1, 0)
    """
    months = (on.year - start.year) * _MONTHS + on.month - start.month
    last = calendar.monthrange(on.year, on.month)[1]
    day = start.day if day_of_month == "start" else last if day_of_month == "last" else int(day_of_month)
    return max(0, months if on.day >= min(day, last) else months - 1)


def _came_about(part: Part, on: dt.date, progress: Progress) -> bool:
    """Say whether what a part waits for came about by the day, and in time."""
    when, latest = part.when, on if part.by is None else min(on, part.by)
    if when.kind == "milestone":
        reached = progress.milestones.get(when.name)
        return reached is not None and reached <= latest
    known = progress.reached.get((when.kind, when.name), ())
    amounts = [amount for day, amount in known if day <= latest]
    now = (progress.spend if when.kind == "spend" else progress.price).get(when.name)
    if now is not None and on <= latest:
        amounts.append(now)
    return when.amount is not None and max(amounts, default=NOTHING) >= when.amount
