"""See that a deal can answer what a page asks of it, and refuse in words what it cannot: nobody so called, too many."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from dealwright.ground.place import NOWHERE
from dealwright.ground.problem import Problem, error
from dealwright.ground.speech import joined
from dealwright.web.api.questions import MOST_PACKAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.web.desk import Read


class NotMeantError(ValueError):
    """Says that something cannot be asked of a deal, and what can.

    Args:
        problem: the same as data; none where nothing in the file is at fault.
    """

    def __init__(self, what: str, problem: Problem | None = None) -> None:
        """Keep both."""
        super().__init__(what)
        self.problem = problem


def meant(read: Read, party: str, among: Sequence[str]) -> str | None:
    """Return the party that is asked for, or none where nobody is.

    Args:
        read: the deal.
        party: its name in the file; empty for nobody.
        among: those who can be asked for.

    Raises:
        NotMeantError: nobody of them is called so.
    """
    if not party:
        return None
    if party not in among:
        cards = read.loaded.sound.parties
        there = joined([f"{cards[each].name or each} (`{each}`)" for each in among])
        message = f"nobody is called `{party}` here; there are {there}"
        raise NotMeantError(message)
    return party


def few_enough(read: Read) -> None:
    """See that a deal has no more packages than are valued for a page.

    Args:
        read: the deal.

    Raises:
        NotMeantError: it has more.
    """
    many = read.once("many", lambda: prod(len(values) for values in read.loaded.ranges().values()))
    if many <= MOST_PACKAGES:
        return
    what = f"the ranges make {many:,} packages; a page values {MOST_PACKAGES:,} at most"
    mend = f"take larger steps, or ask on the command line: `dealwright bargain {read.settings.file}`"
    place = read.loaded.place_of("negotiate.over") or NOWHERE
    problem = error(place, "too-many-packages", what, f"at most {MOST_PACKAGES:,} packages on a page", mend)
    raise NotMeantError(f"{what}: {mend}", problem)
