"""Say which bargaining power a package implies: under which powers the Nash solution would name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.solutions import TIE

if TYPE_CHECKING:
    from jaxtyping import Float


@dataclass(frozen=True, slots=True)
class ImpliedPower:
    """Hold the powers of the first of two parties under which a package is the Nash solution.

    Attributes:
        low: the least such power, 0 to 1; None if no power explains the package.
        high: the largest such power, 0 to 1; None likewise.
        forgone: what the party that loses more of the two could still gain in a package that is better for both, in
            the unit of the gains; 0 on the frontier.
    """

    low: float | None
    high: float | None
    forgone: float


def implied_power(gain: Float[np.ndarray, "two package"], signed: int) -> ImpliedPower:
    """Say which power of the first party makes a package the asymmetric Nash solution.

    On a grid of packages it is an interval: the solution stays put while the power moves a little. Off the frontier
    no power explains the package, and the distance to the frontier is given instead; nor may one on the frontier that
    lies in a hollow of it.

    Args:
        gain: gain of each acceptable package to two parties, at least zero.
        signed: place of the package in question; both parties gain in it.

    Returns:
        The interval, or the distance.

    Raises:
        ValueError: if there are not two parties, or a party does not gain in the package.

    Example:
        >>> implied = implied_power(np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]), 1)
        >>> f"{implied.low:.3f} to {implied.high:.3f}"
        '0.369 to 0.631'
    """
    if len(gain) != 2 or not (gain[:, signed] > 0).all():  # noqa: PLR2004 - the power of one is the other's lack of it
        raise ValueError("the implied power is that of the first of two parties who both gain")
    forgone = float(np.maximum(0.0, (gain - gain[:, [signed]]).min(axis=0)).max())
    rivals = gain[:, (gain > 0).all(axis=0)]
    ahead, behind = np.log(gain[:, [signed]]) - np.log(rivals)
    # w ahead + (1 - w) behind >= 0 against every rival.
    slope = ahead - behind
    level = np.abs(slope) <= TIE
    bound = -behind[~level] / slope[~level]
    low = max(0.0, bound[slope[~level] > 0].max(initial=0.0))
    high = min(1.0, bound[slope[~level] < 0].min(initial=1.0))
    if (behind[level] < -TIE).any() or low > high:
        return ImpliedPower(None, None, forgone)
    return ImpliedPower(float(low), float(high), forgone)
