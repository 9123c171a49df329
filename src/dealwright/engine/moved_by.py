"""Which stochastic drivers move a term: those that it reads, and those behind the events that begin or end it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal import expression as ast
from dealwright.deal.driver import Derived, Event, GeometricBrownian, Growth, MeanReverting
from dealwright.engine.expressions import expressions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.deal.deal import Deal
    from dealwright.engine.view import FuturesView
    from dealwright.terms import Term


def moved_by(view: FuturesView, term: Term) -> tuple[str, ...]:
    """Name the stochastic drivers that move a term, or the events that end it or that it awaits.

    Args:
        view: The futures.
        term: The term.
    """
    deal = view.futures.deal
    shapes = [view.terms.get(name) or deal.drivers[name] for name in _named(term)]  # a term that happens, or an event
    return tuple(dict.fromkeys((*behind(deal, view.terms, term), *behind(deal, view.terms, shapes))))


def said_of(view: FuturesView, term: Term) -> tuple[int | None, ...]:
    """Return signs of all that decides which drivers move a term: what happens may be a term as well.

    Args:
        view: The futures.
        term: The term.
    """
    return view.sign(term), *(view.sign(view.terms[name]) for name in _named(term) if name in view.terms)


def _named(term: Term) -> tuple[str, ...]:
    """Name the events that begin or end a term, or that it awaits."""
    return (*term.events, *term.start_events, *getattr(term, "awaited", ()))


def behind(deal: Deal, terms: Mapping[str, Term], shape: object) -> list[str]:
    """Name the stochastic drivers that move a declared shape, in the file's order.

    Args:
        deal: The deal, for its drivers and companies.
        terms: The terms in force as they now stand, which a package may have changed.
        shape: The shape.
    """
    found: set[str] = set()
    waiting = [name for each in _shapes(deal, terms, shape) for name in ast.names(each)]
    while waiting:
        name = waiting.pop()
        if name in found or name not in deal.drivers:
            continue
        found.add(name)
        driver = deal.drivers[name]
        if isinstance(driver, Derived | Event):
            waiting += [inner for each in expressions(driver) for inner in ast.names(each)]
    moving = Growth | MeanReverting | GeometricBrownian
    return [name for name, driver in deal.drivers.items() if name in found and isinstance(driver, moving)]


def _shapes(deal: Deal, terms: Mapping[str, Term], shape: object) -> list[ast.Expression]:
    company = deal.companies.get(getattr(shape, "company", None) or "")
    others = [terms[name] for each in expressions(shape) for name in ast.term_names(each) if name in terms]
    return [each for part in (shape, company, *others) if part is not None for each in expressions(part)]
