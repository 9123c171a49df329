"""How sure a bargain is: chances of a zone and of each signature, over what the parties know and the futures' error."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.bands import gain_bands
from dealwright.bargain.beliefs.found import BeliefsFound, Probability, Quantity, Signing
from dealwright.bargain.beliefs.model import belief_model
from dealwright.bargain.beliefs.over_beliefs import solutions_over_beliefs
from dealwright.bargain.beliefs.split import spreads_split
from dealwright.bargain.certainty import candidates, overlooked
from dealwright.bargain.frontier import frontier
from dealwright.bargain.lots import drawn_gains
from dealwright.bargain.points import numbers_of
from dealwright.engine import beliefs as engine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.beliefs.belief import Belief
    from dealwright.bargain.beliefs.cases import Cases
    from dealwright.bargain.beliefs.model import BeliefModel
    from dealwright.bargain.packages import Grid
    from dealwright.bargain.result import Bargain, Solution
    from dealwright.bargain.table import Rules
    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

MOST_FORETOLD = 100_000
"""Most packages of which it is foretold how they fare in each case."""
MOST_SURE = 20_000
"""Most packages of the frontier that are valued in every case; of more, so many evenly along it."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the packages are valued on.

    Args:
        loaded: The deal.
        draws: The draws the bargain was found on.
        grid: All packages.
        refusing: No deal.
    """

    loaded: Loaded
    draws: Draws
    grid: Grid
    refusing: Scene

    def model(self, numbers: Sequence[int]) -> BeliefModel:
        """Value packages, by their numbers, in all that the parties may know."""
        packages = [self.grid.package(number) for number in numbers]
        return belief_model(self.loaded, self.draws, packages, grid=self.grid, refusing=self.refusing)


def say_how_sure(found: Bargain, loaded: Loaded, draws: Draws, grid: Grid, refusing: Scene, rules: Rules) -> Bargain:
    """Estimate the chances that some package suits everyone and that each party signs each package that matters.

    These are the packages of the frontier and those that solutions name. The chances are over what the parties know and
    we do not, and over the error of the futures; each solution is found anew in every case, too.

    Args:
        found: The bargain.
        loaded: The deal.
        draws: The draws it was found on.
        grid: All packages.
        refusing: No deal.
        rules: What the parties may agree on.

    Returns:
        The same bargain with the chances.
    """
    ground = _Ground(loaded, draws, grid, refusing)
    paying = found.space == "money with side payments"
    gains = grid.worth - np.array([each.value for each in found.reservation.values()])[:, None]
    gains = gains.sum(axis=0, keepdims=True) if paying else gains
    undominated = np.asarray(frontier(gains))
    along = _along(numbers_of(found.frontier))
    near = grid.numbered(candidates(gains, undominated, None if grid.excerpt is None else grid.excerpt.spread))
    named = [number for each in found.solutions.values() for number, _ in _drawn(grid, each)]
    numbers = list(dict.fromkeys([*named, *near, *along]))
    model = ground.model(numbers)
    cases = model.cases(scrambled=True)
    if len(gains) > 2 and cases.empty.any():  # noqa: PLR2004 - some packages cover the frontier of two
        further = _further(ground, numbers, cases, gains, undominated)
        cases = cases.with_packages(ground.model(further).cases(scrambled=True)) if further else cases
        numbers = [*numbers, *further]
    empty = cases.zone_empty(paying=paying)
    places = {number: place for place, number in enumerate(numbers)}
    count = engine.OUTER_DRAWS if model.beliefs else 1
    beliefs = BeliefsFound(
        count,
        model.replicates,
        len(numbers),
        Probability.of(1.0 - empty, count, model.replicates),
        tuple(_quantity(each) for each in model.beliefs.values() if model.moved_by(each.name)),
        _signing(found, cases, [places.get(number) for number in numbers_of(found.frontier)], count),
        solutions_over_beliefs(cases, found, numbers, grid.package, rules, count),
        spreads_split(loaded, refusing, {name: each.package for name, each in found.solutions.items()}),
        gain_bands(model, {name: places[each.number] for name, each in found.solutions.items()}),
        miss=model.miss,
        left_out=len(found.frontier) - len(along),
    )
    solutions = {}
    for name, each in found.solutions.items():
        drawn = [(places[number], chance) for number, chance in _drawn(grid, each)]
        gains = drawn_gains(cases, drawn, found.between, rules.risk_tolerance)
        solutions[name] = _signed(found, each, cases, gains)
    return replace(found, probability_zone_empty=empty, solutions=solutions, beliefs=beliefs)


def _along(numbers: Sequence[int]) -> list[int]:
    """Return packages of the frontier, or so many of them as can be valued, evenly along it."""
    places = np.unique(np.linspace(0, len(numbers) - 1, min(len(numbers), MOST_SURE)).astype(int))
    return [numbers[place] for place in places.tolist()]


def _further(
    ground: _Ground,
    numbers: Sequence[int],
    cases: Cases,
    gains: Float[ndarray, "party package"],
    undominated: ndarray,
) -> list[int]:
    """Choose further packages of many parties that may suit everyone in cases in which none of those valued does."""
    places = {number: place for place, number in enumerate(ground.grid.numbered(undominated.tolist()))}
    known = [number for number in numbers if number in places]
    valued = replace(cases, gains=cases.gains[:, [numbers.index(number) for number in known]])
    others = np.delete(undominated, [places[number] for number in known])
    others = others[:: len(others) // MOST_FORETOLD + 1]
    further = overlooked(valued, gains[:, undominated[[places[number] for number in known]]], gains[:, others])
    return ground.grid.numbered(others[further].tolist())


def _drawn(grid: Grid, solution: Solution) -> list[tuple[int, float]]:
    """Return the packages that a solution draws between, or the one it names, with their chances."""
    return [(grid.number(each.package), each.probability) for each in solution.lottery] or [(solution.number, 1.0)]


def _signed(found: Bargain, solution: Solution, cases: Cases, gains: Float[ndarray, "case party"]) -> Solution:
    """Write on a solution how likely each party is to sign it, and all are, with what they are paid beside it."""
    paid = np.array([solution.payments.get(party, 0.0) for party in found.between])
    suits = gains + paid >= cases.needed
    chances = dict(zip(found.between, (cases.weights @ suits).tolist(), strict=True))
    return replace(solution, probability_signs=chances, probability_all_sign=float(cases.weights @ suits.all(axis=1)))


def _signing(found: Bargain, cases: Cases, places: Sequence[int | None], draws: int) -> Signing:
    """Put together how likely each package of the frontier is to be signed."""
    known = [row for row, place in enumerate(places) if place is not None]
    some = replace(cases, gains=cases.gains[:, [place for place in places if place is not None]])
    each = np.full((len(places), len(found.between)), np.nan)
    together = np.full(len(places), np.nan)
    each[known], together[known] = some.signing, some.all_sign
    return Signing(found.between, each, together, draws, len(cases.weights) // draws)


def _quantity(belief: Belief) -> Quantity:
    knowers = tuple(sorted(belief.known_to))
    if belief.doubt is not None and belief.doubt.structural:
        return Quantity(belief.name, knowers, None, None, None)
    low, middle, high = belief.at(np.array([0.05, 0.5, 0.95])).tolist()
    return Quantity(belief.name, knowers, low, middle, high)
