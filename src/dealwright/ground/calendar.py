"""Turn dates into days and lay the grid of time steps over the life of a deal.

Time is counted in days from the opening of `as_of`. A date that begins something means its opening; a date that ends
something (`until`, `horizon`, `by`) means its closing, one day later. So from 2025-01-01 to 2026-12-31 there are
exactly two years of 365 days.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

Step = Literal["month", "quarter", "half", "year"]

MONTHS_PER_STEP: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many calendar months each step has."""

WHOLE = 1e-9
"""Part of a day by which a time may miss a whole number of days and still be it."""
A_MOMENT = 2.0 * WHOLE
"""Part of a day by which the opening of a date is told from the close of the one before, where a time may be either."""
DAYS_PER_YEAR = 365
"""Days in the year by which durations in days become years."""


@dataclass(frozen=True, slots=True)
class TimeGrid:
    """Hold the calendar-aligned steps between a first and a last date, a stub first if need be.

    Args:
        as_of: The first day; time zero is its opening.
        horizon: The last day; the last edge is its closing.
        step: Length of a step in the calendar.
        edges: Days from time zero, one more than there are steps, from 0 upwards.
        years: Calendar year of each step.
        days_of_year: Days of that calendar year, 365 or 366, for each step.

    Example:
        >>> grid = TimeGrid.of(dt.date(2025, 5, 14), dt.date(2026, 12, 31), "year")
        >>> grid.edges, grid.years
        ((0.0, 232.0, 597.0), (2025, 2026))
    """

    as_of: dt.date
    horizon: dt.date
    step: Step
    edges: tuple[float, ...]
    years: tuple[int, ...]
    days_of_year: tuple[int, ...]

    @classmethod
    def of(cls, as_of: dt.date, horizon: dt.date, step: Step) -> TimeGrid:
        """Lay the grid from the opening of `as_of` to the closing of `horizon`.

        Raises:
            ValueError: If the horizon lies before `as_of`.
        """
        if horizon < as_of:
            message = f"horizon {horizon} lies before as_of {as_of}"
            raise ValueError(message)
        starts = [as_of]
        while (following := step_start(starts[-1], step, 1)) is not None and following <= horizon:
            starts.append(following)
        edges = [float((start - as_of).days) for start in starts]
        edges.append(float((horizon - as_of).days + 1))
        years = tuple(start.year for start in starts)
        return cls(as_of, horizon, step, tuple(edges), years, tuple(days_in_year(year) for year in years))

    @property
    def steps(self) -> int:
        """Return the number of steps."""
        return len(self.years)

    def day(self, moment: dt.date) -> float:
        """Return the time of a date's opening, in days; negative before `as_of`."""
        return float((moment - self.as_of).days)

    def closing(self, moment: dt.date) -> float:
        """Return the time of a date's closing, in days."""
        return float((moment - self.as_of).days + 1)

    def date(self, day: float) -> dt.date:
        """Return the date that holds a time given in days, `day(result) <= day < closing(result)`."""
        return self.as_of + dt.timedelta(days=day // 1)


def step_start(moment: dt.date, step: str, ahead: int = 0) -> dt.date | None:
    """Return the first day of the step that holds a date, or of one some steps ahead.

    Args:
        moment: Any date.
        step: `month`, `quarter`, `half` or `year`.
        ahead: How many steps later (negative: earlier) than the one that holds the date.

    Returns:
        The date, or None where it would lie outside the calendar (years 1 to 9999).
    """
    months = MONTHS_PER_STEP[step]
    first = (moment.year * 12 + moment.month - 1) // months * months + ahead * months
    year, month = divmod(first, 12)
    return dt.date(year, month + 1, 1) if dt.date.min.year <= year <= dt.date.max.year else None


def days_in_year(year: int) -> int:
    """Return 365 or 366."""
    return 366 if calendar.isleap(year) else 365


def is_month_end(moment: dt.date) -> bool:
    """Say whether a date is the last day of its month."""
    return moment.day == calendar.monthrange(moment.year, moment.month)[1]


def add_months(moment: dt.date, months: int, *, keep_end: bool = True) -> dt.date:
    """Return the date some calendar months later.

    Args:
        moment: Any date.
        months: How many months, negative goes back.
        keep_end: Whether the last day of a month stays the last day of a month; otherwise the day of the month stays,
            as far as the month has it.

    Raises:
        OverflowError: If the result lies outside the calendar.

    Example:
        >>> add_months(dt.date(2027, 6, 30), 6)
        datetime.date(2027, 12, 31)
    """
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not dt.date.min.year <= year <= dt.date.max.year:
        message = f"{moment} + {months} months lies outside the calendar"
        raise OverflowError(message)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, last if keep_end and is_month_end(moment) else min(moment.day, last))


def add_years(moment: dt.date, years: float) -> dt.date:
    """Return the date some years later: by calendar months where that is a whole number of months, else by days.

    Args:
        moment: Any date.
        years: Duration in years, negative goes back; 18 months is 1.5, 90 days is 90/365.

    Raises:
        OverflowError: If the result lies outside the calendar.
    """
    months = round(years * 12)
    if abs(years * 12 - months) < WHOLE:
        return add_months(moment, months)
    return moment + dt.timedelta(days=round(years * DAYS_PER_YEAR))
