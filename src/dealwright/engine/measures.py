"""Turns a sample of present values into figures: mean, shortfall, certainty equivalent, each with its error."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

FEW_PATHS = 200
"""Effective paths under which a certainty equivalent is said to rest on few of them."""
WORST_PART, WORST_WEIGHT = 0.001, 0.20
"""A certainty equivalent rests on few paths, too, when the worst 0.1 % of them carry over 20 % of it."""

FAINT = 1e-3
"""Exponents of a utility under which its distance from one is computed, or what rounding leaves of it would be lost."""

ALIKE = 1e-9
"""Part of the paths' own spread under which the scramblings' means are all alike."""


def by_replicate(sample: Float[ndarray, " path"], replicates: int) -> Float[ndarray, "replicate chunk"]:
    """Cut a sample into its independent scramblings."""
    return sample.reshape(replicates, -1)


def mean(sample: Float[ndarray, " path"], replicates: int) -> Estimate:
    """Estimate the mean and its standard error.

    Args:
        sample: Values on each path.
        replicates: Number of independent scramblings; 1 means plain draws.

    Returns:
        The mean; its error from the spread of the scramblings, or of the paths for plain draws.
    """
    value = float(np.mean(sample))
    if replicates == 1:
        return Estimate(value, float(np.std(sample, ddof=1)) / math.sqrt(len(sample)) if len(sample) > 1 else 0.0)
    return Estimate(value, _unless_alike(spread(np.mean(by_replicate(sample, replicates), axis=1)), sample, replicates))


def spread(estimates: Float[ndarray, " replicate"]) -> float:
    """Return the standard error of the mean of independent estimates."""
    return float(np.std(estimates, ddof=1)) / math.sqrt(len(estimates))


def _unless_alike(error: float, sample: Float[ndarray, " path"], replicates: int) -> float:
    """Return a standard error, or, where all scramblings happen to give the same, what one path of them moves.

    Of two outcomes each scrambling holds one of two neighbouring numbers, often all the same one: that they agree does
    not say that they are right.
    """
    deviation = float(np.std(sample))
    return error if error > ALIKE * deviation else deviation * replicates / len(sample)


def certainty_equivalent(sample: Float[ndarray, " path"], tolerance: float | None, replicates: int) -> Estimate:
    """Estimate what a party would take for sure instead of a risky value.

    Args:
        sample: Present values at the risk-free rate; (path,) money.
        tolerance: Risk tolerance rho in money; `None` for a party that does not mind risk.
        replicates: Number of independent scramblings; 1 means plain draws.

    Returns:
        -rho ln E[exp(-V/rho)] with its standard error.

    Source: Howard, Decision analysis: practice and promise, Management Science 34(6), 1988; error for plain draws:
    rho sqrt(1/n_eff - 1/N), design 7.5.
    """
    if tolerance is None:
        return mean(sample, replicates)
    value = float(exponential_equivalent(sample[None, :], tolerance)[0])
    if replicates > 1:
        error = spread(exponential_equivalent(by_replicate(sample, replicates), tolerance))
        utility = np.exp(-(sample - np.min(sample)) / tolerance)
        return Estimate(value, _unless_alike(error, tolerance / np.mean(utility) * utility, replicates))
    return Estimate(
        value, tolerance * math.sqrt(max(1.0 / effective_paths(sample, tolerance) - 1.0 / len(sample), 0.0))
    )


def exponential_equivalent(sample: Float[ndarray, "row path"], tolerance: float) -> Float[ndarray, " row"]:
    """Compute -rho ln mean(exp(-V/rho)) of each row, shifted by its lowest value so that nothing overflows.

    A tolerance far over the sample's spread makes utilities that are all but one: their distances from it are summed.
    """
    lowest = np.min(sample, axis=1, keepdims=True)
    exponent = (lowest - sample) / tolerance
    if np.min(exponent) > -FAINT:
        return np.asarray(lowest[:, 0] - tolerance * np.log1p(np.mean(np.expm1(exponent), axis=1)))
    found: Float[ndarray, " row"] = lowest[:, 0] - tolerance * np.log(np.mean(np.exp(exponent), axis=1))
    return found


def effective_paths(sample: Float[ndarray, " path"], tolerance: float) -> float:
    """Count on how many paths an expected exponential utility rests: (sum u)^2 / sum u^2."""
    utility = np.exp(-(sample - np.min(sample)) / tolerance)
    return float(np.sum(utility) ** 2 / np.sum(utility**2))


def rests_on_few(sample: Float[ndarray, " path"], tolerance: float) -> bool:
    """Tell whether a certainty equivalent rests on a handful of paths.

    Source: the thresholds of design 7.5: fewer than 200 effective paths, or the worst 0.1 % of paths carrying over 20
        %.
    """
    utility = np.exp(-(sample - np.min(sample)) / tolerance)
    worst = np.sort(utility)[::-1][: max(1, int(WORST_PART * len(sample)))]
    few = min(FEW_PATHS, len(sample) / 4)
    return effective_paths(sample, tolerance) < few or (
        len(sample) >= 1 / WORST_PART and float(worst.sum() / utility.sum()) > WORST_WEIGHT
    )


def shortfall(sample: Float[ndarray, " path"], alpha: float) -> float:
    """Average the worst part of a sample: CVaR, as a value.

    The path on the boundary counts with the fraction that completes the part.

    Source: Rockafellar and Uryasev, Journal of Risk 2(3), 2000.
    """
    ordered = np.sort(sample)
    count = alpha * len(ordered)
    whole = math.floor(count)
    total = float(np.sum(ordered[:whole])) + (count - whole) * float(ordered[min(whole, len(ordered) - 1)])
    return total / count
