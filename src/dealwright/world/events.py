"""Finds the days of events: by a chance until a date, or by a hazard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.calendar import A_MOMENT
from dealwright.ground.kernels.pays import pays_now
from dealwright.terms.amounts.given import each_given, given

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.ground.calendar import TimeGrid

    Number = float | Float[ndarray, " path"]

PART = 2**13
"""Paths that a thread takes at a time."""


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
        days = first + np.where(hazard == np.inf, A_MOMENT, -np.log1p(-uniform) / hazard)
    return _within(np.where(hazard > 0, days, np.inf), grid)


@dataclass(frozen=True, slots=True)
class Early:
    """The days of an event, looked for up to some day.

    Args:
        by: The day.
        days: The day of the event on each path; infinite where it comes later or never.
    """

    by: float
    days: Float[ndarray, " path"]

    @property
    def nbytes(self) -> int:
        """Return the size of the days in bytes."""
        return self.days.nbytes


@dataclass(frozen=True, slots=True)
class Spell:
    """Parts of the steps, one a row, over which a hazard holds.

    Args:
        hazard: Rate per year; (row, path) or (row, 1). A negative one counts as zero.
        opens: Day on which each part begins; (row, path) or (row, 1).
        closes: Day on which each part ends, no sooner than it begins and no later than the next begins.
        days_of_year: Days of the calendar year of each part; (row,).
    """

    hazard: Float[ndarray, "row #path"]
    opens: Float[ndarray, "row #path"]
    closes: Float[ndarray, "row #path"]
    days_of_year: Float[ndarray, " row"]


def by_hazard(uniform: Float[ndarray, " path"], spell: Spell, not_before: Number = 0.0) -> Float[ndarray, " path"]:
    """Find the day on which the integrated hazard passes a unit exponential.

    Args:
        uniform: One number between 0 and 1 per path.
        spell: The hazard over the parts of the steps, in their order.
        not_before: Day before which the hazard is zero.

    Returns:
        Days, interpolated inside the part; infinite where the event does not happen up to the horizon.
    """
    needed = -np.log1p(-uniform)
    if pays_now(len(spell.days_of_year) * len(uniform)):
        return _compiled(needed, spell, not_before)
    rows, path = len(spell.days_of_year), np.arange(len(uniform))
    opens = np.clip(np.reshape(not_before, (1, -1)), spell.opens, spell.closes)
    years = (spell.closes - opens) / spell.days_of_year[:, None]
    passed = np.zeros((rows + 1, len(uniform)))
    parts = np.maximum(spell.hazard, 0.0) * years
    for place in range(rows):
        np.add(passed[place], parts[place], out=passed[place + 1])
    row = np.minimum(np.sum(passed[1:] < needed, axis=0), rows - 1)
    before, after = passed[row, path], passed[row + 1, path]
    fraction = np.divide(needed - before, after - before, out=np.zeros_like(needed), where=after > before)
    start, end = (np.broadcast_to(days, (rows, len(uniform)))[row, path] for days in (opens, spell.closes))
    return np.where(passed[-1] >= needed, start + fraction * (end - start), np.inf)


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely days of an event are by a hazard.

    Args:
        log: Logarithm of the density of each day, or of the chance that it does not happen up to the horizon, up to a
            constant that is the same for every hazard; (path,).
        possible: Days on which it may happen at all; (path,) or (1,).
    """

    log: Float[ndarray, " path"]
    possible: Float[ndarray, " _"]


def likelihood(days: Float[ndarray, " path"], spell: Spell, not_before: Number = 0.0) -> Likelihood:
    """Tell how likely days of an event are by a hazard.

    Args:
        days: Days from the opening of `as_of`; infinite where it does not happen up to the horizon.
        spell: The hazard over the parts of the steps, in their order.
        not_before: Day before which the hazard is zero.

    Source: the likelihood of a survival time that is censored at the horizon: Kalbfleisch and Prentice, The Statistical
        Analysis of Failure Time Data, Wiley 2002, section 3.2.
    """
    opens, rate = np.clip(np.reshape(not_before, (1, -1)), spell.opens, spell.closes), np.maximum(spell.hazard, 0.0)
    passed = (np.clip(days, opens, spell.closes) - opens) / spell.days_of_year[:, None]
    here = np.sum(rate * ((days > opens) & (days <= spell.closes)), axis=0)
    with np.errstate(divide="ignore"):
        log = np.log(np.where(np.isfinite(days), here, 1.0)) - np.sum(rate * passed, axis=0)
    return Likelihood(log, np.sum((rate > 0.0) * (spell.closes - opens), axis=0))


def likelihood_by_chance(
    days: Float[ndarray, " path"], probability: Number, closing: Number, grid: TimeGrid, not_before: Number = 0.0
) -> Likelihood:
    """Tell how likely days of an event are of which a probability is said; see `by_chance` and `likelihood`."""
    first = np.maximum(not_before, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = -np.log1p(-np.clip(probability, 0.0, 1.0)) / np.maximum(closing - first, 0.0)
        lasted = np.maximum(np.minimum(days, grid.edges[-1]) - first, 0.0)
        log = np.where(np.isfinite(days), np.log(hazard), 0.0) - hazard * lasted
    return Likelihood(log, np.atleast_1d((hazard > 0.0) * np.maximum(grid.edges[-1] - first, 0.0)))


def _compiled(needed: Float[ndarray, " path"], spell: Spell, not_before: Number) -> Float[ndarray, " path"]:
    from dealwright.ground.kernels.threads import in_threads
    from dealwright.world.kernels.hazards import days_passed

    found, paths = np.empty(len(needed)), len(needed)
    parts = given(spell.opens), given(spell.closes)
    numbers = each_given(not_before), given(needed)
    work = partial(days_passed, given(spell.hazard), parts, given(spell.days_of_year), numbers, found)
    in_threads(lambda place: work((place, min(place + PART, paths))), range(0, paths, PART))
    return found


def _within(days: Float[ndarray, " path"], grid: TimeGrid) -> Float[ndarray, " path"]:
    return np.where(days <= grid.edges[-1], days, np.inf)
