"""Prepares normals of a block of Sobol points, part by part, as `dealwright.world.block_normals` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.world.block_normals import BELOW, TOP
from dealwright.world.kernels.normal_quantile import OFFSET, place_in_part, tail_sizes
from dealwright.world.normal_quantile import DOUBLINGS, PARTS, THIN

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = PARTS
"""Paths of a block."""
TAILS = 2 * THIN
"""How many points of a block are in a tail."""


@compiled(EVERYWHERE)
def first_blocks(numbers: ndarray, quasi: ndarray, points: ndarray, parts: ndarray, below: ndarray) -> None:
    """Lay out the first block of points of every shock and level, not shifted.

    Args:
        numbers: Scrambled direction numbers; (shock, level, column).
        quasi: By shock, how many levels have points.
        points: Room for a block of them.
        parts: Where the part goes that each point is in; (shock, level, point).
        below: Where it goes what the point in each part has below, twice and one; (shock, level, part).
    """
    points[0] = 0
    for shock in range(len(numbers)):
        for level in range(quasi[shock]):
            for column in range(DOUBLINGS):
                number, half = numbers[shock, level, column], 1 << column
                for i in range(half):
                    points[half + i] = points[i] ^ number
            for i in range(BLOCK):
                part = points[i] >> TOP
                parts[shock, level, i] = part
                below[shock, level, part] = ((points[i] & BELOW) << 1) | 1


@compiled(EVERYWHERE)
def prepare(
    numbers: ndarray,
    shifts: ndarray,
    below: ndarray,
    place: tuple[int, int, int],
    traded: ndarray,
    tails: ndarray,
) -> None:
    """Find what shifts a block of points of a shock at every level, and how far out those in the tails are.

    Args:
        numbers: Direction numbers; (shock, level, column).
        shifts: What points are shifted by; (shock, level).
        below: What the first points have below; (shock, level, part).
        place: Which shock, how many of its levels, which block.
        traded: Where it goes, by level, which part trades places with the first and what is added below.
        tails: Where it goes how far out the points of both tails are, level by level.
    """
    shock, levels, block = place
    for level in range(levels):
        shift, left, column = shifts[shock, level], block, DOUBLINGS
        while left:
            if left & 1:
                shift ^= numbers[shock, level, column]
            left, column = left >> 1, column + 1
        part = shift >> TOP
        added = np.int64(((shift & BELOW) << 1) ^ below[shock, level, part] ^ 1) ^ OFFSET
        traded[level, 0], traded[level, 1] = part, added
        for part in range(THIN):
            low = place_in_part(below[shock, level, part], added)
            high = place_in_part(below[shock, level, BLOCK - THIN + part], added)
            tails[level * TAILS + part] = (low + (part + 0.5)) / BLOCK
            tails[level * TAILS + THIN + part] = ((THIN - 0.5 - part) - high) / BLOCK
    tail_sizes(tails, levels * TAILS)


@compiled(EVERYWHERE)
def join_tails(tails: ndarray, level: int, rows: ndarray) -> None:
    """Put the normals in the tails beside the others of a block, part by part."""
    for part in range(THIN):
        rows[0, part] = -tails[level * TAILS + part]
        rows[0, BLOCK - THIN + part] = tails[level * TAILS + THIN + part]


@compiled(EVERYWHERE)
def in_order(parts: ndarray, place: tuple[int, int, int], rows: ndarray) -> None:
    """Bring what was found part by part in the order of the points.

    Args:
        parts: Which part each of the first points is in; (shock, level, point).
        place: Which shock and level, and which part has traded places with the first.
        rows: What was found, and where it goes.
    """
    shock, level, traded = place
    other = np.uint8(traded)
    for i in range(BLOCK):
        rows[1, i] = rows[0, parts[shock, level, i] ^ other]
