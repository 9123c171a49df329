"""Finds losses without a bound: where exponential utility has no finite expectation whatever the sample says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.driver import GeometricBrownian, Growth, MeanReverting
from dealwright.engine.lines import Rates, direct
from dealwright.engine.remainder import behind
from dealwright.terms.commitment import Commitment
from dealwright.terms.licence import Licence

if TYPE_CHECKING:
    from dealwright.deal.deal import Deal
    from dealwright.engine.books import Books
    from dealwright.terms import Term


def unbounded_losses(books: Books, party: str) -> list[str]:
    """Name the terms through which a party loses without bound as some driver rises, with nothing that rises beside it.

    A lognormal driver has no finite exponential moment, so any uncapped loss in proportion to one makes the certainty
    equivalent infinite, unless the same driver brings the party something, directly or through a stake. Which side
    weighs more is judged by the sample: the terms are named only if the party loses on the paths on which that driver
    ends highest.

    Args:
        books: The deal on its futures.
        party: The party.

    Returns:
        The terms, in the file's order; empty if losses are bounded.
    """
    losing = {name: drivers for name in books.view.terms if (drivers := _moved(books, name, party, -1))}
    winning = {driver for name in books.view.terms for driver in _moved(books, name, party, +1)}
    for name, company in books.companies.items():
        if party in company.shares:
            winning |= set(_unbounded(books.deal, behind(books.deal, books.deal.companies[name])))
    return [name for name, drivers in losing.items() if set(drivers) - winning]


def _moved(books: Books, name: str, party: str, sign: int) -> list[str]:
    """Name the unbounded drivers of a term that moves money to (+1) or from (-1) a party."""
    term = books.deal.terms[name]
    if getattr(term, "cap", None) is not None:
        return []
    moved = direct(books, name, party, Rates(0.0, own_rates=False))
    return _unbounded(books.deal, behind(books.deal, _rising(term))) if sign * float(moved.mean()) > 0 else []


def _rising(term: Term) -> object:
    """Return the part of a term that grows with its drivers."""
    if isinstance(term, Commitment):
        return term.usage
    if isinstance(term, Licence):
        return [term.worth, term.costs, term.fee]
    return term


def _unbounded(deal: Deal, drivers: list[str]) -> list[str]:
    lognormal = GeometricBrownian | MeanReverting | Growth
    return [
        d
        for d in drivers
        if isinstance(deal.drivers[d], lognormal) and getattr(deal.drivers[d], "ceiling", None) is None
    ]
