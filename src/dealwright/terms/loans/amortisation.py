"""The arithmetic of a loan: interest of each period, what is repaid, and what is still owed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Quantity
from dealwright.ground.calendar import A_MOMENT
from dealwright.terms.account import Account, Line, within_date
from dealwright.terms.dated.on_dates import by_step
from dealwright.terms.days.business_days import paid_on
from dealwright.terms.days.life import life
from dealwright.terms.days.periods import cells
from dealwright.terms.loans.days import loan_days
from dealwright.terms.loans.fees import fees
from dealwright.terms.loans.instalments import Plan
from dealwright.terms.loans.years import loan_years
from dealwright.terms.outcome import Flow, Outcome, State

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.terms.loan import Loan
    from dealwright.terms.loans.days import LoanDays
    from dealwright.terms.outcome import Statement
    from dealwright.terms.view import View

    Column = Float[ndarray, "_ 1"]
    Rows = Float[ndarray, "_ day"]


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to a loan on each of its days; (path or 1, day).

    Args:
        interest: Interest that fell due, paid or added to what is owed.
        capitalised: The part of it that was added.
        repaid: What was repaid.
        balance: What is owed after the day.
        accrued: Interest that has accrued and is not due yet, at the end.
        early: The part of what was repaid that was not due by the contract's own days.
        fees: What of each fee fell due.
    """

    interest: Rows
    capitalised: Rows
    repaid: Rows
    balance: Rows
    accrued: Column
    early: Rows
    fees: tuple[tuple[str, Rows], ...] = ()

    @property
    def paid(self) -> Rows:
        """Return what the borrower pays."""
        fees = sum((each for _, each in self.fees), np.zeros((1, 1)))
        return np.asarray(self.interest - self.capitalised + self.repaid + fees)


def loan_flows(term: Loan, view: View) -> Outcome:
    """Lend, count interest and repay.

    Args:
        term: The loan.
        view: The futures.

    Returns:
        What is lent and what is paid back, as two flows, with the loan's account.
    """
    laid = loan_days(term, view)
    course = _course(term, laid, view)
    counts = laid.days >= 0
    when = np.where(counts, _paid_on(term, laid, view), 0.0)
    lent, paid = laid.drawn * counts, course.paid * counts
    flows = (Flow(term.lender, term.borrower, lent, when), Flow(term.borrower, term.lender, paid, when))
    edges = np.array(view.grid.edges)

    def lines() -> Statement:
        owed = _on_edges(course.balance, laid.days, edges[1:])
        moved = by_step(paid, when, edges, closing=False)
        return {"due": moved, "paid": moved, "balance": owed}

    closing = State(
        np.sum(paid, axis=1, keepdims=True),
        np.sum(lent, axis=1, keepdims=True),
        (course.balance[:, -1:], course.accrued),
    )
    return Outcome(flows, lines, lambda: closing, partial(_account, laid, course, counts, when))


def _paid_on(term: Loan, laid: LoanDays, view: View) -> Rows:
    """Return when each day's money is paid: of a date at its opening, of what ends the loan early at a close."""
    days = np.maximum(laid.days, 0.0)
    by_date, by_closing = (paid_on(term, view, days, closing=closing) for closing in (False, True))
    by_date = days if term.periods == "adjusted" else by_date
    return np.where(laid.ends_early, by_closing, by_date)


def _account(laid: LoanDays, course: Course, counts: Bool[ndarray, "_ day"], when: Rows) -> Account:
    """Put the days from `as_of` on into an account; the days before it have no length."""
    opening = np.concatenate([np.zeros_like(course.balance[:, :1]), course.balance[:, :-1]], axis=1)
    parts = (
        ("opening_balance", opening, "level"),
        ("drawn", laid.drawn, "money"),
        ("interest", course.interest, "money"),
        ("capitalised", course.capitalised, "money"),
        *((name, fee, "money") for name, fee in course.fees),
        ("repaid", course.repaid, "money"),
        ("due", course.paid, "money"),
        ("paid", course.paid, "money"),
        ("balance", course.balance, "level"),
    )
    shown = tuple(Line(name, amounts * counts, sort) for name, amounts, sort in parts)  # type: ignore[arg-type]
    opens, closes = (np.where(counts, days, 0.0) for days in (laid.begins, laid.days))
    return Account(opens, closes, within_date(when, closing=laid.ends_early), shown, when + A_MOMENT * ~laid.ends_early)


def _course(term: Loan, laid: LoanDays, view: View) -> Course:
    """Go through the days of a loan in their order."""
    begins = laid.begins
    years = loan_years(term, view, laid.regular, begins, laid.days)
    rates = _rates(term, laid, view)
    plan = Plan.of(term, laid, view)
    swept = None if term.sweep is None else _swept(term, laid, view)
    settles = _settles(laid, view)
    owed, accrued = (each * laid.alive for each in _begun(view))
    opening = _opening(term, view)
    columns: list[tuple[Column, ...]] = []
    for k in range(laid.days.shape[1]):
        if opening is not None:
            owed = np.where((begins[:, k : k + 1] < 0) & (laid.days[:, k : k + 1] >= 0), opening, owed)
        accrued = accrued + owed * rates[k] * years[:, k : k + 1]
        last = settles[:, k : k + 1]
        due = np.where(laid.interest[:, k : k + 1] | last, accrued, 0.0)
        accrued = accrued - due
        grows = ~last | (term.at_end == "forgiven")
        kept = due * grows * (term.interest == "capitalised")
        owed = owed + kept
        instalment = np.where(laid.interest[:, k : k + 1], plan.repays(k, owed, due, rates[k]), 0.0)
        unpaid = np.maximum(-instalment, 0.0) * grows  # interest that a fixed sum does not pay is added to what is owed
        kept, owed = kept + unpaid, owed + unpaid
        listed = laid.repaid[:, k : k + 1] + (0.0 if swept is None else swept[:, k : k + 1])
        back = np.where(grows, np.minimum(np.maximum(instalment, 0.0) + listed, owed), owed)
        planned = np.maximum(instalment, 0.0) + laid.repaid[:, k : k + 1]
        early = np.where(last, back * laid.by_event, np.maximum(back - planned, 0.0))
        owed = np.where(last, 0.0, owed - back) + laid.drawn[:, k : k + 1]
        columns.append((due, kept, back, owed, early))
    interest, added, repaid, balance, early = (
        np.concatenate(np.broadcast_arrays(*each), axis=1) for each in zip(*columns, strict=True)
    )
    return Course(interest, added, repaid, balance, accrued, early, fees(term, laid, early, settles, view))


def _begun(view: View) -> tuple[Column, Column]:
    """Return what is owed, and has accrued, when this wording of the loan begins: what was handed over."""
    handed = () if view.handed is None else tuple(np.reshape(each, (-1, 1)) for each in view.handed.balance)
    zero = np.zeros((1, 1))
    return (handed[0] if handed else zero), (handed[1] if len(handed) > 1 else zero)


def _opening(term: Loan, view: View) -> Column | None:
    if view.handed is not None or term.opening is None or term.opening.balance is None:
        return None
    return np.reshape(view.number(term.opening.balance), (-1, 1))


def _settles(laid: LoanDays, view: View) -> Bool[ndarray, "_ day"]:
    """Tell the days on which a loan is settled: from its end on, unless another wording goes on from there."""
    at_end = laid.days >= laid.end
    if view.passes_on is None:
        return at_end
    return at_end & (laid.matured | (laid.end < np.reshape(view.passes_on, (-1, 1))))


def _rates(term: Loan, laid: LoanDays, view: View) -> list[float | Column]:
    """Return the rate of the period that each day closes: as it was on the period's first day."""
    if isinstance(term.rate, Quantity):
        return [view.number(term.rate)] * laid.days.shape[1]
    out: list[float | Column] = []
    since = laid.start[:, 0]
    for k in range(laid.days.shape[1]):
        out.append(np.reshape(view.at(term.rate, np.clip(since, 0.0, view.grid.edges[-1])), (-1, 1)))
        since = np.where(laid.interest[:, k], laid.days[:, k], since)
    return out


def _swept(term: Loan, laid: LoanDays, view: View) -> Rows:
    """Return what the swept flow brings between the days of interest; within a step it comes evenly by days."""
    if term.sweep is None:
        return np.zeros((1, 1))
    pieces = cells(life(term, view), view.grid, view.grid.step)
    money = pieces.money(term.sweep, view)
    marks = np.append(pieces.opens[pieces.first], pieces.closes[-1])
    total = np.concatenate([np.zeros((len(money), 1)), np.cumsum(money, axis=1)], axis=1)
    rows = max(len(total), len(laid.days))
    total, days = (np.broadcast_to(each, (rows, each.shape[1])) for each in (total, laid.days))
    where = np.clip(np.searchsorted(marks, days, side="right") - 1, 0, len(marks) - 2)
    low, high = (np.take_along_axis(total, where + more, axis=1) for more in (0, 1))
    part = np.clip((days - marks[where]) / np.diff(marks)[where], 0.0, 1.0)
    so_far = low + (high - low) * part
    due = laid.interest | (laid.days >= laid.end)
    seen = np.maximum.accumulate(np.where(due, np.arange(days.shape[1])[None, :], -1), axis=1)
    before = np.concatenate([np.full((len(seen), 1), -1), seen[:, :-1]], axis=1)
    before = np.broadcast_to(before, days.shape)
    earlier = np.where(before < 0, 0.0, np.take_along_axis(so_far, np.maximum(before, 0), axis=1))
    return np.asarray(np.maximum(so_far - earlier, 0.0) * due)


def _on_edges(balance: Rows, days: Rows, edges: Float[ndarray, " edge"]) -> Rows:
    """Return what is owed at the end of each step."""
    passed = np.sum(days[:, :, None] <= edges, axis=1)
    rows = max(len(balance), len(passed))
    owed = np.concatenate([np.zeros((len(balance), 1)), balance], axis=1)
    owed, passed = (np.broadcast_to(each, (rows, each.shape[1])) for each in (owed, passed))
    return np.take_along_axis(owed, passed, axis=1)
