"""What packages bring one side and the others, in every case that this side cannot rule out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.belief_states import error_of_strata
from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray


@dataclass(frozen=True, eq=False)
class View:
    """Hold what one side looks at when it chooses what to offer.

    A case is a state of what the parties know and we do not, and a side to which the futures may err. Cases stand
    state by state, each with all its sides; over the sides of a state, figures have the spread of their error.

    Args:
        mine: What this side gains over its reservation value, the better of no deal and its outside option; money.
        others: What each other party gains over its own, money: it signs what leaves it at least zero.
        weights: Probability of each case; they sum to 1, and all sides of a state weigh the same.
        replicates: Sides of each state.
        levels: Level of probability of each quantity that is drawn, in each state; none where nothing is.
    """

    mine: Float[ndarray, "case package"]
    others: Float[ndarray, "case package other"]
    weights: Float[ndarray, " case"]
    replicates: int = 1
    levels: Float[ndarray, "state quantity"] | None = None

    @staticmethod
    def of(
        gains: Float[ndarray, "case package party"],
        needed: Float[ndarray, "case party"],
        place: int,
        *,
        weights: Float[ndarray, " case"] | None = None,
        replicates: int = 1,
        levels: Float[ndarray, "state quantity"] | None = None,
    ) -> View:
        """Look at gains from one side.

        Args:
            gains: Gain over no deal, in each case, of each package to each party; money.
            needed: What each party must gain lest it takes its outside option; money.
            place: The place of the side that looks.
            weights: Probability of each case; all alike by default.
            replicates: Sides to which the error of the futures may err, in each state.
            levels: Level of probability of each quantity that is drawn, in each state.
        """
        over = gains - needed[:, None]
        even = np.full(len(gains), 1.0 / len(gains)) if weights is None else weights / weights.sum()
        return View(over[:, :, place], np.delete(over, place, axis=2), even, replicates, levels)

    @cached_property
    def signed(self) -> Bool[ndarray, "case package"]:
        """Tell in which cases all others sign each package."""
        return np.asarray((self.others >= 0.0).all(axis=2))

    @cached_property
    def theirs(self) -> Float[ndarray, "case package"]:
        """Return what the others gain together from each package if all of them sign it, else nothing."""
        return np.where(self.signed, self.others.sum(axis=2), 0.0)

    @cached_property
    def mine_by_state(self) -> Float[ndarray, "case package"]:
        """Return what this side gains in each state, the mean over its sides: no offer sees which comes."""
        shape = (-1, self.replicates, self.mine.shape[1])
        means = self.mine.reshape(shape).mean(axis=1, keepdims=True)
        return np.broadcast_to(means, self.mine.reshape(shape).shape).reshape(self.mine.shape)

    def estimate(self, values: Float[ndarray, " case"]) -> Estimate:
        """Estimate the mean of something over all cases.

        Args:
            values: What it is in each case.

        Returns:
            The mean. Its error is that of the futures, from the spread of its sides, and that of what the
            parties know, from how it was drawn.
        """
        table, weights = (each.reshape(-1, self.replicates) for each in (values, self.weights))
        states, chances = table.mean(axis=1), weights.sum(axis=1)
        futures = float(np.std(chances @ table))
        return Estimate(float(chances @ states), float(np.hypot(futures, self._drawn(states, chances))))

    def _drawn(self, states: Float[ndarray, " state"], chances: Float[ndarray, " state"]) -> float:
        """Return the standard error of a mean over states that were drawn."""
        if len(states) == 1:
            return 0.0
        if self.levels is not None and np.ptp(chances) == 0.0:
            return error_of_strata(states, self.levels)
        deviations = chances * (states - chances @ states)
        return float(np.sqrt(np.sum(np.square(deviations)) * len(states) / (len(states) - 1)))

    def beside(self, other: View) -> View:
        """Return the same view with further packages behind these, seen in the same cases."""
        mine = np.concatenate([self.mine, other.mine], axis=1)
        return View(
            mine, np.concatenate([self.others, other.others], axis=1), self.weights, self.replicates, self.levels
        )

    def with_only(self, packages: list[int]) -> View:
        """Return the same view of some of the packages, in the order asked for."""
        return View(self.mine[:, packages], self.others[:, packages], self.weights, self.replicates, self.levels)

    def paying(self, packages: list[int], paid: Float[ndarray, "column other"]) -> View:
        """Return the same view of packages with payments beside them.

        Args:
            packages: Places of the packages, each as often as it is wanted.
            paid: What this side pays each other one beside each (below zero: what it is paid), money.
        """
        mine, others = self.mine[:, packages] - paid.sum(axis=1), self.others[:, packages] + paid
        return View(mine, others, self.weights, self.replicates, self.levels)
