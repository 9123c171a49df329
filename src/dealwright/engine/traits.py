"""What a party is like that only its own decision turns on, who knows it, and what is known with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Name
from dealwright.engine.beliefs import EVERYONE, trait_at, unsure

if TYPE_CHECKING:
    from dealwright.deal.deal import Deal


def reservation(deal: Deal, party: str, level: float = 0.5) -> float:
    """Evaluate the least gain over no deal at which a party signs; nothing where it names none, or less than nothing.

    Args:
        deal: The deal.
        party: The party.
        level: Level of probability of what is uncertain behind it: 0.5 is central.
    """
    found = trait_at(deal, party, "reservation", np.array([level]))
    return 0.0 if found is None else max(float(found[0]), 0.0)


def fact_of_trait(deal: Deal, party: str, trait: str) -> str | None:
    """Name the uncertain fact that a trait of a party is nothing but; none where it says more, or less."""
    expression, name = getattr(deal.parties[party], trait), None
    while isinstance(expression, Name) and expression.name in deal.facts:
        name, expression = expression.name, deal.facts[expression.name].is_
    return name if name is not None and unsure(deal, Name(name)) else None


def knowers_of_trait(deal: Deal, party: str) -> frozenset[str]:
    """Tell which parties know what a party is like: it does itself, unless `known_to` says who does."""
    named = deal.parties[party].known_to
    if named is None:
        return frozenset({party})
    names = {named} if isinstance(named, str) else set(named)
    return frozenset(deal.parties) if EVERYONE in names else frozenset(names) & frozenset(deal.parties)
