"""Climb to the draw between packages with the largest product of expected utilities, each to the power of its party."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.mixtures import FAINT
from dealwright.bargain.solutions import TIE

if TYPE_CHECKING:
    from jaxtyping import Float

    from dealwright.bargain.mixtures import Mixtures

    Mixed = Float[np.ndarray, " package"]
    Shares = Float[np.ndarray, " draw"]
    Utilities = Float[np.ndarray, "party draw"]
    Weights = Float[np.ndarray, " party"]

STEPS = 200
"""Most draws that are brought in, and most steps over some of them; a few are enough."""


def largest_product(mixtures: Mixtures, weight: Weights, start: Mixed) -> Mixed:
    """Climb over a few draws at a time, each next one chosen by the slope of the product.

    Args:
        mixtures: what can be drawn.
        weight: power of each party, at least zero, summing to one.
        start: a draw in which everybody gains who has power.

    Returns:
        The draw.

    Source:
        Wolfe, Finding the nearest point in a polytope, Mathematical Programming 11, 1976, doi:10.1007/BF01580381, with
        the logarithm of the product in place of the distance.
    """
    counts, slope = weight > 0, np.zeros(len(weight))
    drawn, share = start[:, None], np.ones(1)
    for _ in range(STEPS):
        utility = (mixtures.utility @ drawn)[counts]
        slope[counts] = weight[counts] / (utility @ share)
        found = mixtures.most(slope)
        if slope @ mixtures.of(found) <= 1.0 + TIE * len(weight):
            break
        more = np.column_stack([utility, mixtures.of(found)[counts]])
        moved = _climbed(more, weight[counts], np.append(share, 0.0))
        if moved[-1] == 0.0:
            break
        drawn, share = np.column_stack([drawn, found])[:, moved > 0], moved[moved > 0]
    return np.asarray(drawn @ share)


def _climbed(utility: Utilities, weight: Weights, share: Shares) -> Shares:
    """Mix a few draws so that the product is largest."""
    for _ in range(STEPS):
        held = utility @ share
        rise = (weight / held) @ utility - 1.0  # of each draw over what is held; zero on average over the shares
        scaled = utility * (np.sqrt(weight) / held)[:, None]
        step = _step(scaled, rise, share)
        moved = _moved(utility, weight, share, step)
        if rise @ step <= TIE**2 or (moved == share).all():
            break
        share = moved
    return share


def _step(scaled: Utilities, rise: Shares, share: Shares) -> Shares:
    """Return Newton's step over the draws that are mixed or would improve the mix; what is not drawn cannot be less."""
    free = (share > 0) | (rise > TIE)
    while True:
        size, step = int(free.sum()), np.zeros(len(share))
        system = np.ones((size + 1, size + 1))
        system[:size, :size], system[size, size] = scaled[:, free].T @ scaled[:, free], 0.0
        step[free] = np.linalg.lstsq(system, np.append(rise[free], 0.0), rcond=TIE)[0][:size]
        blocked = free & (share <= 0) & (step < 0)
        if not blocked.any():
            return step
        free &= ~blocked


def _moved(utility: Utilities, weight: Weights, share: Shares, step: Shares) -> Shares:
    """Go along a step as far as no share falls under zero and the product does not fall."""
    falls = step < 0
    part = min(1.0, float(np.min(share[falls] / -step[falls], initial=np.inf)))
    before = weight @ np.log(utility @ share)
    while part > TIE:
        moved = share + part * step
        moved = np.where(moved <= FAINT, 0.0, moved)
        moved /= moved.sum()
        held = utility @ moved
        if (held > 0).all() and weight @ np.log(held) >= before:
            return np.asarray(moved)
        part /= 2
    return share
