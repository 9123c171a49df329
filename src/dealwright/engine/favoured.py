"""Royalties that keep pace with each other: each has the best of the rates that all have by their own words."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from dealwright.terms.pace import circle_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.view import FuturesView
    from dealwright.terms import Term
    from dealwright.terms.account import Account


def rates_of(name: str, view: FuturesView) -> list[Account]:
    """Return the accounts whose rates count for who keeps pace with a royalty.

    Args:
        name: The royalty.
        view: The futures.

    Returns:
        Its own account; of one that itself keeps pace, by whatever detour, with who keeps pace with it, the accounts of
        all of that circle by their own words; none where it is not in force.
    """
    circle = circle_of(name, view.terms)
    if not circle:
        found = [view.account(name)]
    else:
        seen = view.once(("own words", circle), partial(_by_own_words, circle, view))
        found = [seen.account(each) for each in sorted(circle)]
    return [each for each in found if each is not None]


def _by_own_words(circle: frozenset[str], view: FuturesView) -> FuturesView:
    """Show the futures to terms of which some keep pace with nobody."""
    switched = {by: _apart(circle, changed) for by, changed in view.switched.items()}
    seen = replace(view.anew(), bounds=(None, None), handed=None, passes_on=None, occurs=None, own=None, against=None)
    return replace(seen, terms=_apart(circle, view.terms), switched=switched)


def _apart(circle: frozenset[str], terms: Mapping[str, Term]) -> dict[str, Term]:
    alone = {"most_favoured": None}
    return {name: term.model_copy(update=alone) if name in circle else term for name, term in terms.items()}
