"""What another royalty did in the same contract periods: for a most favoured payee, and for netting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.days.anniversaries import boundaries
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.account import Account
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]


def in_periods_of(account: Account, name: str, term: Royalty, view: View, pieces: Cells) -> Money:
    """Put a line of another royalty's account into the contract periods of a term.

    Args:
        account: The account of the other, of periods that begin on the same days.
        name: The line; nothing where the account lacks it.
        term: The term.
        view: The futures.
        pieces: Its contract periods.

    Returns:
        Money of each period of the term; nothing where the other does not run.
    """
    total: Money = np.zeros((1, len(pieces.length)))
    line = next((each for each in account.lines if each.name == name), None)
    if line is None:
        return total
    bounds = boundaries(view.grid, term.period, view.grid.edges[-1], year_start(term))
    marks = np.array([view.grid.day(bound) for bound in bounds], dtype=float)
    mine = np.searchsorted(marks, pieces.opens[pieces.first], side="right")
    its = np.searchsorted(marks, np.min(account.opens, axis=0), side="right")
    for amounts, period in zip(line.amounts.T, its, strict=True):
        total = total + amounts[:, None] * (mine == period)
    return total


def most_favoured_share(share: Money, base: Money, term: Royalty, view: View, pieces: Cells) -> Money:
    """Bring a share to what the rate of others would bring, where that is better for the side that is favoured.

    Args:
        share: What the term's own rate brings in each period.
        base: What it counts.
        term: The royalty; `most_favoured` names the others, `favours` says whose right it is.
        view: The futures.
        pieces: Its contract periods.

    Returns:
        The share at the highest of the rates, or the lowest where it is the payer who is favoured; each over its own
        base of the period, tiers counted. Where another has no base in a period, it has no rate.
    """
    for account in (each for name in term.favoured for each in view.rates_of(name)):
        its_base = in_periods_of(account, "base", term, view, pieces)
        its_share = in_periods_of(account, "share", term, view, pieces)
        its_share, its_base = np.broadcast_arrays(its_share, its_base)
        rate = np.divide(its_share, its_base, out=np.zeros(its_base.shape), where=its_base > 0.0)
        if term.favours == "payer":
            share = np.where(its_base > 0.0, np.minimum(share, rate * base), share)
        else:
            share = np.maximum(share, rate * base)
    return share


def set_off(paid: Money, term: Royalty, view: View, pieces: Cells) -> Money | None:
    """Return what of a royalty is set off against the royalty the other way with which it is netted.

    Args:
        paid: What would be paid in each period, and later.
        term: The royalty.
        view: The futures.
        pieces: Its contract periods.

    Returns:
        The smaller of the two in each period; none where it is netted with none in force.
    """
    account = view.counterclaim()
    if account is None:
        return None
    other = in_periods_of(account, "paid", term, view, pieces) - in_periods_of(account, "advance", term, view, pieces)
    both = np.minimum(paid[:, : len(pieces.length)], other)
    return np.asarray(np.maximum(both, 0.0))
