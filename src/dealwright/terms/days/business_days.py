"""The arithmetic of pay days: a delay by the calendar, and the roll to a business day."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.business_calendar import closed_days
from dealwright.ground.calendar import DAYS_PER_YEAR, WHOLE

if TYPE_CHECKING:
    from jaxtyping import Float, Shaped
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.ground.calendar import TimeGrid
    from dealwright.terms.base import Term
    from dealwright.terms.pay_days import BusinessDays
    from dealwright.terms.view import View

    Days = Float[ndarray, "..."]

_ROLLS = {"following": "forward", "preceding": "backward"}
_TURNS = {"modified_following": "modifiedfollowing", "modified_preceding": "modifiedpreceding"}


def paid_on(term: Term, view: View, days: Days, *, closing: bool = True) -> Days:
    """Return when a term pays what falls due on some days.

    The date moves, the hour of the day stays: a payment is paid as much later as its date is, so that a worth does not
    jump where an event ends a period inside a day. Nothing is moved to before `as_of`.

    Args:
        term: Its `pays_after` and `business_days` count, where its kind has them.
        view: The futures.
        days: Days from the opening of `as_of`.
        closing: Whether a whole number is the closing of a date, as at the end of a period, or the opening of the next.

    Returns:
        Days of the same shape, or by path where the delay is.
    """
    after, business = getattr(term, "pays_after", None), getattr(term, "business_days", None)
    if after is not None:
        days = later_by(days, view.number(after), view.grid, closing=closing)
    return days if business is None else _rolled(business, view, days, closing=closing)


def later_by(days: Days, years: float | Days, grid: TimeGrid, *, closing: bool = False, keep_end: bool = True) -> Days:
    """Move days by a duration: by calendar months where it is a whole number of months, else by days.

    Args:
        days: Days from the opening of `as_of`.
        years: The duration in years; 90 days are 90/365.
        grid: Says which date day zero is.
        closing: Whether a whole number is the closing of a date.
        keep_end: Whether the last day of a month stays the last of a month; else the day of the month stays, as far as
            the month has it.

    Returns:
        The moved days. What never comes is not moved.
    """
    if np.any(np.isinf(days)):
        known = np.isfinite(days)
        moved = later_by(np.where(known, days, 0.0), years, grid, closing=closing, keep_end=keep_end)
        return np.where(known, moved, np.inf)
    months = np.asarray(np.rint(np.asarray(years) * 12.0))
    by_days = np.asarray(days + np.rint(np.asarray(years) * DAYS_PER_YEAR))
    is_months = np.abs(np.asarray(years) * 12.0 - months) < WHOLE
    if not np.any(is_months):
        return by_days
    dates = _dates(days, grid, closing=closing)
    moved = _add_months(dates, months.astype(int), keep_end=keep_end)
    return np.where(is_months, days + (moved - dates).astype(float), by_days)


def _dates(days: Days, grid: TimeGrid, *, closing: bool) -> Shaped[ndarray, "..."]:
    whole = np.ceil(np.asarray(days) - WHOLE) - 1.0 if closing else np.floor(np.asarray(days) + WHOLE)
    return np.asarray(np.datetime64(grid.as_of, "D") + whole.astype(int))


def noticed(days: Days, notice: Expression | None, view: View, *, closing: bool = False) -> Days:
    """Move days by a notice: a period of months ends on the day of the month on which it was given, or the last.

    Args:
        days: Days from the opening of `as_of`, infinite for never.
        notice: The duration; none for none.
        view: The futures.
        closing: Whether a whole number is the closing of a date.

    Source:
        The corresponding date rule: Dodds v Walker [1981] 1 WLR 1027 (House of Lords); section 188 (2) and (3) of the
        German civil code.
    """
    if notice is None:
        return days
    return later_by(days, np.ravel(view.number(notice)), view.grid, closing=closing, keep_end=False)


def _add_months(
    dates: Shaped[ndarray, "..."], months: Shaped[ndarray, "..."], *, keep_end: bool
) -> Shaped[ndarray, "..."]:
    month = dates.astype("datetime64[M]")
    last = (month + 1).astype("datetime64[D]") - 1
    there = month + months
    end = (there + 1).astype("datetime64[D]") - 1
    same = there.astype("datetime64[D]") + (dates - month.astype("datetime64[D]"))
    return np.asarray(np.where(keep_end & (dates == last), end, np.minimum(same, end)))


def _rolled(business: BusinessDays, view: View, days: Days, *, closing: bool) -> Days:
    dates = _dates(days, view.grid, closing=closing)
    years = dates.astype("datetime64[Y]").astype(int) + 1970
    calendar = _calendar(business.calendars, int(years.min()) - 1, int(years.max()) + 1)
    moved = dates
    if business.after is not None:  # counted from the day itself: from a Saturday, Monday is the first
        count = np.asarray(np.rint(view.number(business.after)), dtype=int)
        counted = np.busday_offset(dates, count, roll="backward", busdaycal=calendar)
        moved = np.where(count > 0, counted, dates)
    if business.roll != "unadjusted":
        roll = _ROLLS.get(business.roll) or _TURNS[business.roll]
        moved = np.busday_offset(moved, 0, roll=roll, busdaycal=calendar)  # type: ignore[call-overload]
    return np.asarray(np.maximum(days + (moved - dates).astype(float), 0.0))


@lru_cache(maxsize=64)
def _calendar(names: tuple[str, ...], first_year: int, last_year: int) -> np.busdaycalendar:
    weekend, closed = closed_days(names, first_year, last_year)
    return np.busdaycalendar([day not in weekend for day in range(7)], np.array(closed, dtype="datetime64[D]"))
