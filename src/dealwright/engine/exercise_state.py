"""What is known on a day of decision: levels and growth of drivers, what has happened, laid out for least squares."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.driver import Event, GeometricBrownian, Growth, MeanReverting

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.view import FuturesView

    Days = Float[ndarray, " path"]

MOST_COLUMNS = 120
"""So many columns at most: with more drivers their products are left out, last first."""
DEGREE = 3
"""Powers of each by itself; products of two go up to the second."""


@dataclass(frozen=True, slots=True)
class State:
    """How the state is laid out: middles and spreads that the training futures had on the day.

    Args:
        middle: Of each raw figure; (figure,).
        spread: Likewise, 0 for a figure that does not move.
    """

    middle: Float[ndarray, " figure"]
    spread: Float[ndarray, " figure"]

    @classmethod
    def of(cls, days: Days, view: FuturesView) -> State:
        """Take middles and spreads on some days, on the paths where they are finite."""
        figures = _figures(days, view)[:, np.isfinite(days)]
        return cls(figures.mean(axis=1), figures.std(axis=1))


def state_at(state: State, days: Days, view: FuturesView) -> Float[ndarray, "column path"]:
    """Lay out what is known on some days.

    Args:
        state: The layout.
        days: One day of each path; where it is infinite, what comes out counts for nothing.
        view: The futures.

    Returns:
        Columns for a regression: a constant, each figure with its powers, products of two.
    """
    figures = _figures(days, view)
    moving = state.spread > 1e-12 * np.maximum(np.abs(state.middle), 1.0)
    scaled = (figures[moving] - state.middle[moving, None]) / state.spread[moving, None]
    rows = [np.ones(len(days)), *scaled]
    pairs = [scaled[a] * scaled[b] for a, b in combinations_with_replacement(range(len(scaled)), 2)]
    powers = [each**power for power in range(3, DEGREE + 1) for each in scaled]
    return np.array((rows + pairs + powers)[:MOST_COLUMNS])


def _figures(days: Days, view: FuturesView) -> Float[ndarray, "figure path"]:
    """Return what is known on a day of each path, one figure a row."""
    deal, last = view.futures.deal, view.grid.edges[-1]
    at, rows = np.minimum(days, last), []
    for name, driver in deal.drivers.items():
        if isinstance(driver, Growth | MeanReverting | GeometricBrownian):
            level = np.broadcast_to(view.futures.at(name, at), at.shape)
            rows.append(np.log(level) if np.min(level) > 0 else level)
            rows += list(view.futures.growth_at(name, at))
        elif type(driver) is Event:
            rows.append((view.event(name) <= at).astype(float))
    return np.array(rows).reshape(-1, len(days))
