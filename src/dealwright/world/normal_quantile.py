"""The quantile of the standard normal by plain sums, products and roots: the same bytes on every machine."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from dealwright.world.exponential import LN2_HIGH, LN2_LOW, exponential
from dealwright.world.kept import locked

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray

DOUBLINGS = 8
PARTS = 1 << DOUBLINGS
"""Equal parts of what lies between 0 and 1. Of 256 Sobol points in a row one is in each, wherever the row begins."""
THIN = 8
"""How many of them, at either end, make a tail."""
THICK, HIGH, LOW = 32, 11, 7
"""From a tail up to this part, and where that is mirrored, a series has the higher degree; else the lower."""
ROOT_TWO_PI = 2.5066282746310005
OFF, MIDDLE, SHIFT = 0.425, 0.180625, 1.6
"""How far from one half the approximation of the middle holds, and where it and that of a tail are centred."""
FAR, FAR_SHIFT = 1.3887943864964021e-11, 5.0
"""exp(-25): a tail so thin that it has an approximation of its own, and where that is centred."""
LEAST = 2.0**-54
"""What counts as no chance at all."""
MIDDLE_UP = (
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
)  # fmt: skip
MIDDLE_DOWN = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
)  # fmt: skip
TAIL_UP = (
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
)  # fmt: skip
TAIL_DOWN = (
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
)  # fmt: skip
FAR_UP = (
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
)  # fmt: skip
FAR_DOWN = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
)  # fmt: skip
LOGARITHM = (
    1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01, 2.222219843214978396e-01,
    2.857142874366239149e-01, 3.999999999940941908e-01, 6.666666666666735130e-01,
)  # fmt: skip
"""The series of the logarithm in squares of (f - 1) / (f + 1), as in FreeBSD's library; the constant last."""
ROOT_HALF, ONE = 0x3FE6A09E667F3BCD, 0x3FF0000000000000
"""The bits of the square root of one half, and of one."""
FRACTION, WHOLE = 0x000FFFFFFFFFFFFF, 0x4330000000000000
"""The bits of a number below its exponent; those of 2**52, whose last ones count whole numbers."""
BIAS = 2.0**52 + 1023.0
"""What a whole number laid into those bits is too large by, and an exponent that counts from -1023."""
TOGETHER = 2**14
"""Numbers that are worked on together: a few arrays of them stay in the processor's cache."""


@cache
def series() -> Float[ndarray, "degree part"]:
    """Return the Taylor series of the quantile about the middle of each part, in parts' lengths.

    Source:
        With the density p, w' = 1 / p(w) and w'' = w w' w'. Steinbrecher and Shaw, Quantile mechanics, European Journal
        of Applied Mathematics 19 (2008), 87-112, doi:10.1017/S0956792508007341.
    """
    found = np.zeros((HIGH + 1, PARTS))
    off = (np.arange(PARTS) + 0.5) / PARTS - 0.5
    middle = _quotient(MIDDLE - off * off, MIDDLE_UP, MIDDLE_DOWN) * off
    found[0] = np.where(np.abs(off) < OFF, middle, np.copysign(tail(0.5 - np.abs(off)), off))
    exponential(found[0] * found[0] * 0.5, found[1])
    found[1] *= ROOT_TWO_PI / PARTS
    slope, squares = [], []
    for n in range(HIGH - 1):
        slope.append(found[n + 1] * (n + 1.0))
        squares.append(sum(slope[i] * slope[n - i] for i in range(n + 1)))
        found[n + 2] = sum(found[i] * squares[n - i] for i in range(n + 1)) / ((n + 1.0) * (n + 2.0))
    found[LOW + 1 :, THICK : PARTS - THICK] = 0.0
    return locked(found)


def normal_quantile(uniforms: Float[ndarray, "level path"]) -> None:
    """Put the quantile of the standard normal in place of each number between 0 and 1.

    Args:
        uniforms: The numbers; contiguous.

    Source:
        In the tails Wichura, Algorithm AS 241: The percentage points of the normal distribution, Applied Statistics 37
        (1988), 477-484, doi:10.2307/2347330, routine PPND16, accurate to about one part in 10**16; between them the
        series of 240 equal parts, as accurate.
    """
    every = uniforms.reshape(-1)
    tails = np.flatnonzero((every < THIN / PARTS) | (every >= 1.0 - THIN / PARTS))
    chances = every[tails]
    for begin in range(0, len(every), TOGETHER):
        _replace(every[begin : begin + TOGETHER])
    sizes = tail(np.maximum(np.minimum(chances, 1.0 - chances), LEAST))
    every[tails] = np.copysign(sizes, chances - 0.5)


def _replace(uniforms: Float[ndarray, " number"]) -> None:
    """Put the quantile in place of each number, but for those in the tails."""
    table, at = series(), uniforms * PARTS
    part = at.astype(np.int64)
    at -= part
    at -= np.float64(0.5)
    near = np.flatnonzero((part < THICK) | (part >= PARTS - THICK))
    table[LOW].take(part, out=uniforms, mode="clip")
    uniforms[near] = _near_tails(table, part[near], at[near])
    each = np.empty_like(at)
    for row in table[LOW - 1 :: -1]:
        uniforms *= at
        uniforms += row.take(part, out=each, mode="clip")


def _near_tails(
    table: Float[ndarray, "degree part"], part: Int[ndarray, " number"], at: Float[ndarray, " number"]
) -> Float[ndarray, " number"]:
    """Begin a series with the powers that only the parts near the tails need."""
    found = table[HIGH].take(part)
    for row in table[HIGH - 1 : LOW - 1 : -1]:
        found *= at
        found += row.take(part)
    return np.asarray(found)


def _quotient(at: Float[ndarray, "..."], up: tuple[float, ...], down: tuple[float, ...]) -> Float[ndarray, "..."]:
    """Divide two polynomials."""
    above, below = at * up[-1], at * down[-1]
    for over, under in zip(up[-2:0:-1], down[-2:0:-1], strict=True):
        above += over
        below += under
        above *= at
        below *= at
    above += up[0]
    below += down[0]
    above /= below
    return above


def tail(chances: Float[ndarray, "..."]) -> Float[ndarray, "..."]:
    """Return minus the quantiles of small chances."""
    roots = np.sqrt(-_logarithm(chances))
    found = _quotient(roots - SHIFT, TAIL_UP, TAIL_DOWN)
    far = chances < FAR
    found[far] = _quotient(roots[far] - FAR_SHIFT, FAR_UP, FAR_DOWN)
    return found


def _logarithm(numbers: Float[ndarray, "..."]) -> Float[ndarray, "..."]:
    """Return logarithms: of a fraction around one, and of the power of two that it is multiplied by."""
    moved = numbers.view(np.int64) + (ONE - ROOT_HALF)
    exponent = ((moved >> 52) | WHOLE).view(np.float64) - BIAS
    over = ((moved & FRACTION) + ROOT_HALF).view(np.float64) - 1.0
    part = over / (over + 2.0)
    square = part * part
    series = square * LOGARITHM[0]
    for coefficient in LOGARITHM[1:]:
        series += coefficient
        series *= square
    half = over * over * 0.5
    found: Float[ndarray, "..."] = exponent * LN2_HIGH - ((half - (part * (half + series) + exponent * LN2_LOW)) - over)
    return found
