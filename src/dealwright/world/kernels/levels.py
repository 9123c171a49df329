"""Levels from Sobol points, for a block of paths at a time: nothing but the levels leaves the processor's cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.world.kernels.exponential import exponential
from dealwright.world.kernels.normal_quantile import LANES, in_tails, normal_quantiles
from dealwright.world.normal_quantile import TAIL

if TYPE_CHECKING:
    from numpy import ndarray

    Here = tuple[int, int]
    """Where a block begins among the paths that a rule is given for, and how many paths it has."""

DOUBLINGS = 8
BLOCK = 1 << DOUBLINGS
"""Paths of a block: some sixty steps of three arrays of them stay in a processor's second cache."""
UNIT, HALF = 2.0**-32, 0.5 * 2.0**-32
"""What the last bit of a point stands for, and half of it, which keeps points off zero."""
TOP = 32 - DOUBLINGS
"""Where the bits of a point stand that tell in which of as many equal parts as a block has paths it is."""
IN_TAIL = int(TAIL * BLOCK)
"""How many of those parts make a tail."""
SCALE, LOGARITHM, DISTANCE, LONG_RUN = range(4)


@compiled(EVERYWHERE)
def levels_of_paths(
    points: tuple[ndarray, ndarray, ndarray, ndarray],
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
    first, order = first_blocks(numbers, quasi, steps)
    motions, state, drives = np.zeros((len(numbers), steps + 1, BLOCK)), np.empty((4, BLOCK)), np.empty((2, BLOCK))
    room = np.empty((2, BLOCK)), np.empty((2, BLOCK + LANES)), np.empty(BLOCK + 1, np.int64)
    for begin in range(0, paths, BLOCK):
        here = (begin, min(BLOCK, paths - begin))
        for shock in range(len(numbers)):
            sequence = first[shock], order[shock], numbers[shock], shifts[shock], plain[shock], quasi[shock]
            draw(sequence, bridge, motions[shock], room, ((inside + begin) >> DOUBLINGS, here[0], here[1]))
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
def first_blocks(numbers: ndarray, quasi: ndarray, steps: int) -> tuple[ndarray, ndarray]:
    """Return the first block of points of every shock and level, not shifted, and in which order they rise."""
    first = np.empty((len(numbers), steps, BLOCK), dtype=np.uint32)
    order = np.empty((len(numbers), steps, BLOCK), dtype=np.uint8)
    for shock in range(len(numbers)):
        for level in range(quasi[shock]):
            first_points(numbers[shock, level], first[shock, level], order[shock, level])
    return first, order


@compiled(EVERYWHERE)
def first_points(numbers: ndarray, points: ndarray, order: ndarray) -> None:
    """Write the first points of one dimension of a digital sequence that is not shifted, and in which order they rise.

    Of a block of them one stands in each of as many equal parts.
    """
    points[:] = 0
    for column in range(min(len(numbers), DOUBLINGS)):
        number, half = numbers[column], 1 << column
        for i in range(half):
            points[half + i] = points[i] ^ number
    for i in range(BLOCK):
        order[points[i] >> TOP] = i


@compiled(EVERYWHERE)
def points_in_tails(order: ndarray, shift: int, places: ndarray) -> int:
    """Write which points of a shifted block are in a tail, and return how many: what is shifted only trades places."""
    top = shift >> TOP
    for part in range(IN_TAIL):
        places[part] = order[part ^ top]
        places[IN_TAIL + part] = order[(BLOCK - 1 - part) ^ top]
    return 2 * IN_TAIL


@compiled(EVERYWHERE)
def shifted(numbers: ndarray, shift: int, block: int) -> int:
    """Return what the first points are shifted by to be those of another block."""
    for column in range(DOUBLINGS, len(numbers)):
        if (block >> (column - DOUBLINGS)) & 1:
            shift ^= numbers[column]
    return shift


@compiled(EVERYWHERE)
def draw(
    sequence: tuple[ndarray, ndarray, ndarray, ndarray, ndarray, int],
    bridge: tuple[ndarray, ndarray],
    motion: ndarray,
    room: tuple[ndarray, ndarray, ndarray],
    place: tuple[int, int, int],
) -> None:
    """Write a block of standard normals, step by step: of a Brownian motion's increments where there is a bridge."""
    first, order, numbers, shifts, plain, quasi = sequence
    stages, weights = bridge
    rows, work, places = room
    uniforms, normals = rows[0], rows[1]
    block, begin, count = place
    motion[0] = 0.0
    for level in range(len(motion) - 1):
        if level < quasi:
            shift, points = shifted(numbers[level], shifts[level], block), first[level]
            for i in range(count):
                uniforms[i] = np.float64(np.int64(points[i] ^ shift)) * UNIT + HALF
        else:
            shift, given = np.uint32(0), plain[level - (len(motion) - 1 - len(plain))]
            for i in range(count):
                uniforms[i] = given[begin + i]
        if level < quasi and count == BLOCK:
            tails = points_in_tails(order[level], shift, places)
        else:
            tails = in_tails(uniforms, places, count)
        if len(stages):
            normal_quantiles(uniforms, normals, work, places, (count, tails))
            fill_in(motion, stages, weights, level, normals)
        else:
            normal_quantiles(uniforms, motion[level], work, places, (count, tails))
    if len(stages):
        for step in range(len(motion) - 1):
            for i in range(BLOCK):
                motion[step, i] = (motion[step + 1, i] - motion[step, i]) * weights[step, 3]


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
