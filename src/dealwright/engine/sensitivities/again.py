"""Tells in what two forms of a deal differ, and makes the one of the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.engine.known import Known
from dealwright.engine.view import FuturesView

if TYPE_CHECKING:
    from collections.abc import Collection

    from dealwright.deal.deal import Deal
    from dealwright.engine.books import Books
    from dealwright.world.futures import Futures

_SECTIONS = ("terms", "facts", "parties", "drivers", "companies", "correlations", "exchange_rates")
"""Sections of which entries may have changed."""
_HEAD = ("risk_free", "inflation")
"""Numbers of the head that may have changed."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change of a deal can reach without moving its futures.

    Args:
        terms: Terms whose outcome may be another.
        facts: Facts that are another, or use one that is.
    """

    terms: frozenset[str]
    facts: frozenset[str]


class UnlikeError(Exception):
    """Says that a change is not one of few terms: a reading of a clause rewords what has changed."""


def difference(first: Books, other: Books) -> Touched | None:
    """Tell in what books of one deal differ; none where exits of companies do, too."""
    for name, company in first.companies.items():
        signs = [each.view.sign(each.deal.companies[name]) for each in (first, other)]
        if signs[0] is None or signs[0] != signs[1] or other.companies[name].exit.own is not company.exit.own:
            return None
    names = (*other.deal.facts, *other.deal.drivers)
    facts = frozenset(each for each in names if first.view.futures.sign(each) != other.view.futures.sign(each))
    mine, theirs = first.view.terms, other.view.terms
    same = {each for each in mine.keys() & theirs.keys() if first.view.signed(each) is not None}
    same = {each for each in same if first.view.signed(each) == other.view.signed(each)}
    return Touched(frozenset((mine.keys() | theirs.keys()) - same), facts)


def form_of(other: Deal, was: Deal, now: Deal) -> Deal:
    """Return a form of a deal with what has changed in the deal itself.

    Args:
        other: The form.
        was: The deal as it was.
        now: The deal as it is.

    Raises:
        UnlikeError: If the form itself says something else where the deal has changed.
    """
    update: dict[str, object] = {key: getattr(now, key) for key in _HEAD if getattr(now, key) is not getattr(was, key)}
    for section in _SECTIONS:
        before, after, here = (getattr(deal, section) for deal in (was, now, other))
        if here is before:
            update[section] = after
            continue
        names = [name for name in after if after[name] is not before.get(name)]
        if before.keys() != after.keys() or any(here.get(name) is not before[name] for name in names):
            raise UnlikeError
        if names:
            update[section] = {**here, **{name: after[name] for name in names}}
    return other.model_copy(update=update)


def view_again(before: FuturesView, deal: Deal, futures: Futures, terms: Collection[str]) -> FuturesView:
    """Show the futures again, knowing the signs of terms that have not changed."""
    known = Known()
    known.signed.update((name, sign) for name, sign in before._known.signed.items() if name not in terms)  # noqa: SLF001
    bare = replace(before, futures=futures, _known=known)
    if any((name in before.terms) != bare.holds(deal.terms[name].active, otherwise=True) for name in terms):
        return replace(FuturesView.of(deal, futures), _known=known)  # a term comes into force, or goes out of it
    return replace(
        bare, terms={name: deal.terms[name] if name in terms else each for name, each in before.terms.items()}
    )
