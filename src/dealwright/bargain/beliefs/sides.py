"""Values a menu for each party in every state of what it knows, once for all who see the deal alike in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.belief import beliefs_of
from dealwright.bargain.beliefs.equivalents import Tolerances, equivalents
from dealwright.bargain.beliefs.nodes import States
from dealwright.bargain.beliefs.present import on_grid, without
from dealwright.bargain.certainty import ROUNDING
from dealwright.engine import beliefs as engine
from dealwright.engine.valuation import few

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.beliefs.belief import Belief
    from dealwright.bargain.beliefs.present import Menu, Stand
    from dealwright.bargain.packages import Grid
    from dealwright.deal.deal import Deal
    from dealwright.engine.scenario import Scene
    from dealwright.engine.worth import Traits

    ByCase = Mapping[str, Float[ndarray, " case"]]
    Known = tuple[tuple[str, float], ...]
    Seen = tuple[Known, Known]
    """What is known, and which parties have which discount."""


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
    table, draws = deal.negotiate.between, refusing.draws
    beliefs = beliefs_of(deal, refusing.doubts, table)
    central = {name: each.central for name, each in beliefs.items() if each.doubt is not None}
    if grid is None:
        whole = menu.stand(draws, refusing, central)
    else:
        numbers = [grid.number(each) for each in menu.packages]
        whole = on_grid(grid, numbers, without(menu.loaded, refusing, central))
    states = [_states(deal, party, beliefs) for party in table]
    wanted = _wanted(table, states)
    usual: Seen = (tuple(sorted(central.items())), ())
    small = refusing.on(few(draws))
    base = menu.stand(small.draws, small, central) if list(wanted) != [usual] else whole
    tolerances = [_tolerances(place, beliefs, base, deal) for place in range(len(table))]
    found: dict[tuple[int, int], Float[ndarray, "node row"]] = {}
    misses = [0.0 for _ in table]
    for seen, places in wanted.items():
        now = base if seen == usual else menu.stand(small.draws, small, dict(seen[0]), _like(deal, seen[1]))
        for p, state in places:
            found[p, state], miss = tolerances[p].read(partial(over_no_deal, now, p))
            misses[p] = max(misses[p], miss)
        small.valued.clear()
        small.kept.clear()
    sides = [
        Side(
            party,
            states[p],
            tolerances[p],
            np.array([found[p, state] for state in range(len(states[p].points))]),
            over_no_deal(base, p, _central_rate(deal, party))[0],
            over_no_deal(whole, p, _central_rate(deal, party))[0],
            _apart(whole, p, _central_rate(deal, party), draws.replicates),
            p in whole.outside,
            ROUNDING * max(float(np.abs(np.mean(each, axis=-1)).max()) for each in (whole.packages, whole.refusal)),
            _chance_of_closing(deal),
            misses[p],
        )
        for p, party in enumerate(table)
    ]
    return beliefs, tuple(_proved(side, p, menu, small) for p, side in enumerate(sides))


def _proved(side: Side, place: int, menu: Menu, small: Scene) -> Side:
    """Say by how much a gain that is read off the states misses one that is valued."""
    deal, points, miss = menu.loaded.sound, side.states.proofs, 0.0
    central = engine.traits(deal, side.party).risk_tolerance
    for known, like in (_seen(side.party, side.states, point) for point in points):
        now = menu.stand(small.draws, small, dict(known), _like(deal, like))
        values = {name: np.array([value]) for name, value in known}
        values |= {f"{party}.discount": np.array([value]) for party, value in like}
        valued = over_no_deal(now, place, _central_rate(deal, side.party))[0] - side.base
        miss = max(miss, float(np.abs(side.shifts(values, 1, central)[0] - valued).max()))
        small.valued.clear()
        small.kept.clear()
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


def _like(deal: Deal, discounts: Known) -> dict[str, Traits] | None:
    """Return what the parties are like if some have another discount than the central one."""
    if not discounts:
        return None
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    found = {party: engine.traits(deal, party) for party in deal.negotiate.between}
    return found | {party: replace(found[party], discount=discount) for party, discount in discounts}


def _tolerances(place: int, beliefs: Mapping[str, Belief], base: Stand, deal: Deal) -> Tolerances:
    """Choose the risk tolerances at which everything is valued for a party."""
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    party = deal.negotiate.between[place]
    central = engine.traits(deal, party).risk_tolerance
    if central is None or deal.worth_by == "mean_at_discount":
        return Tolerances(np.zeros(1))
    belief = beliefs.get(f"{party}.risk_tolerance")
    least, greatest = (central, central) if belief is None else belief.ends
    return Tolerances.of(least, greatest, base.rows(place))


def _central_rate(deal: Deal, party: str) -> Float[ndarray, " one"]:
    """Return one over a party's central risk tolerance, zero where it is valued by its mean."""
    tolerance = engine.traits(deal, party).risk_tolerance
    return np.array([0.0 if tolerance is None or deal.worth_by == "mean_at_discount" else 1.0 / tolerance])


def over_no_deal(stand: Stand, place: int, rates: Float[ndarray, " node"]) -> Float[ndarray, "node row"]:
    """Return what each package brings a party over no deal, and last what its outside option does, or nothing.

    Args:
        stand: Present values, path by path.
        place: The party's place at the table.
        rates: One over each risk tolerance.
    """
    found, many = equivalents(stand.rows(place), rates), len(stand.packages)
    outside = found[:, many + 1 :] - found[:, many : many + 1]
    return np.hstack(
        [found[:, :many] - found[:, many : many + 1], outside if outside.size else np.zeros((len(rates), 1))]
    )


def _apart(stand: Stand, place: int, rate: Float[ndarray, " one"], replicates: int) -> Float[ndarray, "replicate row"]:
    """Return how far estimates from all paths may lie apart, in the directions in which the scramblings do."""
    if replicates == 1:
        return np.zeros((1, len(stand.packages) + 1))
    found = np.concatenate([over_no_deal(each, place, rate) for each in stand.cut(replicates)])
    return np.asarray((found - found.mean(axis=0)) / np.sqrt(replicates - 1.0))


def _chance_of_closing(deal: Deal) -> float:
    chance = getattr(deal.closing, "probability", None)
    return 1.0 if chance is None else engine.constant(deal, chance)
