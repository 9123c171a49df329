"""How a certainty equivalent moves with what a party knows and we do not."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine.measures import FAINT, exponential_equivalent, mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.scenario import Scene
    from dealwright.engine.worth import Samples, Traits
    from dealwright.world.draws import Draws

TRAITS = ("discount", "risk_tolerance")
STRETCHES = 8
"""Stretches of the points of a single scrambling."""


@dataclass(frozen=True, slots=True)
class States:
    """How a certainty equivalent moves with what a party knows and we do not.

    Args:
        shifts: Certainty equivalent in each state less that at central beliefs, in currency; a row for each of the
            readings that are gone through one by one, a column for each draw of the rest.
        chances: Probability of each row; they sum to 1.
        levels: Level of probability of each quantity that is drawn, in each draw; none where nothing is.
        drift: What each of the fewer paths, on which facts are taken otherwise, has in the expected shift; none where
            they are the same everywhere.
        parts: Number of scramblings of those paths, or stretches of a single one; 1 where each path stands by itself.
    """

    shifts: Float[ndarray, "reading draw"]
    chances: Float[ndarray, " reading"]
    levels: Float[ndarray, "draw quantity"] | None = None
    drift: Float[ndarray, " small"] | None = None
    parts: int = 1

    @property
    def mean(self) -> float:
        """Return the expected shift."""
        return float(self.chances @ np.mean(self.shifts, axis=1))

    @property
    def error(self) -> float:
        """Return the standard error of the expected shift, in currency: from what is drawn and from the fewer paths."""
        drawn = 0.0 if self.levels is None else error_of_strata(self.chances @ self.shifts, self.levels)
        return drawn if self.drift is None else float(np.hypot(drawn, mean(self.drift, self.parts).standard_error))

    def less(self, other: States) -> States:
        """Return how the difference from another form of the deal moves, on the same draws of what the party knows."""
        alike = self.drift is not None and other.drift is not None and len(self.drift) == len(other.drift)
        drift = self.drift - other.drift if alike else self.drift  # type: ignore[operator]
        return replace(self, shifts=self.shifts - other.shifts, drift=drift)

    def percentiles(self, *levels: float) -> tuple[float, ...]:
        """Return the smallest shifts that reach levels of probability."""
        shifts, weights = self.shifts.ravel(), np.repeat(self.chances, self.shifts.shape[1]) / self.shifts.shape[1]
        order = np.argsort(shifts, kind="stable")
        reached = np.cumsum(weights[order])
        places = (min(int(np.searchsorted(reached, level - 1e-12)), len(order) - 1) for level in levels)
        return tuple(float(shifts[order[place]]) for place in places)


@dataclass(frozen=True, slots=True)
class Tastes:
    """What a party is like and knows, and how that is drawn.

    Args:
        central: Its traits, what is uncertain of them at its median.
        own: Which of its traits only it knows.
        facts: Facts that it knows and we do not.
        listed: Every way in which these can be true, with its probability; none where they are drawn.
        levels: Level of probability of each fact and trait, by draw.
        drawn: Its traits in each draw.
        states: Value of each of these facts, by listed way or by draw; none where it knows none.
    """

    central: Traits
    own: tuple[str, ...]
    facts: tuple[belief.Doubt, ...]
    listed: list[tuple[dict[str, float], float]] | None
    levels: list[dict[str, float]]
    drawn: list[Traits]
    states: list[dict[str, float]]

    @classmethod
    def of(cls, scene: Scene, party: str, *, seed: int, draws: int = belief.OUTER_DRAWS) -> Tastes:
        """Draw what a party is like and knows.

        Args:
            scene: The scenario.
            party: The party.
            seed: Seed of the study.
            draws: Number of draws.
        """
        deal = scene.loaded.sound
        central, own = belief.traits(deal, party), belief.uncertain_traits(deal, party)
        facts = tuple(doubt for doubt in scene.doubts if party in doubt.known_to)
        if not facts and not own:
            return cls(central, own, facts, None, [], [], [])
        listed = belief.every_reading(facts)
        names = [d.name for d in facts] + [f"{party}.{name}" for name in TRAITS]
        levels = belief.joint_levels(seed, names, draws)
        drawn = belief.traits_at(deal, party, levels) if own else [central] * len(levels)
        if listed is None:
            states = [{doubt.name: doubt.at(level[doubt.name]) for doubt in facts} for level in levels]
        else:
            states = [known for known, _ in listed]
        return cls(central, own, facts, listed, levels, drawn, states if facts else [])


def belief_states(party: str, found: Samples, tastes: Tastes, small: Scene | None = None) -> States | None:
    """Compute how a party's certainty equivalent moves with what it knows and we do not.

    Readings are gone through one by one; facts with a distribution, and traits, are drawn.

    Args:
        party: The party.
        found: Its samples at central beliefs.
        tastes: What it is like and knows.
        small: The same scenario on fewer draws, on which facts are taken otherwise; differences are on the same paths.

    Returns:
        Every state, or `None` where the party knows nothing that we do not.
    """
    facts, own, levels, central = tastes.facts, tastes.own, tastes.levels, tastes.central
    if not facts and not own:
        return None
    tolerance = np.array([[level[f"{party}.{TRAITS[-1]}"]] for level in levels])
    tolerances = [traits.risk_tolerance for traits in tastes.drawn]
    if small is None or not facts:
        base = _equivalent(found.risk_free, central)
        return _drawn(_equivalents(found.risk_free, tolerances) - base, tolerance)
    usual, draws = small.present_values(party, small.known(party)), small.draws
    few, parts = _equivalent(usual, central), _parts(draws)
    values = small.present_values_by(party, tastes.states)
    if tastes.listed is None:
        evenly = np.full(len(levels), 1.0 / len(levels))
        moving = np.array([[level[doubt.name] for doubt in facts] for level in levels])
        moving = np.hstack([moving, tolerance]) if "risk_tolerance" in own else moving
        shifts = np.array([_equivalent(each, traits) - few for each, traits in zip(values, tastes.drawn, strict=True)])
        return replace(_drawn(shifts, moving), drift=_drift(values, evenly, usual, central), parts=parts)
    tolerances = tolerances if own else tolerances[:1]
    shifts, chances = np.array([_equivalents(each, tolerances) - few for each in values]), _chances(tastes.listed)
    return States(shifts, chances, tolerance if own else None, _drift(values, chances, usual, central), parts)


def value_in_turn(scenes: Sequence[Scene], parties: Sequence[str], *, seed: int) -> None:
    """Value scenes in each state of what parties know and we do not, and keep what comes of it for `belief_states`.

    All scenes and parties are valued in one state before the next: what they have in common there is computed once, and
    need not be kept for longer.

    Args:
        scenes: Scenarios on the same draws.
        parties: The parties.
        seed: Seed of the study.
    """
    asked = [(scene, party, scene.tastes(party, seed=seed).states) for scene in scenes for party in parties]
    for number in range(max((len(states) for _, _, states in asked), default=0)):
        for scene, party, states in asked:
            if number < len(states):
                scene.present_values(party, states[number])
        for scene in scenes:
            scene.kept.clear()  # its books of this state


def _parts(draws: Draws) -> int:
    """Count the parts of some draws between which the spread tells an error: scramblings, or stretches of a single one.

    The stretches of one scrambling even each other out, so that the spread between them tells rather too much.
    """
    if draws.mode != "sobol":
        return 1
    single = draws.replicates == 1 and draws.paths_per_replicate % STRETCHES == 0
    return STRETCHES if single else draws.replicates


def _chances(listed: Sequence[tuple[dict[str, float], float]]) -> Float[ndarray, " reading"]:
    return np.array([weight for _, weight in listed])


def _drift(
    values: Float[ndarray, "state small"],
    chances: Float[ndarray, " state"],
    usual: Float[ndarray, " small"],
    central: Traits,
) -> Float[ndarray, " small"]:
    """Return what each path has in the expected shift of a certainty equivalent, at the central risk tolerance."""
    rho = central.risk_tolerance
    if rho is None:
        return np.asarray(chances @ values - usual)
    utility = np.exp((np.min(values, axis=1, keepdims=True) - values) / rho)
    own = np.exp((np.min(usual) - usual) / rho)
    shares = utility / np.mean(utility, axis=1, keepdims=True)
    return np.asarray(rho * (own / np.mean(own) - chances @ shares))


def _drawn(shifts: Float[ndarray, " draw"], levels: Float[ndarray, "draw quantity"]) -> States:
    return States(shifts[None, :], np.ones(1), levels)


def error_of_strata(values: Float[ndarray, " draw"], levels: Float[ndarray, "draw quantity"]) -> float:
    """Estimate the standard error of a mean over draws that take each quantity once from each of equal strata.

    What each quantity does by itself errs only by where in its stratum it was drawn; what they do together errs as
    plain draws do. The first is told from the second by a cubic of each.

    Args:
        values: What came of each draw.
        levels: Level of probability of each quantity in each draw.

    Returns:
        The error, in the unit of the values.

    Source: Stein, Large sample properties of simulations using Latin hypercube sampling, Technometrics 29(2), 1987.
    """
    count, quantities = levels.shape
    single = [[(2.0 * level - 1.0) ** power for power in (1, 2, 3)] for level in levels.T]
    basis = np.array([np.ones(count), *(row for rows in single for row in rows)])
    if 2 * len(basis) > count:
        return float(np.std(values, ddof=1)) / math.sqrt(count)
    coefficients, *_ = np.linalg.lstsq(basis.T, values, rcond=None)
    rest = values - coefficients @ basis
    effects = [values] if quantities == 1 else np.einsum("qk,qkd->qd", coefficients[1:].reshape(-1, 3), single)
    moves = [np.diff(effect[np.argsort(level)]) for effect, level in zip(effects, levels.T, strict=True)]
    together = 0.0 if quantities == 1 else float(rest @ rest) / (count - len(basis)) / count
    return float(np.sqrt(np.sum(np.square(moves)) / 12.0 / count**2 + together))


def _equivalent(sample: Float[ndarray, " path"], traits: Traits) -> float:
    if traits.risk_tolerance is None:
        return float(np.mean(sample))
    return float(exponential_equivalent(sample[None, :], traits.risk_tolerance)[0])


def _equivalents(sample: Float[ndarray, " path"], tolerances: Sequence[float | None]) -> Float[ndarray, " tolerance"]:
    """Return what parties of several risk tolerances, none of one that does not mind risk, would take for a sample."""
    if None in tolerances:
        return np.full(len(tolerances), np.mean(sample))
    lowest, rho = float(np.min(sample)), np.array(tolerances, dtype=float)
    if np.max(sample) - lowest < FAINT * np.max(rho):
        return np.array([exponential_equivalent(sample[None, :], each)[0] for each in rho])
    utility = np.empty((len(rho), len(sample)))
    np.exp(np.multiply.outer(-1.0 / rho, sample - lowest, out=utility), out=utility)
    found: Float[ndarray, " tolerance"] = lowest - rho * np.log(np.mean(utility, axis=1))
    return found
