"""Turns days into calendar years, the time in which processes run."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.calendar import days_in_year
from dealwright.world.kept import locked

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.ground.calendar import TimeGrid

_PAST_YEARS = 60


@lru_cache(maxsize=16)
def year_times(grid: TimeGrid) -> Float[ndarray, " edge"]:
    """Return the grid's edges in calendar years since `as_of`, where every calendar year has length one.

    Args:
        grid: The calendar-aligned steps.

    Returns:
        K + 1 times from 0 upwards: days over the days of their calendar year, summed.
    """
    return locked(np.array([year_time_of(grid, grid.date(edge)) for edge in grid.edges]))


def step_years(grid: TimeGrid) -> Float[ndarray, " step"]:
    """Return the length of each step in calendar years: its days over the days of its year (ISDA Actual/Actual)."""
    days = np.diff(np.asarray(grid.edges))
    return np.asarray(days / np.asarray(grid.days_of_year, dtype=float))


def years_at(grid: TimeGrid, days: Float[ndarray, "..."] | float) -> Float[ndarray, "..."]:
    """Turn days from the opening of `as_of` into calendar years since then.

    Args:
        grid: The calendar-aligned steps.
        days: Days up to the horizon, negative before `as_of` (sixty years at most); later ones count as the horizon.

    Returns:
        Times in years, of the shape of `days`.
    """
    knots, times = _knots(grid)
    return np.asarray(np.interp(days, knots, times))


def days_at(grid: TimeGrid, years: Float[ndarray, "..."] | float) -> Float[ndarray, "..."]:
    """Turn calendar years since `as_of` back into days: the inverse of `years_at`."""
    knots, times = _knots(grid)
    return np.asarray(np.interp(years, times, knots))


def year_time_of(grid: TimeGrid, moment: dt.date | int) -> float:
    """Return the time of a date's opening, or of the middle of a calendar year, in years since `as_of`.

    Args:
        grid: The calendar-aligned steps.
        moment: A date, or a calendar year, which stands for its middle.
    """
    return _position(moment + 0.5 if isinstance(moment, int) else moment) - _position(grid.as_of)


def _position(moment: dt.date | float) -> float:
    """Return a date as a calendar year with a fraction."""
    if not isinstance(moment, dt.date):
        return float(moment)
    first = dt.date(moment.year, 1, 1)
    return moment.year + (moment - first).days / days_in_year(moment.year)


@lru_cache(maxsize=16)
def _knots(grid: TimeGrid) -> tuple[Float[ndarray, " knot"], Float[ndarray, " knot"]]:
    """Return days and year-times between which time runs evenly: the new years before `as_of`, then the edges."""
    first = max(1, grid.as_of.year - _PAST_YEARS)
    openings = [dt.date(year, 1, 1) for year in range(first, grid.as_of.year + 1)]
    past = [opening for opening in openings if opening < grid.as_of]
    days = np.array([grid.day(opening) for opening in past] + list(grid.edges))
    start = _position(grid.as_of)
    return locked(days), locked(np.concatenate([[opening.year - start for opening in past], year_times(grid)]))
