"""What is known on a day of decision: drivers, what has happened, balances, amounts; laid out for least squares."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.exercising.reach import Reach
    from dealwright.engine.view import FuturesView

    Days = Float[ndarray, " path"]
    Row = Float[ndarray, " path"]

MOST_COLUMNS = 120
"""So many columns at most: with more drivers their products are left out, last first."""
PATHS_PER_COLUMN = 20
"""So many paths at least for each column."""


@dataclass(frozen=True, slots=True)
class State:
    """How the state is laid out: middles and spreads that the training futures had on the day.

    Args:
        reach: What the exercise touches.
        middle: Of each raw figure; (figure,).
        spread: Likewise, 0 for a figure that does not move.
        columns: How many columns there are at most.
    """

    reach: Reach
    middle: Float[ndarray, " figure"]
    spread: Float[ndarray, " figure"]
    columns: int

    @classmethod
    def of(cls, reach: Reach, days: Days, view: FuturesView) -> State:
        """Take middles and spreads on some days, on the paths where they are finite."""
        may = np.isfinite(days)
        figures = _figures(reach, days, view)[:, may]
        columns = max(1, min(MOST_COLUMNS, int(may.sum()) // PATHS_PER_COLUMN))
        return cls(reach, figures.mean(axis=1), figures.std(axis=1), columns)

    def at(self, days: Days, view: FuturesView) -> Float[ndarray, "column path"]:
        """Lay out what is known on some days.

        Args:
            days: One day of each path; where it is infinite, what comes out counts for nothing.
            view: The futures as they are before the exercise.

        Returns:
            Columns for a regression: a constant, each figure with its square, products of two, cubes.
        """
        figures = _figures(self.reach, days, view)
        moving = self.spread > 1e-9 * np.maximum(np.abs(self.middle), 1e-9)
        scaled = (figures[moving] - self.middle[moving, None]) / self.spread[moving, None]
        scaled = np.clip(scaled, -FARTHEST, FARTHEST)
        rows = [np.ones(len(days)), *scaled, *scaled**2]
        rows += [one * other for one, other in combinations(scaled, 2)]
        rows += list(scaled**3)
        return np.array(rows[: self.columns])


FARTHEST = 6.0
"""Standard deviations beyond which a figure counts as this far: a cubic says nothing there."""


def _figures(reach: Reach, days: Days, view: FuturesView) -> Float[ndarray, "figure path"]:
    """Return what is known on a day of each path, one figure a row."""
    at = np.minimum(days, view.grid.edges[-1])
    rows = [each for part in (_amounts, _levels, _happened, _facts, _memories) for each in part(reach, at, view)]
    return np.array([at, *rows])


def _amounts(reach: Reach, at: Days, view: FuturesView) -> Iterator[Row]:
    yield from (view.at(each, at) for each in reach.amounts)


def _levels(reach: Reach, at: Days, view: FuturesView) -> Iterator[Row]:
    for name in reach.drivers:
        level = np.broadcast_to(view.futures.at(name, at), at.shape)
        yield np.log(level) if np.min(level) > 0 else level
        yield from view.futures.growth_at(name, at)


def _happened(reach: Reach, at: Days, view: FuturesView) -> Iterator[Row]:
    """Tell what has happened, or of what notice was given, and how long it is since."""
    for name in reach.events:
        day = view.known(name)
        yield (day <= at).astype(float)
        yield np.maximum(at - day, 0.0)


def _facts(reach: Reach, at: Days, view: FuturesView) -> Iterator[Row]:
    yield from (np.broadcast_to(np.asarray(view.futures.fact(name), dtype=float), at.shape) for name in reach.facts)


def _memories(reach: Reach, at: Days, view: FuturesView) -> Iterator[Row]:
    """Tell what hangs on the past: parts of expressions that look back, and balances of terms, without the exercise."""
    yield from (view.at(each, at) for each in reach.memories)
    edges = np.asarray(view.grid.edges)
    for name in sorted(reach.terms):
        if name in view.terms and view.terms[name].CARRIES:
            balance = view.outcome(name).statement.get("balance")
            if balance is not None:
                step = np.clip(np.searchsorted(edges, at, side="left") - 1, 0, len(edges) - 2)
                yield balance[np.arange(len(at)) if len(balance) > 1 else 0, step]
