"""Tell which part of the spread of a worth is belief, what is true already, and which is future, what will happen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.belief import Belief
from dealwright.bargain.beliefs.nodes import States
from dealwright.bargain.beliefs.present import Menu, without
from dealwright.engine import beliefs as engine
from dealwright.engine.result import finite
from dealwright.engine.stage import few

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.result import Json
    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded

DRAWS = 1024
"""Draws of the facts, by which what was valued in a few states is averaged."""
MOST = 24
"""States in which everything is valued at most, unless the facts moved one by one make more."""
TOO_MANY = 48
"""States from which on nothing is split: `dealwright facts` weighs many facts from one sample."""
STRETCHES = 8
"""Parts of the paths between which the error of a mean is told."""
NO_DEAL = "no_deal"
ROUNDING = 1e-12
"""Part of the variance under which what a fact makes is rounding; a spread under this part of the values is, too."""


@dataclass(frozen=True, slots=True)
class SpreadSplit:
    """How much of the spread of what a party has is belief, and how much is future.

    Attributes:
        party: The party.
        of: `no_deal`, or a solution.
        deviation: Standard deviation of the present value, of both together, in currency.
        belief: Share of the variance that is belief: that of the expected present value over the facts, 0 to 1.
        error: Standard error of that share.
        by_fact: Share of the variance that each fact makes by itself, the largest first.
    """

    party: str
    of: str
    deviation: float
    belief: float
    error: float
    by_fact: Mapping[str, float]

    @property
    def future(self) -> float:
        """Share of the variance that is future: what is left on average when all facts are known."""
        return 1.0 - self.belief

    def to_json(self) -> dict[str, Json]:
        """Return the figures."""
        return {
            "party": self.party,
            "of": self.of,
            "standard_deviation": finite(self.deviation),
            "belief": finite(self.belief),
            "belief_standard_error": finite(self.error),
            "future": finite(self.future),
            "by_fact": {name: finite(share) for name, share in self.by_fact.items()},
        }


@dataclass(frozen=True, slots=True, eq=False)
class Weighting:
    """How some states stand for all that may be true.

    Args:
        mean: Weight of each state in an expectation; (state,).
        together: Covariance of the states' weights over what may be true; (state, state).
        by_fact: The same of their expected weights given one fact alone.
    """

    mean: Float[ndarray, " state"]
    together: Float[ndarray, "state state"]
    by_fact: Mapping[str, Float[ndarray, "state state"]]

    @staticmethod
    def of(states: States, facts: Mapping[str, Belief], seed: int) -> Weighting:
        """Weigh states by the weights of readings, and by draws of what has a distribution.

        Args:
            states: The states.
            facts: The facts, by name.
            seed: Seed of the draws.
        """
        alone, chances = [], []
        for axis in states.axes:
            weights, chance = _alone(facts[axis.name], seed)
            alone.append(axis.weights(weights))
            chances.append(chance)
        middle = [chance @ each for chance, each in zip(chances, alone, strict=True)]
        by_fact = {}
        for place, axis in enumerate(states.axes):
            many = len(chances[place])
            rows = [alone[p] if p == place else np.repeat(middle[p][None], many, axis=0) for p in range(len(middle))]
            by_fact[axis.name] = _covariance(states.joined(rows, many), chances[place])
        mean = states.joined([each[None] for each in middle], 1)[0]
        every = _every([len(each) for each in chances])
        places = every if every is not None else _drawn(facts, chances, seed)
        share = np.prod([chance[at] for chance, at in zip(chances, places, strict=True)], axis=0)
        share = share / share.sum() if every is not None else np.full(len(share), 1.0 / len(share))
        joint = states.joined([each[at] for each, at in zip(alone, places, strict=True)], len(share))
        return Weighting(mean, _covariance(joint, share), by_fact)


def _alone(fact: Belief, seed: int) -> tuple[Float[ndarray, " value"], Float[ndarray, " value"]]:
    """Return values of a fact and their chances: its readings, or draws of its distribution."""
    if fact.doubt is not None and fact.doubt.values:
        pairs = [(v, w) for v, w in zip(fact.doubt.values, fact.doubt.weights, strict=True) if w > 0]
        weights = np.array([weight for _, weight in pairs])
        return np.array([value for value, _ in pairs]), weights / weights.sum()
    values = fact.at(engine.outer_levels(seed, f"split {fact.name}", DRAWS))
    return values, np.full(DRAWS, 1.0 / DRAWS)


def _every(counts: Sequence[int]) -> Sequence[ndarray] | None:
    """Return every combination of values by their places, if these are few."""
    return list(np.indices(counts).reshape(len(counts), -1)) if math.prod(counts) <= DRAWS else None


def _drawn(facts: Mapping[str, Belief], chances: Sequence[Float[ndarray, " _"]], seed: int) -> list[ndarray]:
    """Draw combinations of values by their places."""
    levels = (engine.outer_levels(seed, f"split together {name}", DRAWS) for name in facts)
    ends = (np.cumsum(chance) for chance in chances)
    return [np.minimum(np.searchsorted(e, at), len(e) - 1) for at, e in zip(levels, ends, strict=True)]


def _covariance(
    weights: Float[ndarray, "case state"], chances: Float[ndarray, " case"]
) -> Float[ndarray, "state state"]:
    apart = weights - chances @ weights
    return np.asarray((apart * chances[:, None]).T @ apart)


def split(
    party: str, of: str, values: Float[ndarray, "state path"], weighting: Weighting, *, plain: bool = False
) -> SpreadSplit:
    """Split the variance of a present value into what facts make and what futures do.

    The variance of the expected value over the facts is estimated without the share that the error of the means adds
    to it; all states are valued on the same paths, so that most of this error is common to them and drops out.

    Args:
        party: The party.
        of: What it has: no deal, or a solution.
        values: Present values in each state, on the same paths: two at least.
        weighting: How the states stand for all that may be true.
        plain: Whether the paths are plain draws, each independent of the others.

    Source: the law of total variance; the correction is that of a variance component in the analysis of variance,
        Searle, Casella and McCulloch, Variance Components, Wiley 1992, chapter 3.
    """
    count = values.shape[1]
    parts = min(STRETCHES, count)
    stretches = np.stack([part.mean(axis=1) for part in np.array_split(values, parts, axis=1)])
    noise = np.atleast_2d(np.cov(values)) / count if plain else np.atleast_2d(np.cov(stretches.T)) / parts
    within = float(weighting.mean @ values.var(axis=1, ddof=1))
    nothing = (ROUNDING * float(np.abs(values).max())) ** 2

    def between(means: Float[ndarray, " state"], covariance: Float[ndarray, "state state"]) -> float:
        apart = means - means.mean()  # what all states share moves nothing, and would be rounded
        found = float(apart @ covariance @ apart - np.sum(covariance * noise))
        return found if found > max(ROUNDING * within, nothing) else 0.0

    means = values.mean(axis=1)
    belief = between(means, weighting.together)
    total = within + belief
    if total <= nothing:
        return SpreadSplit(party, of, 0.0, 0.0, 0.0, {})
    left_out = [(means * parts - each) / (parts - 1) for each in stretches]
    again = np.array([between(each, weighting.together) for each in left_out])
    error = math.sqrt((parts - 1) * float(again.var())) / total
    by_fact = {name: between(means, each) / total for name, each in weighting.by_fact.items()}
    ordered = dict(sorted(by_fact.items(), key=lambda pair: -pair[1]))
    return SpreadSplit(party, of, math.sqrt(total), belief / total, error, ordered)


def spreads_split(
    loaded: Loaded, refusing: Scene, packages: Mapping[str, Mapping[str, str]]
) -> tuple[SpreadSplit, ...]:
    """Split the spread of what each party at the table has without a deal, and by each solution.

    All facts count that move the deal and are not known to all, also those that nobody at the table knows.

    Args:
        loaded: The deal, checked and calibrated.
        refusing: No deal, on the draws of the study.
        packages: What each solution sets.

    Returns:
        Party by party, no deal first; nothing where all facts are known, or so many are not that it would take long,
        or where a single path has no spread.
    """
    deal, draws = loaded.sound, few(refusing.draws)
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    moving = [doubt for doubt in refusing.doubts if len(doubt.choices) != 1]
    facts = {doubt.name: Belief(doubt.name, doubt.known_to, doubt.name, deal, doubt) for doubt in moving}
    if not facts or draws.paths == 1:
        return ()
    states = States.of([(each.name, each.choices, each.central, each.ends) for each in facts.values()], MOST)
    if len(states.points) > TOO_MANY:
        return ()
    weighting = Weighting.of(states, facts, draws.seed)
    names, table = list(packages), deal.negotiate.between
    menu, small = Menu.of(loaded, draws, list(packages.values())) if packages else None, refusing.on(draws)
    values = np.empty((len(table), 1 + len(names), len(states.points), draws.paths))
    valued: dict[int, Float[ndarray, "party package path"]] = {}
    for place, point in enumerate(states.points):
        known = dict(zip(facts, point, strict=True))
        values[:, 0, place] = without(loaded, small, known)[0]
        small.kept.clear()
        if menu is not None:
            wording = menu.wordings.number(known)
            if wording not in valued:
                valued[wording] = menu.present_values(draws, known).swapaxes(0, 1)
            values[:, 1:, place] = valued[wording]
    return tuple(
        split(party, of, values[p, row], weighting, plain=draws.mode != "sobol")
        for p, party in enumerate(table)
        for row, of in enumerate([NO_DEAL, *names])
    )
