"""Levels from Sobol points, for a block of paths at a time: nothing but the levels leaves the processor's cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.world.kernels.block_normals import BLOCK, TAILS, first_blocks, in_order, join_tails, prepare
from dealwright.world.kernels.exponential import exponential
from dealwright.world.kernels.normal_quantile import normal_quantiles, normals_of_parts
from dealwright.world.normal_quantile import DOUBLINGS

if TYPE_CHECKING:
    from numpy import ndarray

    Here = tuple[int, int]
    """Where a block begins among the paths that a rule is given for, and how many paths it has."""

SCALE, LOGARITHM, DISTANCE, LONG_RUN = range(4)


@compiled(EVERYWHERE)
def levels_of_paths(
    points: tuple[ndarray, ndarray, ndarray, ndarray],
    series: ndarray,
    bridge: tuple[ndarray, ndarray],
    rules: tuple[ndarray, ndarray, ndarray],
    starts: ndarray,
    found: tuple[ndarray, ndarray, ndarray],
    place: tuple[int, int, int],
) -> None:
    """Write the levels of some drivers, and the growth that moves them, on some of the paths of one replicate.

    Args:
        points: By shock: scrambled direction numbers, (shock, level, column); what points are shifted by, (shock,
            level); how many levels have points; uniforms of the levels from the first of those on that has none in some
            shock, (shock, level, path).
        series: Those of the normal quantile, power by power.
        bridge: What the normal of each level fills in: the index before, its own, the one after, (level, 3); weights of
            the values before and after, the deviation, and one over the root of the step of that number, (level, 4).
            Without a bridge there are no stages, and a level is a step.
        rules: By driver and step: what is left of the logarithm, what is added to it, what the growth's distance from
            its long run adds to it and what is left of that, (driver, step, 4, path or 1); what each shock adds to the
            logarithm and to the growth, (2, driver, shock, step, path or 1); whether it does, (2, driver, shock).
        starts: By driver: the level where its logarithm is zero, that logarithm, the growth's distance and its long
            run; (driver, 4, path or 1).
        found: Levels at the edges, (driver, edge, path), without edges where they are not asked for; growth, (growing,
            edge, path), and of which drivers.
        place: Where the first path stands in the replicate, a multiple of a block, and in what is found; how many.
    """
    numbers, shifts, quasi, plain = points
    moves, onto, uses = rules
    inside, outside, paths = place
    drivers, steps = moves.shape[0], moves.shape[1]
    first = first_blocks(numbers, quasi, steps)
    motions, state, drives = np.zeros((len(numbers), steps + 1, BLOCK)), np.empty((4, BLOCK)), np.empty((2, BLOCK))
    rows, room = (np.zeros(BLOCK), np.zeros(BLOCK)), (np.zeros((steps, 2), np.int64), np.zeros(steps * TAILS))
    for begin in range(0, paths, BLOCK):
        here = (begin, min(BLOCK, paths - begin))
        for shock in range(len(numbers)):
            motion, levels = motions[shock], quasi[shock]
            prepare(numbers, shifts, first[1], (shock, levels, (inside + begin) >> DOUBLINGS), room)
            draw(first, series, room, bridge, motion, (shock, levels), rows)
            draw_plainly(plain, series, bridge, motion, (shock, levels, begin, here[1]))
            take_increments(motion, bridge)
        for driver in range(drivers):
            spread_out(starts[driver], state, here)
            own = moves[driver], onto[:, driver], uses[:, driver]
            move_on(motions, own, state, drives, found, (driver, outside, here[0], here[1]))


@compiled(EVERYWHERE)
def move_on(
    normals: ndarray,
    rules: tuple[ndarray, ndarray, ndarray],
    state: ndarray,
    drives: ndarray,
    found: tuple[ndarray, ndarray, ndarray],
    place: tuple[int, int, int, int],
) -> None:
    """Move a driver from edge to edge, and write what is wanted of it."""
    moves, onto, uses = rules
    driver, outside, begin, count = place
    write(state, found, (driver, 0, outside + begin, count))
    for step in range(len(moves)):
        for which in range(2):
            drive(normals, onto, uses, drives, (which, step, begin, count))
        step_on(state, moves, drives, (step, begin, count))
        write(state, found, (driver, step + 1, outside + begin, count))


@compiled(EVERYWHERE)
def drive(normals: ndarray, onto: ndarray, uses: ndarray, drives: ndarray, place: tuple[int, int, int, int]) -> None:
    """Add up what the shocks of a step add to a driver's logarithm, or to its growth."""
    which, step, begin, count = place
    for i in range(BLOCK):
        drives[which, i] = 0.0
    for shock in range(len(normals)):
        if uses[which, shock] and onto.shape[3] == 1:
            factor = onto[which, shock, step, 0]
            for i in range(BLOCK):
                drives[which, i] += normals[shock, step, i] * factor
        elif uses[which, shock]:
            factors = onto[which, shock, step, begin : begin + count]
            for i in range(count):
                drives[which, i] += normals[shock, step, i] * factors[i]


@compiled(EVERYWHERE)
def write(state: ndarray, found: tuple[ndarray, ndarray, ndarray], place: tuple[int, int, int, int]) -> None:
    """Write what is wanted of a driver at an edge."""
    driver, edge, into, count = place
    levels, growth, growing = found
    if levels.shape[1]:
        level = levels[driver, edge, into : into + count]
        for i in range(count):
            level[i] = exponential(state[LOGARITHM, i]) * state[SCALE, i]
    for each in range(len(growing)):
        if growing[each] == driver:
            rate = growth[each, edge, into : into + count]
            for i in range(count):
                rate[i] = state[DISTANCE, i] + state[LONG_RUN, i]


@compiled(EVERYWHERE)
def draw(
    first: tuple[ndarray, ndarray],
    series: ndarray,
    room: tuple[ndarray, ndarray],
    bridge: tuple[ndarray, ndarray],
    motion: ndarray,
    place: tuple[int, int],
    rows: tuple[ndarray, ndarray],
) -> None:
    """Fill in the points of Brownian motion whose levels have Sobol points, from the origin on."""
    parts, below = first
    traded, tails = room
    stages, weights = bridge
    shock, levels = place
    found, normals = rows
    for i in range(BLOCK):
        motion[0, i] = 0.0
    for level in range(levels):
        normals_of_parts(below, (shock, level, traded[level, 1]), series, found)
        join_tails(tails, level, found)
        in_order(found, parts, (shock, level, traded[level, 0]), normals)
        fill_in(motion, stages, weights, level, normals)


@compiled(EVERYWHERE)
def draw_plainly(
    plain: ndarray, series: ndarray, bridge: tuple[ndarray, ndarray], motion: ndarray, place: tuple[int, int, int, int]
) -> None:
    """Fill in the points of Brownian motion whose levels have no Sobol points, or the increments without a bridge."""
    shock, quasi, begin, count = place
    steps = len(motion) - 1
    for level in range(quasi, steps):
        uniforms = plain[shock, level - (steps - plain.shape[1]), begin : begin + count]
        if len(bridge[0]):
            normals = np.zeros(BLOCK)
            normal_quantiles(uniforms, series, normals)
            fill_in(motion, bridge[0], bridge[1], level, normals)
        else:
            normal_quantiles(uniforms, series, motion[level])


@compiled(EVERYWHERE)
def take_increments(motion: ndarray, bridge: tuple[ndarray, ndarray]) -> None:
    """Put the standard normal that a Brownian motion gains in each step in place of where it stands before."""
    stages, weights = bridge
    for step in range(len(stages)):
        scale = weights[step, 3]
        for i in range(BLOCK):
            motion[step, i] = (motion[step + 1, i] - motion[step, i]) * scale


@compiled(EVERYWHERE)
def fill_in(motion: ndarray, stages: ndarray, weights: ndarray, level: int, normals: ndarray) -> None:
    """Fill in one point of Brownian motion between two that are known, or the far end."""
    before, own, after = stages[level, 0], stages[level, 1], stages[level, 2]
    weight_before, weight_after, deviation = weights[level, 0], weights[level, 1], weights[level, 2]
    if own == after:
        for i in range(BLOCK):
            motion[own, i] = normals[i] * deviation
    else:
        for i in range(BLOCK):
            motion[own, i] = (
                normals[i] * deviation + motion[before, i] * weight_before + motion[after, i] * weight_after
            )


@compiled(EVERYWHERE)
def step_on(state: ndarray, moves: ndarray, drives: ndarray, place: tuple[int, int, int]) -> None:
    """Move the logarithm of a level and the distance of its growth by one step."""
    step, begin, count = place
    if moves.shape[2] == 1:
        left, drift, lag, keep = moves[step, 0, 0], moves[step, 1, 0], moves[step, 2, 0], moves[step, 3, 0]
        for i in range(BLOCK):
            distance = state[DISTANCE, i]
            state[LOGARITHM, i] = state[LOGARITHM, i] * left + drift + distance * lag + drives[0, i]
            state[DISTANCE, i] = distance * keep + drives[1, i]
    else:
        own = moves[step, :, begin : begin + count]
        for i in range(count):
            distance = state[DISTANCE, i]
            state[LOGARITHM, i] = state[LOGARITHM, i] * own[0, i] + own[1, i] + distance * own[2, i] + drives[0, i]
            state[DISTANCE, i] = distance * own[3, i] + drives[1, i]


@compiled(EVERYWHERE)
def spread_out(given: ndarray, state: ndarray, here: Here) -> None:
    """Write where each path of a block begins."""
    begin, count = here
    alike = given.shape[1] == 1
    for row in range(4):
        for i in range(count):
            state[row, i] = given[row, 0] if alike else given[row, begin + i]
