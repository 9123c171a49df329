"""The exponential inside compiled loops, operation by operation as `dealwright.world.exponential` takes it."""

from __future__ import annotations

import numpy as np

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled
from dealwright.world.exponential import BIAS, LARGEST, LN2_HIGH, LN2_LOW, PER_UNIT, PLACE, ROUNDER, SERIES
from dealwright.world.kernels.bits import bits_of, from_bits

_PLACE, _BIAS = np.int64(PLACE), np.int64(BIAS)


@compiled(EVERYWHERE, inline=True)
def exponential(power: float) -> float:
    """Return the exponential of a number."""
    within = min(max(power, -LARGEST), LARGEST)
    shifted = within * PER_UNIT + ROUNDER
    times = shifted - ROUNDER
    x = (within - times * LN2_HIGH) - times * LN2_LOW
    y = x * SERIES[0]
    y = (y + SERIES[1]) * x
    y = (y + SERIES[2]) * x
    y = (y + SERIES[3]) * x
    y = (y + SERIES[4]) * x
    y = (y + SERIES[5]) * x
    y = (y + SERIES[6]) * x
    y = (y + SERIES[7]) * x
    y = (y + SERIES[8]) * x
    y = (y + SERIES[9]) * x
    y = (y + SERIES[10]) * x
    y = (y + SERIES[11]) * x
    y = y * x + x + 1.0
    whole = bits_of(shifted) - _PLACE
    half = whole >> 1
    return y * from_bits((half + _BIAS) << 52) * from_bits((whole - half + _BIAS) << 52)
