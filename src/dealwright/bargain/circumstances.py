"""Value packages, one package more, and no deal, in every state of what only the parties know."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.certainty import ROUNDING, unrounded
from dealwright.bargain.fresh import closed
from dealwright.bargain.packages import Eyes, forms, value_grid
from dealwright.engine import beliefs as belief
from dealwright.engine.grids.grid import value_packages
from dealwright.engine.measures import by_replicate, exponential_equivalent
from dealwright.engine.scenario import Scene
from dealwright.engine.traits import reservation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.packages import World
    from dealwright.engine.worth import Traits
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

TRAITS = ("discount", "risk_tolerance", "reservation")
"""What a party may know about itself alone."""
KEPT = 12
"""Grids kept at once, by what is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Circumstance:
    """What everything is worth in one state of what the parties know.

    Args:
        worth: Of every package to each party.
        signed: Of the package in question to each party.
        held: Of no deal to each party.
        outside: Of each party's outside option; minus infinity where it has none.
    """

    worth: Float[ndarray, "party package"]
    signed: Float[ndarray, " party"]
    held: Float[ndarray, " party"]
    outside: Float[ndarray, " party"]

    @property
    def gain(self) -> Float[ndarray, " party"]:
        """What each party gains from the package in question."""
        return np.asarray(self.signed - self.held)

    @property
    def rounding(self) -> float:
        """What differs by less differs by rounding."""
        return ROUNDING * max(float(np.abs(self.worth).max()), float(np.abs(self.held).max()))

    @property
    def needed(self) -> Float[ndarray, " party"]:
        """What each party must gain lest it refuses."""
        return np.asarray(np.maximum(0.0, self.outside - self.held))


@dataclass(slots=True)
class Stage:
    """A deal, one package of it and no deal, on some draws.

    Args:
        loaded: The deal.
        package: The package in question, `path: value as written`.
        draws: The draws.
    """

    loaded: Loaded
    package: Mapping[str, str]
    draws: Draws
    signed: Scene = field(init=False)
    refusing: Scene = field(init=False)
    outside: dict[str, Scene] = field(init=False)
    _opened: dict[str, Scene] = field(default_factory=dict, init=False)
    _grids: dict[object, tuple[World, ...]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Open the scenes, all compared with the same eyes."""
        signed = self.loaded.package(dict(self.package))
        compared = (*forms(self.loaded), signed.sound)
        self.signed = Scene(signed, self.draws, forms=compared)
        self.refusing = Scene(self.loaded.no_deal(), self.draws, forms=compared)
        others = {party: self.loaded.outside(party) for party in self.table}
        self.outside = {p: Scene(each, self.draws, forms=compared) for p, each in others.items() if each is not None}

    @property
    def table(self) -> list[str]:
        """The parties that bargain."""
        negotiate = self.loaded.sound.negotiate
        assert negotiate is not None  # noqa: S101 - the caller has looked
        return list(negotiate.between)

    @property
    def facts(self) -> list[belief.Doubt]:
        """What someone at the table knows and we do not."""
        return [doubt for doubt in self.refusing.doubts if doubt.known_to & set(self.table)]

    @property
    def certain(self) -> bool:
        """Whether there is nothing that only the parties know."""
        deal = self.loaded.sound
        unsure = (belief.unsure(deal, getattr(deal.parties[party], trait)) for party in self.table for trait in TRAITS)
        return not self.facts and not any(unsure)

    def central(self) -> Circumstance:
        """Value everything at central beliefs."""
        return self.at(self.central_facts(), self.central_traits())

    def central_facts(self) -> dict[str, float]:
        """Take what someone at the table knows at its median, or its likeliest reading."""
        return {doubt.name: doubt.central for doubt in self.facts}

    def central_traits(self) -> dict[str, Traits]:
        """Take every party for what it is at central beliefs."""
        return {party: belief.traits(self.loaded.sound, party) for party in self.table}

    def drawn(self, seed: int) -> Iterator[Circumstance]:
        """Value everything in each draw of what the parties know.

        Args:
            seed: Seed of the study.
        """
        deal, facts = self.loaded.sound, self.facts
        names = [d.name for d in facts] + [f"{party}.{trait}" for party in self.table for trait in TRAITS]
        for level in belief.joint_levels(seed, names):
            known = {d.name: d.at(level[d.name]) for d in facts}
            traits = {p: belief.traits(deal, p, {t: level[f"{p}.{t}"] for t in TRAITS[:2]}) for p in self.table}
            wants = [reservation(deal, p, level[f"{p}.reservation"]) for p in self.table]
            yield self.at(known, traits, wants)

    def at(
        self, known: Mapping[str, float], traits: Mapping[str, Traits], wants: Sequence[float] | None = None
    ) -> Circumstance:
        """Value everything for parties that know some facts, are like this, and hold out for something over no deal."""
        deal = self.loaded.sound
        wants = [reservation(deal, party) for party in self.table] if wants is None else wants
        held, signed, other = (
            np.array([self.worth(scene, party, known, traits[party]).mean() for party in self.table])
            for scene in (self.refusing, self.signed, None)
        )
        rows = zip(self.table, self._packages(known, traits), held, signed, strict=True)
        both = [
            closed(deal, traits[party], unrounded(np.append(row, own), refused), refused)
            for party, row, refused, own in rows
        ]
        found = np.array(both)
        return Circumstance(
            found[:, :-1], found[:, -1], held, np.maximum(other, np.where(wants, held + wants, -np.inf))
        )

    def worth(
        self, scene: Scene | None, party: str, known: Mapping[str, float], traits: Traits, replicates: int = 1
    ) -> Float[ndarray, " replicate"]:
        """Value a scene for a party in each scrambling; with none, its outside option, or minus infinity."""
        scene = self.outside.get(party) if scene is None else scene
        if scene is None:
            return np.full(replicates, -np.inf)
        if self.loaded.sound.worth_by == "mean_at_discount":
            return np.asarray(
                np.mean(by_replicate(scene.samples(party, traits, known).at_discount, replicates), axis=1)
            )
        blocks = by_replicate(scene.present_values(party, known), replicates)
        if traits.risk_tolerance is None:
            return np.asarray(np.mean(blocks, axis=1))
        return exponential_equivalent(blocks, traits.risk_tolerance)

    def _packages(self, known: Mapping[str, float], traits: Mapping[str, Traits]) -> Float[ndarray, "party package"]:
        own_rates = self.loaded.sound.worth_by == "mean_at_discount"
        rates = tuple(each.discount for each in traits.values()) if own_rates else ()
        key = (*known.values(), *rates)
        if key not in self._grids:
            if len(self._grids) == KEPT:
                self._grids.clear()
            eyes = Eyes(known, traits, self._opened)
            found = value_grid(self.loaded, self.draws, eyes=eyes, worth=False)
            self._grids[key] = found.worlds
        tolerances = tuple(each.risk_tolerance for each in traits.values())
        if own_rates:
            tolerances = (None,) * len(tolerances)
        again = [replace(world.columns, risk_tolerance=tolerances) for world in self._grids[key]]
        return np.concatenate([value_packages(each).certainty_equivalent for each in again], axis=1)
