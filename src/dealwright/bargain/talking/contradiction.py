"""See that what is believed of a side leaves room for the offers that it made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.talking.behaviour import guess
from dealwright.bargain.talking.learning import before_the_talks
from dealwright.ground.place import NOWHERE
from dealwright.ground.problem import error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.talking.ground import Ground
    from dealwright.bargain.talking.learning import Entry
    from dealwright.bargain.talking.other_side import Across
    from dealwright.ground.problem import Problem

BEYOND = 3.0
"""An offer is ruled out where it falls short of what is needed, under every guess, by so many times the usual noise."""


class ContradictedError(ArithmeticError):
    """What is believed of the sides rules out offers that they made.

    Args:
        problems: The same for a person, at least one: each at its offer, with what may mend it.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem}; {problem.mend}" for problem in self.problems))

    @property
    def problem(self) -> Problem:
        """The first of them."""
        return self.problems[0]


def impossible_offers(ground: Ground, seen: Across, entries: Sequence[tuple[int, Entry]]) -> list[Problem]:
    """Find offers of a side that it would not sign itself, whatever it is like by all that is believed of it.

    Args:
        ground: What the talks stand on.
        seen: The side.
        entries: What it did, each with its place in `talks:`.
    """
    found: list[Problem] = []
    before = guess(seen.side, before_the_talks(seen.side, np.random.default_rng([ground.draws.seed, 3])).points)
    for number, entry in entries:
        over = float(np.max(before.gains[:, entry.package] - before.needed))
        if entry.kind != "refused" and over < -BEYOND * float(np.median(before.noise)):
            found.append(_problem(ground, seen, number, over))
    return found


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
