"""Simulates one declared driver or event."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np

from dealwright.deal.correlation import pair
from dealwright.deal.driver import Event, Growth, ScheduleDriver
from dealwright.deal.expression import Chance, Name
from dealwright.ground.calendar import A_MOMENT
from dealwright.world import movement
from dealwright.world.beliefs import SHAKEN, event_slot
from dealwright.world.conditions import first_time
from dealwright.world.events import Likelihood, Spell, by_chance, by_hazard, likelihood, likelihood_by_chance
from dealwright.world.frames import StepEnds
from dealwright.world.movement import Ahead
from dealwright.world.movers import mover
from dealwright.world.switches import spans
from dealwright.world.trajectory import Drawn, Sampled, Table
from dealwright.world.value import rates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.ground.calendar import TimeGrid
    from dealwright.world.draws import Draws
    from dealwright.world.futures import Futures
    from dealwright.world.movers import Mover
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
    if isinstance(driver, ScheduleDriver):
        return _table(driver, futures)
    if not isinstance(driver, SHAKEN):
        message = f"{name} does not run in time by itself"
        raise TypeError(message)
    names = _together(name, futures)
    if names[0] != name:  # the first of them moves all: so they are moved once, whichever threads ask for which
        futures.trajectory(names[0])
        if (moved := futures.recall("trajectory", name)) is not None:
            return cast("Trajectory", moved)
        names = [name]
    return _moved(names, futures, {})[0]


def draw_ahead(ahead: Mapping[str, Ahead], futures: Futures) -> None:
    """Simulate drivers as far ahead as they are thought to be read; who reads on has the rest drawn.

    Args:
        ahead: How far, by driver that chance moves.
        futures: What they depend on.
    """
    if not movement.at_once(futures.draws, futures.grid):
        return
    for name in ahead:
        if futures.recall("trajectory", name) is None:
            _moved(_together(name, futures), futures, ahead)


def _moved(names: Sequence[str], futures: Futures, ahead: Mapping[str, Ahead]) -> list[Sampled]:
    """Move drivers along all paths, as far ahead as is said, or to the horizon."""
    draws, grid = futures.draws, futures.grid
    movers = [mover(each, futures) for each in names]
    growing = bool(futures.deal.companies)  # what follows an exit is expected from the growth there
    wanted = [ahead.get(each, Ahead(grid.steps, grid.steps)) for each in names]
    levels, growth = movement.levels([each for each, _ in movers], draws, grid, growing=growing, ahead=wanted)
    found = []
    for name, (moving, past_rate), level, rate in zip(names, movers, levels, growth, strict=True):
        if rate is not None:
            rest = partial(movement.growth_rates, moving, draws, grid) if len(rate) <= grid.steps else None
            futures.remember("growth", name, Drawn(grid, rate, rest))
        rest = partial(_level, moving, draws, grid) if len(level) <= grid.steps else None
        found.append(Sampled(grid, Drawn(grid, level, rest), past_rate))
        futures.remember("trajectory", name, found[-1])
    return found


def _level(moving: Mover, draws: Draws, grid: TimeGrid) -> Float[ndarray, "edge path"]:
    """Draw one driver's level at all edges."""
    (level,), _ = movement.levels([moving], draws, grid, growing=False)
    return level


def _together(name: str, futures: Futures) -> list[str]:
    """Name a driver and those whose shocks hang together with its own, where moving all at once draws each once."""
    if not movement.at_once(futures.draws, futures.grid):
        return [name]
    pairs = [{shock.driver for shock in shocks} for text in futures.deal.correlations if (shocks := pair(text))]
    together, drivers = {name}, futures.deal.drivers
    while more := {each for both in pairs if both & together for each in both} - together:
        together |= more
    unknown = {name} | {each for each in together if futures.recall("trajectory", each) is None}
    return [each for each in drivers if each in unknown]


def growth_rates(name: str, futures: Futures) -> Drawn | None:
    """Return the growth that moves a driver, at the edges of the steps; none where chance does not move it."""
    driver = futures.deal.drivers[name]
    if not isinstance(driver, Growth) or not (moving := mover(name, futures)[0]).grows:
        return None
    return Drawn(futures.grid, movement.growth_rates(moving, futures.draws, futures.grid))


def _table(driver: ScheduleDriver, futures: Futures) -> Table:
    given = ((_moment(key), futures.number(each)) for key, each in driver.points.items())
    points = sorted(given, key=lambda point: point[0] if isinstance(point[0], dt.date) else dt.date(point[0], 7, 2))
    return Table(futures.grid, tuple(moment for moment, _ in points), tuple(level for _, level in points))


def _moment(key: str) -> dt.date | int:
    return int(key) if key.isdigit() else dt.date.fromisoformat(key)


def event_days(name: str, futures: Futures, by: float | None = None) -> Float[ndarray, " path"]:
    """Find the day of an event on every path.

    Args:
        name: The event.
        futures: What it depends on.
        by: The last day that is looked at where that spares work; the horizon by default.

    Returns:
        Days from the opening of `as_of`; infinite where it does not happen up to the horizon, or so far.
    """
    driver, grid = futures.deal.drivers[name], futures.grid
    if not isinstance(driver, Event):
        message = f"{name} is no event"
        raise TypeError(message)
    not_before = 0.0 if driver.not_before is None else futures.number(driver.not_before)
    if driver.when is not None:
        return first_time(driver.when, futures, not_before + A_MOMENT, by=by)
    uniform = futures.draws.uniform(name, event_slot(futures.deal, name))
    if driver.hazard is not None:
        return by_hazard(uniform, _spell(driver.hazard, futures), not_before)
    chance = _chance(driver.chance, futures)
    closing = futures.number(chance.by) + 1.0
    return by_chance(uniform, futures.number(chance.probability), closing, grid, not_before)


def event_likelihood(name: str, futures: Futures, days: Float[ndarray, " path"]) -> Likelihood:
    """Tell how likely days of an event are that has a chance or a hazard.

    Args:
        name: The event.
        futures: What it depends on.
        days: Days from the opening of `as_of`; infinite where it does not happen up to the horizon.
    """
    driver, grid = futures.deal.drivers[name], futures.grid
    assert isinstance(driver, Event)  # noqa: S101 - the caller has looked
    not_before = 0.0 if driver.not_before is None else futures.number(driver.not_before)
    if driver.hazard is not None:
        return likelihood(days, _spell(driver.hazard, futures), not_before)
    chance = _chance(driver.chance, futures)
    closing = futures.number(chance.by) + 1.0
    return likelihood_by_chance(days, futures.number(chance.probability), closing, grid, not_before)


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
    if len(parts) == 1:
        return parts[0]
    stacked = np.stack(np.broadcast_arrays(*parts), axis=1)
    return stacked.reshape(-1, stacked.shape[-1])


def _chance(expression: Expression | None, futures: Futures) -> Chance:
    while isinstance(expression, Name):
        expression = futures.behind(expression.name)
    if isinstance(expression, Chance):
        return expression
    message = "an event has a `chance`, a `hazard` or a `when`"
    raise TypeError(message)
