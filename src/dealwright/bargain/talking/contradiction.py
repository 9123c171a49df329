"""See that what is believed of a side leaves room for the offers that it made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.place import NOWHERE
from dealwright.ground.problem import error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.talking.behaviour import Guessed
    from dealwright.bargain.talking.ground import Ground
    from dealwright.bargain.talking.learning import Entry
    from dealwright.bargain.talking.other_side import Across
    from dealwright.ground.problem import Problem

BEYOND = 3.0
"""An offer is ruled out where it falls short of what is needed, under every guess, by so many times the usual noise."""


class ContradictedError(ArithmeticError):
    """What is believed of a side rules out an offer that it made.

    Args:
        problem: The same for a person: at the offer, with what may mend it.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem}; {problem.mend}")


def see_that_offers_are_possible(
    ground: Ground, seen: Across, entries: Sequence[tuple[int, Entry]], before: Guessed
) -> None:
    """See that no offer of a side is one that it would not sign itself, whatever it is like.

    Args:
        ground: What the talks stand on.
        seen: The side.
        entries: What it did, each with its place in `talks:`.
        before: What it may be like as believed before the talks.

    Raises:
        ContradictedError: If there is such an offer.
    """
    for number, entry in entries:
        if entry.kind == "refused":
            continue
        over = before.gains[:, entry.package] - before.needed
        if float(np.max(over)) < -BEYOND * float(np.median(before.noise)):
            raise ContradictedError(_problem(ground, seen, number, float(np.max(over))))


def _problem(ground: Ground, seen: Across, number: int, best: float) -> Problem:
    deal = ground.loaded.sound
    path = f"talks.{number}.offer" if deal.talks[number].offer else f"talks.{number}.by"
    name = deal.parties[seen.party].name or seen.party
    doing = "offers" if deal.talks[number].by == seen.party else "accepts"
    short = f"{-best:,.0f} {deal.currency}"
    what = f"`{seen.party}` {doing} what, by all that is believed of {name}, is at least {short} short of what it needs"
    expected = "an offer that the one who makes it would sign"
    mend = f"widen what `parties.{seen.party}` or the facts known to it may be, or correct the offer"
    return error(ground.loaded.place_of(path) or NOWHERE, "contradicted-belief", what, expected, mend)
