"""What something comes to in each reading of an unknown: means over futures on which that reading is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.knowing.deciding import Decider, Knowledge
    from dealwright.bargain.knowing.functions import Shape
    from dealwright.bargain.knowing.outcomes import Outcomes

    Target = Callable[[Float[ndarray, "form party any"]], Float[ndarray, "outcome any"]]
    """What is made of present values, path by path."""


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Mean burdens in each reading of an unknown and each state of what a party knows.

    Every reading is laid on all of the fewer futures, a rare one on as many as a likely one; the futures beyond these
    count for the reading that is true on them. So each mean rests on futures of that reading alone.

    Args:
        means: Mean burdens by fold.
        contrasts: By how much they differ from their mean over all readings, on the fewer futures alone, on which all
            else is alike.
    """

    means: Float[ndarray, "fold outcome state reading"]
    contrasts: Float[ndarray, "fold outcome state reading"]

    @staticmethod
    def of(outcomes: Outcomes, decider: Decider, name: str) -> Readings:
        """Take means of the burdens of a party's choices."""
        knowing, states = decider.knowledge, len(decider.knowledge.chances)
        cells = cells_of(knowing.state(outcomes.few_levels, outcomes.few.paths), states, outcomes.folds)
        read = [means_in(decider.burdens(values), cells, states, outcomes.folds) for values in outcomes.read[name]]
        few = np.stack(read, axis=-1)
        contrasts = few - (few @ outcomes.shapes[name].chances)[..., None]
        return Readings(means_by_reading(outcomes, name, decider.burdens, knowing), contrasts)

    def on_points(self, decider: Decider, _shape: Shape) -> Float[ndarray, "fold taste form state reading"]:
        """Return mean burdens in each reading, by fold, in each state of what the party knows."""
        folds, _, *rest = self.means.shape
        return self.means.reshape(folds, decider.tastes, -1, *rest)

    def on_paths(
        self, fold: int, levels: Float[ndarray, " path"], state: Int[ndarray, " path"], _decider: Decider, shape: Shape
    ) -> Float[ndarray, "outcome path"]:
        """Return mean burdens on some paths, as all folds but one tell them."""
        others = (self.means.sum(axis=0) - self.means[fold]) / (len(self.means) - 1)
        return np.asarray(others[:, state, shape.place(levels)])


def means_by_reading(
    outcomes: Outcomes, name: str, of: Target, knowing: Knowledge
) -> Float[ndarray, "fold outcome state reading"]:
    """Take means in each reading of an unknown, in each state of what is known, on each fold by itself.

    Args:
        outcomes: The futures, with the unknown among those that were gone through reading by reading.
        name: The unknown.
        of: What means are taken of.
        knowing: What is known already.
    """
    read, folds, states = outcomes.read[name], outcomes.folds, len(knowing.chances)
    few_cells = cells_of(knowing.state(outcomes.few_levels, outcomes.few.paths), states, folds)
    beyond = np.arange(outcomes.draws.paths) % outcomes.draws.paths_per_replicate >= outcomes.few.paths_per_replicate
    cells = cells_of(knowing.state(outcomes.levels, outcomes.draws.paths), states, folds)[beyond]
    place = outcomes.shapes[name].place(outcomes.levels[name])[beyond]
    burdens = of(outcomes.values[..., beyond]) if len(place) else None
    found = []
    for reading, values in enumerate(read):
        own, cell, here = of(values), few_cells, place == reading
        if burdens is not None:
            own, cell = np.hstack([own, burdens[:, here]]), np.concatenate([cell, cells[here]])
        found.append(means_in(own, cell, states, folds))
    return np.stack(found, axis=-1)


def cells_of(state: Int[ndarray, " path"], states: int, folds: int) -> Int[ndarray, " path"]:
    """Number each path by its state and its fold: the state, and the fold times the number of states.

    Args:
        state: The state of each path.
        states: How many states there are.
        folds: How many folds, stretches of as many paths.
    """
    return np.asarray(state + states * (np.arange(len(state)) // (len(state) // folds)))


def means_in(
    burdens: Float[ndarray, "outcome path"], cell: Int[ndarray, " path"], states: int, folds: int
) -> Float[ndarray, "fold outcome state"]:
    """Take means in each state on each fold; where no future has been, what all folds say, or all states.

    Args:
        burdens: What means are taken of.
        cell: The state of each path, and its fold times the number of states.
        states: How many states there are.
        folds: How many folds.
    """
    counts = np.bincount(cell, minlength=folds * states).reshape(folds, states)
    sums = np.array([np.bincount(cell, weights=row, minlength=folds * states) for row in burdens])
    sums = sums.reshape(-1, folds, states)
    every = np.broadcast_to(burdens.mean(axis=1)[:, None], sums[:, 0].shape)
    pooled = np.divide(sums.sum(axis=1), counts.sum(axis=0), out=every.copy(), where=counts.sum(axis=0) > 0)
    found = np.divide(sums, counts, out=np.repeat(pooled[:, None], folds, axis=1), where=counts > 0)
    return np.moveaxis(found, 1, 0)
