"""What a party is like that only its own decision turns on, who knows it, and what is known with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Uncertain, walk
from dealwright.engine.beliefs import EVERYONE, facts_behind, trait_at
from dealwright.engine.expressions import names_used

if TYPE_CHECKING:
    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression


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
    """Name the one uncertain fact from which a trait of a party follows; none where it rests on more, or on none."""
    expression = getattr(deal.parties[party], trait)
    if expression is None or _uncertain(expression):
        return None
    behind = {name: deal.facts[name] for name in facts_behind(deal, names_used(expression))}
    unsure = [name for name, fact in behind.items() if fact.readings is not None or _uncertain(fact.is_)]
    return unsure[0] if len(unsure) == 1 else None


def _uncertain(expression: Expression | None) -> bool:
    return expression is not None and any(isinstance(part, Uncertain) for part in walk(expression))


def knowers_of_trait(deal: Deal, party: str) -> frozenset[str]:
    """Tell which parties know what a party is like: it does itself, unless `known_to` says who does."""
    named = deal.parties[party].known_to
    if named is None:
        return frozenset({party})
    names = {named} if isinstance(named, str) else set(named)
    return frozenset(deal.parties) if EVERYONE in names else frozenset(names) & frozenset(deal.parties)
