"""What a rule of decision brings that goes by one unknown, whether or not the functions fit by which it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.knowing.bumps import Bumps
from dealwright.bargain.knowing.readings import Readings, cells_of, means_in

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.knowing.deciding import Decider
    from dealwright.bargain.knowing.outcomes import Outcomes

    Choice = Int[ndarray, "taste state point"]
    Burdens = Float[ndarray, "taste form state point"]
    Fallen = Float[ndarray, "fold taste state"]


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """Evaluates rules on futures on which they were not found.

    By how much a mean burden falls under a rule is estimated twice, each time without bias whatever the functions are
    by which the rule was found; of both the one whose folds agree better counts for more. Of a number: from the
    differences between futures on which it alone was drawn again, E[(u' - u)(1' - 1)] / 2 being the covariance of a
    burden with being chosen, and from the plain futures; the functions are taken off first, and their own part is
    summed over all that the number may be. Of readings: from futures of each, and from contrasts between them.

    Args:
        outcomes: The futures.
        decider: The party.
        name: The unknown.
        expected: Mean burdens at each point of it, as each fold tells them.
        usual: Mean burdens over all of it, by fold.

    Source: control variates, and the covariance by redrawing: Sobol', Mathematics and Computers in Simulation 55, 2001;
        Glasserman, Monte Carlo Methods in Financial Engineering, Springer 2004, section 4.1.
    """

    outcomes: Outcomes
    decider: Decider
    name: str
    expected: Float[ndarray, "fold taste form state point"]
    usual: Float[ndarray, "fold taste form state"]

    def rules(self) -> tuple[list[Burdens], Burdens]:
        """Return mean burdens by which a rule is found: on each fold as the others tell them, and as all do.

        To what functions of a number say is added what they miss.
        """
        folds, mean = len(self.expected), self.expected.mean(axis=0)
        others = [(mean * folds - each) / max(folds - 1, 1) for each in self.expected]
        if self.name not in self.outcomes.again:
            return others, np.asarray(mean)
        flat = mean.reshape(-1, *mean.shape[2:])
        bumps = Bumps.of(self.outcomes, self.decider, self.name, flat)
        points = self.outcomes.shapes[self.name].points

        def missed(fold: int | None) -> Float[ndarray, "taste form one point"]:
            return bumps.without(fold, points).reshape(*mean.shape[:2], 1, -1)

        return [each + missed(fold) for fold, each in enumerate(others)], mean + missed(None)

    def fallen(self, chosen: list[Choice], first: Choice, readings: Readings | None) -> Fallen:
        """Estimate by how much mean burdens fall (negative) in each state, on each fold.

        Args:
            chosen: What is chosen on each fold, as the others tell it.
            first: What is chosen without knowing.
            readings: Mean burdens by reading; none of a number.
        """
        likely, folds = self.outcomes.shapes[self.name].chances, range(len(self.expected))

        def summed(means: Float[ndarray, "fold taste form state point"]) -> Fallen:
            return np.array([(taken(means[fold], chosen[fold]) - taken(means[fold], first)) @ likely for fold in folds])

        if readings is not None:
            contrasts = readings.contrasts.reshape(self.expected.shape)
            return weighed(summed(self.expected), summed(contrasts + self.usual[..., None]))
        told = self.expected.sum(axis=0)
        others = np.array([(told - each) / max(len(self.expected) - 1, 1) for each in self.expected])
        centred = others - (others @ likely)[..., None] + self.usual[..., None]
        base = summed(centred)
        plain = base + self._missed_on_paths(centred, chosen, first)
        if self.name not in self.outcomes.again:
            return np.asarray(plain)
        return np.asarray(weighed(plain, base + self._missed_on_pairs(others, chosen)))

    def _missed_on_paths(
        self, centred: Float[ndarray, "fold taste form state point"], chosen: list[Choice], first: Choice
    ) -> Fallen:
        """Return by how much the functions miss what the rule brings, on the plain futures."""
        at = self.outcomes.shapes[self.name].nearest_point(self.outcomes.levels[self.name])
        state = self.decider.knowledge.state(self.outcomes.levels, len(at))
        own = self._by_form(self.outcomes.values)
        missed = np.empty((self.decider.tastes, len(at)))
        for fold, here in enumerate(self._stretches(len(at))):
            where = (state[here], at[here])
            left = own[..., here] - centred[fold][:, :, where[0], where[1]]
            missed[:, here] = of_form(left, chosen[fold][:, where[0], where[1]]) - of_form(
                left, first[:, where[0], where[1]]
            )
        return self._by_state(missed, state)

    def _missed_on_pairs(self, others: Float[ndarray, "fold taste form state point"], chosen: list[Choice]) -> Fallen:
        """Return the same, on futures that differ in the unknown alone."""
        shape, (levels, values) = self.outcomes.shapes[self.name], self.outcomes.again[self.name]
        before, after = (shape.nearest_point(each) for each in (self.outcomes.few_levels[self.name], levels))
        state = self.decider.knowledge.state(self.outcomes.few_levels, len(before))
        change = self._by_form(values) - self._by_form(self.outcomes.few_values)
        missed = np.empty((self.decider.tastes, len(before)))
        for fold, here in enumerate(self._stretches(len(before))):
            known, one, two = state[here], before[here], after[here]
            left = change[..., here] - (others[fold][:, :, known, two] - others[fold][:, :, known, one])
            rule = chosen[fold]
            missed[:, here] = (of_form(left, rule[:, known, two]) - of_form(left, rule[:, known, one])) / 2.0
        return self._by_state(missed, state)

    def _by_form(self, values: Float[ndarray, "every party any"]) -> Float[ndarray, "taste form any"]:
        return self.decider.burdens(values).reshape(self.decider.tastes, len(self.decider.forms), -1)

    def _stretches(self, paths: int) -> list[slice]:
        size = paths // len(self.expected)
        return [slice(fold * size, (fold + 1) * size) for fold in range(len(self.expected))]

    def _by_state(self, rows: Float[ndarray, "taste any"], state: Int[ndarray, " any"]) -> Fallen:
        folds, states = len(self.expected), len(self.decider.knowledge.chances)
        return means_in(rows, cells_of(state, states, folds), states, folds)


def weighed(one: Fallen, other: Fallen) -> Fallen:
    """Weigh two estimates of the same by how far the folds of each agree.

    Args:
        one: The first, by fold.
        other: The second.
    """
    if len(one) < 2:  # noqa: PLR2004 - nothing tells how far they agree
        return one
    first, second = (np.var(each, axis=0, ddof=1) for each in (one, other))
    share = np.divide(first, first + second, out=np.full_like(first, 0.5), where=first + second > 0)
    return np.asarray(share * other + (1.0 - share) * one)


def taken(burdens: Burdens, chosen: Choice) -> Float[ndarray, "taste state point"]:
    """Return at each point the burden of what is chosen there.

    Args:
        burdens: Burdens of each form.
        chosen: The place of a form.
    """
    return np.take_along_axis(burdens, chosen[:, None], axis=1)[:, 0]


def of_form(
    burdens: Float[ndarray, "taste form any"], chosen: Int[ndarray, "taste any"]
) -> Float[ndarray, "taste any"]:
    """Return on each path the burden of what is chosen on it.

    Args:
        burdens: Burdens of each form.
        chosen: The place of a form.
    """
    return np.take_along_axis(burdens, chosen[:, None], axis=1)[:, 0]
