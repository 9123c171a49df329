"""The quantile of the standard normal in compiled loops, operation by operation as its NumPy twin takes it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.world import normal_quantile as twin
from dealwright.world.exponential import LN2_HIGH, LN2_LOW
from dealwright.world.kernels.bits import bits_of, from_bits

if TYPE_CHECKING:
    from numpy import ndarray

PARTS, THIN, THICK = twin.PARTS, twin.THIN, twin.THICK
TIMID, BOLD = PARTS - THIN, PARTS - THICK
"""Where what mirrors a tail, and what mirrors the parts near it, begin."""
SHIFT, FAR, FAR_SHIFT, LEAST, BIAS = twin.SHIFT, twin.FAR, twin.FAR_SHIFT, twin.LEAST, twin.BIAS
TAIL_UP, TAIL_DOWN, FAR_UP, FAR_DOWN = twin.TAIL_UP, twin.TAIL_DOWN, twin.FAR_UP, twin.FAR_DOWN
LOGARITHM = twin.LOGARITHM
ROOT_HALF, MOVED = np.int64(twin.ROOT_HALF), np.int64(twin.ONE - twin.ROOT_HALF)
FRACTION, WHOLE = np.int64(twin.FRACTION), np.int64(twin.WHOLE)
OFFSET, CENTRE = np.int64(0x41A0000000000000), 2.0**27 + 0.5
"""The bits of 2**27, whose last bit counts a half of the last bit of a point within its part; where its middle is."""


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


@compiled(EVERYWHERE, inline=True)
def _begun(at: float, table: ndarray, part: int) -> Any:
    """Begin the series of a part near a tail, as far as others have none."""
    found = table[11 * PARTS + part] * at + table[10 * PARTS + part]
    found = found * at + table[9 * PARTS + part]
    found = found * at + table[8 * PARTS + part]
    return found * at + table[7 * PARTS + part]


@compiled(EVERYWHERE, inline=True)
def _ended(found: float, at: float, table: ndarray, part: int) -> Any:
    """End the series of a part, begun with the seventh power."""
    found = found * at + table[6 * PARTS + part]
    found = found * at + table[5 * PARTS + part]
    found = found * at + table[4 * PARTS + part]
    found = found * at + table[3 * PARTS + part]
    found = found * at + table[2 * PARTS + part]
    found = found * at + table[PARTS + part]
    return found * at + table[part]


@compiled(EVERYWHERE, inline=True)
def place_in_part(below: int, added: int) -> float:
    """Return where a point is in its part, from its middle on, in parts' lengths."""
    place: float = from_bits(np.int64(below) ^ added) - CENTRE
    return place


@compiled(EVERYWHERE)
def normals_of_parts(below: ndarray, place: tuple[int, int, int], table: ndarray, rows: ndarray) -> None:
    """Write the normals of points of which one is in each part, but for the tails.

    Args:
        below: What each has below the bits that tell its part, twice and one; (shock, level, part).
        place: Which shock and level, and what is added below without carry.
        table: The series of the parts, power by power.
        rows: Where they go, in the first.
    """
    shock, level, added = place
    for part in range(THICK, BOLD):
        at = place_in_part(below[shock, level, part], added)
        rows[0, part] = _ended(table[7 * PARTS + part], at, table, part)
    for part in range(THIN, THICK):
        at = place_in_part(below[shock, level, part], added)
        rows[0, part] = _ended(_begun(at, table, part), at, table, part)
    for part in range(BOLD, TIMID):
        at = place_in_part(below[shock, level, part], added)
        rows[0, part] = _ended(_begun(at, table, part), at, table, part)


@compiled(EVERYWHERE)
def tail_sizes(chances: ndarray, count: int) -> None:
    """Put minus the quantile in place of each of some small chances, none smaller than 2**-33."""
    for i in range(count):
        chances[i] = _quotient(math.sqrt(-_logarithm(chances[i])) - SHIFT, TAIL_UP, TAIL_DOWN)


@compiled(EVERYWHERE)
def normal_quantiles(uniforms: ndarray, table: ndarray, found: ndarray) -> None:
    """Write the quantiles of the standard normal of numbers between 0 and 1.

    Args:
        uniforms: The numbers.
        table: The series of the parts, power by power.
        found: Where they go.
    """
    for i in range(len(uniforms)):
        uniform = uniforms[i]
        scaled = uniform * PARTS
        part = np.int64(scaled)
        if THIN <= part < TIMID:
            at = scaled - part - 0.5
            found[i] = _ended(_begun(at, table, part), at, table, part)
        else:
            found[i] = math.copysign(_tail(max(min(uniform, 1.0 - uniform), LEAST)), uniform - 0.5)


@compiled(EVERYWHERE, inline=True)
def _tail(chance: float) -> float:
    root = math.sqrt(-_logarithm(chance))
    far: float = _quotient(root - FAR_SHIFT, FAR_UP, FAR_DOWN)
    near: float = _quotient(root - SHIFT, TAIL_UP, TAIL_DOWN)
    return far if chance < FAR else near
