"""What a party would take for sure for each of a menu, at any risk tolerance, read off a few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.nodes import barycentric, chebyshev
from dealwright.engine.measures import FAINT

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    Rows = Float[ndarray, "row path"]

COUNTS = (8, 12, 18, 27, 40)
"""Numbers of risk tolerances that are tried until those between them are met."""
MET = 1e-7
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
            if found.miss(equivalents(rows, found.tried)) <= MET * scale:
                break
        return found

    @property
    def tried(self) -> Float[ndarray, " rate"]:
        """Return the nodes, and three rates between them at which what is read off them is proved."""
        count = len(self.rates)
        between = (self.rates[1:] + self.rates[:-1])[[0, count // 2, -1]] / 2.0 if count > 1 else []
        return np.append(self.rates, between)

    def miss(self, tried: Float[ndarray, "rate row"]) -> float:
        """Say by how much what is read between the nodes misses what is valued there.

        Args:
            tried: Values at the rates that are tried.
        """
        count = len(self.rates)
        if count == 1:
            return 0.0
        read = barycentric(self.rates, self.tried[count:]) @ tried[:count]
        return float(np.max(np.abs(read - tried[count:])))

    def weights(self, tolerances: Float[ndarray, " case"]) -> Float[ndarray, "case node"]:
        """Return how much each node counts at some risk tolerances; those beyond the ends are taken for the ends."""
        if len(self.rates) == 1:
            return np.ones((len(tolerances), 1))
        return barycentric(self.rates, np.clip(1.0 / tolerances, self.rates[0], self.rates[-1]))


def equivalents(rows: Rows, rates: Float[ndarray, " rate"]) -> Float[ndarray, "rate row"]:
    """Compute the certainty equivalent of each row at each of some risk tolerances.

    Args:
        rows: Present values by path.
        rates: One over each risk tolerance; the mean at zero.
    """
    lowest = rows.min(axis=1)
    away, utility, found = rows - lowest[:, None], np.empty(rows.shape), np.empty((len(rates), len(rows)))
    widest = float(away.max(initial=0.0))
    for place, rate in enumerate(rates.tolist()):
        if rate == 0.0:
            found[place] = np.mean(rows, axis=1)
            continue
        np.multiply(away, -rate, out=utility)
        if widest * rate < FAINT:  # utilities that are all but one: their distances from it are summed
            found[place] = lowest - np.log1p(np.mean(np.expm1(utility, out=utility), axis=1)) / rate
        else:
            found[place] = lowest - np.log(np.mean(np.exp(utility, out=utility), axis=1)) / rate
    return found


def in_parts(rows: Rows, rate: float, parts: int) -> tuple[Float[ndarray, " row"], Float[ndarray, "part row"]]:
    """Compute the certainty equivalent of each row, over all paths and over each of so many blocks of them.

    Args:
        rows: Present values by path.
        rate: One over the risk tolerance; the mean at zero.
        parts: Number of blocks.
    """
    at = np.array([rate])
    each = equivalents(rows.reshape(len(rows) * parts, -1), at)[0].reshape(len(rows), parts)
    return equivalents(each, at)[0], each.T
