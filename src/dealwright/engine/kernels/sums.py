"""The weighted sums that a regression is solved from, and what it fits, for a block of paths at a time.

Columns are products of rows. They are made block by block and never leave a processor: only rows are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.compiled import SUMS_MAY_MOVE, compiled

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 256
"""Paths of a block: a few tens of columns of them stay close to a processor."""


@compiled(SUMS_MAY_MOVE)
def write_sums(
    own: ndarray,
    shared: ndarray,
    factors: ndarray,
    actual: ndarray,
    weights: ndarray,
    squares: ndarray,
    sides: ndarray,
) -> None:
    """Write the weighted sums of the first columns times each, and of each column times what came.

    Args:
        own: Rows of one regression; (own, path).
        shared: Rows that others have, too; (shared, path).
        factors: The rows of which each column is the product, the shared ones counted on from the own ones; below zero
            for none; (column, factor).
        actual: What came; (outcome, path).
        weights: How much each path counts.
        squares: Where the weighted sum of each of the first columns times each column goes; (first, column).
        sides: The same of each column times each outcome; (outcome, column).
    """
    columns, mine = np.empty((len(factors), BLOCK)), len(squares)
    weighted = np.empty((mine + len(actual), BLOCK))
    squares[:], sides[:] = 0.0, 0.0
    for first in range(0, len(weights), BLOCK):
        some = first, min(first + BLOCK, len(weights))
        count = some[1] - some[0]
        lay_out(own, shared, factors, some, columns)
        for row in range(mine):
            weigh(columns[row, :count], weights[some[0] : some[1]], weighted[row])
        for row in range(len(actual)):
            weigh(actual[row, some[0] : some[1]], weights[some[0] : some[1]], weighted[mine + row])
        for row in range(mine):
            add_sums(columns, weighted[row, :count], squares[row], (0, row + 1))
            add_sums(columns, weighted[row, :count], squares[row], (mine, len(factors)))
        for row in range(len(actual)):
            add_sums(columns, weighted[mine + row, :count], sides[row], (0, len(factors)))
    for row in range(mine):
        squares[: row + 1, row] = squares[row, : row + 1]


@compiled(SUMS_MAY_MOVE)
def write_weighted(own: ndarray, shared: ndarray, factors: ndarray, weights: ndarray, found: ndarray) -> None:
    """Write the sums of columns, each times its weight.

    Args:
        own: Rows of one regression; (own, path).
        shared: Rows that others have, too; (shared, path).
        factors: The rows of which each column is the product, as above; (column, factor).
        weights: Those of each column for each sum; (column, outcome).
        found: Where the sums go; (outcome, path).
    """
    columns = np.empty((len(factors), BLOCK))
    for first in range(0, found.shape[1], BLOCK):
        some = first, min(first + BLOCK, found.shape[1])
        lay_out(own, shared, factors, some, columns)
        for row in range(len(found)):
            out = found[row, some[0] : some[1]]
            for i in range(len(out)):
                out[i] = 0.0
            for column in range(len(factors)):
                weight, here = weights[column, row], columns[column]
                for i in range(len(out)):
                    out[i] += here[i] * weight


@compiled(SUMS_MAY_MOVE)
def lay_out(own: ndarray, shared: ndarray, factors: ndarray, some: tuple[int, int], columns: ndarray) -> None:
    """Write columns on some paths."""
    for column in range(len(factors)):
        out, first = columns[column, : some[1] - some[0]], factors[column, 0]
        if first < 0:
            for i in range(len(out)):
                out[i] = 1.0
            continue
        copy(out, (own[first] if first < len(own) else shared[first - len(own)])[some[0] : some[1]])
        for each in range(1, factors.shape[1]):
            row = factors[column, each]
            if row >= 0:
                multiply(out, (own[row] if row < len(own) else shared[row - len(own)])[some[0] : some[1]])


@compiled(SUMS_MAY_MOVE)
def copy(out: ndarray, row: ndarray) -> None:
    """Write a row."""
    for i in range(len(row)):
        out[i] = row[i]


@compiled(SUMS_MAY_MOVE)
def multiply(out: ndarray, row: ndarray) -> None:
    """Multiply by a row."""
    for i in range(len(row)):
        out[i] *= row[i]


@compiled(SUMS_MAY_MOVE)
def weigh(row: ndarray, weights: ndarray, out: ndarray) -> None:
    """Write a row times the weights."""
    for i in range(len(row)):
        out[i] = row[i] * weights[i]


@compiled(SUMS_MAY_MOVE)
def add_sums(columns: ndarray, weighted: ndarray, sums: ndarray, some: tuple[int, int]) -> None:
    """Add the sums of some columns times a weighted row, four at a time: the row is read once for all of them."""
    place, count = some[0], len(weighted)
    while place + 4 <= some[1]:
        one, two = columns[place, :count], columns[place + 1, :count]
        three, four = columns[place + 2, :count], columns[place + 3, :count]
        first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
        for i in range(count):
            each = weighted[i]
            first += one[i] * each
            second += two[i] * each
            third += three[i] * each
            fourth += four[i] * each
        sums[place] += first
        sums[place + 1] += second
        sums[place + 2] += third
        sums[place + 3] += fourth
        place += 4
    while place < some[1]:
        one, total = columns[place, :count], 0.0
        for i in range(count):
            total += one[i] * weighted[i]
        sums[place] += total
        place += 1
