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
    from dealwright.engine.sensitivities.outlook import Outlook


@dataclass(frozen=True, slots=True)
class Figures:
    """What one form of a deal is worth to a party.

    Args:
        certainty_equivalent: What it would take for sure.
        mean: Expected present value at its own rate.
        sample: Present values behind the certainty equivalent; (path,).
        parts: What each path has in the certainty equivalent: of a difference of two forms, each path's part of it, up
            to a constant; (path,).
        discounted: Present values behind the mean; (path,).
        tolerance: Its risk tolerance; none for a party that does not mind risk.
        states: How the certainty equivalent moves with what the party knows and we do not, where that is gone through
            state by state.
    """

    certainty_equivalent: float
    mean: float
    sample: Float[ndarray, " path"]
    parts: Float[ndarray, " path"]
    discounted: Float[ndarray, " path"]
    tolerance: float | None
    states: States | None = None


def figures_of(scene: Scene, party: str, *, seed: int, small: Scene, tastes: int) -> Figures:
    """Value a scenario for a party as a valuation does: what it knows is gone through state by state.

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
    discounted = scene.present_values(party, {}, Rates(traits.discount, own_rates=True))
    states = belief_states(party, Samples(found, {}), taste, small)
    mean, rho = float(np.mean(discounted)), traits.risk_tolerance
    if states is None or rho is None:
        seen = scene.present_values(party, {}) if known else found
        central = measures.certainty_equivalent(seen, rho, 1).value
        return Figures(central, mean, seen, _parts(seen, rho), discounted, rho)
    central = measures.certainty_equivalent(found, rho, 1).value
    return Figures(central + states.mean, mean, found, _parts(found, rho), discounted, rho, states)


def figures_seen(scene: Scene, party: str, *, seed: int, outlook: Outlook | None, base: Figures | None) -> Figures:
    """Value a scenario for a party from one set of paths, on each of which it is in a state of what it knows.

    Args:
        scene: The scenario.
        party: The party.
        seed: Seed of the study.
        outlook: How the party sees these paths; none for a party that does not mind risk.
        base: The figures of the deal from which the scenario differs, if there are any: what is alike is taken there.
    """
    traits = scene.tastes(party, seed=seed).central
    sample = scene.present_values(party, {})
    discounted = scene.present_values(party, {}, Rates(traits.discount, own_rates=True))
    if base is not None and sample is base.sample and discounted is base.discounted:
        return base
    mean = float(np.mean(discounted))
    if outlook is None:
        return Figures(float(np.mean(sample)), mean, sample, sample, discounted, None)
    sure, parts = outlook.seen(sample)
    return Figures(sure, mean, sample, parts, discounted, traits.risk_tolerance)


def _parts(sample: Float[ndarray, " path"], rho: float | None) -> Float[ndarray, " path"]:
    """Return what each path has in a certainty equivalent: minus the tolerance times its share of the utility."""
    if rho is None:
        return sample
    utility = np.exp(-(sample - np.min(sample)) / rho)
    found: Float[ndarray, " path"] = -rho * utility / np.mean(utility)
    return found
