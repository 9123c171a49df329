"""Levels from Sobol points, for a block of paths at a time: nothing but the levels leaves the processor's cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.world.kernels.block_normals import BLOCK, TAILS, in_order, join_tails, prepare
from dealwright.world.kernels.exponential import exponential
from dealwright.world.kernels.normal_quantile import normals_of_parts
from dealwright.world.normal_quantile import DOUBLINGS

if TYPE_CHECKING:
    from numpy import ndarray

SCALE, LOGARITHM, DISTANCE, LONG_RUN = range(4)


def room(shocks: int, drivers: int, steps: int) -> tuple[ndarray, ...]:
    """Return what a thread needs to move so many drivers by so many shocks: allocated here, it need not be compiled."""
    return (
        np.zeros((shocks, steps + 1, BLOCK)),  # Brownian motions
        np.zeros((shocks + 1, BLOCK)),  # what they gain in a step, and nothing
        np.zeros((drivers, 4, BLOCK)),  # where drivers are
        np.zeros((2, BLOCK)),  # what moves one
        np.zeros((4, BLOCK)),  # numbers of a step
        np.zeros((2, BLOCK)),  # normals by part, and in the order of points
        np.zeros((steps, 2), dtype=np.int64),  # what shifts a block of points
        np.zeros(steps * TAILS),  # its tails
    )


@compiled(EVERYWHERE)
def levels_of_paths(
    points: tuple[ndarray, ndarray, ndarray, ndarray],
    first: tuple[ndarray, ndarray],
    series: ndarray,
    bridge: tuple[ndarray, ndarray],
    rules: tuple[tuple[ndarray, ndarray], tuple[ndarray, ndarray], ndarray, ndarray, ndarray],
    found: tuple[ndarray, ndarray, ndarray],
    reach: tuple[ndarray, ndarray, ndarray, ndarray],
    place: tuple[int, int, int],
    room: tuple[ndarray, ndarray, ndarray, ndarray, ndarray, ndarray, ndarray, ndarray],
) -> None:
    """Write the levels of some drivers, and the growth that moves them, on some of the paths of one replicate.

    Args:
        points: By shock: scrambled direction numbers, (shock, level, column); what points are shifted by, (shock,
            level); how many levels have points; normals of the levels from the first of those on that has none in some
            shock, (shock, level, path).
        first: The first block of points; the part that each is in, and what the point in each part has below.
        series: Those of the normal quantile, power by power.
        bridge: What the normal of each level fills in: the index before, its own, the one after, (level, 3); weights of
            the values before and after, the deviation, and one over the root of the step of that number, (level, 4).
            Without a bridge there are no stages, and a level is a step.
        rules: By driver and step: what is left of the logarithm, what is added to it, what the growth's distance from
            its long run adds to it and what is left of that, (driver, step, 4); what each shock adds to the logarithm
            and to the growth, (2, driver, shock, step), nothing last; both with the row of what differs from path to
            path, negative for none; which shocks do, an even number of them, the last of all being none, (2, driver,
            shock); the level where a driver's logarithm is zero, that logarithm, the growth's distance and its long run
            at the start, (driver, 4, path or 1); the rows, (number, path).
        found: Levels at the edges, (driver, edge, path), without edges where they are not asked for; growth, (growing,
            edge, path), and of which drivers.
        reach: The last edge that is wanted of each level, and of each growth; the last step for which each shock is;
            whether each of its normals is, (shock, level).
        place: Where the first path stands in the replicate, a multiple of a block, and in what is found; how many.
        room: What is worked in.
    """
    numbers, shifts, quasi, plain = points
    (moves, moves_row), (onto, onto_row), uses, starts, wide = rules
    levels, growth, growing = found
    inside, outside, paths = place
    last_level, last_growth, last_step, wanted = reach
    motions, normals, state, drives, own, rows, traded, tails = room
    for begin in range(0, paths, BLOCK):
        count = min(BLOCK, paths - begin)
        block = (inside + begin) >> DOUBLINGS
        for shock in range(len(numbers)):
            prepare(numbers, shifts, first[1], (shock, quasi[shock], block), traded, tails)
            draw(first, series, bridge, (shock, quasi[shock]), (motions, rows, traded, tails), wanted)
            draw_plainly(plain, bridge, motions, rows, (shock, quasi[shock], begin, count), wanted)
        spread_out(starts, state, begin, count)
        write(state, levels, growth, growing, (last_level, last_growth), (0, outside + begin, count))
        for step in range(moves.shape[1]):
            gain(motions, bridge[1], step, last_step, normals)
            for driver in range(len(moves)):
                if step >= ahead(driver, last_level, last_growth, growing):
                    continue
                if len(wide):
                    here = driver, step, begin, count
                    drive_each(normals, onto, onto_row, uses, wide, own, drives, here)
                    step_on_each(state, moves, moves_row, wide, own, drives, here)
                else:
                    drive(normals, onto, uses, drives, driver, step)
                    step_on(state, moves, drives, driver, step)
            write(state, levels, growth, growing, (last_level, last_growth), (step + 1, outside + begin, count))


@compiled(EVERYWHERE)
def ahead(driver: int, last_level: ndarray, last_growth: ndarray, growing: ndarray) -> int:
    """Return the last edge at which anything is wanted of a driver."""
    found: int = last_level[driver]
    for each in range(len(growing)):
        if growing[each] == driver:
            found = max(found, last_growth[each])
    return found


@compiled(EVERYWHERE)
def gain(motions: ndarray, weights: ndarray, step: int, last_step: ndarray, normals: ndarray) -> None:
    """Find the standard normals that Brownian motions gain in a step; without a bridge they are there already."""
    for shock in range(len(motions)):
        if step >= last_step[shock]:
            continue
        if len(weights):
            scale = weights[step, 3]
            for i in range(BLOCK):
                normals[shock, i] = (motions[shock, step + 1, i] - motions[shock, step, i]) * scale
        else:
            for i in range(BLOCK):
                normals[shock, i] = motions[shock, step, i]


@compiled(EVERYWHERE)
def drive(normals: ndarray, onto: ndarray, uses: ndarray, drives: ndarray, driver: int, step: int) -> None:
    """Add up what the shocks of a step add to a driver's logarithm and to its growth: two at a time."""
    for which in range(2):
        for pair in range(0, uses.shape[2], 2):
            one, other = uses[which, driver, pair], uses[which, driver, pair + 1]
            if pair > 0 and one == len(normals) - 1:  # none, nor any after it
                break
            first, second = onto[which, driver, one, step], onto[which, driver, other, step]
            if pair == 0:
                for i in range(BLOCK):
                    drives[which, i] = normals[one, i] * first + normals[other, i] * second
            else:
                for i in range(BLOCK):
                    drives[which, i] = drives[which, i] + normals[one, i] * first + normals[other, i] * second


@compiled(EVERYWHERE)
def step_on(state: ndarray, moves: ndarray, drives: ndarray, driver: int, step: int) -> None:
    """Move the logarithm of a driver's level and the distance of its growth by one step."""
    left, drift = moves[driver, step, 0], moves[driver, step, 1]
    lag, keep = moves[driver, step, 2], moves[driver, step, 3]
    for i in range(BLOCK):
        distance = state[driver, DISTANCE, i]
        state[driver, LOGARITHM, i] = state[driver, LOGARITHM, i] * left + drift + distance * lag + drives[0, i]
        state[driver, DISTANCE, i] = distance * keep + drives[1, i]


@compiled(EVERYWHERE)
def spread(value: float, row: int, wide: ndarray, own: ndarray, place: tuple[int, int, int]) -> None:
    """Write a number that is the same on all paths, or the row of one that is not."""
    which, begin, count = place
    if row < 0:
        for i in range(BLOCK):
            own[which, i] = value
    else:
        here = wide[row, begin : begin + count]
        for i in range(count):
            own[which, i] = here[i]


@compiled(EVERYWHERE)
def drive_each(
    normals: ndarray,
    onto: ndarray,
    onto_row: ndarray,
    uses: ndarray,
    wide: ndarray,
    own: ndarray,
    drives: ndarray,
    place: tuple[int, int, int, int],
) -> None:
    """Add up what the shocks of a step add, where that may differ from path to path."""
    driver, step, begin, count = place
    for which in range(2):
        for i in range(BLOCK):
            drives[which, i] = 0.0
        for turn in range(uses.shape[2]):
            shock = uses[which, driver, turn]
            if shock == len(normals) - 1:  # none, nor any after it
                break
            spread(onto[which, driver, shock, step], onto_row[which, driver, shock, step], wide, own, (0, begin, count))
            for i in range(BLOCK):
                drives[which, i] = drives[which, i] + normals[shock, i] * own[0, i]


@compiled(EVERYWHERE)
def step_on_each(
    state: ndarray,
    moves: ndarray,
    moves_row: ndarray,
    wide: ndarray,
    own: ndarray,
    drives: ndarray,
    place: tuple[int, int, int, int],
) -> None:
    """Move the logarithm of a driver's level and the distance of its growth by a step that may differ by path."""
    driver, step, begin, count = place
    for which in range(4):
        spread(moves[driver, step, which], moves_row[driver, step, which], wide, own, (which, begin, count))
    for i in range(BLOCK):
        distance, logarithm = state[driver, DISTANCE, i], state[driver, LOGARITHM, i]
        state[driver, LOGARITHM, i] = logarithm * own[0, i] + own[1, i] + distance * own[2, i] + drives[0, i]
        state[driver, DISTANCE, i] = distance * own[3, i] + drives[1, i]


@compiled(EVERYWHERE)
def write(
    state: ndarray,
    levels: ndarray,
    growth: ndarray,
    growing: ndarray,
    reach: tuple[ndarray, ndarray],
    place: tuple[int, int, int],
) -> None:
    """Write what is wanted of the drivers at an edge."""
    edge, into, count = place
    for driver in range(len(levels)):
        if levels.shape[1] and edge <= reach[0][driver]:
            level = levels[driver, edge, into : into + count]
            for i in range(count):
                level[i] = exponential(state[driver, LOGARITHM, i]) * state[driver, SCALE, i]
    for each in range(len(growing)):
        if edge > reach[1][each]:
            continue
        driver, rate = growing[each], growth[each, edge, into : into + count]
        for i in range(count):
            rate[i] = state[driver, DISTANCE, i] + state[driver, LONG_RUN, i]


@compiled(EVERYWHERE)
def spread_out(given: ndarray, state: ndarray, begin: int, count: int) -> None:
    """Write where each path of a block begins."""
    alike = given.shape[2] == 1
    for driver in range(len(given)):
        for row in range(4):
            for i in range(count):
                state[driver, row, i] = given[driver, row, 0] if alike else given[driver, row, begin + i]


@compiled(EVERYWHERE)
def draw(
    first: tuple[ndarray, ndarray],
    series: ndarray,
    bridge: tuple[ndarray, ndarray],
    place: tuple[int, int],
    room: tuple[ndarray, ndarray, ndarray, ndarray],
    wanted: ndarray,
) -> None:
    """Fill in the points of Brownian motion whose levels have Sobol points, from the origin on."""
    parts, below = first
    stages, weights = bridge
    shock, levels = place
    motions, rows, traded, tails = room
    for i in range(BLOCK):
        motions[shock, 0, i] = 0.0
    for level in range(levels):
        if not wanted[shock, level]:
            continue
        normals_of_parts(below, (shock, level, traded[level, 1]), series, rows)
        join_tails(tails, level, rows)
        in_order(parts, (shock, level, traded[level, 0]), rows)
        fill_in(motions, stages, weights, (shock, level), rows)


@compiled(EVERYWHERE)
def draw_plainly(
    plain: ndarray,
    bridge: tuple[ndarray, ndarray],
    motions: ndarray,
    rows: ndarray,
    place: tuple[int, int, int, int],
    wanted: ndarray,
) -> None:
    """Fill in the points of Brownian motion whose levels have no Sobol points, or the increments without a bridge."""
    shock, quasi, begin, count = place
    stages, weights = bridge
    steps = motions.shape[1] - 1
    for level in range(quasi, steps):
        drawn = level - (steps - plain.shape[1])
        if not wanted[shock, level]:
            continue
        if len(stages):
            for i in range(count):
                rows[1, i] = plain[shock, drawn, begin + i]
            fill_in(motions, stages, weights, (shock, level), rows)
        else:
            for i in range(count):
                motions[shock, level, i] = plain[shock, drawn, begin + i]


@compiled(EVERYWHERE)
def fill_in(motions: ndarray, stages: ndarray, weights: ndarray, place: tuple[int, int], rows: ndarray) -> None:
    """Fill in one point of Brownian motion between two that are known, or the far end."""
    shock, level = place
    before, own, after = stages[level, 0], stages[level, 1], stages[level, 2]
    weight_before, weight_after, deviation = weights[level, 0], weights[level, 1], weights[level, 2]
    if own == after:
        for i in range(BLOCK):
            motions[shock, own, i] = rows[1, i] * deviation
    else:
        for i in range(BLOCK):
            known = motions[shock, before, i] * weight_before
            motions[shock, own, i] = rows[1, i] * deviation + known + motions[shock, after, i] * weight_after
