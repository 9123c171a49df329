"""Looks at the bits of a number, inside a compiled loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

if TYPE_CHECKING:
    from collections.abc import Callable

    Made = tuple[Any, Callable[..., Any]]


def _bits_of(_: Any, number: Any) -> Made:
    """Take the bits of a double as a whole number."""
    return types.int64(number), lambda _, builder, __, given: builder.bitcast(given[0], ir.IntType(64))


def _from_bits(_: Any, whole: Any) -> Made:
    """Take the double that has some bits."""
    return types.float64(whole), lambda _, builder, __, given: builder.bitcast(given[0], ir.DoubleType())


bits_of: Callable[[float], Any] = intrinsic(_bits_of)  # type: ignore[assignment]
"""Return the bits of a double as a whole number."""
from_bits: Callable[[Any], float] = intrinsic(_from_bits)  # type: ignore[assignment]
"""Return the double that has some bits."""
