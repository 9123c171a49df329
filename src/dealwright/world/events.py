"""Finds the days of events: by a chance until a date, or by a hazard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.ground.calendar import TimeGrid

    Number = float | Float[ndarray, " path"]


def by_chance(
    uniform: Float[ndarray, " path"], probability: Number, closing: Number, grid: TimeGrid, not_before: Number = 0.0
) -> Float[ndarray, " path"]:
    """Find the day of an event whose hazard is constant and which has happened by a day with a given probability.

    Args:
        uniform: One number between 0 and 1 per path; a lower probability only delays the event on each path.
        probability: From 0 (never) to 1 (at once).
        closing: The day by which, in days from the opening of `as_of`.
        grid: Its last edge ends the futures.
        not_before: Day before which the hazard is zero.

    Returns:
        Days; infinite where the event does not happen up to the horizon.
    """
    first = np.maximum(not_before, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = -np.log1p(-np.clip(probability, 0.0, 1.0)) / np.maximum(closing - first, 0.0)
        days = first + np.where(hazard == np.inf, 0.0, -np.log1p(-uniform) / hazard)
    return _within(np.where(hazard > 0, days, np.inf), grid)


def by_hazard(
    uniform: Float[ndarray, " path"], rates: Float[ndarray, "step #path"], grid: TimeGrid, not_before: Number = 0.0
) -> Float[ndarray, " path"]:
    """Find the day on which the integrated hazard passes a unit exponential.

    Args:
        uniform: One number between 0 and 1 per path.
        rates: Hazard per year held over each step, the average of its ends; a negative one counts as zero.
        grid: The steps.
        not_before: Day before which the hazard is zero.

    Returns:
        Days, interpolated inside the step; infinite where the event does not happen up to the horizon.
    """
    edges = np.asarray(grid.edges)
    opens = np.clip(np.reshape(not_before, (1, -1)), edges[:-1, None], edges[1:, None])
    years = (edges[1:, None] - opens) / np.asarray(grid.days_of_year, dtype=float)[:, None]
    parts = np.maximum(rates, 0.0) * years
    passed = np.zeros((len(edges), len(uniform)))
    np.cumsum(np.broadcast_to(parts, (len(edges) - 1, len(uniform))), axis=0, out=passed[1:])
    needed = -np.log1p(-uniform)
    step = np.minimum(np.sum(passed[1:] < needed, axis=0), len(edges) - 2)
    path = np.arange(len(uniform))
    before, after = passed[step, path], passed[step + 1, path]
    fraction = np.divide(needed - before, after - before, out=np.zeros_like(needed), where=after > before)
    start = np.broadcast_to(opens, (len(edges) - 1, len(uniform)))[step, path]
    return np.where(passed[-1] >= needed, start + fraction * (edges[step + 1] - start), np.inf)


def _within(days: Float[ndarray, " path"], grid: TimeGrid) -> Float[ndarray, " path"]:
    return np.where(days <= grid.edges[-1], days, np.inf)
