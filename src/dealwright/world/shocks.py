"""Makes the shocks of drivers of independent normals, so that they are correlated as the deal says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.correlation import Shock, cholesky, matrix, pair
from dealwright.deal.driver import Driver, GeometricBrownian, Growth, MeanReverting
from dealwright.world.beliefs import shock_slot

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.world.futures import Futures


def shocks_of(name: str, driver: Driver) -> tuple[Shock, ...]:
    """Name the shocks that move a driver."""
    if isinstance(driver, Growth):
        return Shock(name), Shock(name, of_growth=True)
    return (Shock(name),) if isinstance(driver, MeanReverting | GeometricBrownian) else ()


def slot(shock: Shock, futures: Futures) -> int:
    """Return the slot of a shock's own normals."""
    return shock_slot(futures.deal, shock.driver, of_growth=shock.of_growth)


def loadings(futures: Futures) -> dict[Shock, tuple[tuple[Shock, int, float], ...]]:
    """Return the independent normals that each correlated shock is made of, in the order of their slots.

    A shock leans only on those with a lower slot, so that a driver added last changes no other.

    Raises:
        ValueError: If the correlations are no correlation matrix; checking the file reports that.
    """
    given = {}
    for text, correlation in futures.deal.correlations.items():
        shocks = pair(text)
        if shocks is not None:
            given[shocks] = float(np.mean(futures.number(correlation)))
    slots = {shock: slot(shock, futures) for both in given for shock in both}
    order = sorted(slots, key=lambda shock: slots[shock])
    root = cholesky(matrix(order, given))
    if root is None:
        message = "the correlations are no correlation matrix"
        raise ValueError(message)
    return {
        shock: tuple((order[k], slots[order[k]], weight) for k, weight in enumerate(row) if weight != 0)
        for shock, row in zip(order, root, strict=True)
    }


@dataclass(frozen=True, slots=True)
class Mixture(Sequence["Float[ndarray, ' path']"]):
    """A shock's standard normals, mixed from independent ones step by step, when a step is asked for.

    Args:
        parts: Weight of each, and its normals by step.
    """

    parts: tuple[tuple[float, Float[ndarray, "step path"]], ...]

    def __len__(self) -> int:
        """Count the steps."""
        return len(self.parts[0][1])

    def __getitem__(self, step: Any) -> Any:  # noqa: ANN401 - as a sequence has it
        """Return the normals of a step on every path."""
        (weight, normals), *others = self.parts
        if not others:
            return normals[step]
        total = weight * normals[step]
        for weight, normals in others:
            total += weight * normals[step]
        return total


def correlated(shock: Shock, futures: Futures) -> Mixture:
    """Return a shock's standard normals, made of independent ones."""
    parts = ((w, futures.draws.normals(str(each), place, futures.grid).T) for each, place, w in futures.loadings(shock))
    return Mixture(tuple(parts))


def correlation(first: Shock, second: Shock, futures: Futures) -> float:
    """Return the correlation of two shocks."""
    weights = {shock: weight for shock, _, weight in futures.loadings(first)}
    return sum(weight * weights.get(shock, 0.0) for shock, _, weight in futures.loadings(second))
