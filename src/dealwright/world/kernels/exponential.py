"""The exponential inside compiled loops, operation by operation as `dealwright.world.exponential` takes it."""

from __future__ import annotations

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.world.exponential import EVEN, LEAST, LN2_HIGH, LN2_LOW, MOST, ODD, PER_UNIT, ROUNDER
from dealwright.world.kernels.bits import bits_of, from_bits


@compiled(EVERYWHERE, inline=True)
def exponential(power: float) -> float:
    """Return the exponential of a number."""
    within = max(power, LEAST)  # what is no number stays so
    within = min(within, MOST)
    shifted = within * PER_UNIT + ROUNDER
    times = shifted - ROUNDER
    x = (within - times * LN2_HIGH) - times * LN2_LOW
    square = x * x
    even, odd = square * EVEN[0], square * ODD[0]
    even, odd = (even + EVEN[1]) * square, (odd + ODD[1]) * square
    even, odd = (even + EVEN[2]) * square, (odd + ODD[2]) * square
    even, odd = (even + EVEN[3]) * square, (odd + ODD[3]) * square
    y = ((odd + ODD[4]) * x + (even + EVEN[4])) * square + x + 1.0
    found = (y + y) * from_bits(bits_of(shifted) << 52)
    return 0.0 if power < LEAST else found
