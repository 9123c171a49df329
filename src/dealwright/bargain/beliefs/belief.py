"""Name what is true already and known to some at the table alone: facts, and what each party is like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as engine
from dealwright.engine.traits import fact_of_trait, knowers_of_trait

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal

TRAITS = ("discount", "risk_tolerance", "reservation")
"""What a party may know about itself alone."""
ENDS = (1e-4, 1.0 - 1e-4)
"""Levels of probability between which a quantity without ends is taken to lie."""


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """Something true already that is not known to all: a fact, or a trait of a party.

    Args:
        name: The fact, or `PARTY.risk_tolerance`, `PARTY.discount`, `PARTY.reservation`.
        known_to: The parties that know it.
        drawn_as: Whose level of probability it takes: a trait that follows from one fact goes with that fact.
        deal: The deal.
        doubt: The fact; none for a trait.
    """

    name: str
    known_to: frozenset[str]
    drawn_as: str
    deal: Deal
    doubt: engine.Doubt | None = None

    def at(self, levels: Float[ndarray, " case"]) -> Float[ndarray, " case"]:
        """Return the values at levels of probability strictly between 0 and 1.

        Readings of the deal are numbered from 0; numbers rise with the level.
        """
        if self.doubt is not None:
            return self.doubt.at_levels(levels)
        party, trait = self.name.rsplit(".", 1)
        found = engine.trait_at(self.deal, party, trait, levels)
        return np.zeros(len(levels)) if found is None else found

    @property
    def choices(self) -> tuple[float, ...]:
        """Return its values, where they are a few; empty where there is no end of them."""
        return () if self.doubt is None else self.doubt.choices

    @property
    def ends(self) -> tuple[float, float]:
        """Return the least and the greatest value that are reckoned with."""
        low, high = self.at(np.array(ENDS)).tolist()
        return min(low, high), max(low, high)

    @property
    def central(self) -> float:
        """Return its value at central beliefs."""
        return self.doubt.central if self.doubt is not None else float(self.at(np.array([0.5]))[0])


def beliefs_of(deal: Deal, doubts: Iterable[engine.Doubt], table: Sequence[str]) -> dict[str, Belief]:
    """List what someone at the table knows and we do not.

    Args:
        deal: The deal.
        doubts: The facts that are not known to all and move the deal.
        table: The parties at the table.

    Returns:
        Facts that may be one thing or another, in the order of the file, then traits party by party; by name.
    """
    facts = [
        Belief(d.name, d.known_to, d.name, deal, d) for d in doubts if d.known_to & set(table) and len(d.choices) != 1
    ]
    traits = [
        Belief(f"{party}.{trait}", knowers_of_trait(deal, party), _drawn_as(deal, party, trait), deal)
        for party in table
        for trait in TRAITS
        if engine.unsure(deal, getattr(deal.parties[party], trait))
    ]
    return {belief.name: belief for belief in (*facts, *traits)}


def _drawn_as(deal: Deal, party: str, trait: str) -> str:
    return fact_of_trait(deal, party, trait) or f"{party}.{trait}"


def drawn(beliefs: Mapping[str, Belief], seed: int, count: int) -> dict[str, Float[ndarray, " case"]]:
    """Draw levels of probability: each quantity takes one in each of so many equal strata, by itself.

    Args:
        beliefs: What is drawn.
        seed: Seed of the study.
        count: Number of draws.

    Returns:
        Levels by belief.
    """
    return {name: engine.outer_levels(seed, each.drawn_as, count) for name, each in beliefs.items()}
