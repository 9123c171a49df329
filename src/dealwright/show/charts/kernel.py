"""Estimate the density of a sample on a grid, fast enough to do so for every party and scenario."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

_BINS_PER_BANDWIDTH = 8
_MOST_BINS = 1 << 15
_NORMAL_QUARTILES = 1.349
_LEAST = 2
_MANY = 0.1
"""Values of which so large a part is the same amount are no density: the amount is sure in so many futures."""
_LOOKED_AT = (0.0, 0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.0)
_SAME = 1e-6
"""Amounts that differ by less than this part of a picture are one."""


def bandwidth(sample: Float[np.ndarray, " path"]) -> float:
    """Return the width of a Gaussian kernel suited to a sample, in the sample's unit.

    Args:
        sample: at least two finite values.

    Returns:
        0.9 min(standard deviation, interquartile range / 1.349) / n^(1/5); a small positive width for a constant.

    Source:
        B. W. Silverman, Density Estimation for Statistics and Data Analysis (1986), section 3.4.2, eq. 3.31.
    """
    spread = float(np.std(sample))
    low, high = (float(value) for value in np.quantile(sample, [0.25, 0.75]))
    quartiles = (high - low) / _NORMAL_QUARTILES
    scale = min(spread, quartiles) if quartiles > 0 else spread
    if scale <= 0:
        scale = 1e-3 * max(1.0, float(np.max(np.abs(sample))))
    return 0.9 * scale / math.pow(len(sample), 0.2)


def density(sample: Float[np.ndarray, " path"], grid: Float[np.ndarray, " point"]) -> Float[np.ndarray, " point"]:
    """Estimate a sample's density at the points of an even grid.

    Args:
        sample: values in any unit; those that are not finite are passed over.
        grid: evenly spaced points in that unit.

    Returns:
        Density per unit at each point.
    """
    smooth, sure, _ = smooth_and_sure(sample, grid)
    return np.asarray(smooth + sure)


def smooth_and_sure(
    sample: Float[np.ndarray, " path"], grid: Float[np.ndarray, " point"]
) -> tuple[Float[np.ndarray, " point"], Float[np.ndarray, " point"], float]:
    """Estimate a sample's density, and apart from it that of amounts to which many of its values come exactly.

    What is paid whether or not a trial succeeds is one amount in all futures in which it fails: a kernel that suits the
    other futures would spread it over amounts that nobody ever gets.

    Args:
        sample: values in any unit; those that are not finite are passed over.
        grid: evenly spaced points in that unit.

    Returns:
        Density per unit at each point, of what spreads and of what does not; and the part of all that does not.
    """
    finite = sample[np.isfinite(sample)]
    nothing = np.zeros(len(grid))
    if len(finite) < _LEAST:
        return nothing, nothing, 0.0
    same = _same(finite, float(grid[-1] - grid[0]) * _SAME)
    # No kernel is narrower than the grid can show: an atom becomes a visible spike, not a missing one.
    least = float(grid[1] - grid[0])
    part = float(same.mean())
    sure, rest = _curve(finite[same], grid, least) * part, finite[~same]
    smooth = _curve(rest, grid, max(bandwidth(rest), least)) * (1.0 - part) if len(rest) >= _LEAST else nothing
    return smooth, sure, part


def _same(finite: Float[np.ndarray, " path"], within: float) -> Bool[np.ndarray, " path"]:
    """Tell which values come to an amount that a tenth of all come to; any such amount is one of a few percentiles."""
    found = np.zeros(len(finite), dtype=bool)
    for amount in np.unique(np.quantile(finite, _LOOKED_AT, method="lower")):
        near = np.abs(finite - amount) <= within
        if near.mean() >= _MANY:
            found |= near
    return found


def _curve(
    finite: Float[np.ndarray, " path"], grid: Float[np.ndarray, " point"], width: float
) -> Float[np.ndarray, " point"]:
    """Estimate the density of values at the points of an even grid, with a kernel of a width.

    The values are first counted in bins an eighth of it wide, which changes the estimate by far less than its own
    error; values off the grid still lend their kernels' tails.
    """
    if not len(finite):
        return np.zeros(len(grid))
    low, high = float(grid[0]) - 4 * width, float(grid[-1]) + 4 * width
    bins = min(_MOST_BINS, int((high - low) / width * _BINS_PER_BANDWIDTH) + 1)
    counts, edges = np.histogram(finite, bins=bins, range=(low, high))
    step = float(edges[1] - edges[0])
    reach = int(4 * width / step)
    offsets = np.arange(-reach, reach + 1) * step
    kernel = np.exp(-0.5 * (offsets / width) ** 2) / (width * np.sqrt(2 * np.pi))
    smooth = np.convolve(counts, kernel, mode="same") / len(finite)
    return np.asarray(np.interp(grid, (edges[:-1] + edges[1:]) / 2, smooth))
