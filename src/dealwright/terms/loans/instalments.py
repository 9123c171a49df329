"""The instalments of a loan: equal parts of what is owed, or equal sums of interest and repayment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Quantity, Schedule
from dealwright.terms.days.business_days import later_by
from dealwright.terms.loans.years import loan_years

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.terms.loan import Loan
    from dealwright.terms.loans.days import LoanDays
    from dealwright.terms.view import View

    Column = Float[ndarray, "_ 1"]
    Rows = Float[ndarray, "_ day"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is repaid on each day by `linear` or `annuity`, of what is then owed and over the days then left.

    So an instalment is what it was planned to be, and is worked out anew after a further advance or repayment.

    Args:
        kind: Which of the two; none for a bullet.
        counts: Whether an instalment falls due; (row, day).
        left: Instalments from each day on, that day's included.
        years: Years of the period that each instalment closes.
        worth: What `later` says of every day, where the rate stays.
        each: The instalment that the contract fixes, where it does; what is then left is due at the end.
    """

    kind: str
    counts: Bool[ndarray, "_ day"]
    left: Rows
    years: Rows
    worth: tuple[Column, ...] | None
    each: Column | None

    @classmethod
    def of(cls, term: Loan, laid: LoanDays, view: View) -> Plan:
        """Lay out the instalments up to the maturity, whatever ends the loan before."""
        lent, days = laid.planned[:, :1], laid.planned
        grace = lent if term.grace is None else later_by(lent, view.number(term.grace), view.grid)
        falls = laid.planned_interest
        counts = falls & (days > grace)
        left = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1].astype(float)
        years = np.zeros(days.shape)
        if term.repayment == "annuity":
            since = lent
            for k in range(days.shape[1]):
                here = days[:, k : k + 1]
                years[:, k : k + 1] = loan_years(term, view, laid.regular, since, here)
                since = np.where(falls[:, k : k + 1], here, since)
        fixed = None if isinstance(term.instalments, Schedule | None) else view.number(term.instalments)
        each = None if fixed is None else np.reshape(fixed, (-1, 1))
        plan = cls(term.repayment, counts, left, years, None, each)
        if each is not None:
            return plan
        if term.repayment != "annuity" or not isinstance(term.rate, Quantity):
            return plan
        worth = [np.zeros((1, 1))]
        for n in range(days.shape[1] - 1, 0, -1):
            worth.append(plan.earlier(n, worth[-1], view.number(term.rate)))
        return replace(plan, worth=tuple(reversed(worth)))

    def repays(self, k: int, owed: Column, due: Column, rate: float | Column) -> Column:
        """Return what one day's instalment repays; below zero where a fixed sum does not even pay the interest.

        An annuity pays so much that equal sums on this day and all later ones are worth what is owed with its interest.

        Args:
            k: Which day.
            owed: What is owed before the instalment, the day's interest not included.
            due: The day's interest.
            rate: The rate of the period that the day closes.

        Source: ACTUS, contract types ANN (the sum follows from the year fractions of the periods to come), NAM, LAM.
        """
        here = self.counts[:, k : k + 1]
        if (self.kind == "bullet" and self.each is None) or not np.any(here):
            return np.zeros((1, 1))
        if self.each is not None:
            return np.where(here, self.each - due if self.kind == "annuity" else self.each, 0.0)
        if self.kind == "linear":
            return np.where(here, owed / np.maximum(self.left[:, k : k + 1], 1.0), 0.0)
        return np.where(here, np.maximum((owed + due) / (1.0 + self.later(k, rate)) - due, 0.0), 0.0)

    def later(self, k: int, rate: float | Column) -> Column:
        """Return what one unit on each later instalment's day is worth on a day, at the rate of the period."""
        if self.worth is not None:
            return self.worth[k]
        worth = np.zeros((1, 1))
        for n in range(self.counts.shape[1] - 1, k, -1):
            worth = self.earlier(n, worth, rate)
        return worth

    def earlier(self, n: int, worth: Column, rate: float | Column) -> Column:
        """Return what one unit on a day and on each later instalment's is worth a period before that day."""
        here = self.counts[:, n : n + 1]
        return np.where(here, (1.0 + worth) / (1.0 + rate * self.years[:, n : n + 1]), worth)
