"""Refines a bargain between the steps of its ranges, on the futures of the grid: the solutions, and the frontier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.bargaining import agree
from dealwright.bargain.frontier import frontier
from dealwright.bargain.refinement import Refined, RefinedPoint, Refinement
from dealwright.bargain.refining import aims
from dealwright.bargain.refining.pool import Pool
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

ROUNDS, ALONG = 8, 4
"""Most models made for a solution, and for a point of the frontier."""
NEW_FUTURES = "each of its values has futures of its own"


def refine(found: Bargain, loaded: Loaded, grid: Grid, eyes: Eyes, rules: Rules) -> Refinement | None:
    """Refine a bargain.

    Args:
        found: What the grid gave.
        loaded: The deal.
        grid: The grid.
        eyes: With which eyes it was seen.
        rules: What the parties may agree on.

    Returns:
        What lies between the steps; None where no range has room between them.
    """
    plan, spans = grid.worlds[0].plan, loaded.spans()
    axes = {path: span for path, span in spans.items() if path not in plan.worlds}
    if not axes:
        return None
    held = np.array([each.value for each in found.reservation.values()])
    outside = np.array([found.outside.get(party, -np.inf) for party in found.between])
    valued = Valued(loaded, plan, held, eyes)
    points = (*found.frontier, *found.cloud) if rules.side_payments else found.frontier
    pool = Pool.of(points, axes, valued)
    table = Table(found.between, np.zeros((len(held), 1)), held, outside, rules, lambda number: pool.packages[number])
    solutions = _with_payments(pool, table) if rules.side_payments else _packages(pool, table)
    at_steps = {path: NEW_FUTURES for path in spans if path in plan.worlds}
    refined = {name: _refined(each, found.solutions.get(name), valued) for name, each in solutions.items()}
    line = () if rules.side_payments else _frontier(pool, found)
    return Refinement(tuple(axes), at_steps, refined, line, len(valued.known))


def _with_payments(pool: Pool, table: Table) -> Mapping[str, Solution]:
    """Search for the largest total, and divide it."""
    free = np.full(len(table.parties), -np.inf)
    goal = aims.solutions(free, None, np.ones(len(free)))["utilitarian"]
    pool.search(goal, ROUNDS)
    best = pool.best(goal)
    worth = (pool.gains[best] * pool.unit + table.held)[:, None]
    return agree(replace(table, worth=worth, describe=lambda _: pool.packages[best])).solutions


def _packages(pool: Pool, table: Table) -> Mapping[str, Solution]:
    """Search for the best of each party, for points of the frontier, and for the solutions."""
    floor = np.maximum(0.0, table.least - table.held) / pool.unit
    inside = _inside(pool.table(), floor)
    if not inside.any():
        pool.search(aims.solutions(np.full(len(floor), -np.inf), None, floor)["egalitarian"], ROUNDS)
        inside = _inside(pool.table(), floor)
    gains = pool.table()[:, : pool.of_grid]
    seen = inside[: pool.of_grid] if inside[: pool.of_grid].any() else np.ones(pool.of_grid, dtype=np.bool_)
    for goal in [*(aims.ideals(floor) if inside.any() else ()), *aims.along(gains[:, seen])]:
        pool.search(goal, ALONG, 1)
    if not _inside(pool.table(), floor).any():
        return {}
    for name in ("nash", "egalitarian", "utilitarian", "kalai_smorodinsky"):
        pool.search(_goals(pool, table, floor)[name], ROUNDS)
    worth = pool.table() * pool.unit + table.held[:, None]
    whole = replace(table, worth=worth)
    return {name: whole.solution(np.array([pool.best(goal)])) for name, goal in _goals(pool, table, floor).items()}


def _inside(gains: Float[ndarray, "party package"], floor: Float[ndarray, " party"]) -> Bool[ndarray, " package"]:
    found: Bool[ndarray, " package"] = np.all(gains >= floor[:, None], axis=0)
    return found


def _goals(pool: Pool, table: Table, floor: Float[ndarray, " party"]) -> Mapping[str, Goal]:
    gains = pool.table()
    return aims.solutions(floor, table.power, np.max(gains[:, _inside(gains, floor)], axis=1))


def _refined(solution: Solution, before: Solution | None, valued: Valued) -> Refined:
    """Set a solution beside that of the grid."""
    if before is None:
        return Refined(solution, {}, {})
    moved = {
        path: (value, solution.package[path])
        for path, value in before.package.items()
        if solution.package[path] != value
    }
    solution = solution if moved else before
    gained = {
        party: worth - before.certainty_equivalent[party] for party, worth in solution.certainty_equivalent.items()
    }
    return Refined(solution, moved, _with_errors(gained, solution, before, valued))


def _with_errors(
    gained: Mapping[str, float], solution: Solution, before: Solution, valued: Valued
) -> dict[str, Estimate]:
    """Add what the futures leave open of each party's change: from the scramblings, each taken by itself."""
    one, other = valued.blocks(solution.package), valued.blocks(before.package)
    assert one is not None  # noqa: S101 - it was valued in the search
    assert other is not None  # noqa: S101 - it is of the grid
    change = one - other
    errors = [measures.spread(each) if len(each) > 1 else 0.0 for each in change]
    if solution.payments:
        whole, total = np.sum(change, axis=0), sum(gained.values())
        joint = measures.spread(whole) if len(whole) > 1 else 0.0
        errors = [abs(each / total) * joint if total else 0.0 for each in gained.values()]
    return {party: Estimate(each, error) for (party, each), error in zip(gained.items(), errors, strict=True)}


def _frontier(pool: Pool, found: Bargain) -> tuple[RefinedPoint, ...]:
    """Return the packages between the steps that nothing known beats, each beside the grid's frontier."""
    worth = pool.table() * pool.unit + pool.valued.held[:, None]
    of_grid = worth[:, : pool.of_grid]
    kept = [int(number) for number in frontier(worth) if number >= pool.of_grid]
    return tuple(
        RefinedPoint(
            pool.packages[number],
            dict(zip(found.between, worth[:, number].tolist(), strict=True)),
            _more(worth[:, number], of_grid, found.between),
        )
        for number in kept
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
