"""Values a package to everyone, against no deal, with what each path moves each figure by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.fresh import by_measure, sample
from dealwright.bargain.packages import forms
from dealwright.bargain.ripples.ripples_result import Ripple
from dealwright.engine import measures
from dealwright.engine.effects import moves
from dealwright.engine.result import Estimate
from dealwright.engine.scenario import Scene, independent
from dealwright.engine.stage import chance_of_closing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Gains = Mapping[str, tuple[float, Float[ndarray, " path"]]]
    """By party, its gain over no deal, and what each path moves that by."""


def outsiders(loaded: Loaded) -> tuple[str, ...]:
    """Name the parties that are not at the table, in the file's order."""
    deal = loaded.sound
    return tuple(p for p in deal.parties if deal.negotiate is None or p not in deal.negotiate.between)


@dataclass(slots=True)
class Everyone:
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
    def of(cls, loaded: Loaded, draws: Draws, parties: Sequence[str] | None = None) -> Everyone:
        """Value no deal to everyone, or to some."""
        deal = loaded.sound
        assert deal.negotiate is not None  # noqa: S101 - the caller has looked
        refusing = Scene(loaded.no_deal(), draws, forms=forms(loaded))
        table = tuple(deal.negotiate.between)
        found = {party: _valued(refusing, party) for party in (deal.parties if parties is None else parties)}
        return cls(loaded, draws, refusing, table, outsiders(loaded), found, {})

    def held(self, party: str) -> Estimate:
        """Return what a party has without a deal."""
        value, moved = self.without[party]
        return Estimate(value, measures.mean(moved, independent(self.draws)).standard_error)

    def ripple(self, package: Mapping[str, str]) -> Ripple:
        """Value a package to everyone, against no deal."""
        key = tuple(package.items())
        if key not in self.kept:
            self.kept[key] = self._of(self.gains(package), package)
        return self.kept[key]

    def gains(self, package: Mapping[str, str]) -> Gains:
        """Say what everyone gains by a package over no deal, and what each path moves that by."""
        deal = self.loaded.sound
        otherwise = None if deal.closing is None else (chance_of_closing(deal), self.refusing)
        return self._against(Scene(self.loaded.package(dict(package)), self.draws, otherwise, self.refusing.forms))

    def today(self) -> Ripple | None:
        """Value the contract in force to everyone, against no deal; none where that is no deal itself."""
        if self.refusing.loaded is self.loaded:
            return None
        return self._of(self._against(Scene(self.loaded, self.draws, forms=self.refusing.forms)), {})

    def error(self, moved: Float[ndarray, " path"]) -> float:
        """Return the standard error of a figure that each path moves by so much."""
        return measures.mean(moved, independent(self.draws)).standard_error

    def _against(self, scene: Scene) -> Gains:
        found = {}
        for party, (refused, moved) in self.without.items():
            value, now = _valued(scene, party)
            found[party] = value - refused, now - moved
        return found

    def _of(self, gains: Gains, package: Mapping[str, str]) -> Ripple:
        def together(parties: Sequence[str]) -> Estimate:
            moved = sum((gains[party][1] for party in parties), np.zeros(self.draws.paths))
            return Estimate(sum(gains[party][0] for party in parties), self.error(moved))

        return Ripple(
            dict(package),
            {party: together([party]) for party in self.outside},
            together(self.outside),
            {party: together([party]) for party in self.table},
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
