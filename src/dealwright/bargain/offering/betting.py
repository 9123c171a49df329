"""Finds, in a deal, contracts on what may happen by which one side and another both gain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.bargain.beliefs.belief import beliefs_of
from dealwright.bargain.offering.contingent import (
    bet_again,
    searched_bets,
    searched_switches,
    sights_of,
    switch_again,
    worthwhile,
)
from dealwright.bargain.offering.occasions import read_occasion, usual_occasions
from dealwright.bargain.offering.outlook import FRESH
from dealwright.bargain.offering.starting import neighbours
from dealwright.bargain.packages import forms
from dealwright.engine.scenario import Scene

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.offering.contracts import Contract
    from dealwright.bargain.offering.ground import Ground
    from dealwright.bargain.offering.occasions import Occasion

    Package = Mapping[str, str]

MOST = 3
"""Bets, and switches, that are valued again with each other side."""


def contracts_for(
    ground: Ground, party: str, package: Package, most: float, on: Sequence[str] = ()
) -> tuple[Contract, ...]:
    """Find contracts between one side and each other, beside a package.

    Args:
        ground: All packages.
        party: The side.
        package: The package beside which they are made.
        most: What either may lose by one at most, money.
        on: What may happen, as it is written; by default the deal's events, and its drivers over their medians.

    Returns:
        Those by which both gain by more than two standard errors on fresh futures, what creates most first.
    """
    occasions = _occasions(ground, package, on)
    if not occasions or most <= 0.0:
        return ()
    steps = [{}, *neighbours(ground.loaded, package, ground.ordered)]
    packages = [{**package, **step} for step in steps]
    sights = sights_of(ground.loaded, ground.draws, packages, occasions, ground.table)
    deal, found = ground.loaded.sound, []
    pairs = [(party, other) for other in ground.table if other != party]
    bets = {pair: searched_bets(deal, sights, pair, occasions, most)[:MOST] for pair in pairs}
    switches = {pair: searched_switches(sights, pair, occasions, most)[:MOST] for pair in pairs}
    if not any(bets.values()) and not any(switches.values()):
        return ()
    again = replace(ground.draws, seed=ground.draws.seed + FRESH)
    fresh = sights_of(ground.loaded, again, packages, occasions, ground.table)
    for pair in pairs:
        found += [bet_again(deal, fresh, pair, occasion, bet) for occasion, bet in bets[pair]]
        found += [switch_again(fresh, pair, switch, steps) for switch in switches[pair]]
    kept = [each for each in found if worthwhile(each)]
    return tuple(sorted(kept, key=lambda each: -each.created.value))


def _occasions(ground: Ground, package: Package, on: Sequence[str]) -> list[Occasion]:
    if on:
        return [read_occasion(words, ground.loaded) for words in on]
    scene = Scene(ground.loaded.package(dict(package)), ground.draws, forms=forms(ground.loaded))
    beliefs = beliefs_of(ground.loaded.sound, scene.doubts, ground.table)
    known = {name: each.central for name, each in beliefs.items() if each.doubt is not None}
    return usual_occasions(scene, known)
