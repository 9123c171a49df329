"""Values packages to everyone with a claim, also those who are not at the table, against no deal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.bargaining import bargain
from dealwright.bargain.fresh import by_measure, sample
from dealwright.bargain.negotiation import compare, outside_worth, rules_of
from dealwright.bargain.packages import forms
from dealwright.bargain.ripples.ripples_result import Extreme, Ripple, Ripples
from dealwright.engine import measures
from dealwright.engine.effects import moves
from dealwright.engine.result import Estimate
from dealwright.engine.scenario import Scene, independent
from dealwright.engine.valuation import chance_of_closing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.executors.running import Running
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]

MOST = 100
"""Packages of the frontier that are valued at most; of more, so many are spread evenly over it."""
FRESH = 1_000_003
"""What is added to the seed for futures that nothing was chosen on."""


def outsiders(loaded: Loaded) -> tuple[str, ...]:
    """Name the parties that are not at the table, in the file's order."""
    deal = loaded.sound
    return tuple(p for p in deal.parties if deal.negotiate is None or p not in deal.negotiate.between)


def find_ripples(
    loaded: Loaded,
    draws: Draws,
    *,
    most: int = MOST,
    progress: Progress | None = None,
    running: Running | None = None,
) -> Ripples:
    """Say what packages do to those who are not at the table.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        most: Packages of the frontier that are valued at most; of more, so many are spread evenly over it.
        progress: Is told how many packages are valued, of how many.
        running: Who finds the frontier, and where packages are kept; this process, in memory, by default.

    Returns:
        What today's contract, each solution's package and each of the frontier do.
    """
    deal = loaded.sound
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    refusing, reservation, grid = compare(loaded, draws, lambda _done, _of: None, running=running)
    found = bargain(
        grid.worth if grid.excerpt is None else grid.excerpt,
        reservation,
        describe=grid.package,
        measure=deal.worth_by,
        outside=outside_worth(loaded, draws, refusing.forms, {p: each.value for p, each in reservation.items()}),
        rules=rules_of(deal),
    )
    along = np.unique(np.linspace(0, len(found.frontier) - 1, min(most, len(found.frontier))).astype(int))
    wanted = [found.frontier[int(place)].package for place in along]
    everyone = _Everyone.of(loaded, draws)
    told: dict[tuple[tuple[str, str], ...], Ripple] = {}
    every = [*(each.package for each in found.solutions.values()), *wanted]
    for done, package in enumerate(every):
        told.setdefault(tuple(package.items()), everyone.ripple(package))
        if progress is not None:
            progress(done + 1, len(every))
    frontier = tuple(told[tuple(package.items())] for package in wanted)
    again = _Everyone.of(loaded, replace(draws, seed=draws.seed + FRESH))
    best, worst = (_extremes(frontier, everyone.outside, again, sign) for sign in (1.0, -1.0))
    return Ripples(
        everyone.outside,
        deal.worth_by,
        {party: everyone.held(party) for party in everyone.outside},
        everyone.today(),
        {name: told[tuple(each.package.items())] for name, each in found.solutions.items()},
        frontier,
        len(found.frontier),
        best,
        worst,
    )


def _extremes(frontier: Sequence[Ripple], parties: Sequence[str], again: _Everyone, sign: float) -> dict[str, Extreme]:
    """Pick the best or the worst package for each party, and value it on fresh futures."""
    found = {}
    for party in parties:
        picked = max(frontier, key=lambda each: sign * each.outsiders[party].value)
        fresh = again.ripple(picked.package).outsiders[party]
        found[party] = Extreme(picked.package, picked.outsiders[party], fresh)
    return found


@dataclass(slots=True)
class _Everyone:
    """All parties of a deal on some draws, with what each has without a deal.

    Args:
        loaded: The deal.
        draws: The draws.
        refusing: No deal.
        table: The parties at the table.
        outside: The others.
        without: By party, what it has without a deal, and what each path moves that by.
    """

    loaded: Loaded
    draws: Draws
    refusing: Scene
    table: tuple[str, ...]
    outside: tuple[str, ...]
    without: dict[str, tuple[float, Float[ndarray, " path"]]]
    kept: dict[tuple[tuple[str, str], ...], Ripple]

    @classmethod
    def of(cls, loaded: Loaded, draws: Draws) -> _Everyone:
        """Value no deal to everyone."""
        deal = loaded.sound
        assert deal.negotiate is not None  # noqa: S101 - the caller has looked
        refusing = Scene(loaded.no_deal(), draws, forms=forms(loaded))
        table = tuple(deal.negotiate.between)
        found = {party: _valued(refusing, party) for party in deal.parties}
        return cls(loaded, draws, refusing, table, outsiders(loaded), found, {})

    def held(self, party: str) -> Estimate:
        """Return what a party has without a deal."""
        value, moved = self.without[party]
        return Estimate(value, measures.mean(moved, independent(self.draws)).standard_error)

    def ripple(self, package: Mapping[str, str]) -> Ripple:
        """Value a package to everyone, against no deal."""
        key = tuple(package.items())
        if key not in self.kept:
            deal = self.loaded.sound
            otherwise = None if deal.closing is None else (chance_of_closing(deal), self.refusing)
            signed = self.loaded.package(dict(package))
            self.kept[key] = self._of(Scene(signed, self.draws, otherwise, self.refusing.forms), package)
        return self.kept[key]

    def today(self) -> Ripple | None:
        """Value the contract in force to everyone, against no deal; none where that is no deal itself."""
        if self.refusing.loaded is self.loaded:
            return None
        return self._of(Scene(self.loaded, self.draws, forms=self.refusing.forms), {})

    def _of(self, scene: Scene, package: Mapping[str, str]) -> Ripple:
        replicates = independent(self.draws)
        gains, moved = {}, {}
        for party, (refused, moves_without) in self.without.items():
            value, moves_with = _valued(scene, party)
            gains[party], moved[party] = value - refused, moves_with - moves_without

        def together(parties: Sequence[str]) -> Estimate:
            nothing = np.zeros(self.draws.paths)
            error = measures.mean(sum((moved[p] for p in parties), nothing), replicates).standard_error
            return Estimate(sum(gains[p] for p in parties), error)

        each = {party: together([party]) for party in gains}
        return Ripple(
            dict(package),
            {party: each[party] for party in self.outside},
            together(self.outside),
            {party: each[party] for party in self.table},
            together(self.table),
        )


def _valued(scene: Scene, party: str) -> tuple[float, Float[ndarray, " path"]]:
    """Return what a scenario is worth to a party by the bargain's measure, and what each path moves that by."""
    found, traits = sample(scene, party)
    deal = scene.loaded.sound
    value = by_measure(deal, found, traits, 1).value
    if deal.worth_by == "mean_at_discount":
        return value, found.at_discount
    return value, moves(found.risk_free, traits.risk_tolerance)
