"""The exponential of many numbers at once, in single or double precision, at the speed of the processor's vectors.

The exponent is split into a whole power of two and a rest of at most half of one, whose exponential is a short power
series. What would be under the normal numbers is the least of them, about 1e-38 or 1e-308; what would be over them is
infinite.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload

from dealwright.ground.kernels.compiled import AS_WRITTEN, compiled

if TYPE_CHECKING:
    from collections.abc import Callable


def exponentials(numbers: np.ndarray) -> None:
    """Replace each number by its exponential; compiled loops call a faster way of the same name.

    Args:
        numbers: exponents of one axis, none of them no number.
    """
    np.exp(numbers, out=numbers)


def _reading(of: Any, bits: Any, as_type: ir.Type) -> Any:
    """Make a function that reads the bits of a whole number as a number."""

    @intrinsic
    def number(typing: Any, given: Any) -> Any:  # noqa: ARG001 - the form that numba asks for
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 - likewise
            return builder.bitcast(arguments[0], as_type)

        return of(bits), generate

    return number


_single = _reading(types.float32, types.int32, ir.FloatType())
_double = _reading(types.float64, types.int64, ir.DoubleType())

_PER_TWO, _PER_TWO_32 = 1 / math.log(2), np.float32(1 / math.log(2))
_ROUND, _ROUND_32 = 1.5 * 2.0**52, np.float32(1.5 * 2.0**23)
"""Added and taken away again, these leave a whole number."""
_HIGH, _LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_HIGH_32, _LOW_32 = np.float32(0.693359375), np.float32(math.log(2) - 0.693359375)
"""The logarithm of two in two parts, the first of which is exact times any whole power met here."""
_LEAST, _LEAST_32 = -708.0, np.float32(-87.0)
_MOST, _MOST_32 = 709.0, np.float32(88.0)
_INFINITE, _INFINITE_32 = np.inf, np.float32(np.inf)
_ONE, _A2, _A3, _A4, _A5, _A6 = (np.float32(1 / math.factorial(n)) for n in (1, 2, 3, 4, 5, 6))
_B2, _B3, _B4, _B5, _B6, _B7, _B8, _B9, _B10, _B11, _B12 = (1 / math.factorial(n) for n in range(2, 13))


@compiled(AS_WRITTEN)
def _in_single(numbers: Any) -> None:
    for n in range(numbers.shape[0]):
        x = min(max(numbers[n], _LEAST_32), _MOST_32)
        power = (x * _PER_TWO_32 + _ROUND_32) - _ROUND_32
        r = (x - power * _HIGH_32) - power * _LOW_32
        series = (((((_A6 * r + _A5) * r + _A4) * r + _A3) * r + _A2) * r + _ONE) * r + _ONE
        found = series * _single((np.int32(power) + np.int32(127)) << np.int32(23))
        numbers[n] = found if x < _MOST_32 else _INFINITE_32


@compiled(AS_WRITTEN)
def _in_double(numbers: Any) -> None:
    for n in range(numbers.shape[0]):
        x = min(max(numbers[n], _LEAST), _MOST)
        power = (x * _PER_TWO + _ROUND) - _ROUND
        r = (x - power * _HIGH) - power * _LOW
        high = ((((_B12 * r + _B11) * r + _B10) * r + _B9) * r + _B8) * r + _B7
        series = ((((((high * r + _B6) * r + _B5) * r + _B4) * r + _B3) * r + _B2) * r + 1.0) * r + 1.0
        found = series * _double((np.int64(power) + np.int64(1023)) << np.int64(52))
        numbers[n] = found if x < _MOST else _INFINITE


@overload(exponentials)
def _exponentials(numbers: Any) -> Callable[[Any], None]:
    def in_single(numbers: Any) -> None:
        _in_single(numbers)

    def in_double(numbers: Any) -> None:
        _in_double(numbers)

    return in_single if numbers.dtype == types.float32 else in_double
