"""Values a menu for each party in every state of what it knows, once for all who see the deal alike in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.belief import beliefs_of
from dealwright.bargain.beliefs.equivalents import Tolerances
from dealwright.bargain.beliefs.nodes import States
from dealwright.bargain.beliefs.tableau import Tableau
from dealwright.bargain.certainty import ROUNDING
from dealwright.engine import beliefs as engine
from dealwright.engine.stage import few

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.beliefs.belief import Belief
    from dealwright.bargain.beliefs.present import Menu
    from dealwright.bargain.beliefs.tableau import Seen
    from dealwright.bargain.packages import Grid
    from dealwright.deal.deal import Deal
    from dealwright.engine.scenario import Scene

    ByCase = Mapping[str, Float[ndarray, " case"]]


AT_HAND = 2**20
"""Present values of the menu up to which risk tolerances alone are gone through on all paths."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What a menu brings one party, in every state of what it knows and at every risk tolerance.

    Args:
        party: The party.
        states: The states in which it was valued: facts that it knows, and its discount where that is the measure.
        tolerances: The risk tolerances at which it was.
        tables: What each package brings over no deal, and last what its outside option does, if it has one; (state,
            tolerance, row).
        base: The same at central beliefs, on the paths on which the tables were made; (row,).
        whole: The same on all paths; (row,).
        apart: By how much it may lie elsewhere by the error of the futures, as one scrambling after the other has it:
            these have the spread of the estimate's error; (replicate, row).
        outside: Whether it has an outside option.
        slack: What is less than this is rounding, in money.
        closes: Chance that a signed deal closes; 1 where the file says nothing.
        miss: The most that a gain read off the states was found to miss one that was valued, in money; nothing where
            every state and every risk tolerance is valued.
    """

    party: str
    states: States
    tolerances: Tolerances
    tables: Float[ndarray, "state node row"]
    base: Float[ndarray, " row"]
    whole: Float[ndarray, " row"]
    apart: Float[ndarray, "replicate row"]
    outside: bool
    slack: float
    closes: float
    miss: float = 0.0

    def shifts(self, values: ByCase, cases: int, tolerance: float | None) -> Float[ndarray, "case row"]:
        """Return by how much what each brings differs from that at central beliefs.

        Args:
            values: Value of each fact and trait by case; central where it is not named.
            cases: Number of cases.
            tolerance: Its central risk tolerance.
        """
        states = self.states.weights(values, cases)
        tolerances = values.get(
            f"{self.party}.risk_tolerance", np.full(cases, np.inf if tolerance is None else tolerance)
        )
        weights = states[:, :, None] * self.tolerances.weights(tolerances)[:, None, :]
        return np.asarray(weights.reshape(cases, -1) @ self.tables.reshape(-1, len(self.base)) - self.base)


def sides_of(menu: Menu, refusing: Scene, grid: Grid | None) -> tuple[dict[str, Belief], tuple[Side, ...]]:
    """Value a menu for each party.

    Args:
        menu: The packages.
        refusing: No deal, on the draws of the futures.
        grid: All packages at central beliefs, on all paths, if they are valued already and the menu is among them.

    Returns:
        What someone at the table knows and we do not, and the sides in the order of the table.
    """
    deal = menu.loaded.sound
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    table = deal.negotiate.between
    beliefs = beliefs_of(deal, refusing.doubts, table)
    states = [_states(deal, party, beliefs) for party in table]
    known = tuple(sorted((name, each.central) for name, each in beliefs.items() if each.doubt is not None))
    central: Seen = known, ()
    wanted = _wanted(table, states)
    whole = Tableau(menu, refusing, {} if grid is None else {central: grid})
    at_hand = len(menu.packages) * refusing.draws.paths <= AT_HAND
    alone = list(wanted) == [central] and at_hand
    small = whole if alone else Tableau(menu, refusing.on(few(refusing.draws)))
    tolerances = [_tolerances(deal, party, beliefs, small.sample(central, p)) for p, party in enumerate(table)]
    middle = [_central_rate(deal, party) for party in table]
    rates = [np.append(each.tried, own) for each, own in zip(tolerances, middle, strict=True)]
    tables = {seen: small.over_no_deal(seen, rates) for seen in dict.fromkeys([central, *wanted])}
    at_center, apart, largest = whole.in_scramblings(central, middle)
    sides = []
    for p, party in enumerate(table):
        own = {state: tables[seen][p] for seen, places in wanted.items() for place, state in places if place == p}
        side = Side(
            party,
            states[p],
            tolerances[p],
            np.array([own[state][: len(tolerances[p].rates)] for state in range(len(own))]),
            tables[central][p][-1],
            at_center[p],
            apart[p],
            whole.has_outside(p),
            ROUNDING * largest,
            _chance_of_closing(deal),
            max(tolerances[p].miss(each[:-1]) for each in own.values()),
        )
        sides.append(_proved(side, p, small, middle))
    return beliefs, tuple(sides)


def _proved(side: Side, place: int, small: Tableau, middle: Sequence[float]) -> Side:
    """Say by how much a gain that is read off the states misses one that is valued."""
    miss, rates = 0.0, [np.array([each]) for each in middle]
    tolerance = 1.0 / middle[place] if middle[place] else None
    for seen in (_seen(side.party, side.states, point) for point in side.states.proofs):
        values = {name: np.array([value]) for name, value in seen[0]}
        values |= {f"{party}.discount": np.array([value]) for party, value in seen[1]}
        valued = small.over_no_deal(seen, rates)[place][0] - side.base
        miss = max(miss, float(np.abs(side.shifts(values, 1, tolerance)[0] - valued).max()))
    return replace(side, miss=side.miss + miss)


def _states(deal: Deal, party: str, beliefs: Mapping[str, Belief]) -> States:
    """Choose the states in which a deal is valued for a party."""
    names = [name for name, each in beliefs.items() if each.doubt is not None and party in each.known_to]
    if deal.worth_by == "mean_at_discount" and f"{party}.discount" in beliefs:
        names.append(f"{party}.discount")
    return States.of([(name, each.choices, each.central, each.ends) for name in names for each in [beliefs[name]]])


def _wanted(table: Sequence[str], states: Sequence[States]) -> dict[Seen, list[tuple[int, int]]]:
    """Say for which states of which parties each way to see the deal is to be valued."""
    wanted: dict[Seen, list[tuple[int, int]]] = {}
    for place, (party, each) in enumerate(zip(table, states, strict=True)):
        for number, point in enumerate(each.points):
            wanted.setdefault(_seen(party, each, point), []).append((place, number))
    return wanted


def _seen(party: str, states: States, point: Sequence[float]) -> Seen:
    """Say how a party sees the deal in a state: what it knows, and its discount where that is part of the state."""
    known = {axis.name: value for axis, value in zip(states.axes, point, strict=True)}
    discount = known.pop(f"{party}.discount", None)
    return tuple(sorted(known.items())), () if discount is None else ((party, discount),)


def _tolerances(deal: Deal, party: str, beliefs: Mapping[str, Belief], rows: Float[ndarray, "row path"]) -> Tolerances:
    """Choose the risk tolerances at which everything is valued for a party."""
    central = engine.traits(deal, party).risk_tolerance
    if central is None or deal.worth_by == "mean_at_discount":
        return Tolerances(np.zeros(1))
    belief = beliefs.get(f"{party}.risk_tolerance")
    least, greatest = (central, central) if belief is None else belief.ends
    return Tolerances.of(least, greatest, rows)


def _central_rate(deal: Deal, party: str) -> float:
    """Return one over a party's central risk tolerance, zero where it is valued by its mean."""
    tolerance = engine.traits(deal, party).risk_tolerance
    return 0.0 if tolerance is None or deal.worth_by == "mean_at_discount" else 1.0 / tolerance


def _chance_of_closing(deal: Deal) -> float:
    chance = getattr(deal.closing, "probability", None)
    return 1.0 if chance is None else engine.constant(deal, chance)
