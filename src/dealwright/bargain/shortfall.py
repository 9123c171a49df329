"""Say how far one package is from the frontier, and which power explains it best: arithmetic on gains alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.power import implied_power

if TYPE_CHECKING:
    from jaxtyping import Float

    from dealwright.bargain.power import ImpliedPower


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


def explained_by(gain: Float[np.ndarray, "party package"], signed: Float[np.ndarray, " party"]) -> ImpliedPower:
    """Say which powers explain a package that is taken for one on the frontier.

    Args:
        gain: what the parties gain in each package that all accept; packages that beat the one in question do so
            within the error, and do not count.
        signed: what they gain in the package in question, all more than nothing.

    Returns:
        The powers; none where it lies in a hollow of the frontier.
    """
    beaten = (gain >= signed[:, None]).all(axis=0)
    return implied_power(np.column_stack([gain[:, ~beaten], signed]), int((~beaten).sum()))
