"""Moves a driver along all paths: with compiled loops on threads where there is much to do, plainly where there is not.

Both ways take the same operations in the same order, so they give the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.world import bridge, rule
from dealwright.world.clock import year_times
from dealwright.world.kernels.pays import pays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jaxtyping import Float, Int, UInt32
    from numpy import ndarray

    from dealwright.ground.calendar import TimeGrid
    from dealwright.world.draws import Draws, Points
    from dealwright.world.rule import Number, Part, Rule

    Tables = tuple[Float[ndarray, "step 4 _"], Float[ndarray, "shock step _"], Float[ndarray, "_ step _"]]
    Uniforms = Float[ndarray, "shock beyond path"]
    RuleOf = Callable[[slice], Rule]
    """Returns how a level moves on some of the paths."""

TOGETHER = 8192
"""Paths whose rule is held at once where each has its own."""


def levels(rule_of: RuleOf, parts: Sequence[Part], draws: Draws, grid: TimeGrid) -> Float[ndarray, "edge path"]:
    """Move a level.

    Args:
        rule_of: How it moves on some of the paths.
        parts: What its shocks are made of.
        draws: What draws them.
        grid: The steps.

    Returns:
        The level at the edges of the steps.
    """
    found = np.empty((grid.steps + 1, draws.paths))
    if pays(grid.steps * draws.paths):
        _compiled(rule_of, parts, draws, grid, (found, found[:0]))
        return found
    for part, drawn in _plainly(parts, draws, grid):
        rule.levels(rule_of(part), drawn, found[:, part])
    return found


def growth_rates(rule_of: RuleOf, parts: Sequence[Part], draws: Draws, grid: TimeGrid) -> Float[ndarray, "edge path"]:
    """Return the growth that moves a level, at the edges of the steps.

    Args:
        rule_of: How it moves on some of the paths.
        parts: What its shocks are made of.
        draws: What draws them.
        grid: The steps.

    Returns:
        Continuous yearly growth.
    """
    found = np.empty((grid.steps + 1, draws.paths))
    moving = [part for part in parts if part.growth]
    if pays(grid.steps * draws.paths):
        _compiled(rule_of, moving, draws, grid, (found[:0], found))
        return found
    for part, drawn in _plainly(moving, draws, grid):
        rule.growth(rule_of(part), drawn, found[:, part])
    return found


def _plainly(
    parts: Sequence[Part], draws: Draws, grid: TimeGrid
) -> Iterator[tuple[slice, list[tuple[Part, Float[ndarray, "step path"]]]]]:
    normals = [(part, draws.normals(part.name, part.slot, grid).T) for part in parts]
    for first in range(0, draws.paths, TOGETHER):
        some = slice(first, min(first + TOGETHER, draws.paths))
        yield some, [(part, each[:, some]) for part, each in normals]


def _compiled(
    rule_of: RuleOf,
    parts: Sequence[Part],
    draws: Draws,
    grid: TimeGrid,
    found: tuple[Float[ndarray, "_ path"], Float[ndarray, "_ path"]],
) -> None:
    from dealwright.world.kernels.levels import levels_of_paths
    from dealwright.world.kernels.threads import in_threads

    times = tuple(year_times(grid).tolist())
    laid = bridge.tables(times) if draws.mode == "sobol" else (np.empty((0, 3), np.int64), np.empty((0, 4)))
    points = [draws.points(part.name, part.slot, grid.steps) for part in parts]
    size, first = draws.paths_per_replicate, rule_of(slice(0, 1))
    together, alike = (size, _tables(first, parts, 1)) if first.alike else (TOGETHER, None)

    def work(replicate: int) -> None:
        numbers, shift, quasi, plain = _stacked([each(replicate) for each in points])
        for inside in range(0, size, together):
            begin, count = replicate * size + inside, min(together, size - inside)
            tables = alike or _tables(rule_of(slice(begin, begin + count)), parts, count)
            uniforms = np.ascontiguousarray(plain[:, :, inside : inside + count])
            levels_of_paths((numbers, shift, quasi, uniforms), laid, *tables, found, (inside, begin, count))

    in_threads(work, range(draws.replicates))


def _stacked(
    points: Sequence[Points],
) -> tuple[UInt32[ndarray, "shock level column"], UInt32[ndarray, "shock level"], Int[ndarray, " shock"], Uniforms]:
    """Lay the points of several shocks beside one another; levels that have none stand last."""
    quasi = [len(each.shift) for each in points]
    most, fewest = max(quasi), min(quasi)
    numbers = np.zeros((len(points), most, points[0].numbers.shape[1]), dtype=np.uint32)
    shift = np.zeros((len(points), most), dtype=np.uint32)
    plain = np.empty(
        (len(points), most - fewest + len(points[quasi.index(most)].uniforms), points[0].uniforms.shape[1])
    )
    for place, each in enumerate(points):
        numbers[place, : quasi[place]], shift[place, : quasi[place]] = each.numbers, each.shift
        plain[place, quasi[place] - fewest :] = each.uniforms
    return numbers, shift, np.array(quasi), plain


def _tables(rule: Rule, parts: Sequence[Part], paths: int) -> tuple[Tables, Float[ndarray, "4 _"]]:
    """Lay out a rule: what moves the logarithm and the growth, by step, what each shock adds, and where they begin.

    For one path, what is alike on all is laid out once.
    """

    def rows(numbers: Sequence[Number]) -> Float[ndarray, "row _"]:
        if paths == 1:
            return np.array(numbers, dtype=float).reshape(-1, 1)
        return np.array([np.broadcast_to(each, (paths,)) for each in numbers], dtype=float)

    moves = np.array([rows((step.left, step.drift, step.lag, step.keep)) for step in rule.steps])
    onto_level = np.array([rows([part.onto_level(step) for step in rule.steps]) for part in parts])
    moving = parts if any(part.growth for part in parts) else ()
    onto_growth = np.array([rows([part.onto_growth(step) for step in rule.steps]) for part in moving])
    start = rows((rule.scale, rule.logarithm, rule.distance, rule.long_run))
    return (moves, onto_level, onto_growth.reshape(-1, len(rule.steps), paths)), start
