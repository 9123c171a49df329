"""Check what an opening says of a period under way: one that opens with the deal has seen nothing yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, warning
from dealwright.terms.base import Term
from dealwright.terms.commitment import Commitment
from dealwright.terms.milestone import Milestone
from dealwright.terms.royalty import Royalty
from dealwright.terms.year_start import opens_on, year_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.deal.expression import Expression
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

    Seen = tuple[tuple[str | int, ...], Expression, str | None]
    """Where an opening says what a period has seen, what it says, and how long the period is."""


def check_opening(draft: Draft, entry: Entry) -> list[Problem]:
    """Warn of what a period is said to have seen before `as_of` where it opens on that very day."""
    as_of, term = draft.as_of, entry.shape
    if as_of is None or not isinstance(term, Term):
        return []
    found = []
    for keys, said, period in _seen(term):
        if period is None or draft.constants.number(said) == 0 or not opens_on(as_of, period, year_start(term)):
            continue
        what = (
            f"`{keys[-1]}` of `{entry.name}` is of a {period} that opens on `as_of` ({as_of}) and has seen nothing yet"
        )
        expected = f"a {period} that is under way on `as_of`"
        found.append(warning(draft.key(*entry.path, *keys), "idle-key", what, expected, f"remove `{keys[-1]}`"))
    return found


def _seen(term: Term) -> Iterator[Seen]:
    """Go through all that openings of a term say of periods under way."""
    lengths = _lengths(term)
    opening = getattr(term, "opening", None)
    for key, period in lengths.items():
        said = getattr(opening, key, None)
        if said is not None and key in term.remembers:
            yield ("opening", key), said, period
    for position, part in enumerate((term.bases or ()) if isinstance(term, Royalty) else ()):
        if part.opening is not None and part.opening.base_this_period is not None and part.tiers:
            place = ("bases", position, "opening", "base_this_period")
            yield place, part.opening.base_this_period, lengths["base_this_period"]


def _lengths(term: Term) -> dict[str, str | None]:
    """Return how long the period is of which each key of an opening tells."""
    match term:
        case Royalty():
            longer = term.true_up or term.minimum_period or term.period
            return {
                "used_this_period": term.period,
                "base_this_period": term.tier_period or term.period,
                "paid_this_year": longer,
                "earned_this_year": longer,
            }
        case Commitment():
            return {"used_this_period": term.period}
        case Milestone():
            return {"used_this_period": term.within}
        case _:
            return {}
