"""The weighted sums that a regression is solved from, for a block of paths at a time: each column is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import SUMS_MAY_MOVE, compiled

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 256
"""Paths of a block: a few tens of rows of them stay close to a processor."""


def sums_in_numpy(
    own: ndarray, shared: ndarray, actual: ndarray, weights: ndarray, squares: ndarray, sides: ndarray
) -> None:
    """Write the sums as products of matrices: what the compiled loop is tested against.

    Args:
        own: Columns of one regression; (own, path).
        shared: Columns that others have, too; (shared, path).
        actual: What came; (outcome, path).
        weights: How much each path counts.
        squares: Where the weighted sum of each own column times each column goes; (own, own and shared).
        sides: The same of each column times each outcome; (own and shared, outcome).
    """
    columns = np.concatenate([own, shared])
    squares[:], sides[:] = (own * weights) @ columns.T, columns @ (actual * weights).T


@compiled(SUMS_MAY_MOVE)
def write_sums(
    own: ndarray, shared: ndarray, actual: ndarray, weights: ndarray, squares: ndarray, sides: ndarray
) -> None:
    """Write the same by a compiled loop."""
    weighted, mine = np.empty((len(own) + len(actual), BLOCK)), len(own)
    squares[:], sides[:] = 0.0, 0.0
    for first in range(0, len(weights), BLOCK):
        some = first, min(first + BLOCK, len(weights))
        weigh(own, weights, some, weighted, 0)
        weigh(actual, weights, some, weighted, mine)
        for row in range(mine):
            add_products(own, row + 1, some, weighted[row], squares[row])
            add_products(shared, len(shared), some, weighted[row], squares[row, mine:])
        for row in range(len(actual)):
            add_products(own, mine, some, weighted[mine + row], sides[:mine, row])
            add_products(shared, len(shared), some, weighted[mine + row], sides[mine:, row])
    for row in range(mine):
        squares[: row + 1, row] = squares[row, : row + 1]


@compiled(SUMS_MAY_MOVE)
def weigh(rows: ndarray, weights: ndarray, some: tuple[int, int], out: ndarray, begin: int) -> None:
    """Write rows times the weights on some paths."""
    for row in range(len(rows)):
        given, into = rows[row, some[0] : some[1]], out[begin + row]
        for i in range(len(given)):
            into[i] = given[i] * weights[some[0] + i]


@compiled(SUMS_MAY_MOVE)
def add_products(rows: ndarray, count: int, some: tuple[int, int], weighted: ndarray, found: ndarray) -> None:
    """Add the sum over some paths of each of the first rows times a weighted one."""
    for row in range(count):
        found[row] += product(rows[row, some[0] : some[1]], weighted)


@compiled(SUMS_MAY_MOVE)
def product(row: ndarray, weighted: ndarray) -> float:
    """Return the sum of a row times a weighted one."""
    total = 0.0
    for i in range(len(row)):
        total += row[i] * weighted[i]
    return total
