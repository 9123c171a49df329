"""How often, and when, the options of a scenario are exercised on its futures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.measures import mean
from dealwright.engine.scenario import independent
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from datetime import date

    from jaxtyping import Float, Shaped
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.books import Books
    from dealwright.engine.result import Estimate, Json
    from dealwright.engine.scenario import Scene
    from dealwright.ground.calendar import TimeGrid

    Days = Float[ndarray, " path"]


@dataclass(frozen=True, slots=True)
class Exercises:
    """How often and when one option is exercised, as we foresee it: over all futures and readings, known to its holder.

    Attributes:
        holder: who holds the option.
        share: part of the futures on which it is exercised up to the horizon, 0 to 1.
        median: the middle one of the days of exercise; None where it never is.
        mostly: the day on which it is exercised most often; None where it never is.
        on_that_day: part of the exercises that fall on that day, 0 to 1.
        branch: `best` where its holder decides, `always` or `never` where that is fixed in advance.
    """

    holder: str
    share: Estimate
    median: date | None = None
    mostly: date | None = None
    on_that_day: float = 0.0
    branch: str = "best"

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "holder": self.holder,
            "share": self.share.to_json(),
            "median": None if self.median is None else self.median.isoformat(),
            "mostly": None if self.mostly is None else self.mostly.isoformat(),
            "on_that_day": self.on_that_day,
            "branch": self.branch,
        }


def exercises(scene: Scene) -> dict[str, Exercises]:
    """Tell how often and when each option of a scenario is exercised.

    Args:
        scene: The scenario.

    Returns:
        What there is to tell of each, in the file's order. Its days are those on which it takes effect.
    """
    deal = scene.loaded.sound
    options = {name: term for name, term in deal.terms.items() if isinstance(term, Option)}
    return {name: _told(name, term, scene) for name, term in options.items()}


def _told(name: str, term: Option, scene: Scene) -> Exercises:
    found = _days(name, scene)
    happens = np.isfinite(found)
    share = mean(happens.astype(float), independent(scene.draws))
    if not happens.any():
        return Exercises(term.holder, share, branch=term.exercise)
    dates = exercise_dates(found[happens], term, scene.books({})[0][1].view.grid)
    each, counts = np.unique(dates, return_counts=True)
    most = int(np.argmax(counts))
    median: date = np.percentile(dates.astype(int), 50, method="inverted_cdf").astype("datetime64[D]").item()
    mostly: date = each[most].item()
    return Exercises(term.holder, share, median, mostly, float(counts[most] / len(dates)), term.exercise)


def _days(name: str, scene: Scene) -> Days:
    """Return the day of exercise on each path, infinite for never, readings and what holds unsigned put together."""
    days: Days = np.full(scene.draws.paths, np.inf)
    for mask, books in scene.books({}):
        days = np.where(True if mask is None else mask, _in_books(name, books), days)
    if scene.otherwise is not None:
        other = scene.otherwise[1]
        unsigned = _days(name, other) if name in other.loaded.sound.terms else np.full(len(days), np.inf)
        days = np.where(scene.closes(), days, unsigned)
    return days


def _in_books(name: str, books: Books) -> Days:
    view, deal = books.view, books.deal
    if name not in view.terms:
        return np.full(view.paths, np.inf)
    day = np.broadcast_to(view.event(name), (view.paths,))
    return np.where(day <= _last(name, deal, books), day, np.inf)


def _last(name: str, deal: Deal, books: Books) -> Days | float:
    company = deal.terms[name].company
    return books.view.grid.edges[-1] if company is None else books.view.exit_day(company)


def exercise_dates(days: Days, term: Option, grid: TimeGrid) -> Shaped[ndarray, " exercise"]:
    """Return the dates of exercises: at the close of a date, unless at an event, which may come at any time of it.

    Args:
        days: When it is exercised, in days from the opening of `as_of`.
        term: The option.
        grid: The calendar of the futures.
    """
    whole = np.floor(days) if term.awaited else np.ceil(days) - 1
    return np.asarray(np.datetime64(grid.as_of, "D") + np.maximum(whole, 0).astype("timedelta64[D]"))
