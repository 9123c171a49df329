"""The exponential by plain sums and products: the same bytes on every machine, unlike the library's own."""

from __future__ import annotations

from math import factorial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

LARGEST = 1400.0
"""Beyond it, either way, every exponential is infinite or nothing."""
PER_UNIT = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts, of which whole multiples of the first are exact."""
ROUNDER = 1.5 * 2.0**52
"""Added and taken away again, it leaves a whole number, whose lowest bits stand last in between."""
PLACE = 0x4338000000000000
"""The bits of that number."""
BIAS = 1023
"""What the exponent of a double is too large by."""
SERIES = tuple(1.0 / factorial(power) for power in range(13, 1, -1))
"""The exponential's series from the thirteenth power down to the second: enough between plus and minus ln 2 / 2."""


def exponential(powers: Float[ndarray, " path"], out: Float[ndarray, " path"]) -> None:
    """Write the exponentials of some numbers, to their last digit but one.

    Args:
        powers: The numbers.
        out: Where the exponentials go, another array.
    """
    within = np.clip(powers, -LARGEST, LARGEST)
    shifted = within * PER_UNIT
    shifted += ROUNDER
    times = shifted - ROUNDER
    rest = within
    rest -= times * LN2_HIGH
    times *= LN2_LOW
    rest -= times
    np.multiply(rest, SERIES[0], out=out)
    for coefficient in SERIES[1:]:
        out += coefficient
        out *= rest
    out *= rest
    out += rest
    out += 1.0
    # Two factors, since one alone would leave the range of exponents where the product need not.
    whole = shifted.view(np.int64)
    whole -= PLACE
    half = whole >> 1
    whole -= half
    for power in (half, whole):
        out *= ((power + BIAS) << 52).view(np.float64)
