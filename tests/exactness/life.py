"""Writes the keys that every kind of term has: how long it lives, in which money, at which rate, in which rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exactness.written import DATES, EVENTS, often, one, percent

if TYPE_CHECKING:
    from random import Random

    from exactness.written import Cast, Clause

BEGINNINGS = (
    {},
    {"from": "2025-06-10"},
    {"from": "2026-01-01"},
    {"starts_on": "rival"},
    {"starts_on": "[ended, sold]"},
)
ENDINGS = (
    {},
    {"until": "2027-12-31"},
    {"until": "2029-05-31"},
    {"ends_on": "ended"},
    {"ends_on": "[ended, closed]"},
    {"ends_on_all": "[ended, closed]"},
    {"ends_on": "closed", "ends_not_before": "2026-12-31"},
    {"ends_on": "ended", "until": "2028-09-30"},
)
BEYOND = ({}, {}, {"until": "2032-06-30", "beyond": "cut"}, {"beyond": "perpetuity(-5%)"}, {"beyond": "cut"})


def live(dice: Random, clause: Clause, cast: Cast, *, beyond: bool = True, starts: bool = True) -> None:
    """Give a clause a life, and now and then another money, a rate of its own or a rank.

    Args:
        dice: What decides all that is random.
        clause: The clause.
        cast: Who is in the deal.
        beyond: Whether it may go on past the horizon.
        starts: Whether it may begin later than the deal.
    """
    begins = dice.choice(BEGINNINGS) if starts and often(dice, of_ten=4) else {}
    ends = dice.choice(ENDINGS if often(dice, of_ten=8) or not beyond else BEYOND)
    clause.keys |= begins | ends
    if ends.keys() == {"until"}:
        clause.choices["until"] = ["2027-06-30", "2028-12-31"]
    if ends.keys() == {"ends_on"}:
        clause.choices["ends_on"] = ["ended", "closed", "none"]
    if often(dice, of_ten=8):
        clause.choices["active"] = ["yes", "no"]
    if often(dice, of_ten=1):
        clause.keys["discount"] = percent(dice, 3, 20)
        clause.choices["discount"] = ["5%", "17%"]
    if not cast.plain and often(dice, of_ten=1):
        clause.keys["rank"] = one(dice, ("1", "2"))
        clause.choices["rank"] = ["0", "2"]


def pay_days(dice: Random) -> dict[str, str]:
    """Write on which day a period's money is paid."""
    return dice.choice(
        (
            {},
            {},
            {"paid": "end"},
            {"paid": "end", "pays_after": "45 days"},
            {"business_days": "{calendar: [US, GB]}"},
            {"pays_after": "1 month", "business_days": "{roll: preceding}"},
        ),
    )


def event_or_date(dice: Random) -> str:
    """Write an event or a date."""
    return one(dice, (*EVENTS, *DATES))
