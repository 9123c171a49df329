"""Computes path by path what whole arrays would not stay in the processor's cache for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    Amounts = Float[ndarray, "_ _"]

AT_HAND = 2**17
"""Numbers of an array that stays at hand while others are computed from it: a megabyte."""


def in_blocks(compute: Callable[..., Sequence[Amounts]], *given: Amounts) -> list[Amounts]:
    """Compute arrays of which each path depends on the same path alone, for a block of paths at a time.

    Args:
        compute: Computes them from what is given, on whichever paths; each (path or 1, entry).
        given: What it computes them from; each (path or 1, entry).

    Returns:
        What `compute` returns, the same bytes as all at once.
    """
    paths, entries = (max(each.shape[axis] for each in given) for axis in (0, 1))
    size = max(2, AT_HAND // max(entries, 1))
    if paths <= size:
        return list(compute(*given))
    found: list[Amounts] = []
    for begin in range(0, paths, size):
        some = slice(begin, min(begin + size, paths))
        parts = compute(*(each[some] if len(each) > 1 else each for each in given))
        found = found or [np.empty(each.shape[::-1] if len(each) == 1 else (each.shape[1], paths)).T for each in parts]
        for whole, part in zip(found, parts, strict=True):
            if len(whole) > 1:
                whole[some] = part
            elif begin == 0:
                whole[:] = part
    return found
