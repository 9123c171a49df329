"""Weighs futures as a party does that knows what we do not: how its certainty equivalent moves, from one set of paths.

On each path some readings of what is not known are true. A party that knows which of them is true values the deal in
each state by itself, and a slope is the expectation of the slopes over the states. So each path stands for its own
state: its utility counts relative to what the party would take for sure in that state, and no state has to be valued
by itself once that amount is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Uncertain
from dealwright.engine import beliefs as belief
from dealwright.engine.measures import FAINT, exponential_equivalent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.belief_states import Tastes
    from dealwright.engine.beliefs import Doubt
    from dealwright.engine.scenario import Scene
    from dealwright.world.draws import Draws

LEVELS = 16
"""Levels of probability at which an uncertain risk tolerance is taken: the nodes of Gauss and Legendre, which lie close
where its ends are moved."""
_NODES, _PARTS = np.polynomial.legendre.leggauss(LEVELS)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a party would take for sure in each state of what it knows, and which state each path is in.

    Args:
        tolerances: Its risk tolerance at each level of probability; one where it is certain.
        sure: What it would take for sure in each state; (level, state) money.
        chances: Probability of each state.
        state: The state that each path is in.
    """

    tolerances: Float[ndarray, " level"]
    sure: Float[ndarray, "level state"]
    chances: Float[ndarray, " state"]
    state: Int[ndarray, " path"]

    def seen(self, sample: Float[ndarray, " path"]) -> tuple[float, Float[ndarray, " path"]]:
        """Return what the party would take for sure of a form of the deal, and what each path has in that.

        Args:
            sample: Present values on the paths, each in its own state.

        Returns:
            The certainty equivalent over all states and levels, up to terms of the second order in how far the form
            lies from the deal itself, and each path's part of it: minus the tolerance times its share of the utility.
        """
        counts = np.bincount(self.state, minlength=len(self.chances))
        share = (self.chances / np.maximum(counts, 1) * len(sample))[self.state]
        rho = self.tolerances[:, None]
        exponent = (self.sure[:, self.state] - sample) / rho
        beyond_one = np.expm1(exponent) if np.max(np.abs(exponent)) < FAINT else np.exp(exponent) - 1.0
        more = np.mean(share * beyond_one, axis=1) + np.mean(share) - 1.0
        parts = _PARTS / 2.0 if len(rho) == LEVELS else np.ones(1)
        reference = float(parts @ (self.sure @ self.chances))
        weights = parts * self.tolerances / (1.0 + more)
        return reference - float(parts @ (self.tolerances * np.log1p(more))), -(weights @ (1.0 + beyond_one)) * share

    def with_tolerances(self, tolerances: Float[ndarray, " level"], states: States) -> Outlook:
        """Return the outlook of the party with other risk tolerances."""
        return Outlook(tolerances, states.sure(tolerances), self.chances, self.state)


@dataclass(frozen=True, slots=True)
class States:
    """A deal's worth to a party in each state of what it knows.

    Args:
        sample: Present values at the central state; (path,).
        usual: The same on fewer paths; (small,).
        each: Present values on those in every state; (state, small).
        chances: Probability of each state.
        facts: The facts that make the states.
    """

    sample: Float[ndarray, " path"]
    usual: Float[ndarray, " small"]
    each: Float[ndarray, "state small"]
    chances: Float[ndarray, " state"]
    facts: tuple[Doubt, ...]

    @classmethod
    def of(cls, party: str, tastes: Tastes, scene: Scene, small: Scene) -> States | None:
        """Value the states of what a party knows.

        Args:
            party: The party.
            tastes: What it is like and knows.
            scene: The deal on its futures.
            small: The same on fewer.

        Returns:
            The states; none where they cannot be counted, or a reading is itself uncertain.
        """
        facts = tastes.facts
        sample = scene.present_values(party, scene.known(party))
        if not facts:
            return cls(sample, sample[:0], np.empty((1, 0)), np.ones(1), ())
        if tastes.listed is None or any(map(_is_vague, [scene.loaded.sound] * len(facts), facts)):
            return None
        values = small.present_values_by(party, [known for known, _ in tastes.listed])
        chances = np.array([weight for _, weight in tastes.listed])
        return cls(sample, small.present_values(party, small.known(party)), values, chances, facts)

    def sure(self, tolerances: Float[ndarray, " level"]) -> Float[ndarray, "level state"]:
        """Return what the party would take for sure in each state, by its risk tolerance."""
        return np.array([self._sure(float(rho)) for rho in tolerances])

    def _sure(self, rho: float) -> Float[ndarray, " state"]:
        central = float(exponential_equivalent(self.sample[None, :], rho)[0])
        if not self.facts:
            return np.array([central])
        usual = float(exponential_equivalent(self.usual[None, :], rho)[0])
        found: Float[ndarray, " state"] = central - usual + exponential_equivalent(self.each, rho)
        return found

    def outlook(self, tolerances: Float[ndarray, " level"], deal: Deal, draws: Draws) -> Outlook:
        """Return the party's outlook on some paths."""
        return Outlook(tolerances, self.sure(tolerances), self.chances, states_of(deal, draws, self.facts))


def tolerances_of(deal: Deal, party: str) -> Float[ndarray, " level"] | None:
    """Return a party's risk tolerance at levels of probability; none where it does not mind risk."""
    if "risk_tolerance" not in belief.uncertain_traits(deal, party):
        rho = belief.traits(deal, party).risk_tolerance
        return None if rho is None else np.array([rho])
    levels = (_NODES + 1.0) / 2.0
    names = [f"{party}.discount", f"{party}.risk_tolerance"]
    traits = belief.traits_at(deal, party, [dict.fromkeys(names, float(level)) for level in levels])
    found = [each.risk_tolerance for each in traits]
    return None if None in found else np.array(found, dtype=float)


def states_of(deal: Deal, draws: Draws, facts: Sequence[Doubt]) -> Int[ndarray, " path"]:
    """Tell in which state each path is, in the order in which the states are listed."""
    kept = [[place for place, weight in enumerate(fact.weights) if weight > 0] for fact in facts]
    found, rest = np.zeros(draws.paths, dtype=np.intp), prod(map(len, kept))
    for fact, places in zip(facts, kept, strict=True):
        rest //= len(places)
        ends = np.cumsum(np.array(fact.weights) / sum(fact.weights))
        reading = np.minimum(
            np.searchsorted(ends, belief.level(deal, draws, fact), side="right"), len(fact.weights) - 1
        )
        found += np.searchsorted(places, reading) * rest
    return found


def _is_vague(deal: Deal, fact: Doubt) -> bool:
    """Tell whether a reading of a fact is itself uncertain."""
    shape = deal.facts.get(fact.name)
    return shape is not None and any(isinstance(each.is_, Uncertain) for each in shape.readings or ())
