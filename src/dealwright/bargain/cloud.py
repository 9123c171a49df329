"""Thin the packages for a picture so that the cloud keeps its outline."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float, Int

    Ends = tuple[Float[np.ndarray, " party"], Float[np.ndarray, " party"]]

CELLS = 40
"""Cells along each axis of the picture."""
DRAWN_IN_PAIRS = 3
"""Most parties of whom each two are drawn."""
PIECE = 1 << 15
"""Packages placed at once: what that needs stays near the processor."""


def pictured(parties: int) -> list[tuple[int, int]]:
    """List the pairs of parties between whom a bargain is drawn, by their places.

    Args:
        parties: how many parties bargain.

    Returns:
        Every pair of up to three; of more, the first with each of the others.

    Example:
        >>> pictured(3), pictured(4)
        ([(0, 1), (0, 2), (1, 2)], [(0, 1), (0, 2), (0, 3)])
    """
    return [pair for pair in combinations(range(parties), 2) if parties <= DRAWN_IN_PAIRS or pair[0] == 0]


def thin(worth: Float[np.ndarray, "party package"], cells: int = CELLS) -> Int[np.ndarray, " kept"]:
    """Keep the first package of each cell of a raster over the worth of each two parties that are pictured.

    Args:
        worth: worth of each package to each party, finite.
        cells: cells along each axis, at least one.

    Returns:
        Numbers of the packages kept, in order; at most `cells` squared for each pair, and all that there are if they
        are no more than that.
    """
    if worth.shape[1] <= cells**2:
        return np.arange(worth.shape[1])
    return first_of_cells(worth, (worth.min(axis=1), worth.max(axis=1)), cells)


def first_of_cells(
    worth: Float[np.ndarray, "party package"], ends: Ends, cells: int = CELLS
) -> Int[np.ndarray, " kept"]:
    """Find the first package of each cell of the raster over each pair of parties that is pictured.

    Args:
        worth: worth of each package to each party, finite.
        ends: the least and the most worth to each party, between which the raster lies.
        cells: cells along each axis, at least one.

    Returns:
        Places of the packages, rising.
    """
    pairs = pictured(len(worth)) or [(0, 0)]
    edges = [(float(low), float(high - low) or 1.0) for low, high in zip(*ends, strict=True)]
    found = [_first((worth[one], worth[other]), (edges[one], edges[other]), cells) for one, other in pairs]
    return np.unique(np.concatenate(found))


def _first(
    rows: tuple[Float[np.ndarray, " package"], ...], edges: tuple[tuple[float, float], ...], cells: int
) -> Int[np.ndarray, " kept"]:
    """Find the first package of each cell, whose raster begins somewhere along each axis and is so wide."""
    packages = len(rows[0])
    first = np.full(cells**2, packages)
    for start in range((packages - 1) // PIECE * PIECE, -1, -PIECE):
        place = np.zeros(min(PIECE, packages - start), dtype=np.int32)
        for axis, (low, width) in zip(rows, edges, strict=True):
            cell = (axis[start : start + PIECE] - low) / width
            cell *= cells
            place *= cells
            place += np.minimum(cells - 1, cell.astype(np.int32))
        # Of a cell's packages the last one stays.
        first[place[::-1].astype(np.intp)] = np.arange(start + len(place) - 1, start - 1, -1)
    return np.asarray(first[first < packages])
