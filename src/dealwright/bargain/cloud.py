"""Thin the packages for a picture so that the cloud keeps its outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float, Int

CELLS = 40
"""Cells along each axis of the picture."""


def thin(worth: Float[np.ndarray, "party package"], cells: int = CELLS) -> Int[np.ndarray, " kept"]:
    """Keep the first package of each cell of a raster over the first two parties' worth.

    Args:
        worth: worth of each package to each party, finite.
        cells: cells along each axis, at least one.

    Returns:
        Numbers of the packages kept, in order; at most `cells` squared, and all that there are if they are no more.
    """
    if worth.shape[1] <= cells**2:
        return np.arange(worth.shape[1])
    place = np.zeros(worth.shape[1], dtype=np.int64)
    for axis in worth[:2]:
        width = float(np.ptp(axis)) or 1.0
        place = place * cells + np.minimum(cells - 1, ((axis - axis.min()) / width * cells).astype(np.int64))
    return np.sort(np.unique(place, return_index=True)[1])
