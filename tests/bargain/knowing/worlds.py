"""Worlds of a few lines: forms that are functions of the levels of unknowns and of one shock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from dealwright.bargain.knowing.outcomes import Outcomes
from dealwright.bargain.knowing.unknowns import Unknown, Unknowns
from dealwright.lang.load import loads
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy import ndarray

    Values = Callable[[Mapping[str, ndarray], ndarray], Sequence[ndarray]]
    """Present values to one party of each form, from the levels by name and the shock."""

FOLDS = 8


@dataclass(frozen=True, slots=True)
class World:
    """Values forms by a function, as a sampler values those of a deal."""

    unknown: Unknowns
    of: Values

    def values(self, draws: Draws, levels: Mapping[str, ndarray]) -> ndarray:
        """Return present values; (form, party, path)."""
        return np.array([[row] for row in self.of(levels, norm.ppf(draws.uniform("shock", 40)))])


def world(
    weights: Sequence[tuple[float, ...]], values: Values, names: Sequence[str], seed: int = 3, paths: int = 16384
) -> Outcomes:
    """Draw unknowns (by the weights of their readings; none of a number), and value forms that depend on them."""
    pairs = zip(names, weights, strict=True)
    every = tuple(Unknown(f"facts.{n}", n, 4 * place + 1, frozenset(), w) for place, (n, w) in enumerate(pairs))
    return Outcomes.of(World(Unknowns(loads(""), every), values), Draws(seed, FOLDS, paths // FOLDS), every)
