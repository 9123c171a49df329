"""Simulates one declared driver or event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.correlation import Shock, cholesky, matrix, pair
from dealwright.deal.dispersion import growth_law
from dealwright.deal.driver import Driver, Event, GeometricBrownian, Growth, MeanReverting, ScheduleDriver
from dealwright.deal.expression import Chance, Name
from dealwright.ground.calendar import A_MOMENT
from dealwright.world import movement, processes
from dealwright.world.beliefs import event_slot, shock_slot
from dealwright.world.clock import year_times
from dealwright.world.conditions import first_time
from dealwright.world.events import Spell, by_chance, by_hazard
from dealwright.world.frames import StepEnds
from dealwright.world.rule import Part
from dealwright.world.switches import spans
from dealwright.world.trajectory import Sampled, Table
from dealwright.world.value import rates

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.dispersion import GrowthLaw
    from dealwright.deal.expression import Expression
    from dealwright.world.futures import Futures
    from dealwright.world.rule import Rule
    from dealwright.world.trajectory import Trajectory


def trajectory(name: str, futures: Futures) -> Trajectory:
    """Simulate a driver that runs in time.

    Args:
        name: The driver: growth, mean_reverting, gbm or schedule.
        futures: What it depends on.

    Returns:
        How its level runs on every path.
    """
    driver = futures.deal.drivers[name]
    match driver:
        case Growth():
            return _growth(name, driver, futures)
        case MeanReverting():
            declared = (driver.start, driver.long_run, driver.half_life, driver.volatility)
            return Sampled(futures.grid, _moved(name, processes.mean_reverting, declared, futures))
        case GeometricBrownian():
            levels = _moved(name, processes.gbm, (driver.start, driver.growth, driver.volatility), futures)
            return Sampled(futures.grid, levels, processes.ARRAYS.log_growth(futures.number(driver.growth)))
        case ScheduleDriver():
            return _table(driver, futures)
        case _:
            message = f"{name} does not run in time by itself"
            raise TypeError(message)


def growth_rates(name: str, futures: Futures) -> Float[ndarray, "edge path"]:
    """Return the growth that moves a driver, at the edges of the steps; no rows where chance does not move it."""
    driver = futures.deal.drivers[name]
    law, parts = _growth_law(name, driver, futures) if isinstance(driver, Growth) else (None, ())
    if law is None or not any(part.growth for part in parts):
        return np.empty((0, futures.paths))
    times = year_times(futures.grid)
    return movement.growth_rates(
        lambda some: processes.growth(1.0, processes.on_paths(law, some), times), parts, futures.draws, futures.grid
    )


def _moved(
    name: str, process: Callable[..., Rule], declared: Sequence[Expression], futures: Futures
) -> Float[ndarray, "edge path"]:
    """Move a driver by one shock."""
    numbers, times = [futures.number(each) for each in declared], year_times(futures.grid)
    parts = [Part(str(shock), slot, weight, 0.0) for shock, slot, weight in futures.loadings(Shock(name))]

    def rule(some: slice) -> Rule:
        return process(*(processes.cut(number, some) for number in numbers), times)

    return movement.levels(rule, parts, futures.draws, futures.grid)


def _growth_law(name: str, driver: Growth, futures: Futures) -> tuple[GrowthLaw, list[Part]]:
    """Return the law of a growth driver, and what its shocks are made of."""
    level, growth = Shock(name), Shock(name, of_growth=True)
    law = growth_law(driver, futures.number, _correlation(level, growth, futures), processes.ARRAYS)
    still = np.all(law.spread == 0) and np.all(law.spread_long_run == 0)
    onto_level = {shock: (slot, weight) for shock, slot, weight in futures.loadings(level)}
    onto_growth = {} if still else {shock: (slot, weight) for shock, slot, weight in futures.loadings(growth)}
    both = sorted((onto_level | onto_growth).items(), key=lambda each: each[1][0])
    none = (0, 0.0)
    return law, [
        Part(str(shock), slot, onto_level.get(shock, none)[1], onto_growth.get(shock, none)[1])
        for shock, (slot, _) in both
    ]


def _growth(name: str, driver: Growth, futures: Futures) -> Sampled:
    law, parts = _growth_law(name, driver, futures)
    start, times = _start(driver, law, futures), year_times(futures.grid)

    def rule(some: slice) -> Rule:
        return processes.growth(processes.cut(start, some), processes.on_paths(law, some), times)

    levels = movement.levels(rule, parts, futures.draws, futures.grid)
    if driver.ceiling is not None:
        np.minimum(levels, futures.number(driver.ceiling), out=levels)
    return Sampled(futures.grid, levels, law.now)


def _start(driver: Growth, law: Any, futures: Futures) -> Any:  # noqa: ANN401 - one number, or one per path
    """Return the level at `as_of`: as declared, or so that a calendar year is expected to sum to its total."""
    if driver.start is not None:
        return futures.number(driver.start)
    year, total = next(iter((driver.total or {}).items()))
    return futures.number(total) / processes.expected_year(law, futures.grid, int(year))


def _table(driver: ScheduleDriver, futures: Futures) -> Table:
    given = ((_moment(key), futures.number(each)) for key, each in driver.points.items())
    points = sorted(given, key=lambda point: point[0] if isinstance(point[0], dt.date) else dt.date(point[0], 7, 2))
    return Table(futures.grid, tuple(moment for moment, _ in points), tuple(level for _, level in points))


def _moment(key: str) -> dt.date | int:
    return int(key) if key.isdigit() else dt.date.fromisoformat(key)


def event_days(name: str, futures: Futures) -> Float[ndarray, " path"]:
    """Find the day of an event on every path.

    Args:
        name: The event.
        futures: What it depends on.

    Returns:
        Days from the opening of `as_of`; infinite where it does not happen up to the horizon.
    """
    driver, grid = futures.deal.drivers[name], futures.grid
    if not isinstance(driver, Event):
        message = f"{name} is no event"
        raise TypeError(message)
    not_before = 0.0 if driver.not_before is None else futures.number(driver.not_before)
    if driver.when is not None:
        return first_time(driver.when, futures, not_before + A_MOMENT)
    uniform = futures.draws.uniform(name, event_slot(futures.deal, name))
    if driver.hazard is not None:
        return by_hazard(uniform, _spell(driver.hazard, futures), not_before)
    chance = _chance(driver.chance, futures)
    closing = futures.number(chance.by) + 1.0
    return by_chance(uniform, futures.number(chance.probability), closing, grid, not_before)


def _spell(hazard: Expression, futures: Futures) -> Spell:
    """Lay a hazard over the steps, cut at the events and dates that it is before or after."""
    parts = spans(hazard, StepEnds(futures))
    found = [np.atleast_2d(rates(hazard, StepEnds(futures, window=span))) for span in parts]
    return Spell(
        _in_turn([np.broadcast_to(each, (futures.grid.steps, each.shape[1])) for each in found]),
        _in_turn([opens for opens, _ in parts]),
        _in_turn([closes for _, closes in parts]),
        np.repeat(np.asarray(futures.grid.days_of_year, dtype=float), len(parts)),
    )


def _in_turn(parts: list[Float[ndarray, "step _"]]) -> Float[ndarray, "row _"]:
    """Put the rows of arrays behind one another, step by step."""
    stacked = np.stack(np.broadcast_arrays(*parts), axis=1)
    return stacked.reshape(-1, stacked.shape[-1])


def _chance(expression: Expression | None, futures: Futures) -> Chance:
    while isinstance(expression, Name):
        expression = futures.behind(expression.name)
    if isinstance(expression, Chance):
        return expression
    message = "an event has a `chance`, a `hazard` or a `when`"
    raise TypeError(message)


def shocks_of(name: str, driver: Driver) -> tuple[Shock, ...]:
    """Name the shocks that move a driver."""
    if isinstance(driver, Growth):
        return Shock(name), Shock(name, of_growth=True)
    return (Shock(name),) if isinstance(driver, MeanReverting | GeometricBrownian) else ()


def slot(shock: Shock, futures: Futures) -> int:
    """Return the slot of a shock's own normals."""
    return shock_slot(futures.deal, shock.driver, of_growth=shock.of_growth)


def loadings(futures: Futures) -> dict[Shock, tuple[tuple[Shock, int, float], ...]]:
    """Return the independent normals that each correlated shock is made of, in the order of their slots.

    A shock leans only on those with a lower slot, so that a driver added last changes no other.

    Raises:
        ValueError: If the correlations are no correlation matrix; checking the file reports that.
    """
    given = {}
    for text, correlation in futures.deal.correlations.items():
        shocks = pair(text)
        if shocks is not None:
            given[shocks] = float(np.mean(futures.number(correlation)))
    order = sorted({shock for both in given for shock in both}, key=lambda shock: slot(shock, futures))
    root = cholesky(matrix(order, given))
    if root is None:
        message = "the correlations are no correlation matrix"
        raise ValueError(message)
    return {
        shock: tuple((order[k], slot(order[k], futures), weight) for k, weight in enumerate(row) if weight != 0)
        for shock, row in zip(order, root, strict=True)
    }


@dataclass(frozen=True, slots=True)
class Mixture(Sequence["Float[ndarray, ' path']"]):
    """A shock's standard normals, mixed from independent ones step by step, when a step is asked for.

    Args:
        parts: Weight of each, and its normals by step.
    """

    parts: tuple[tuple[float, Float[ndarray, "step path"]], ...]

    def __len__(self) -> int:
        """Count the steps."""
        return len(self.parts[0][1])

    def __getitem__(self, step: Any) -> Any:  # noqa: ANN401 - as a sequence has it
        """Return the normals of a step on every path."""
        (weight, normals), *others = self.parts
        if not others:
            return normals[step]
        total = weight * normals[step]
        for weight, normals in others:
            total += weight * normals[step]
        return total


def correlated(shock: Shock, futures: Futures) -> Mixture:
    """Return a shock's standard normals, made of independent ones."""
    parts = ((w, futures.draws.normals(str(each), place, futures.grid).T) for each, place, w in futures.loadings(shock))
    return Mixture(tuple(parts))


def _correlation(first: Shock, second: Shock, futures: Futures) -> float:
    """Return the correlation of two shocks."""
    weights = {shock: weight for shock, _, weight in futures.loadings(first)}
    return sum(weight * weights.get(shock, 0.0) for shock, _, weight in futures.loadings(second))
