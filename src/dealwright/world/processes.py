"""Moves levels through time: growth that itself moves, mean reversion, constant growth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.dispersion import LOSS, SHORTEST, Arithmetic, integrals, moments, pieces
from dealwright.ground.calendar import TimeGrid
from dealwright.world.clock import step_years, year_time_of, year_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.dispersion import GrowthLaw, Integrals, Moments

    Number = float | Float[ndarray, " path"]
    Shocks = Sequence[Float[ndarray, " path"]] | Float[ndarray, "step path"]
    """Standard normals, step by step."""


def _lag(half_life: Number, years: Float[ndarray, "..."] | float) -> Float[ndarray, "..."]:
    speed = np.log(2.0) / np.asarray(half_life)
    moving = np.where(speed > 0, speed, 1.0)
    return np.where(speed > 0, -np.expm1(-moving * years) / moving, years)


ARRAYS = Arithmetic(
    left=lambda half_life, years: np.exp2(-years / np.asarray(half_life)),
    lag=_lag,
    log_growth=lambda rate: np.log1p(np.maximum(rate, LOSS)),
    half_life=lambda years: np.maximum(years, SHORTEST),
)
"""The arithmetic of arrays of numbers."""


def growth(
    start: Number,
    law: GrowthLaw,
    times: Float[ndarray, " edge"],
    level_shocks: Shocks,
    growth_shocks: Shocks | None,
) -> Float[ndarray, "edge path"]:
    """Move a level whose growth itself moves; exact in law at every edge, whatever the steps.

    Growth and the logarithm of the level are jointly normal over a step; their moments are integrated exactly, and the
    two shocks are combined to have them.

    Args:
        start: Level at time zero.
        law: The law of growth and level.
        times: Edges of the steps in years, from zero.
        level_shocks: Standard normals dW, correlated with the growth's as the law says.
        growth_shocks: Standard normals dZ; not needed where growth has no volatility.

    Returns:
        Levels at every edge.

    Source:
        Schwartz and Moon (2000), doi:10.2469/faj.v56.n3.2362; see `dealwright.deal.dispersion.moments`.
    """
    distance = law.now - law.long_run
    levels = _Levels.opened(start, 0.0, len(times), level_shocks)
    for k, (step, shock) in enumerate(zip(_steps(law, times), level_shocks, strict=True)):
        through, own = _loadings(step, law.correlation)
        row = shock * own
        row += levels.logarithm
        row += law.long_run * (times[k + 1] - times[k]) - step.drag + step.lag * distance
        distance = distance * step.keep
        if growth_shocks is not None:
            shock_of_growth = growth_shocks[k]
            row += through * shock_of_growth
            distance = distance + np.sqrt(step.growth) * shock_of_growth
        levels.add(row)
    return levels.rows


def growth_rates(law: GrowthLaw, times: Float[ndarray, " edge"], growth_shocks: Shocks) -> Float[ndarray, "edge path"]:
    """Return the growth mu itself at every edge, on the shocks that move a level with it.

    Args:
        law: The law of growth and level.
        times: Edges of the steps in years, from zero.
        growth_shocks: Standard normals dZ.

    Returns:
        Continuous yearly growth.
    """
    distance, rows = law.now - law.long_run, np.empty((len(times), len(growth_shocks[0])))
    rows[0] = law.now
    for row, step, shock in zip(rows[1:], _steps(law, times), growth_shocks, strict=True):
        distance = distance * step.keep + np.sqrt(step.growth) * shock
        row[:] = law.long_run + distance
    return rows


def _steps(law: GrowthLaw, times: Float[ndarray, " edge"]) -> Iterator[Moments]:
    """Yield the moments of every step; steps of one length share their integrals."""
    known: dict[float, Integrals] = {}
    for start, end in pairwise(times):
        length = round(float(end - start), 12)
        if length not in known:
            known[length] = integrals(law, length, ARRAYS, pieces(length))
        yield moments(law, float(start), known[length], ARRAYS)


def _loadings(step: Moments, correlation: float) -> tuple[Number, Number]:
    """Return the weights of the growth's and the level's shock in the level that give the law's covariance."""
    through = np.where(step.growth > 0, step.both / np.sqrt(np.where(step.growth > 0, step.growth, 1.0)), 0.0)
    rest = np.sqrt(np.maximum(step.level - through * through, 0.0))
    independent = np.sqrt(max(1.0 - correlation**2, 0.0))
    if independent == 0.0:
        return through, np.zeros_like(rest)
    own = rest / independent
    return through - correlation * own, own


def mean_reverting(
    start: Number,
    long_run: Number,
    half_life: Number,
    volatility: Number,
    times: Float[ndarray, " edge"],
    shocks: Shocks,
) -> Float[ndarray, "edge path"]:
    """Move a positive level whose logarithm reverts to that of its long run; exact in law at every edge.

    d ln X = kappa (ln long_run - ln X) dt + sigma dW: `long_run` is the median that it settles at.

    Args:
        start: Level at time zero, positive.
        long_run: Where it settles, positive.
        half_life: Years in which the distance of the logarithms halves: ln 2 / kappa.
        volatility: sigma, per square root of a year.
        times: Edges of the steps in years, from zero.
        shocks: Standard normals dW.

    Returns:
        Levels at every edge.

    Source:
        Schwartz, The stochastic behavior of commodity prices, Journal of Finance 52(3), 1997, 923-973, model 1,
        doi:10.1111/j.1540-6261.1997.tb02721.x.
    """
    half_life = ARRAYS.half_life(half_life)
    levels = _Levels.opened(long_run, np.log(start) - np.log(long_run), len(times), shocks)
    for years, shock in zip(np.diff(times), shocks, strict=True):
        row = shock * (volatility * np.sqrt(_lag(half_life / 2.0, years)))
        row += ARRAYS.left(half_life, years) * levels.logarithm
        levels.add(row)
    return levels.rows


def gbm(
    start: Number, rate: Number, volatility: Number, times: Float[ndarray, " edge"], shocks: Shocks
) -> Float[ndarray, "edge path"]:
    """Move a level with constant growth and volatility: d ln X = (mu - sigma^2/2) dt + sigma dW, exact.

    Args:
        start: Level at time zero.
        rate: Effective yearly growth of the mean; mu = ln(1 + rate).
        volatility: sigma, per square root of a year.
        times: Edges of the steps in years, from zero.
        shocks: Standard normals dW.

    Returns:
        Levels at every edge.
    """
    trend = ARRAYS.log_growth(rate) - volatility * volatility / 2.0
    levels = _Levels.opened(start, 0.0, len(times), shocks)
    for years, shock in zip(np.diff(times), shocks, strict=True):
        row = shock * (volatility * np.sqrt(years))
        row += levels.logarithm
        row += trend * years
        levels.add(row)
    return levels.rows


@dataclass(slots=True)
class _Levels:
    """Levels at the edges so far; the present logarithm stays at hand."""

    scale: Number
    logarithm: Number
    rows: Float[ndarray, "edge path"]
    edge: int = 0

    @classmethod
    def opened(cls, scale: Number, logarithm: Number, edges: int, shocks: Shocks) -> _Levels:
        found = cls(scale, logarithm, np.empty((edges, len(shocks[0]))))
        found.rows[0] = np.exp(logarithm) * scale
        return found

    def add(self, logarithm: Float[ndarray, " path"]) -> None:
        self.edge, self.logarithm, row = self.edge + 1, logarithm, self.rows[self.edge + 1]
        np.exp(logarithm, out=row)
        row *= self.scale


def expected_year(law: GrowthLaw, grid: TimeGrid, year: int) -> Number:
    """Return what a growth driver of level one at `as_of` is expected to sum to over a calendar year.

    The part before `as_of` is the level extended backwards at its present growth; the part after it the expected levels
    E[R] = exp(E[ln R] + Var[ln R] / 2), summed as every yearly flow is: the average of a step's ends times its days. A
    ceiling is not counted.

    Args:
        law: The law of growth and level.
        grid: The steps of the futures; only their start and length count.
        year: The calendar year.

    Returns:
        Years of the level at `as_of`; the level is the year's total divided by it.
    """
    opening = year_time_of(grid, year) - 0.5
    passed = _exponential(law.now, min(opening, 0.0), min(opening + 1.0, 0.0))
    if opening + 1.0 <= 0:
        return passed
    whole = TimeGrid.of(grid.as_of, dt.date(year, 12, 31), grid.step)
    times, lengths = year_times(whole), step_years(whole)
    inside = [k for k, calendar_year in enumerate(whole.years) if calendar_year == year]
    ends = {k: expected_level(law, float(times[k])) for k in (*inside, inside[-1] + 1)}
    return np.asarray(passed + sum((ends[k] + ends[k + 1]) / 2.0 * lengths[k] for k in inside))


def _exponential(rate: Number, first: float, last: float) -> Number:
    """Return the integral of exp(rate t) from first to last."""
    growing = np.where(rate == 0, 1.0, rate)
    return np.asarray(np.where(rate == 0, last - first, (np.exp(growing * last) - np.exp(growing * first)) / growing))


def expected_level(law: GrowthLaw, years: float) -> Number:
    """Return the mean of a growth driver's level some years ahead, for a level of one at time zero."""
    if years <= 0:
        return np.asarray(np.exp(law.now * years))
    step = moments(law, 0.0, integrals(law, years, ARRAYS, pieces(years)), ARRAYS)
    mean = law.long_run * years + (law.now - law.long_run) * step.lag - step.drag
    return np.asarray(np.exp(mean + step.level / 2.0))
