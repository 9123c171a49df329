"""The fees of a loan: for arranging it, on what could be drawn and is not, and on what is repaid before its time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.show.excel.cells import Node, greatest, node, total
from dealwright.terms.loans.days import listed
from dealwright.terms.loans.years import loan_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms.loan import Loan
    from dealwright.terms.loans.days import LoanDays


@dataclass(slots=True)
class Fees:
    """What falls due of each fee, day by day.

    Args:
        term: The loan.
        laid: Its days.
        context: What it asks for.
        years: The years of the period that each day closes.
    """

    term: Loan
    laid: LoanDays
    context: TermContext
    years: Sequence[Node]
    _accrued: list[Node] = field(default_factory=list)

    def on(self, k: int, early: Node, *, last: bool) -> dict[str, Node]:
        """Return what of each fee falls due on a day.

        Args:
            k: Which day.
            early: What is repaid on it before its time.
            last: Whether the loan is settled on it.
        """
        term, found = self.term, dict[str, Node]()
        if term.arrangement_fee is not None:
            found["arrangement_fee"] = self._arrangement() if self._begins(k) else node(0.0)
        if term.commitment_fee is not None and term.facility is not None:
            self._accrued.append(self._on_undrawn(k))
            due = bool(self.laid.interest[0, k]) or last
            found["commitment_fee"] = total(self._accrued) if due else node(0.0)
            self._accrued = [] if due else self._accrued
        if term.prepayment_fee is not None:
            found["prepayment_fee"] = early * self.context.number(term.prepayment_fee)
        return found

    def _arrangement(self) -> Node:
        """Return the fee of the first day: a share of the facility, or of all that is to be drawn."""
        term, number = self.term, self.context.number
        assert term.arrangement_fee is not None  # noqa: S101 - the caller has looked
        whole = total([amount for _, amount in self._draws()]) if term.facility is None else number(term.facility)
        return whole * number(term.arrangement_fee)

    def _begins(self, k: int) -> bool:
        """Say whether a day is the first on which the loan is there."""
        at_start = self.laid.days[0] == self.laid.start[0, 0]
        return bool(self.laid.alive[0, 0]) and int(np.argmax(at_start)) == k and bool(at_start[k])

    def _on_undrawn(self, k: int) -> Node:
        """Return what accrues in the period that a day closes on what was not drawn when it began."""
        term, number, begins = self.term, self.context.number, float(self.laid.begins[0, k])
        assert term.commitment_fee is not None  # noqa: S101 - the caller has looked
        assert term.facility is not None  # noqa: S101 - as above
        drawn = total([amount for day, amount in self._draws() if day <= begins])
        years = self.years[k]
        if term.available_until is not None:
            view = self.context.part.view
            last = view.grid.day(view.calendar_date(term.available_until))
            first, then = (np.minimum(each, last) for each in (self.laid.begins, self.laid.days))
            years = node(float(loan_years(term, view, self.laid.regular, first, then)[0, k]))
        return greatest(number(term.facility) - drawn, 0.0) * number(term.commitment_fee) * years

    def _draws(self) -> list[tuple[float, Node]]:
        """Return when what is drawn."""
        principal = self.term.principal
        days = [float(day[0, 0]) for day, _ in listed(principal, self.context.part.view, self.laid.start)]
        points = getattr(principal, "points", None)
        amounts = [principal] if points is None else [value for _, value in points]
        return [(day, self.context.number(amount)) for day, amount in zip(days, amounts, strict=True)]
