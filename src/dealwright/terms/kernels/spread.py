"""Writes a number for every path of a block: one for all, or each path's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.kernels.compiled import EVERYWHERE, compiled

if TYPE_CHECKING:
    from numpy import ndarray


@compiled(EVERYWHERE)
def spread(given: ndarray, row: ndarray, first: int) -> None:
    """Write one number for all, or those of a block of paths.

    Args:
        given: A number for every path, or one.
        row: A place for each path of the block; what lies beyond the last path stays as it was.
        first: The first path of the block.
    """
    if len(given) == 1:
        row[:] = given[0]
    else:
        for i in range(min(len(row), len(given) - first)):  # a row in place of a row is compiled far more slowly
            row[i] = given[first + i]
