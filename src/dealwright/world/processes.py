"""Moves levels through time: growth that itself moves, mean reversion, constant growth."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.dispersion import LOSS, SHORTEST, Arithmetic, integrals, moments, pieces
from dealwright.ground.calendar import TimeGrid
from dealwright.world.clock import step_years, year_time_of, year_times
from dealwright.world.rule import Rule, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.dispersion import GrowthLaw, Integrals, Moments, Volatility

    Number = float | Float[ndarray, " path"]


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


def cut(number: Number, some: slice) -> Number:
    """Return a number on some of the paths."""
    return number[some] if isinstance(number, np.ndarray) and number.ndim else number


def on_paths(law: GrowthLaw, some: slice) -> GrowthLaw:
    """Return a law on some of the paths."""

    def parts(shape: GrowthLaw | Volatility) -> dict[str, Any]:
        return {each.name: cut(getattr(shape, each.name), some) for each in fields(shape)}

    return replace(law, **(parts(law) | {"volatility": replace(law.volatility, **parts(law.volatility))}))


def growth(start: Number, law: GrowthLaw, times: Float[ndarray, " edge"]) -> Rule:
    """Move a level whose growth itself moves; exact in law at every edge, whatever the steps.

    Growth and the logarithm of the level are jointly normal over a step; their moments are integrated exactly, and the
    two shocks are combined to have them.

    Args:
        start: Level at time zero.
        law: The law of growth and level.
        times: Edges of the steps in years, from zero.

    Returns:
        How the level moves, on standard normals that are correlated as the law says.

    Source:
        Schwartz and Moon (2000), doi:10.2469/faj.v56.n3.2362; see `dealwright.deal.dispersion.moments`.
    """
    steps = _steps_at_once(law, times) if _alike(law) else _steps_in_turn(law, times)
    return Rule(tuple(steps), start, distance=law.now - law.long_run, long_run=law.long_run)


def _alike(law: GrowthLaw) -> bool:
    """Say whether a law is the same on all paths."""
    numbers = (getattr(shape, each.name) for shape in (law, law.volatility) for each in fields(shape))
    return all(np.ndim(number) == 0 for number in numbers if number is not law.volatility)


def _steps_at_once(law: GrowthLaw, times: Float[ndarray, " edge"]) -> list[Step]:
    """Return how each step moves a level, all that are cut into as many pieces in one go."""
    years = np.diff(times)
    lengths = np.array([round(each, 12) for each in years.tolist()])
    cuts = np.array([pieces(length) for length in lengths])
    found = np.empty((len(lengths), len(fields(Step))))
    for cut in set(cuts.tolist()):
        some = np.flatnonzero(cuts == cut)
        step = moments(law, times[some], integrals(law, lengths[some], ARRAYS, cut), ARRAYS)
        moved = _step(law, step, years[some])
        found[some] = np.column_stack([np.broadcast_to(getattr(moved, each.name), some.shape) for each in fields(Step)])
    return [Step(*numbers) for numbers in found.tolist()]


def _steps_in_turn(law: GrowthLaw, times: Float[ndarray, " edge"]) -> Iterator[Step]:
    """Yield how each step moves a level, differently from path to path; steps of one length share their integrals."""
    known: dict[float, Integrals] = {}
    for start, end in pairwise(times.tolist()):
        length = round(end - start, 12)
        if length not in known:
            known[length] = integrals(law, length, ARRAYS, pieces(length))
        yield _step(law, moments(law, start, known[length], ARRAYS), end - start)


def _step(law: GrowthLaw, step: Moments, years: Number) -> Step:
    through, own = _loadings(step, law.correlation)
    drift = law.long_run * years - step.drag
    return Step(1.0, drift, own, step.lag, step.keep, through, np.sqrt(step.growth))


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
) -> Rule:
    """Move a positive level whose logarithm reverts to that of its long run; exact in law at every edge.

    d ln X = kappa (ln long_run - ln X) dt + sigma dW: `long_run` is the median that it settles at.

    Args:
        start: Level at time zero, positive.
        long_run: Where it settles, positive.
        half_life: Years in which the distance of the logarithms halves: ln 2 / kappa.
        volatility: sigma, per square root of a year.
        times: Edges of the steps in years, from zero.

    Returns:
        How the level moves.

    Source:
        Schwartz, The stochastic behavior of commodity prices, Journal of Finance 52(3), 1997, 923-973, model 1,
        doi:10.1111/j.1540-6261.1997.tb02721.x.
    """
    half_life, years = ARRAYS.half_life(half_life), np.diff(times)
    if np.ndim(half_life) or np.ndim(volatility):
        moved = [_reverted(half_life, volatility, each) for each in years.tolist()]
    else:
        left, own = _reverted(half_life, volatility, years)  # all steps in one go
        moved = list(zip(left.tolist(), own.tolist(), strict=True))
    steps = tuple(Step(left, 0.0, own) for left, own in moved)
    return Rule(steps, long_run, np.log(start) - np.log(long_run))


def _reverted(half_life: Number, volatility: Number, years: Float[ndarray, "..."] | float) -> tuple[Any, Any]:
    """Return what a step leaves of the logarithm's distance, and what the shock adds to it."""
    return ARRAYS.left(half_life, years), volatility * np.sqrt(_lag(half_life / 2.0, years))


def gbm(start: Number, rate: Number, volatility: Number, times: Float[ndarray, " edge"]) -> Rule:
    """Move a level with constant growth and volatility: d ln X = (mu - sigma^2/2) dt + sigma dW, exact.

    Args:
        start: Level at time zero.
        rate: Effective yearly growth of the mean; mu = ln(1 + rate).
        volatility: sigma, per square root of a year.
        times: Edges of the steps in years, from zero.

    Returns:
        How the level moves.
    """
    trend = ARRAYS.log_growth(rate) - volatility * volatility / 2.0
    steps = tuple(Step(1.0, trend * years, volatility * np.sqrt(years)) for years in np.diff(times).tolist())
    return Rule(steps, start)


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
