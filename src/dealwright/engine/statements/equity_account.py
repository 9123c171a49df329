"""Accounts for a stake: what the company's equity is at its exit, what is left of the stake, and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.account import Account, Line, within_date

if TYPE_CHECKING:
    from dealwright.engine.books import Books
    from dealwright.terms.equity import Equity


def equity_account(term: Equity, books: Books) -> Account:
    """Return the account of an equity term: one row, on the day of the exit.

    Args:
        term: The term, in force.
        books: The deal on its futures.

    Returns:
        The equity that all holders share, the stake, what later rounds leave of it, and that part of the equity; before
        a lock-up and an illiquidity discount.
    """
    company, view = books.companies[term.company], books.view
    stake = np.atleast_2d(view.number(term.stake))
    diluted = np.reshape(company.exit.dilution, (-1, 1)) * stake
    equity = company.equity[:, None]
    day = within_date(np.asarray(company.exit.day), closing=True)
    days = np.reshape(day, (-1, 1))
    lines = (
        Line("equity", equity),
        Line("stake", stake, "share"),
        Line("diluted", diluted, "share"),
        Line("worth", diluted * equity),
    )
    return Account(days, days, days, lines)
