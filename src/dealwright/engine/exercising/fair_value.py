"""What a stake is worth on the day on which an option on it is exercised, given only what is known then.

The worth that the stake will have is regressed on the state of the day, as what a term still owes at an exit is: on
the futures that are valued, and of the same mean, so that a purchase at fair value moves no value in that mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.books import close_company
from dealwright.engine.exercising.reach import Reach
from dealwright.engine.exercising.state import State
from dealwright.engine.issuers.owners import owners
from dealwright.engine.regression import expectation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.books import CompanyBooks
    from dealwright.engine.view import FuturesView
    from dealwright.terms.option import Option

    Row = Float[ndarray, " path"]

YEAR = 365.0


def fair_value(name: str, deal: Deal, view: FuturesView, days: Row) -> Row:
    """Return the fair value of an option's stake on a day of each path.

    Args:
        name: The option.
        deal: The deal, overrides laid.
        view: Its futures.
        days: Days from the opening of `as_of`; infinite where nobody asks.

    Returns:
        The stake's part of the equity at the exit, diluted by rounds, as it is expected on the day and discounted to it
        at the company's cost of capital; 0 where nobody asks, or the exit has come.
    """
    term: Option = deal.terms[name]
    books = _closed(str(term.company), deal, view)
    exit_ = books.exit
    asked = np.isfinite(days) & (days <= exit_.day)
    worth = np.zeros(view.paths)
    if not asked.any():
        return worth
    rate = np.broadcast_to(np.asarray(exit_.rate, dtype=float), (view.paths,))[asked]
    stake = np.broadcast_to(np.ravel(view.number(term.stake)) if term.stake is not None else 0.0, (view.paths,))
    coming = (stake * exit_.dilution * books.equity)[asked] * (1.0 + rate) ** ((days - exit_.day)[asked] / YEAR)
    moments = np.where(asked, days, np.inf)
    seen = view.before(name)
    columns = State.of(Reach.of(name, deal, weighs_all=False), moments, seen).at(moments, seen)[:, asked]
    worth[asked] = expectation(columns, coming, (1.0 + rate) ** (-days[asked] / YEAR))
    return worth


def _closed(company: str, deal: Deal, view: FuturesView) -> CompanyBooks:
    """Close a company's books, those of the companies that it holds first."""
    books: dict[str, CompanyBooks] = {}
    for firm in _held_first(company, deal, view, set()):
        books[firm] = close_company(deal, firm, view, books)
    return books[company]


def _held_first(company: str, deal: Deal, view: FuturesView, seen: set[str]) -> Iterator[str]:
    seen.add(company)
    for firm in deal.companies:
        if firm not in seen and company in owners(deal, firm, view.terms):
            yield from _held_first(firm, deal, view, seen)
    yield company
