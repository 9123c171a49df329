"""The share of a spread that each unknown explains: by itself, and with all that it does together with the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.result import Json


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the spread of an outcome one unknown explains, as parts of the variance.

    Args:
        first: What knowing it would take away on average: var E[V | it] / var V.
        total: What would be left if all but it were known: E var[V | all else] / var V.
    """

    first: Estimate
    total: Estimate

    def to_json(self) -> dict[str, Json]:
        """Return both under their own names."""
        return {"first": self.first.to_json(), "total": self.total.to_json()}


def first_order(
    coefficients: Float[ndarray, "fold basis"], gram: Float[ndarray, "basis basis"], outcome: Float[ndarray, " path"]
) -> Estimate:
    """Estimate the share that an unknown explains by itself, from coefficients of independent folds.

    The variance of a fitted function is flattered by the noise of its coefficients; the product of those of two folds
    is not, and all pairs of different folds are averaged.

    Args:
        coefficients: Of the functions of the unknown, fitted on each fold by itself.
        gram: Mean products of the functions.
        outcome: The outcome on all paths, whose variance is shared; folds are equal stretches of them.

    Returns:
        The share, which may come out a little under zero where there is none, with its error.

    Source: Sobol', Mathematics and Computers in Simulation 55, 2001; corrected for noise as a U-statistic: Hoeffding,
        Annals of Mathematical Statistics 19(3), 1948.
    """
    folds = len(coefficients)
    blocks = outcome.reshape(folds, -1)

    def share(kept: Float[ndarray, " kept"]) -> float:
        some = coefficients[kept]
        total = some.sum(axis=0)
        own = np.einsum("fi,ij,fj->", some, gram, some)
        variance = float(np.var(blocks[kept]))
        return float(total @ gram @ total - own) / (len(some) * (len(some) - 1)) / variance if variance > 0 else 0.0

    return jackknife(share, folds)


def total_order(left: Float[ndarray, " path"], spread: Float[ndarray, " big"], folds: int) -> Estimate:
    """Estimate the share of the spread that would be left if all but one unknown were known.

    Args:
        left: The variance that the unknown makes on each path with all else alike: half the square of what changes as
            it is drawn again, or the variance over its readings.
        spread: The outcome on as many paths as there are, whose variance is shared.
        folds: Number of independent stretches.

    Returns:
        The share with its error.

    Source: Jansen, Computer Physics Communications 117, 1999; Saltelli et al., Computer Physics Communications 181,
        2010, table 2.
    """
    means = left.reshape(folds, -1).mean(axis=1)
    blocks = spread.reshape(folds, -1)

    def share(kept: Float[ndarray, " kept"]) -> float:
        variance = float(np.var(blocks[kept]))
        return float(means[kept].mean()) / variance if variance > 0 else 0.0

    return jackknife(share, folds)


def jackknife(figure: Callable[[Float[ndarray, " kept"]], float], folds: int) -> Estimate:
    """Estimate a figure and its error from what it is without each of several independent folds.

    Args:
        figure: The figure from the folds that are named.
        folds: How many there are, at least two.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, Chapman and Hall 1993, section 11.2.
    """
    every = np.arange(folds)
    without = np.array([figure(np.delete(every, fold)) for fold in range(folds)])
    error = float(np.sqrt((folds - 1) / folds * np.sum((without - without.mean()) ** 2)))
    return Estimate(figure(every), error)
