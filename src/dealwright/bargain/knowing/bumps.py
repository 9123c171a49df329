"""What smooth functions miss of how burdens move with a number: steps and kinks, where they stand out of noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.knowing.functions import scores

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.knowing.deciding import Decider
    from dealwright.bargain.knowing.outcomes import Outcomes

EDGES = np.linspace(-2.6, 2.6, 27)
"""Normal scores between which a number is looked at by itself."""
CLEAR = 3.0
"""Standard errors by which a miss must stand out."""
FEWEST = 12
"""Fewest futures on which a miss is looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Bumps:
    """Sums of what functions miss, between each two edges.

    Args:
        counts: How many futures of each fold came to lie there, or left it.
        sums: What was missed of their burdens.
        squares: The same squared.
    """

    counts: Float[ndarray, "fold bin"]
    sums: Float[ndarray, "fold outcome bin"]
    squares: Float[ndarray, "fold outcome bin"]

    @staticmethod
    def of(outcomes: Outcomes, decider: Decider, name: str, told: Float[ndarray, "outcome state point"]) -> Bumps:
        """Sum up what is missed where a number was drawn again.

        Args:
            outcomes: The futures.
            decider: The party.
            name: The number.
            told: Mean burdens at its points.
        """
        shape, (levels, values) = outcomes.shapes[name], outcomes.again[name]
        own = outcomes.few_levels[name]
        state, folds = decider.knowledge.state(outcomes.few_levels, len(own)), outcomes.folds
        before, after = (told[:, state, shape.nearest_point(each)] for each in (own, levels))
        missed = decider.burdens(values) - decider.burdens(outcomes.few_values) - (after - before)
        fold = np.tile(np.arange(len(own)) // (len(own) // folds), 2)
        cell = np.concatenate([between(levels), between(own)]) + (len(EDGES) + 1) * fold
        both = np.hstack([missed, -missed])

        def summed(rows: Float[ndarray, "row any"]) -> Float[ndarray, "fold row bin"]:
            size = folds * (len(EDGES) + 1)
            found = np.array([np.bincount(cell, weights=row, minlength=size) for row in rows])
            return np.swapaxes(found.reshape(len(rows), folds, -1), 0, 1)

        return Bumps(summed(np.ones((1, len(cell))))[:, 0], summed(both), summed(both**2))

    def without(self, fold: int | None, points: Float[ndarray, " point"]) -> Float[ndarray, "outcome point"]:
        """Return what is missed at some levels of probability, where that stands out of noise.

        Args:
            fold: The fold that is left out; none for all.
            points: The levels.
        """
        kept = np.ones(len(self.counts)) if fold is None else np.arange(len(self.counts)) != fold
        count, total, squares = (np.tensordot(kept, each, axes=1) for each in (self.counts, self.sums, self.squares))
        mean = total / np.maximum(count, 1)
        error = np.sqrt(np.maximum(squares / np.maximum(count, 1) - mean**2, 0.0) / np.maximum(count - 1, 1))
        clear = (count >= FEWEST) & (np.abs(mean) > CLEAR * error)
        return np.asarray(np.where(clear, mean, 0.0)[:, between(points)])


def between(levels: Float[ndarray, " any"]) -> Int[ndarray, " any"]:
    """Tell between which edges levels of probability lie."""
    return np.searchsorted(EDGES, scores(levels))
