"""The two figures of a party's worth that a number of the deal moves, with the paths behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import measures
from dealwright.engine.belief_states import belief_states
from dealwright.engine.lines import Rates
from dealwright.engine.worth import Samples

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.belief_states import States
    from dealwright.engine.scenario import Scene


@dataclass(frozen=True, slots=True)
class Figures:
    """What one form of a deal is worth to a party.

    Args:
        certainty_equivalent: What it would take for sure, as a valuation tells it.
        mean: Expected present value at its own rate.
        sample: Present values behind the certainty equivalent; (path,).
        discounted: Present values behind the mean; (path,).
        tolerance: Its risk tolerance; none for a party that does not mind risk.
        states: How the certainty equivalent moves with what the party knows and we do not.
    """

    certainty_equivalent: float
    mean: float
    sample: Float[ndarray, " path"]
    discounted: Float[ndarray, " path"]
    tolerance: float | None
    states: States | None

    def by_replicate(self, replicates: int) -> Float[ndarray, " replicate"]:
        """Return the certainty equivalent of each scrambling, at central beliefs."""
        blocks = measures.by_replicate(self.sample, replicates)
        if self.tolerance is None:
            return np.asarray(blocks.mean(axis=1))
        return measures.exponential_equivalent(blocks, self.tolerance)


def figures_of(scene: Scene, party: str, *, seed: int, small: Scene | None, tastes: int) -> Figures:
    """Value a scenario for a party.

    Args:
        scene: The scenario.
        party: The party.
        seed: Seed of the study.
        small: The same scenario on fewer draws, for what the party knows and we do not.
        tastes: Number of draws of what it knows and of what it is like.

    Returns:
        The same certainty equivalent and mean that a valuation tells.
    """
    taste, known = scene.tastes(party, seed=seed, draws=tastes), scene.known(party)
    traits = taste.central
    found = scene.present_values(party, known)
    seen = scene.present_values(party, {}) if known else found
    discounted = scene.present_values(party, {}, Rates(traits.discount, own_rates=True))
    states = belief_states(party, Samples(found, {}), taste, small)
    mean = float(np.mean(discounted))
    if states is None or traits.risk_tolerance is None:
        central = measures.certainty_equivalent(seen, traits.risk_tolerance, 1).value
        return Figures(central, mean, seen, discounted, traits.risk_tolerance, None)
    central = measures.certainty_equivalent(found, traits.risk_tolerance, 1).value
    return Figures(central + states.mean, mean, found, discounted, traits.risk_tolerance, states)
