"""Royalties that keep pace with each other, each by its most favoured nation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.terms.royalty import Royalty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.terms.base import Term


def circle_of(name: str, terms: Mapping[str, Term]) -> frozenset[str]:
    """Name the royalties that keep pace with each other, of which one is named.

    Args:
        name: A term.
        terms: All terms, by their names.

    Returns:
        Their names, its own among them; none where it is in no such circle.
    """
    return frozenset(each for each in _kept_by(name, terms) if name in _kept_by(each, terms))


def of_one_mind(circle: frozenset[str], terms: Mapping[str, Term]) -> bool:
    """Say whether all of a circle favour the same side, so that there is one rate that satisfies them."""
    return len({getattr(terms[name], "favours", None) for name in circle}) == 1


def _kept_by(name: str, terms: Mapping[str, Term]) -> frozenset[str]:
    """Name the royalties with which one keeps pace, by whatever detour."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        term = terms.get(waiting.pop())
        more = set(term.favoured if isinstance(term, Royalty) else ()) - found
        found |= more
        waiting += more
    return frozenset(found)
