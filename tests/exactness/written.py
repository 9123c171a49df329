"""Holds what a random deal is written from: who is in it, its clauses key by key, and values each key may have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

FLOWS = ("sales", "rent", "0.5 * sales + rent", "price * rent", "rent - 0.4 * sales", "plan", "margin * sales", "fixed")
"""Money per year that drivers bring; some of it below zero on some paths."""
EVENTS = ("sold", "ended", "closed", "rival")
"""Events that drivers bring: by a chance, a hazard, a condition, and not before a day."""
DATES = ("2025-12-31", "2026-06-30", "2027-05-17", "2028-02-29", "2029-03-31")
"""Days between `as_of` and `horizon`."""


@dataclass
class Clause:
    """One term of a random deal.

    Args:
        name: Its name.
        keys: Its keys as a deal file writes them, `kind` first.
        choices: Values that a key may have besides, each sound whatever else is chosen, by the rest of its path.
    """

    name: str
    keys: dict[str, str]
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Which kind of term it is."""
        return self.keys["kind"]

    @property
    def written(self) -> str:
        """The clause as a line of a deal file."""
        return f"  {self.name}: {flow_mapping(self.keys)}\n"


@dataclass
class Cast:
    """Who is in a random deal, and what has been written of it so far.

    Args:
        parties: The parties.
        table: Those at the table.
        firms: The companies; each may hold those after it.
        plain: Whether companies are held, and owe, in the plainest way, so that clauses meet in what they have at
            their exits alone.
        certain: Whether everybody knows all that is to be known already.
        issuers: Those of them that have securities.
        clauses: The terms so far; a later one may use an earlier one.
        choices: Values that paths outside the terms may have besides.
    """

    parties: tuple[str, ...]
    table: tuple[str, ...]
    firms: tuple[str, ...]
    plain: bool
    certain: bool
    issuers: tuple[str, ...] = ()
    clauses: list[Clause] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def sides(self) -> tuple[str, ...]:
        """Everyone who may stand on a side of a term."""
        return (*self.parties, *self.firms)

    def named(self, *kinds: str) -> list[str]:
        """Name the clauses of some kinds, in the deal's own money; of all kinds if none is given."""
        return [
            each.name
            for each in self.clauses
            if (each.kind in kinds or not kinds) and not {"currency", "prices"} & each.keys.keys()
        ]


def flow_mapping(keys: dict[str, str]) -> str:
    """Write keys as a mapping in one line."""
    return "{" + ", ".join(f"{key}: {quoted(value)}" for key, value in keys.items()) + "}"


def quoted(value: str) -> str:
    """Quote an expression that a comma would cut."""
    return f'"{value}"' if "," in value and value[0] not in '[{"' else value


def one(dice: Random, values: Sequence[str]) -> str:
    """Choose one of some values."""
    return dice.choice(list(values))


def some(dice: Random, values: Sequence[str], least: int = 2, most: int = 3) -> list[str]:
    """Choose a few different values, in their own order."""
    chosen = dice.sample(list(values), min(dice.randint(least, most), len(values)))
    return [value for value in values if value in chosen]


def often(dice: Random, *, of_ten: int = 5) -> bool:
    """Say yes so many times of ten."""
    return dice.randrange(10) < of_ten


def perhaps(dice: Random, cast: Cast, said: str, unsure: str) -> str:
    """Write what is said, or now and then what nobody knows."""
    return unsure if not cast.certain and often(dice, of_ten=1) else said


def percent(dice: Random, low: int = 0, high: int = 60) -> str:
    """Write a whole per cent."""
    return f"{dice.randint(low, high)}%"


def money(dice: Random, low: int = 1, high: int = 60) -> str:
    """Write some millions."""
    return f"{dice.randint(low, high)}m"


def two_sides(dice: Random, cast: Cast) -> tuple[str, str]:
    """Choose two different sides; the more often a company pays, the more often it is short."""
    payer = one(dice, cast.sides if often(dice) or not cast.firms else cast.firms)
    payees = cast.parties if cast.plain and often(dice, of_ten=7) else cast.sides
    return payer, one(dice, [side for side in payees if side != payer])


def other_sides(cast: Cast, *taken: str) -> list[str]:
    """List the sides that are not taken."""
    return [side for side in cast.sides if side not in taken]
