"""Who decides between which forms of a deal, minding risk how much, and knowing what already."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.knowing.functions import Shape
from dealwright.engine import beliefs as belief
from dealwright.engine.measures import exponential_equivalent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.knowing.unknowns import Unknown
    from dealwright.deal.deal import Deal

    Levels = Mapping[str, Float[ndarray, " path"]]

TASTES = 5
"""Levels of probability at which a risk tolerance is taken that only the party knows."""
STRATA = (0.25, 0.25, 0.25, 0.25)
"""Equal parts of what a number may be, for a party that knows it: in which part it lies is what it is taken to know."""
MOST_STATES = 24
"""States of what a party knows that are told apart."""
LARGEST = 300.0
"""Largest exponent of a utility."""
TRAITS = ("discount", "risk_tolerance")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a party knows already, state by state.

    Args:
        names: What it knows.
        shapes: The readings of each, or the parts of a number's range.
        left: What else it knows, and is taken not to: there would be too many states.
    """

    names: tuple[str, ...] = ()
    shapes: tuple[Shape, ...] = ()
    left: tuple[str, ...] = ()

    @staticmethod
    def of(party: str, unknown: Sequence[Unknown]) -> Knowledge:
        """List what a party knows, as far as its states can be told apart."""
        names: list[str] = []
        shapes: list[Shape] = []
        left: list[str] = []
        for each in unknown:
            if party not in each.known_to:
                continue
            shape = Shape.of(each.weights or STRATA)
            if np.prod([len(other.points) for other in [*shapes, shape]]) > MOST_STATES:
                left.append(each.path)
            else:
                names.append(each.name)
                shapes.append(shape)
        return Knowledge(tuple(names), tuple(shapes), tuple(left))

    @property
    def chances(self) -> Float[ndarray, " state"]:
        """Return how likely each state is."""
        return np.array([float(np.prod(each)) for each in product(*(shape.chances for shape in self.shapes))])

    @property
    def terms(self) -> Float[ndarray, "state term"]:
        """Return what an outcome's dependence on something else may vary with: one, and the readings known."""
        points = [shape.on_points for shape in self.shapes]
        rows = [np.concatenate([[1.0], *each]) for each in product(*points)]
        return np.array(rows)

    def state(self, levels: Levels, paths: int) -> Int[ndarray, " path"]:
        """Tell in which state each path is."""
        found = np.zeros(paths, dtype=np.intp)
        for name, shape in zip(self.names, self.shapes, strict=True):
            place = np.searchsorted(np.cumsum(shape.chances)[:-1], levels[name], side="right")
            found = found * len(shape.chances) + place
        return found


@dataclass(frozen=True, slots=True)
class Decider:
    """A party that decides between forms of a deal.

    Args:
        party: The party.
        place: Its place among the parties that are valued.
        forms: Places of the forms that it decides between; the first is to refuse.
        tolerances: Its risk tolerance at equally likely levels; none where it does not mind risk.
        anchors: What it would take for sure at each, from which utilities are counted.
        knowledge: What it knows already.
        needs: The least gain over refusing at which it signs: refusing counts as worth so much more, in currency.
    """

    party: str
    place: int
    forms: tuple[int, ...]
    tolerances: Float[ndarray, " taste"] | None
    anchors: Float[ndarray, " taste"]
    knowledge: Knowledge
    needs: float = 0.0

    @staticmethod
    def of(
        party: str,
        place: int,
        forms: Sequence[int],
        values: Float[ndarray, "form path"],
        tolerances: Float[ndarray, " taste"] | None,
        knowledge: Knowledge,
        needs: float = 0.0,
    ) -> Decider:
        """Describe a party that decides.

        Args:
            party: The party.
            place: Its place among the parties.
            forms: Places of the forms it decides between.
            values: Present values of these to it.
            tolerances: Its risk tolerance at equally likely levels; none where it does not mind risk.
            knowledge: What it knows already.
            needs: The least gain over refusing at which it signs, in currency.
        """
        if tolerances is None:
            return Decider(party, place, tuple(forms), None, np.zeros(1), knowledge, needs)
        counted = counting(values, needs)
        anchors = np.array([np.max(exponential_equivalent(counted, float(rho))) for rho in tolerances])
        return Decider(party, place, tuple(forms), tolerances, anchors, knowledge, needs)

    def burdens(self, values: Float[ndarray, "form party path"]) -> Float[ndarray, "outcome path"]:
        """Return what the party would have little of, path by path, at each taste for each form.

        That is exp(-(V - anchor)/rho), or minus the present value where it does not mind risk.
        """
        own = counting(values[list(self.forms), self.place], self.needs)
        if self.tolerances is None:
            return np.asarray(-own)
        exponents = (self.anchors[:, None, None] - own) / self.tolerances[:, None, None]
        return np.asarray(np.exp(np.minimum(exponents, LARGEST)).reshape(-1, own.shape[-1]))

    @property
    def tastes(self) -> int:
        """Return how many levels of its risk tolerance are looked at."""
        return 1 if self.tolerances is None else len(self.tolerances)

    def money(
        self, less: Float[ndarray, "taste ..."], usual: Float[ndarray, "taste ..."]
    ) -> Float[ndarray, "taste ..."]:
        """Turn how much less a burden becomes into money for sure.

        Args:
            less: By how much mean burdens fall (negative), by taste.
            usual: What they are otherwise.
        """
        if self.tolerances is None:
            return -less
        rho = self.tolerances.reshape(-1, *([1] * (less.ndim - 1)))
        return np.asarray(-rho * np.log(np.maximum(1.0 + less / usual, 1e-300)))


def counting(values: Float[ndarray, "form path"], needs: float) -> Float[ndarray, "form path"]:
    """Return what forms are worth where the first, to refuse, is worth what a party must gain besides."""
    return np.asarray(np.vstack([values[:1] + needs, values[1:]])) if needs else values


def tolerances_of(deal: Deal, party: str) -> Float[ndarray, " taste"] | None:
    """Return a party's risk tolerance at equally likely levels; none where the deal's measure does not mind risk."""
    if deal.worth_by == "mean_at_discount":
        return None
    if "risk_tolerance" not in belief.uncertain_traits(deal, party):
        rho = belief.traits(deal, party).risk_tolerance
        return None if rho is None else np.array([rho])
    levels = (np.arange(TASTES) + 0.5) / TASTES
    found = [belief.traits(deal, party, dict.fromkeys(TRAITS, float(level))).risk_tolerance for level in levels]
    return None if None in found else np.array(found, dtype=float)
