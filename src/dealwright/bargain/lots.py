"""Says what a draw between packages is worth to who minds risk: the certainty equivalent of the mixture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.beliefs.cases import Cases

    Number = float | Float[ndarray, "..."]


def mixed_worth(
    worths: Float[ndarray, "package ..."], chances: Sequence[float], tolerance: Number | None
) -> Float[ndarray, "..."]:
    """Return the certainty equivalent of a draw between packages, from what each is worth.

    Args:
        worths: Certainty equivalent of each package, in money; in any number of cases.
        chances: How likely each is drawn; they sum to one.
        tolerance: Risk tolerance in money, one or by case; None for who does not mind risk.

    Returns:
        -rho ln of the mean of exp(-worth / rho), exactly that of the mixture: exp(-CE / rho) is an expected utility.
    """
    weights = np.reshape(np.asarray(chances, dtype=float), (-1, *[1] * (worths.ndim - 1)))
    if tolerance is None:
        return np.asarray((weights * worths).sum(axis=0))
    lowest = worths.min(axis=0)
    less = np.expm1(-(worths - lowest) / tolerance)
    return np.asarray(lowest - tolerance * np.log1p((weights * less).sum(axis=0)))


def drawn_gains(
    cases: Cases, drawn: Sequence[tuple[int, float]], parties: Sequence[str], tolerance: Mapping[str, float | None]
) -> Float[ndarray, "case party"]:
    """Return what each party gains in each case from a package, or from a draw between several.

    Args:
        cases: What the parties gain in every case.
        drawn: Place of each package among those of the cases, with its chance.
        parties: The parties, in the order of the cases.
        tolerance: Risk tolerance by party, where no case has its own; absent or none for who does not mind risk.
    """
    gains = cases.gains[:, [place for place, _ in drawn]].transpose(1, 0, 2)
    if len(drawn) == 1:
        return np.asarray(gains[0])
    rhos = [tolerance.get(p) and cases.values.get(f"{p}.risk_tolerance", tolerance[p]) for p in parties]
    chances = [chance for _, chance in drawn]
    return np.stack([mixed_worth(gains[..., place], chances, rho) for place, rho in enumerate(rhos)], axis=1)


def mixed_parts(
    worths: Float[ndarray, " package"], chances: Sequence[float], tolerance: float | None
) -> Float[ndarray, " package"]:
    """Return by how much the worth of a draw moves with that of each package: utilities' shares, summing to one."""
    weights = np.asarray(chances, dtype=float)
    if tolerance is not None:
        weights = weights * np.exp(-(worths - worths.min()) / tolerance)
    return np.asarray(weights / weights.sum())
