"""Say how far one package is from the frontier, and which power explains it best: arithmetic on gains alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.power import implied_power

if TYPE_CHECKING:
    from jaxtyping import Float

HALVINGS = 60
"""Steps of the search for the power that explains a package best: to a part in 10^10."""
THIRD = 1 / 3


@dataclass(frozen=True, slots=True, eq=False)
class Shortfall:
    """How far one package is from the frontier.

    Attributes:
        could_gain: the most each party could gain more while no other loses, in currency.
        left: the most all could gain more together while nobody loses, in currency; zero on the frontier.
        better: number of the package in which they would; None on the frontier.
    """

    could_gain: Float[np.ndarray, " party"]
    left: float
    better: int | None


def shortfall(
    gain: Float[np.ndarray, "party package"], signed: Float[np.ndarray, " party"], *, rounding: float = 0.0
) -> Shortfall:
    """Say how far one package is from the frontier of others.

    Args:
        gain: what each party gains in each package.
        signed: what each gains in the package in question, which need not be one of them.
        rounding: gains that differ by less are the same, so that who is left exactly as it was loses nothing.

    Returns:
        The distance. Nothing is left where no package is at least as good for everyone.

    Example:
        >>> found = shortfall(np.array([[1.0, 4.0, 3.0], [3.0, 1.0, 2.0]]), np.array([2.0, 1.0]))
        >>> found.could_gain.tolist(), found.left, found.better
        ([2.0, 1.0], 2.0, 1)
    """
    more = gain - signed[:, None]
    more = np.where(np.abs(more) <= rounding, 0.0, more)
    no_worse = more >= 0
    others = np.array([np.delete(no_worse, party, axis=0).all(axis=0) for party in range(len(signed))])
    could = np.array([row[free].max(initial=0.0) for row, free in zip(more, others, strict=True)])
    for_all = np.flatnonzero(no_worse.all(axis=0))
    if len(for_all) == 0:
        return Shortfall(could, 0.0, None)
    total = more[:, for_all].sum(axis=0)
    best = int(np.argmax(total))
    return Shortfall(could, float(total[best]), int(for_all[best]) if total[best] > 0 else None)


def shortfall_with_payments(gain: Float[np.ndarray, "party package"], signed: Float[np.ndarray, " party"]) -> Shortfall:
    """Say the same where the parties may pay each other: the largest total less what the package brings.

    Args:
        gain: what each party gains in each package.
        signed: what each gains in the package in question.
    """
    total = gain.sum(axis=0)
    left = max(0.0, float(total.max()) - float(signed.sum()))
    return Shortfall(np.full(len(signed), left), left, int(np.argmax(total)) if left > 0 else None)


def nearest_power(gain: Float[np.ndarray, "two package"], signed: Float[np.ndarray, " two"]) -> float:
    """Find the power of the first of two parties by which a package is nearest to the Nash solution.

    Args:
        gain: what the two gain in each package that both accept; those without a gain for one of them do not count.
        signed: what they gain in the package in question, both more than nothing.

    Returns:
        The power w, 0 to 1, at which the largest product of gains g1^w g2^(1 - w) is the smallest multiple of that of
        the package. The logarithm of the multiple is convex in w, so there is one smallest value; of several w the
        middle one is named.
    """
    rivals = gain[:, (gain > 0).all(axis=0)]
    ahead, behind = np.log(np.column_stack([rivals, signed]) / signed[:, None])
    low, high = _ends(ahead, behind)
    return (low + high) / 2


def _ends(ahead: Float[np.ndarray, " package"], behind: Float[np.ndarray, " package"]) -> tuple[float, float]:
    """Find the ends of the stretch on which the largest of w ahead + (1 - w) behind is smallest."""

    def excess(power: float) -> float:
        return float(np.max(power * ahead + (1 - power) * behind))

    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        left, right = low + (high - low) * THIRD, high - (high - low) * THIRD
        here, there = excess(left), excess(right)
        if here < there:
            high = right
        elif here > there:
            low = left
        else:
            break
    return low, high


def explained_by(
    gain: Float[np.ndarray, "two package"], signed: Float[np.ndarray, " two"]
) -> tuple[float, float] | None:
    """Say which powers of the first of two parties explain a package that is taken for one on the frontier.

    Args:
        gain: what the two gain in each package that both accept; packages that beat the one in question do so within
            the error, and do not count.
        signed: what they gain in the package in question, both more than nothing.

    Returns:
        The interval, or None where it lies in a hollow of the frontier.
    """
    beaten = (gain >= signed[:, None]).all(axis=0)
    found = implied_power(np.column_stack([gain[:, ~beaten], signed]), int((~beaten).sum()))
    return None if found.low is None or found.high is None else (found.low, found.high)
