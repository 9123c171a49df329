"""Runs all terms of a deal on its futures, each after those whose results it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.expressions import terms_used
from dealwright.terms.beyond import with_perpetuity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dealwright.deal.deal import Deal
    from dealwright.engine.view import FuturesView
    from dealwright.terms import Outcome, Term


def ordered(terms: Mapping[str, Term]) -> list[str]:
    """Order the terms so that each comes after those whose results it uses; ties keep the file's order.

    Args:
        terms: The terms by name, without cycles (the check has seen to it).

    Returns:
        The names in order of computation.
    """
    done: list[str] = []
    waiting = {name: terms_used(term) & terms.keys() for name, term in terms.items()}
    while waiting:
        ready = [name for name, needed in waiting.items() if needed <= set(done)]
        done += ready
        for name in ready or list(waiting):
            waiting.pop(name)
    return done


def active_terms(deal: Deal, view: FuturesView) -> dict[str, Term]:
    """Return the terms that are in force."""
    return {name: term for name, term in deal.terms.items() if view.holds(term.active, otherwise=True)}


def run_terms(deal: Deal, view: FuturesView, only: Collection[str] | None = None) -> dict[str, Outcome]:
    """Compute what every term in force moves.

    Args:
        deal: The deal.
        view: Its futures; the statements of the terms are kept in it.
        only: Names of the terms wanted, with those they use; all by default.

    Returns:
        Outcome by term, in the file's order.
    """
    terms = active_terms(deal, view)
    wanted = set(terms) if only is None else set(only) & set(terms)
    outcomes: dict[str, Outcome] = {}
    for name in ordered({name: term for name, term in terms.items() if name in wanted}):
        outcomes[name] = with_perpetuity(terms[name], terms[name].flows(view), view)
        view.keep(name, outcomes[name])
    return {name: outcomes[name] for name in terms if name in outcomes}
