"""Choose the four numbers of a report's band, each with its error, what to make of it, and the card it opens."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.standing import focus_of, gain_of, main_solution, shortfalls, worth_of
from dealwright.show.words import solution_name

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import Valuation


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


def key_numbers(valuation: Valuation, found: Bargain | None) -> tuple[KeyNumber, ...]:
    """Return the four numbers of the band.

    Args:
        valuation: the worths.
        found: the bargain, if any.
    """
    if found is None:
        return _worth_keys(valuation)
    best = main_solution(found)
    if best is None:
        return (*_reservation_keys(valuation, found), *_zone_keys(found))[:4]
    name, solution = best
    keys = []
    for party in found.between[:2]:
        gain = gain_of(solution, party)
        value, error = number.uncertain_money(gain.value, gain.standard_error, change=True)
        held = number.money(solution.certainty_equivalent[party], error=gain.standard_error)
        label = f"{valuation.name_of(party)} gains, {solution_name(name)} package"
        keys.append(KeyNumber(label, value, error, f"over walking away, at {held}", party, f"package-{name}"))
    return (*keys, *_zone_keys(found), _joint_key(found))[:4]


def _zone_keys(found: Bargain) -> tuple[KeyNumber, ...]:
    empty = found.probability_zone_empty
    if empty is not None:
        chance = number.probability(1 - empty)
        return (KeyNumber("Chance that a zone exists", chance, "", "over what we do not know", "", "bargain-zone"),)
    share = f"of {number.count(found.packages)} packages compared"
    return (KeyNumber("Packages nobody refuses", number.count(found.zone), "", share, "", "bargain-zone"),)


def _joint_key(found: Bargain) -> KeyNumber:
    largest = max(found.solutions.values(), key=lambda solution: solution.total_surplus)
    error = _joint_error(found)
    value, written = number.uncertain_money(largest.total_surplus, error)
    return KeyNumber(
        "At stake for all together", value, written, "the largest joint gain over walking away", "", "bargain-zone"
    )


def _joint_error(found: Bargain) -> float:
    return math.hypot(*(estimate.standard_error for estimate in found.reservation.values()))


def _reservation_keys(valuation: Valuation, found: Bargain) -> list[KeyNumber]:
    missing = shortfalls(found)
    keys = []
    for party in found.between[:2]:
        held = found.reservation[party]
        value, error = number.uncertain_money(held.value, held.standard_error)
        short = missing.get(party, 0.0)
        note = (
            f"the closest package is {number.money(short, error=held.standard_error)} short"
            if short > 0
            else "met by the closest package"
        )
        keys.append(
            KeyNumber(f"{valuation.name_of(party)} holds without a deal", value, error, note, party, "bargain-zone")
        )
    if missing:
        total, error = number.uncertain_money(sum(missing.values()), _joint_error(found))
        keys.append(
            KeyNumber(
                "How far apart", total, error, "what all sides miss together at the closest package", "", "bargain-zone"
            )
        )
    return keys


def _worth_keys(valuation: Valuation) -> tuple[KeyNumber, ...]:
    scenario = focus_of(valuation)
    keys = []
    for party in list(valuation.scenarios[scenario].parties)[:2]:
        worth = worth_of(valuation, scenario, party)
        value, error = number.uncertain_money(worth.value, worth.standard_error)
        keys.append(
            KeyNumber(
                f"Worth to {valuation.name_of(party)}",
                value,
                error,
                measure_words(valuation),
                party,
                f"worth-{scenario}-{party}",
            )
        )
    for party in list(valuation.scenarios[scenario].parties)[:2]:
        worst = valuation.scenarios[scenario].parties[party].cvar5
        label = f"{valuation.name_of(party)} in bad futures"
        keys.append(
            KeyNumber(label, number.money(worst), "", "mean of the worst 5%", party, f"worth-{scenario}-{party}")
        )
    return tuple(keys)


def measure_words(valuation: Valuation) -> str:
    """Return the one measure of worth in words."""
    if valuation.worth_by == "mean_at_discount":
        return "mean present value at the party's own discount rate"
    return "certainty equivalent: what it would take for sure"
