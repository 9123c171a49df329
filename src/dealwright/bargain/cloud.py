"""Thin the packages for a picture so that the cloud keeps its outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float, Int

CELLS = 40
"""Cells along each axis of the picture."""
PIECE = 1 << 15
"""Packages placed at once: what that needs stays near the processor."""


def thin(worth: Float[np.ndarray, "party package"], cells: int = CELLS) -> Int[np.ndarray, " kept"]:
    """Keep the first package of each cell of a raster over the first two parties' worth.

    Args:
        worth: worth of each package to each party, finite.
        cells: cells along each axis, at least one.

    Returns:
        Numbers of the packages kept, in order; at most `cells` squared, and all that there are if they are no more.
    """
    packages = worth.shape[1]
    if packages <= cells**2:
        return np.arange(packages)
    edges = [(axis, axis.min(), float(np.ptp(axis)) or 1.0) for axis in worth[:2]]
    first = np.full(cells**2, packages)
    for start in range((packages - 1) // PIECE * PIECE, -1, -PIECE):
        place = np.zeros(min(PIECE, packages - start), dtype=np.int32)
        for axis, low, width in edges:
            cell = (axis[start : start + PIECE] - low) / width
            cell *= cells
            place *= cells
            place += np.minimum(cells - 1, cell.astype(np.int32))
        # Of a cell's packages the last one stays.
        first[place[::-1].astype(np.intp)] = np.arange(start + len(place) - 1, start - 1, -1)
    return np.sort(first[first < packages])
