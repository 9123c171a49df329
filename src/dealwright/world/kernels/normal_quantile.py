"""The quantile of the standard normal in compiled loops, operation by operation as its NumPy twin takes it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.world import normal_quantile as twin
from dealwright.world.exponential import LN2_HIGH, LN2_LOW
from dealwright.world.kernels.bits import bits_of, from_bits

if TYPE_CHECKING:
    from numpy import ndarray

MIDDLE, SHIFT, FAR, FAR_SHIFT, LEAST, BIAS = (
    twin.MIDDLE, twin.SHIFT, twin.FAR, twin.FAR_SHIFT, twin.LEAST, twin.BIAS,
)  # fmt: skip
OFF = 0.5 - twin.TAIL
MIDDLE_UP, MIDDLE_DOWN, TAIL_UP, TAIL_DOWN = twin.MIDDLE_UP, twin.MIDDLE_DOWN, twin.TAIL_UP, twin.TAIL_DOWN
FAR_UP, FAR_DOWN, LOGARITHM = twin.FAR_UP, twin.FAR_DOWN, twin.LOGARITHM
ROOT_HALF, MOVED = np.int64(twin.ROOT_HALF), np.int64(twin.ONE - twin.ROOT_HALF)
FRACTION, WHOLE = np.int64(twin.FRACTION), np.int64(twin.WHOLE)
LANES = 8
"""How many numbers a processor works on at once, at most."""


@compiled(EVERYWHERE, inline=True)
def _quotient(at: float, up: tuple[float, ...], down: tuple[float, ...]) -> float:
    above, below = at * up[7], at * down[7]
    above, below = (above + up[6]) * at, (below + down[6]) * at
    above, below = (above + up[5]) * at, (below + down[5]) * at
    above, below = (above + up[4]) * at, (below + down[4]) * at
    above, below = (above + up[3]) * at, (below + down[3]) * at
    above, below = (above + up[2]) * at, (below + down[2]) * at
    above, below = (above + up[1]) * at, (below + down[1]) * at
    return (above + up[0]) / (below + down[0])


@compiled(EVERYWHERE, inline=True)
def _logarithm(number: float) -> float:
    moved = bits_of(number) + MOVED
    exponent = from_bits((moved >> 52) | WHOLE) - BIAS
    over = from_bits((moved & FRACTION) + ROOT_HALF) - 1.0
    part = over / (over + 2.0)
    square = part * part
    series = square * LOGARITHM[0]
    series = (series + LOGARITHM[1]) * square
    series = (series + LOGARITHM[2]) * square
    series = (series + LOGARITHM[3]) * square
    series = (series + LOGARITHM[4]) * square
    series = (series + LOGARITHM[5]) * square
    series = (series + LOGARITHM[6]) * square
    half = over * over * 0.5
    return exponent * LN2_HIGH - ((half - (part * (half + series) + exponent * LN2_LOW)) - over)


@compiled(EVERYWHERE)
def in_tails(uniforms: ndarray, places: ndarray, count: int) -> int:
    """Write which of some numbers between 0 and 1 stand in a tail, and return how many."""
    found = 0
    for i in range(count):  # without a branch, since they come by chance
        places[found] = i
        found += int(abs(uniforms[i] - 0.5) > OFF)
    return found


@compiled(EVERYWHERE)
def normal_quantiles(
    uniforms: ndarray, found: ndarray, work: ndarray, places: ndarray, counts: tuple[int, int]
) -> None:
    """Write the quantiles of the standard normal of numbers between 0 and 1.

    Args:
        uniforms: The numbers.
        found: Where they go.
        work: Room for two rows of as many, and a few more.
        places: Which of them stand in a tail.
        counts: How many numbers there are, and how many of those places.
    """
    count, outside = counts
    for i in range(count):
        off = uniforms[i] - 0.5
        found[i] = _quotient(MIDDLE - off * off, MIDDLE_UP, MIDDLE_DOWN) * off
    chances, sizes = work[0], work[1]
    whole = -(-outside // LANES) * LANES
    chances[outside:whole] = 0.05  # so that no remainder is left to do one by one
    for j in range(outside):
        uniform = uniforms[places[j]]
        chances[j] = max(min(uniform, 1.0 - uniform), LEAST)
    far = 0
    for j in range(whole):
        sizes[j] = _quotient(math.sqrt(-_logarithm(chances[j])) - SHIFT, TAIL_UP, TAIL_DOWN)
        far += int(chances[j] < FAR)
    if far:
        for j in range(outside):
            if chances[j] < FAR:
                sizes[j] = _quotient(math.sqrt(-_logarithm(chances[j])) - FAR_SHIFT, FAR_UP, FAR_DOWN)
    for j in range(outside):
        place = places[j]
        found[place] = -sizes[j] if uniforms[place] - 0.5 < 0.0 else sizes[j]
