"""The fees of a loan: for arranging it, on what could be drawn and is not, and on what is repaid before its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.loans.days import listed
from dealwright.terms.loans.years import loan_years

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.loan import Loan
    from dealwright.terms.loans.days import LoanDays
    from dealwright.terms.view import View

    Rows = Float[ndarray, "_ day"]


def fees(
    term: Loan, laid: LoanDays, early: Rows, settles: Bool[ndarray, "_ day"], view: View
) -> tuple[tuple[str, Rows], ...]:
    """Return the fees that a loan has, each with what of it falls due on each day.

    Args:
        term: The loan.
        laid: Its days.
        early: What is repaid on each day before its time.
        settles: The days on which it is settled.
        view: The futures.
    """
    found: list[tuple[str, Rows]] = []
    if term.arrangement_fee is not None:
        found.append(("arrangement_fee", _arrangement(term, term.arrangement_fee, laid, view)))
    if term.commitment_fee is not None and term.facility is not None:
        accrued = _on_undrawn(term, term.commitment_fee, term.facility, laid, view)
        found.append(("commitment_fee", _falling_due(accrued, laid.interest | settles | (laid.days >= laid.end))))
    if term.prepayment_fee is not None:
        found.append(("prepayment_fee", early * view.number(term.prepayment_fee)))
    return tuple(found)


def _arrangement(term: Loan, share: Expression, laid: LoanDays, view: View) -> Rows:
    """Return the fee on the first day: a share of the facility, or of all that is to be drawn."""
    amounts = [amount for _, amount in listed(term.principal, view, laid.start)]
    whole = sum(amounts, np.zeros((1, 1))) if term.facility is None else view.number(term.facility)
    begins = (np.cumsum(laid.days == laid.start, axis=1) == 1) & (laid.days == laid.start) & laid.alive
    goes_on = view.bounds[0] is not None
    return np.asarray(whole * view.number(share) * (begins & (not goes_on)))


def _on_undrawn(term: Loan, rate: Expression, facility: Expression, laid: LoanDays, view: View) -> Rows:
    """Return what accrues in the period that each day closes on what was not drawn when it began."""
    begins, ends = laid.begins, laid.days
    drawn = np.zeros((1, 1))
    for day, amount in listed(term.principal, view, laid.start):
        drawn = drawn + amount * (day <= begins)
    if term.available_until is not None:
        last = view.grid.day(view.calendar_date(term.available_until))
        begins, ends = np.minimum(begins, last), np.minimum(ends, last)
    years = loan_years(term, view, laid.regular, begins, ends) * laid.alive
    return np.asarray(np.maximum(view.number(facility) - drawn, 0.0) * view.number(rate) * years)


def _falling_due(accrued: Rows, due: Bool[ndarray, "_ day"]) -> Rows:
    """Return what has accrued since the last day on which it fell due, on each such day."""
    accrued, due = np.broadcast_arrays(accrued, due)
    so_far = np.cumsum(accrued, axis=1)
    place = np.maximum.accumulate(np.where(due, np.arange(due.shape[1]), -1), axis=1)
    before = np.concatenate([np.full((len(place), 1), -1), place[:, :-1]], axis=1)
    earlier = np.where(before < 0, 0.0, np.take_along_axis(so_far, np.maximum(before, 0), axis=1))
    return np.asarray((so_far - earlier) * due)
