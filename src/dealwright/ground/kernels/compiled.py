"""Compile a loop once per machine: the one place that says how."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

from numba import njit

from dealwright.ground.kernels.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

SUMS_MAY_MOVE = frozenset({"contract", "nsz", "arcp", "reassoc"})
"""For loops that add up: the order of a sum may change, so that it is added in lanes. It never stands where an
expression must be taken as written: it deletes a rounding step such as (x + big) - big."""
AS_WRITTEN = frozenset({"contract", "nsz", "arcp"})
"""For all others: products may be fused with sums, nothing is reordered. Neither promises that no number is infinite or
no number, since kernels meet both."""
EVERYWHERE: frozenset[str] = frozenset()
"""For what must be the same bytes on every machine, and as NumPy finds it: each operation is rounded by itself."""


def compiled(flags: frozenset[str] = AS_WRITTEN, *, inline: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Compile a function at its first call; later processes read it from where this one kept it.

    Args:
        flags: What the compiler may do with floating point.
        inline: Whether the function is copied into those that call it as it is written, to become one loop with them.
            One with flags is always copied as it is compiled: left as a function, a caller would hold it optimised
            once more, which adds sums in another order. A process that compiles would use it as it is by itself, one
            that reads the caller would use the caller's, and their last digits would differ.

    Returns:
        A decorator. The compiled function lets other threads run, and divides by zero as NumPy does. What was kept
        serves as long as the function's file and all files of ours that it imports say what they said. Where no folder
        may be written to, neither beside the program nor of the user, it is compiled in every process.
    """
    copied: Literal["always", "never"] = "always" if inline else "never"

    def compile_(function: Callable[..., Any]) -> Any:
        loop: Any = njit(nogil=True, error_model="numpy", fastmath=set(flags), inline=copied, forceinline=bool(flags))(
            function
        )
        with suppress(RuntimeError, OSError, AttributeError):  # no place to keep it, no sources, or another numba
            loop._cache = Shelf(function)  # noqa: SLF001 - numba has no door to it
        return loop

    return compile_
