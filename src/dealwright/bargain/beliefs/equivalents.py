"""What a party would take for sure for each of a menu, at any risk tolerance, read off a few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.nodes import barycentric, chebyshev
from dealwright.engine.measures import exponential_equivalent

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float
    from numpy import ndarray

    Rows = Float[ndarray, "row path"]

COUNTS = (8, 12, 18, 27, 40)
"""Numbers of risk tolerances that are tried until those between them are met."""
MET = 1e-10
"""Part of the largest amount by which one between two may be missed."""


@dataclass(frozen=True, slots=True, eq=False)
class Tolerances:
    """The risk tolerances at which a certainty equivalent is computed, to be interpolated in one over them.

    In one over the tolerance a certainty equivalent is smooth: up to signs it is the cumulant generating function of
    the present value there, over it.

    Args:
        rates: One over each risk tolerance, rising; zero for a party that does not mind risk.
    """

    rates: Float[ndarray, " node"]

    @staticmethod
    def of(least: float | None, greatest: float | None, rows: Rows) -> Tolerances:
        """Choose them.

        Args:
            least: Least risk tolerance that is reckoned with; none for a party that does not mind risk.
            greatest: The greatest.
            rows: Present values at central beliefs, on which they are tried.
        """
        if least is None or greatest is None:
            return Tolerances(np.zeros(1))
        if least == greatest:
            return Tolerances(np.array([1.0 / least]))
        scale = max(float(np.max(np.abs(np.mean(rows, axis=1)))), float(np.max(np.std(rows, axis=1))), 1e-300)
        found = Tolerances(np.zeros(1))
        for count in COUNTS:
            found = Tolerances(chebyshev(1.0 / greatest, 1.0 / least, count))
            _, miss = found.read(lambda rates: equivalents(rows, rates))
            if miss <= MET * scale:
                break
        return found

    def read(
        self, valued: Callable[[Float[ndarray, " rate"]], Float[ndarray, "rate row"]]
    ) -> tuple[Float[ndarray, "node row"], float]:
        """Value something at each, and say by how much what is read between them misses what is valued there.

        Args:
            valued: Values it at some rates.
        """
        count = len(self.rates)
        if count == 1:
            return valued(self.rates), 0.0
        between = (self.rates[1:] + self.rates[:-1])[[0, count // 2, -1]] / 2.0
        found = valued(np.concatenate([self.rates, between]))
        read = barycentric(self.rates, between) @ found[:count]
        return found[:count], float(np.max(np.abs(read - found[count:])))

    def weights(self, tolerances: Float[ndarray, " case"]) -> Float[ndarray, "case node"]:
        """Return how much each node counts at some risk tolerances; those beyond the ends are taken for the ends."""
        if len(self.rates) == 1:
            return np.ones((len(tolerances), 1))
        return barycentric(self.rates, np.clip(1.0 / tolerances, self.rates[0], self.rates[-1]))


def equivalents(rows: Rows, rates: Float[ndarray, " node"]) -> Float[ndarray, "node row"]:
    """Compute the certainty equivalent of each row at each of some risk tolerances.

    Args:
        rows: Present values by path.
        rates: One over each risk tolerance; the mean at zero.
    """
    at: Callable[[float], Float[ndarray, " row"]] = lambda rate: (  # noqa: E731
        exponential_equivalent(rows, 1.0 / rate) if rate > 0 else np.mean(rows, axis=1)
    )
    return np.array([at(float(rate)) for rate in rates])
