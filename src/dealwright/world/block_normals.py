"""Normals of Sobol points, a block at a time, of which one is in each of as many equal parts: part by part.

A digital sequence that is not shifted is linear: what the point in one part has below its highest bits is, added
without carry to what that in another part has, what the point in the sum of both parts has. So a shift, which a later
block is too, only trades places between parts and adds one number, without carry, to what is below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.world import sobol
from dealwright.world.normal_quantile import DOUBLINGS, HIGH, LOW, PARTS, THICK, THIN, series, tail

if TYPE_CHECKING:
    from jaxtyping import Float, UInt32
    from numpy import ndarray

TOP = sobol.BITS - DOUBLINGS
"""Where the bits of a point stand that tell in which part it is."""
NEAR = np.r_[THIN:THICK, PARTS - THICK : PARTS - THIN]
"""The parts near the tails."""
BELOW = np.uint32((1 << TOP) - 1)
"""The bits below."""


def block_normals(
    numbers: UInt32[ndarray, "level column"], shift: UInt32[ndarray, " level"], count: int
) -> Float[ndarray, "level path"]:
    """Return the normals of the first points of some dimensions, as the normal quantile finds them one by one.

    Args:
        numbers: Scrambled direction numbers, as many as there are doublings to a block at least.
        shift: What the points of each are shifted by.
        count: How many points.
    """
    blocks = -(-count // PARTS)
    first = sobol.points(numbers[:, :DOUBLINGS], np.zeros_like(shift), PARTS)
    parts = (first >> np.uint32(TOP)).astype(np.int64)
    below = np.empty_like(first)
    np.put_along_axis(below, parts, first & BELOW, axis=1)
    shifts = sobol.points(numbers[:, DOUBLINGS:], shift, blocks)
    traded = (shifts >> np.uint32(TOP)).astype(np.int64)
    added = (shifts & BELOW) ^ np.take_along_axis(below, traded, axis=1)
    tails = _tails(below, added)
    parts += PARTS * np.arange(len(shift))[:, None]
    found = np.empty((len(shift), blocks * PARTS))
    for block in range(blocks):
        by_part = _by_part(below ^ added[:, block, None])
        by_part[:, :THIN], by_part[:, -THIN:] = tails[0, :, block], tails[1, :, block]
        own = parts ^ traded[:, block, None]
        found[:, block * PARTS : (block + 1) * PARTS] = by_part.ravel().take(own)
    return found[:, :count]


def _places(below: UInt32[ndarray, "..."]) -> Float[ndarray, "..."]:
    """Return where points are in their parts, from the middle on, in parts' lengths."""
    at = below * 2.0**-TOP
    at += 2.0 ** -(TOP + 1) - 0.5
    return at


def _tails(
    below: UInt32[ndarray, "level part"], added: UInt32[ndarray, "level block"]
) -> Float[ndarray, "2 level block part"]:
    """Return the normals of the parts in both tails."""
    outwards = np.arange(THIN)
    low, high = (_places(some[:, None] ^ added[:, :, None]) for some in (below[:, :THIN], below[:, -THIN:]))
    sizes = tail(np.stack([(low + (outwards + 0.5)) / PARTS, ((THIN - 0.5 - outwards) - high) / PARTS]))
    np.negative(sizes[0], out=sizes[0])
    return sizes


def _by_part(below: UInt32[ndarray, "level part"]) -> Float[ndarray, "level part"]:
    """Return normals from what points have below the bits that tell their part, but for the tails."""
    table, at = series(), _places(below)
    found = np.empty_like(at)
    found[:] = table[LOW]
    there, begun = at[:, NEAR], table[HIGH, NEAR]
    for row in table[HIGH - 1 : LOW - 1 : -1, NEAR]:
        begun = begun * there
        begun += row
    found[:, NEAR] = begun
    for row in table[LOW - 1 :: -1]:
        found *= at
        found += row
    return found
