"""Write a party's worth of all packages as a sum over the negotiable paths, as well as a sum can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float


@final
@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A worth as a sum.

    Attributes:
        base: What the package of the worst values is worth by the sum, in money.
        parts: What each value of each path adds to that, at least zero, in money.
        scale: What the best values add together, in money: one unit of utility; 1 where nothing matters.
        largest_error: The largest difference between the worth of a package and the sum, in money.
        typical_error: Its root mean square over all packages.
        explained: Which share of the variance over packages the sum holds, 0 to 1.
    """

    base: float
    parts: tuple[Float[np.ndarray, " value"], ...]
    scale: float
    largest_error: float
    typical_error: float
    explained: float

    def weights(self) -> list[float]:
        """How much of a unit of utility each path is; equal where nothing matters."""
        if not any(part.max() for part in self.parts):
            return [1.0 / len(self.parts)] * len(self.parts)
        return [float(part.max()) / self.scale for part in self.parts]

    def evaluations(self) -> list[list[float]]:
        """What each value of each path is worth, from 0 to 1."""
        return [(part / part.max() if part.max() > 0 else part).tolist() for part in self.parts]

    def utility(self, money: float) -> float:
        """Return what an amount of money is as utility."""
        return (money - self.base) / self.scale


def fit(worth: Float[np.ndarray, "..."]) -> Fit:
    """Fit a sum to the worth of all packages by least squares.

    Since each value of a path meets each of the others equally often, the best sum is that of the means: the mean of
    all packages, and how much the mean of the packages with a value differs from it.

    Args:
        worth: Worth of every package, an axis for each path, in money.

    Returns:
        The best sum, with how far it is off.

    Source:
        Main effects of a complete factorial design: Box, Hunter and Hunter, Statistics for Experimenters, 1978, ch. 10.

    Example:
        >>> found = fit(np.array([[1.0, 3.0], [11.0, 13.0]]))
        >>> found.base, [part.tolist() for part in found.parts], found.largest_error
        (1.0, [[0.0, 10.0], [0.0, 2.0]], 0.0)
    """
    centre = float(worth.mean())
    effects = [
        worth.mean(axis=tuple(other for other in range(worth.ndim) if other != axis)) - centre
        for axis in range(worth.ndim)
    ]
    total = np.full(worth.shape, centre)
    for axis, effect in enumerate(effects):
        total += effect.reshape([-1 if other == axis else 1 for other in range(worth.ndim)])
    off = worth - total
    rounding = 1e-12 * float(np.abs(worth).max())
    parts = tuple(_from_zero(effect, rounding) for effect in effects)
    variance = float(worth.var())
    return Fit(
        _beyond(rounding, centre + sum(float(effect.min()) for effect in effects)),
        parts,
        sum(float(part.max()) for part in parts) or 1.0,
        _beyond(rounding, float(np.abs(off).max())),
        _beyond(rounding, float(np.sqrt((off**2).mean()))),
        1.0 - float(off.var()) / variance if variance > rounding**2 else 1.0,
    )


def _beyond(rounding: float, amount: float) -> float:
    """Return an amount; zero where it is rounding alone."""
    return amount if abs(amount) > rounding else 0.0


def _from_zero(effect: Float[np.ndarray, " value"], rounding: float) -> Float[np.ndarray, " value"]:
    """Count from the worst value; what is rounding alone is nothing."""
    found = effect - effect.min()
    return np.where(found > rounding, found, 0.0)
