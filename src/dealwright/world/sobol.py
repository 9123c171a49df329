"""Makes Sobol points with linear matrix scrambling and a digital shift, for just the dimensions that are asked for."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Int, UInt32
    from numpy import ndarray

BITS = 32
"""Bits of a point."""
DIMENSIONS = 21_201
"""Dimensions of the table."""
WORDS = BITS + 1
"""Random words that scramble one dimension: a column of the matrix for each bit, and the shift."""


def direction_numbers(dimensions: Int[ndarray, " dimension"], columns: int) -> UInt32[ndarray, "dimension column"]:
    """Return the direction numbers of chosen dimensions of the Sobol sequence.

    Args:
        dimensions: Which dimensions, from 0 to `DIMENSIONS` - 1, in any order.
        columns: How many; with m of them the sequence has 2**m points.

    Returns:
        Words whose highest bit stands for one half.

    Source:
        Joe and Kuo, Constructing Sobol sequences with better two-dimensional projections, SIAM Journal on Scientific
        Computing 30 (2008), 2635-2654, doi:10.1137/070709359; their table is read from where SciPy keeps it.
    """
    return _direction_numbers(tuple(dimensions.tolist()), columns)


@lru_cache(maxsize=256)
def _direction_numbers(wanted: tuple[int, ...], columns: int) -> UInt32[ndarray, "dimension column"]:
    """Find them once for dimensions that are asked for again and again."""
    dimensions, table = np.array(wanted, dtype=np.int64), _table()
    if table is None:
        found = _from_public_sequence(dimensions, columns)
    else:
        numbers = _recurrence(table[0][dimensions], table[1][dimensions], columns)
        found = (numbers << (BITS - 1 - np.arange(columns))).astype(np.uint32)
    found.setflags(write=False)
    return found


@cache
def _table() -> tuple[Int[ndarray, " dimension"], Int[ndarray, "dimension start"]] | None:
    """Read SciPy's table as data: importing `scipy.stats` for it would take a second."""
    file = resources.files("scipy").joinpath("stats", "_sobol_direction_numbers.npz")
    if not file.is_file():
        return None
    with file.open("rb") as stream, np.load(stream) as loaded:
        return loaded["poly"].astype(np.int64), loaded["vinit"].astype(np.int64)


def _recurrence(
    polynomials: Int[ndarray, " dimension"], starts: Int[ndarray, "dimension start"], columns: int
) -> Int[ndarray, "dimension column"]:
    """Continue the starting numbers by each dimension's primitive polynomial over the field of two elements."""
    degrees = np.frexp(polynomials.astype(float))[1].astype(np.int64) - 1
    numbers = np.ones((len(polynomials), max(columns, 1)), dtype=np.int64)
    given = min(columns, starts.shape[1])
    numbers[:, :given] = np.where(np.arange(given) < degrees[:, None], starts[:, :given], 1)
    terms = np.arange(1, columns + 1)
    used = (terms <= degrees[:, None]) & (polynomials[:, None] >> np.maximum(degrees[:, None] - terms, 0) & 1 == 1)
    for column in range(1, columns):
        back = np.flatnonzero((degrees <= column) & (degrees > 0))
        if back.size:
            earlier = (numbers[back, :column] << terms[column - 1 :: -1]) * used[back, column - 1 :: -1]
            value = np.bitwise_xor.reduce(earlier, axis=1)
            numbers[back, column] = value ^ numbers[back, column - degrees[back]]
    return numbers[:, :columns]


def _from_public_sequence(dimensions: Int[ndarray, " dimension"], columns: int) -> UInt32[ndarray, "dimension column"]:
    """Read the direction numbers off SciPy's own points, should its table have moved: slower, the same numbers."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(int(dimensions.max()) + 1, scramble=False, bits=BITS)
    numbers = np.empty((len(dimensions), columns), dtype=np.uint32)
    for column in range(columns):
        # The point with index 2**(c+1) - 1 has the Gray code 2**c: it is direction number c alone.
        sequence.fast_forward(2 ** (column + 1) - 1 - sequence.num_generated)
        numbers[:, column] = np.round(sequence.random(1)[0, dimensions] * 2.0**BITS)
    return numbers


def scrambled(
    numbers: UInt32[ndarray, "*dimension column"], words: UInt32[ndarray, "*drawn word"]
) -> tuple[UInt32[ndarray, "*drawn column"], UInt32[ndarray, "*drawn"]]:
    """Scramble direction numbers by random lower triangular matrices of bits.

    Args:
        numbers: Direction numbers, of as many dimensions as the words are for, or for all replicates the same.
        words: `WORDS` random words for every dimension, and each of its replicates.

    Returns:
        The scrambled direction numbers, and the shift that goes with each.

    Source:
        Matousek, On the L2-discrepancy for anchored boxes, Journal of Complexity 14 (1998), 527-556,
        doi:10.1006/jcom.1998.0489.
    """
    places = np.arange(BITS - 1, BITS - 1 - numbers.shape[-1], -1, dtype=np.uint32)  # the lower bits are zero
    leading = np.uint32(1) << places
    matrices = words[..., : len(places)] & (leading - np.uint32(1)) | leading
    bits = numbers[..., None] >> places & np.uint32(1)
    result: UInt32[ndarray, "*drawn column"] = np.bitwise_xor.reduce(bits * matrices[..., None, :], axis=-1)
    return result, words[..., BITS]


def points(
    numbers: UInt32[ndarray, "*dimension column"], shift: UInt32[ndarray, "*dimension"], count: int
) -> UInt32[ndarray, "*dimension path"]:
    """Return the first points of digital sequences.

    Args:
        numbers: Direction numbers, with at least log2(count) columns.
        shift: What every point is shifted by, bit by bit.
        count: How many points.

    Returns:
        Points as whole numbers of 2**-32. Point n is the sum without carry of the direction numbers of n's binary
        digits; the first 2**m points are those of the usual Gray code order, and any number of points is allowed.
    """
    columns = (count - 1).bit_length()
    result = np.empty((*shift.shape, 1 << columns), dtype=np.uint32)
    result[..., 0] = shift
    for column in range(columns):
        half = 1 << column
        np.bitwise_xor(result[..., :half], numbers[..., column, None], out=result[..., half : 2 * half])
    return result[..., :count]
