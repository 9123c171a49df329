"""Moves drivers along all paths: with compiled loops on threads where there is much to do, plainly where there is not.

Both ways take the same operations in the same order, so they give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.pays import pays_now
from dealwright.world import bridge, normal_quantile, rule
from dealwright.world.clock import year_times
from dealwright.world.tables import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jaxtyping import Bool, Float, Int, UInt32
    from numpy import ndarray

    from dealwright.ground.calendar import TimeGrid
    from dealwright.world.draws import Draws, Points
    from dealwright.world.movers import Mover
    from dealwright.world.rule import Part, Rule

    Levels = Float[ndarray, "edge path"]
    Uniforms = Float[ndarray, "shock beyond path"]

TOGETHER = 8192
"""Paths whose rules are held at once where each has its own."""
FEW = 8192
"""Paths that are moved at once without compiled loops."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far ahead a driver is wanted: the last edges of its level and of the growth that moves it."""

    level: int
    growth: int


def at_once(draws: Draws, grid: TimeGrid) -> bool:
    """Say whether compiled loops move drivers, several at once if their shocks hang together."""
    return pays_now(grid.steps * draws.paths)


def levels(
    movers: Sequence[Mover], draws: Draws, grid: TimeGrid, *, growing: bool, ahead: Sequence[Ahead] | None = None
) -> tuple[list[Levels], list[Levels | None]]:
    """Move several drivers' levels.

    Args:
        movers: How each moves.
        draws: What draws their shocks.
        grid: The steps.
        growing: Whether the growth that moves them is wanted, too.
        ahead: How far each is wanted; to the horizon if nothing is said.

    Returns:
        Levels at the edges of the steps as far as they are wanted, and continuous yearly growth, none where it is not
        wanted or chance does not move it.
    """
    ahead = ahead or [Ahead(grid.steps, grid.steps)] * len(movers)
    found = np.empty((len(movers), grid.steps + 1, draws.paths))
    which = [place for place, mover in enumerate(movers) if growing and mover.grows]
    rates = np.empty((len(which), grid.steps + 1, draws.paths))
    growth: list[Levels | None] = [None] * len(movers)
    for place, each in zip(which, rates, strict=True):
        growth[place] = each
    if at_once(draws, grid):
        last = np.array([each.level for each in ahead]), np.array([ahead[place].growth for place in which], dtype=int)
        _compiled(movers, draws, grid, (found, rates, np.array(which, dtype=np.int64)), last)
    else:
        for mover, each, rate in zip(movers, found, growth, strict=True):
            for some, drawn in _plainly(mover.parts, draws, grid):
                rule.levels(mover.rule(some), drawn, each[:, some], None if rate is None else rate[:, some])
    moved = [each[: far.level + 1] for each, far in zip(found, ahead, strict=True)]
    for mover, each in zip(movers, moved, strict=True):
        if mover.ceiling is not None:
            np.minimum(each, mover.ceiling, out=each)
    return moved, [None if rate is None else rate[: far.growth + 1] for rate, far in zip(growth, ahead, strict=True)]


def growth_rates(mover: Mover, draws: Draws, grid: TimeGrid) -> Levels:
    """Return the growth that moves a level, at the edges of the steps.

    Args:
        mover: How it moves.
        draws: What draws its shocks.
        grid: The steps.

    Returns:
        Continuous yearly growth.
    """
    found = np.empty((grid.steps + 1, draws.paths))
    moving = replace(mover, parts=tuple(part for part in mover.parts if part.growth))
    if at_once(draws, grid):
        last = np.zeros(1, dtype=int), np.full(1, grid.steps)
        _compiled([moving], draws, grid, (found[None, :0], found[None], np.zeros(1, dtype=np.int64)), last)
        return found
    for some, drawn in _plainly(moving.parts, draws, grid):
        rule.growth(moving.rule(some), drawn, found[:, some])
    return found


def _plainly(
    parts: Sequence[Part], draws: Draws, grid: TimeGrid
) -> Iterator[tuple[slice, list[tuple[Part, Float[ndarray, "step path"]]]]]:
    normals = [(part, draws.normals(part.name, part.slot, grid).T) for part in parts]
    for first in range(0, draws.paths, FEW):
        some = slice(first, min(first + FEW, draws.paths))
        yield some, [(part, each[:, some]) for part, each in normals]


def _compiled(
    movers: Sequence[Mover],
    draws: Draws,
    grid: TimeGrid,
    found: tuple[Float[ndarray, "driver _ path"], Float[ndarray, "growing edge path"], Int[ndarray, " growing"]],
    last: tuple[Int[ndarray, " driver"], Int[ndarray, " growing"]],
) -> None:
    """Move drivers along blocks of paths, replicate by replicate.

    Args:
        movers: How each moves.
        draws: What draws their shocks.
        grid: The steps.
        found: Where levels go, without edges where they are not wanted; where growth goes, and of which drivers.
        last: The last edge that is wanted of each level, and of each growth.
    """
    from dealwright.ground.kernels.threads import in_threads
    from dealwright.world.kernels.block_normals import BLOCK, first_blocks
    from dealwright.world.kernels.levels import levels_of_paths, room
    from dealwright.world.kernels.normal_quantile import normal_quantiles

    series = normal_quantile.series().ravel()
    laid = bridge.tables(tuple(year_times(grid).tolist()), bridged=draws.mode == "sobol", far=draws.far(grid))
    slots = {part.name: part.slot for mover in movers for part in mover.parts}
    names = sorted(slots, key=lambda name: slots[name])
    points = [draws.points(name, slots[name], grid.steps) for name in names]
    first = [mover.rule(slice(0, 1)) for mover in movers]
    reach = (*last, *_reach(movers, names, (last, found[2]), laid[0], grid.steps))
    size, alike = draws.paths_per_replicate, all(each.alike for each in first)
    alone = tables(first, movers, names, 1) if alike else None
    together = size if alike else TOGETHER

    def work(replicate: int) -> None:
        numbers, shift, quasi, plain = _stacked([each((replicate,)) for each in points])
        if plain.size:
            normal_quantiles(plain.reshape(-1), series, plain.reshape(-1))
        parts, below = (np.zeros((*numbers.shape[:2], BLOCK), type_) for type_ in (np.uint8, np.uint32))
        first_blocks(numbers, quasi, np.zeros(BLOCK, np.uint32), parts, below)
        own = room(len(names), len(movers), grid.steps)
        for inside in range(0, size, together):
            begin, count = replicate * size + inside, min(together, size - inside)
            some = slice(begin, begin + count)
            rules = alone or tables(_on(some, movers, first), movers, names, count)
            drawn = numbers, shift, quasi, np.ascontiguousarray(plain[:, :, inside : inside + count])
            levels_of_paths(drawn, (parts, below), series, laid, rules, found, reach, (inside, begin, count), own)

    in_threads(work, range(draws.replicates))


def _reach(
    movers: Sequence[Mover],
    names: Sequence[str],
    wanted: tuple[tuple[Int[ndarray, " driver"], Int[ndarray, " growing"]], Int[ndarray, " growing"]],
    stages: Int[ndarray, "stage 3"],
    steps: int,
) -> tuple[Int[ndarray, " shock"], Bool[ndarray, "shock level"]]:
    """Return the last step for which each of some independent normals is wanted, and which of its levels are."""
    (levels, growth), growing = wanted
    last = levels.copy()
    np.maximum.at(last, growing, growth)
    by_shock = [max(far for far, each in zip(last, movers, strict=True) if _is_of(each, name)) for name in names]
    found = np.array(by_shock, dtype=np.int64)
    return found, bridge.wanted(stages, steps, found)


def _is_of(mover: Mover, name: str) -> bool:
    """Say whether some independent normals move a driver."""
    return any(part.name == name for part in mover.parts)


def _on(some: slice, movers: Sequence[Mover], first: Sequence[Rule]) -> list[Rule]:
    """Return by which rule each driver moves on some of the paths, given those of the first path."""
    return [each if each.alike else mover.rule(some) for each, mover in zip(first, movers, strict=True)]


def _stacked(
    points: Sequence[Points],
) -> tuple[UInt32[ndarray, "shock level column"], UInt32[ndarray, "shock level"], Int[ndarray, " shock"], Uniforms]:
    """Lay the points of several shocks in one replicate beside one another; levels that have none stand last."""
    quasi = [len(each.shift) for each in points]
    most, fewest = max(quasi), min(quasi)
    numbers = np.zeros((len(points), most, points[0].numbers.shape[2]), dtype=np.uint32)
    shift = np.zeros((len(points), most), dtype=np.uint32)
    plain = np.empty(
        (len(points), most - fewest + len(points[quasi.index(most)].uniforms), points[0].uniforms.shape[1])
    )
    for place, each in enumerate(points):
        numbers[place, : quasi[place]], shift[place, : quasi[place]] = each.numbers[:, 0], each.shift[:, 0]
        plain[place, quasi[place] - fewest :] = each.uniforms
    return numbers, shift, np.array(quasi), plain
