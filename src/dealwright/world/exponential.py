"""The exponential by plain sums and products: the same bytes on every machine, unlike the library's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

AT_HAND = 2**13
"""Numbers whose exponentials are taken together: a few arrays of them stay in the processor's cache."""
LEAST, MOST = -708.0, 710.0
"""Below the one there is nothing left that has all its digits; from a little below the other on, all is infinite."""
PER_UNIT = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts, of which whole multiples of the first are exact."""
ROUNDER = 1.5 * 2.0**52 + 1022.0
"""Added and taken away again, it leaves a whole number; in between, the last bits are an exponent for half of it."""
EVEN = (
    2.7629875270456045e-07,
    2.4801494243201414e-05,
    1.3888888942400837e-03,
    4.1666666666535505e-02,
    0.500000000000001,
)
ODD = (2.499907245270695e-08, 2.755758812388582e-06, 1.9841269506667533e-04, 8.333333333493106e-03, 0.1666666666666642)
"""The polynomial nearest to (exp x - 1 - x) / x^2 between plus and minus ln 2 / 2, to 4e-18 of exp x, by Remez."""


def exponential(powers: Float[ndarray, "*rows path"], out: Float[ndarray, "*rows path"]) -> None:
    """Write the exponentials of some numbers, to their last digit but one.

    Args:
        powers: The numbers.
        out: Where the exponentials go, another array.
    """
    rest = np.clip(powers, LEAST, MOST)
    shifted = rest * PER_UNIT
    shifted += ROUNDER
    times = shifted - ROUNDER
    rest -= times * LN2_HIGH
    times *= LN2_LOW
    rest -= times
    square = np.multiply(rest, rest, out=times)
    even, odd = np.multiply(square, EVEN[0], out=out), square * ODD[0]
    for coefficient, other in zip(EVEN[1:-1], ODD[1:-1], strict=True):
        even += coefficient
        even *= square
        odd += other
        odd *= square
    even += EVEN[-1]
    odd += ODD[-1]
    odd *= rest
    out += odd
    out *= square
    out += rest
    out += 1.0
    out += out
    out *= (shifted.view(np.int64) << 52).view(np.float64)
    out[powers < LEAST] = 0.0
