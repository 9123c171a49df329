"""Choose the four numbers of a report's band, each with its error, what to make of it, and the card it opens."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.standing import gain_of, main_solution, shortfalls, worth_of
from dealwright.show.words import solution_name

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import Valuation
    from dealwright.show.story import Story

_FOUR = 4
_THREE = 3


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """One of the four numbers of the band.

    Attributes:
        label: what it is.
        value: the number as written.
        error: its standard error as written, or nothing.
        note: what to make of it.
        party: whose it is; empty if nobody's.
        card: the trail it opens.
    """

    label: str
    value: str
    error: str
    note: str
    party: str = ""
    card: str = ""


def key_numbers(story: Story) -> tuple[KeyNumber, ...]:
    """Return the four numbers of the band."""
    found = story.found
    if found is None:
        return _worth_keys(story)
    best = main_solution(found)
    if best is None:
        return (*_reservation_keys(story, found), *_zone_keys(found))[:_FOUR]
    name, solution = best
    keys = []
    for party in _first_of(found):
        gain = gain_of(solution, party)
        value, error = number.uncertain_money(gain.value, gain.standard_error, change=True)
        worth = solution.certainty_equivalent[party] if solution.fresh is None else solution.fresh[party].value
        held = number.money(worth, error=gain.standard_error)
        label = f"{story.names.opening(party)}: gain, {solution_name(name)} package"
        keys.append(KeyNumber(label, value, error, f"over walking away, at {held}", party, f"package-{name}"))
    zone = _zone_keys(found) if len(keys) < _THREE else ()
    return (*keys, *zone, _joint_key(found))[:_FOUR]


def _first_of(found: Bargain) -> tuple[str, ...]:
    """Return the parties that the band has room for."""
    return found.between[:_THREE]


def _zone_keys(found: Bargain) -> tuple[KeyNumber, ...]:
    empty = found.probability_zone_empty
    if empty is not None:
        chance = number.probability(1 - empty)
        unknown = found.beliefs is None or found.beliefs.quantities
        note = "over what we do not know" if unknown else "nothing is unknown that could change it"
        return (KeyNumber("Chance that a zone exists", chance, "", note, "", "bargain-zone"),)
    share = f"of {number.count(found.packages)} packages compared"
    return (KeyNumber("Packages nobody refuses", number.count(found.zone), "", share, "", "bargain-zone"),)


def _joint_key(found: Bargain) -> KeyNumber:
    gains = {name: [gain_of(each, party) for party in found.between] for name, each in found.solutions.items()}
    joint = {name: sum(gain.value for gain in each) for name, each in gains.items()}
    name = max(joint, key=joint.__getitem__)
    errors = math.hypot(*(gain.standard_error for gain in gains[name])) or _joint_error(found)
    value, error = number.uncertain_money(joint[name], errors)
    return KeyNumber(
        "At stake for all together",
        value,
        error,
        f"joint gain of the {solution_name(name)} package, the largest of those named",
        "",
        "bargain-zone",
    )


def _joint_error(found: Bargain) -> float:
    return math.hypot(*(estimate.standard_error for estimate in found.reservation.values()))


def _reservation_keys(story: Story, found: Bargain) -> list[KeyNumber]:
    missing = shortfalls(found)
    keys = []
    for party in _first_of(found):
        held = found.reservation[party]
        value, error = number.uncertain_money(held.value, held.standard_error)
        short = missing.get(party, 0.0)
        amount = number.money(short, error=held.standard_error)
        note = f"the closest package is {amount} short" if short > 0 else "met by the closest package"
        label = f"{story.names.opening(party)}: worth without a deal"
        keys.append(KeyNumber(label, value, error, note, party, "bargain-zone"))
    if missing:
        total, error = number.uncertain_money(sum(missing.values()), _joint_error(found))
        note = "what all sides miss together at the closest package"
        keys.append(KeyNumber("How far apart", total, error, note, "", "bargain-zone"))
    return keys


def _worth_keys(story: Story) -> tuple[KeyNumber, ...]:
    keys = []
    note = measure_words(story.valuation)
    for party in story.at_table[:2]:
        worth = worth_of(story.valuation, story.focus, party)
        value, error = number.uncertain_money(worth.value, worth.standard_error)
        card = f"worth-{story.focus}-{party}"
        keys.append(KeyNumber(f"Worth to {story.names.said(party)}", value, error, note, party, card))
    for party in story.at_table[:2]:
        worst = number.money(story.scenario.parties[party].cvar5)
        label = f"{story.names.opening(party)}: bad futures"
        keys.append(KeyNumber(label, worst, "", "mean of the worst 5%", party, f"worth-{story.focus}-{party}"))
    return tuple(keys)


def measure_words(valuation: Valuation) -> str:
    """Return the one measure of worth in words."""
    if valuation.worth_by == "mean_at_discount":
        return "mean present value at the party's own discount rate"
    return "certainty equivalent: what it would take for sure"
