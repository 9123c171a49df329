"""Say in words what is not known to all at the table, and in how many cases it was gone through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.names import within

if TYPE_CHECKING:
    from dealwright.bargain.beliefs.found import BeliefsFound, Probability
    from dealwright.show.story import Story

_HUNDRED = 100
TRAITS = {"risk_tolerance": "risk tolerance", "discount": "discount rate", "reservation": "reservation"}


def chance_text(chance: Probability) -> str:
    """Write a chance with its error in points."""
    said = number.probability(chance.value)
    points = max(round(chance.error * _HUNDRED), 1)
    return f"{said} ±{points} {'point' if points == 1 else 'points'}" if chance.error else said


def cases_words(told: BeliefsFound) -> str:
    """Say in how many cases chances were counted."""
    futures = f"{told.scramblings} scramblings of the futures" if told.scramblings > 1 else "the futures"
    if told.draws > 1:
        return f"over {told.draws} draws of what the sides know and {futures}"
    return f"over {futures}: nobody at the table knows what others do not"


def unknown_words(story: Story, told: BeliefsFound) -> str:
    """Say what only some know, and who."""
    by: dict[tuple[str, ...], list[str]] = {}
    for each in told.quantities:
        by.setdefault(each.known_to, []).append(quantity_name(story, each.name))
    said = [f"{joined(names)} ({joined([story.names.short(who) for who in known])})" for known, names in by.items()]
    return f"Known to some alone: {'; '.join(said)}."


def quantity_name(story: Story, name: str) -> str:
    """Name a fact or a trait in words."""
    party, _, trait = name.rpartition(".")
    if trait in TRAITS and party in story.valuation.parties:
        return f"{TRAITS[trait]} of {within(story.names.short(party))}"
    return story.names.path(f"facts.{name}") if "." not in name else story.names.path(name)


def short_name(story: Story, name: str) -> str:
    """Name a fact or a trait in words, without the party where it is a trait."""
    _, _, trait = name.rpartition(".")
    return TRAITS[trait] if trait in TRAITS else quantity_name(story, name)
