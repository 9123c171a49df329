"""Refines a bargain between the steps of its ranges, on the futures of the grid: the solutions, and the frontier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.bargaining import agree
from dealwright.bargain.frontier import frontier
from dealwright.bargain.points import Points
from dealwright.bargain.refinement import Refined, RefinedPoint, Refinement, Yardstick
from dealwright.bargain.refining import aims
from dealwright.bargain.refining.pool import Effort, Pool
from dealwright.bargain.refining.valued import Valued
from dealwright.bargain.table import Table
from dealwright.engine import measures
from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.bargain.packages import Eyes, Grid
    from dealwright.bargain.refining.goals import Goal
    from dealwright.bargain.result import Bargain, Solution
    from dealwright.bargain.table import Rules
    from dealwright.lang.load import Loaded

SOLUTION = Effort(starts=4, rounds=16, columns=90, of_all=1000)
"""How hard solutions are searched for."""
POINT = Effort(starts=1, rounds=2, columns=60, of_all=700)
"""How hard a point of the frontier is searched for, after the solutions."""
WORTH_A_MOVE = 2e-4
"""Part of what a solution wants most of by which it must be better to leave the grid's package: else, where a sum may
be divided in many ways, what one side has would be moved to another for nothing."""
AGAIN = 4
"""Most searches for equal shares of ideals that points of the frontier have moved."""
NEW_FUTURES = "each of its values is a world of its own"


def refine(found: Bargain, loaded: Loaded, grid: Grid, eyes: Eyes, rules: Rules) -> Refinement | None:
    """Refine a bargain.

    Args:
        found: What the grid gave.
        loaded: The deal.
        grid: The grid.
        eyes: With which eyes it was seen.
        rules: What the parties may agree on.

    Returns:
        What lies between the steps; None where no range has any.
    """
    plan, spans = grid.worlds[0].plan, loaded.spans()
    axes = {path: span for path, span in spans.items() if path not in plan.worlds}
    at_steps = {path: NEW_FUTURES for path in spans if path in plan.worlds and path not in plan.idle}
    if not axes:
        return Refinement((), at_steps, {}, (), 0) if at_steps else None
    held = np.array([each.value for each in found.reservation.values()])
    outside = np.array([found.outside.get(party, -np.inf) for party in found.between])
    valued = Valued(loaded, grid, held, eyes)
    pool = Pool.of(_start(found, rules), axes, valued)
    table = Table(found.between, np.zeros((len(held), 1)), held, outside, rules, lambda _: {})
    solutions = _with_payments(pool, table) if rules.side_payments else _packages(pool, table)
    refined = {
        name: _refined(solution, yardstick, found.solutions.get(name), valued)
        for name, (solution, yardstick) in solutions.items()
    }
    line = () if rules.side_payments else _frontier(pool, found.between)
    return Refinement(tuple(axes), at_steps, refined, line, valued.packages)


def _start(found: Bargain, rules: Rules) -> Points:
    """Return the packages of the grid to start from: its frontier; with payments that is one, so the cloud as well."""
    points = found.frontier
    assert isinstance(points, Points)  # noqa: S101 - a bargain over a grid keeps its arrays
    cloud = found.cloud
    if not rules.side_payments or not isinstance(cloud, Points):
        return points
    numbers, worth = np.append(points.numbers, cloud.numbers), np.hstack([points.worth, cloud.worth])
    return Points(points.parties, numbers, worth, points.describe)


def _with_payments(pool: Pool, table: Table) -> dict[str, tuple[Solution, Yardstick]]:
    """Search for the largest total, and divide it."""
    free = np.full(len(table.parties), -np.inf)
    goal = aims.solutions(free, None, np.ones(len(free)))["utilitarian"]
    pool.search(goal, SOLUTION)
    agreement = agree(_holding(table, pool, pool.best(goal)))
    return {name: (solution, _yardstick(goal)) for name, solution in agreement.solutions.items()}


def _yardstick(goal: Goal) -> Yardstick:
    return Yardstick(goal.kind, tuple(goal.weight.tolist()))


def _holding(table: Table, pool: Pool, package: Mapping[str, str]) -> Table:
    """Lay one package on the table."""
    return replace(table, worth=pool.worth(package)[:, None], describe=lambda _: package)


def _packages(pool: Pool, table: Table) -> dict[str, tuple[Solution, Yardstick]]:
    """Search for the best of each party, for points of the frontier, and for the solutions."""
    floor = np.maximum(0.0, table.least - table.held) / pool.unit
    start = aims.solutions(np.full(len(floor), -np.inf), None, floor)["egalitarian"]
    pool.sow(start)
    if not _inside(pool.gains, floor).any():
        pool.search(start, SOLUTION)
    agreed = _inside(pool.gains, floor).any()
    if agreed:
        for goal in aims.ideals(floor):
            pool.search(goal, SOLUTION)
        for name in ("nash", "egalitarian", "utilitarian", "kalai_smorodinsky"):
            pool.search(_goals(pool, table, floor)[name], SOLUTION)
    for goal in aims.along(_line(pool, floor)):
        pool.search(goal, POINT)
    goals = _settled(pool, table, floor) if agreed else {}
    return {
        name: (_holding(table, pool, pool.best(goal)).solution(np.array([0])), _yardstick(goal))
        for name, goal in goals.items()
    }


def _line(pool: Pool, floor: Float[ndarray, " party"]) -> Float[ndarray, "party package"]:
    """Return the gains on the frontier known so far, where all accept them; on the whole of it where none are."""
    gains = pool.gains[:, frontier(pool.gains)]
    inside = _inside(gains, floor)
    return gains[:, inside] if inside.any() else gains


def _inside(gains: Float[ndarray, "party package"], floor: Float[ndarray, " party"]) -> Bool[ndarray, " package"]:
    found: Bool[ndarray, " package"] = np.all(gains >= floor[:, None], axis=0)
    return found


def _settled(pool: Pool, table: Table, floor: Float[ndarray, " party"]) -> Mapping[str, Goal]:
    """Search for equal shares of the ideals until what is found moves no ideal any more."""
    goals = _goals(pool, table, floor)
    for _ in range(AGAIN):
        name = "kalai_smorodinsky"
        pool.search(goals[name], SOLUTION)
        before, goals = goals, _goals(pool, table, floor)
        if (goals[name].weight == before[name].weight).all():
            break
    return goals


def _goals(pool: Pool, table: Table, floor: Float[ndarray, " party"]) -> Mapping[str, Goal]:
    gains = pool.gains
    return aims.solutions(floor, table.power, np.max(gains[:, _inside(gains, floor)], axis=1))


def _refined(solution: Solution, yardstick: Yardstick, before: Solution | None, valued: Valued) -> Refined:
    """Set a solution beside that of the grid."""
    if before is None:
        return Refined(solution, yardstick, {}, {})
    moved = {
        path: (value, solution.package[path])
        for path, value in before.package.items()
        if solution.package[path] != value
    }
    nothing = Estimate(0.0)
    as_it_is = Refined(before, yardstick, {}, dict.fromkeys(before.certainty_equivalent, nothing), nothing)
    if not moved:
        return as_it_is
    paid = np.array([solution.payments.get(p, 0.0) - before.payments.get(p, 0.0) for p in before.surplus])
    base, blocks = _gains(before, valued), valued.blocks(solution.package) - valued.blocks(before.package)
    change = _gains(solution, valued) - base
    errors = [measures.spread(each) if len(each) > 1 else 0.0 for each in blocks]
    gained = {
        party: Estimate(float(each), error)
        for party, each, error in zip(before.surplus, change + paid, errors, strict=True)
    }
    better = yardstick.better(base, change, blocks)
    if better.value <= WORTH_A_MOVE * float(yardstick.of(base[:, None])[0]):
        return as_it_is
    return Refined(solution, yardstick, moved, gained, better)


def _gains(solution: Solution, valued: Valued) -> Float[ndarray, " party"]:
    """Return what a solution's package gains each party over no deal, without payments, exactly."""
    worth = valued.worth(solution.package)
    assert worth is not None  # noqa: S101 - a solution names a package that stands
    return np.asarray(worth - valued.held)


def _frontier(pool: Pool, between: tuple[str, ...]) -> tuple[RefinedPoint, ...]:
    """Return the packages between the steps that nothing known beats, each beside the grid's frontier."""
    of_grid = len(pool.grid)
    worth = np.column_stack([pool.grid.worth, *map(pool.worth, pool.packages)])
    return tuple(
        RefinedPoint(
            pool.packages[number - of_grid],
            dict(zip(between, worth[:, number].tolist(), strict=True)),
            _more(worth[:, number], worth[:, :of_grid], between),
        )
        for number in map(int, frontier(worth))
        if number >= of_grid
    )


def _more(
    worth: Float[ndarray, " party"], of_grid: Float[ndarray, "party package"], between: tuple[str, ...]
) -> dict[str, float]:
    """Say how much more each party has than in any package of the grid that leaves the others as well off."""
    as_well = of_grid >= worth[:, None]
    more: dict[str, float] = {}
    for place, party in enumerate(between):
        others = np.all(np.delete(as_well, place, axis=0), axis=0)
        if others.any():
            more[party] = max(0.0, float(worth[place] - np.max(of_grid[place, others])))
    return more
