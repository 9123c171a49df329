"""A loan: on each of its days what is drawn, the interest that falls due, what is repaid, and what is still owed.

The days themselves are those of the tool: its dates do not move when a date is changed on the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Call, Schedule
from dealwright.show.excel.cells import Node, NotLiveError, greatest, least, node, total
from dealwright.show.excel.terms.block import FIRST, LABEL
from dealwright.show.excel.terms.columns import Columns
from dealwright.show.excel.terms.loan_fees import Fees
from dealwright.terms.days.business_days import paid_on
from dealwright.terms.loans.days import loan_days
from dealwright.terms.loans.instalments import Plan
from dealwright.terms.loans.years import loan_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.terms.block import Formula
    from dealwright.show.excel.terms.columns import Put
    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms.loan import Loan
    from dealwright.terms.loans.days import LoanDays

MOST_DAYS = 60
"""Instalments at most of an annuity whose rate moves: each has a row of its own."""
_BY_DAYS = {"actual/365": 365.0, "actual/360": 360.0}


@dataclass(slots=True)
class Course:
    """A loan on its way from day to day.

    Args:
        term: The loan.
        context: What it asks for.
        laid: Its days, as the engine lays them.
        years: The years of the period that each day closes.
        rates: The rate of that period.
        worth: What one unit on each later instalment's day is worth on a day, for an annuity.
        plan: The instalments, as the engine plans them.
        amounts: What is drawn, and then what is repaid by the contract's own list.
        fees: Its fees.
        swept: What a swept flow brings to repayment.
    """

    term: Loan
    context: TermContext
    laid: LoanDays
    years: Sequence[Node]
    rates: Sequence[Node]
    worth: Sequence[Node]
    plan: Plan
    amounts: Sequence[Node]
    fees: Fees
    swept: list[Node] = field(default_factory=list)

    @property
    def days(self) -> list[float]:
        """Return the days, from the opening of `as_of`."""
        return [float(day) for day in self.laid.days[0]]

    def flag(self, of: object, k: int) -> bool:
        """Return whether something holds on a day."""
        row = np.atleast_2d(np.asarray(of))
        return bool(row[0, k if row.shape[1] > 1 else 0])

    @property
    def counts(self) -> list[bool]:
        """Return whether each day is one of the statement: none before `as_of`."""
        return [day >= 0 for day in self.days]

    def last(self, k: int) -> bool:
        """Say whether the loan is settled on a day."""
        return self.days[k] >= float(self.laid.end[0, 0])

    def drawn(self, k: int) -> Node:
        """Return what is drawn on a day."""
        lent = self._entry(k)
        if not 0 <= lent < self.draws:
            return node(0.0)
        day, start, end = (
            float(each) for each in (self.laid.planned[0, k], self.laid.start[0, 0], self.laid.end[0, 0])
        )
        return self.amounts[lent] if self.flag(self.laid.alive, 0) and start <= day < end else node(0.0)

    def listed(self, k: int) -> Node:
        """Return what is to be repaid on a day by the contract's own list."""
        entry = self._entry(k)
        return self.amounts[entry] if entry >= self.draws and self.laid.repaid[0, k] else node(0.0)

    @property
    def draws(self) -> int:
        """Return how many amounts are drawn."""
        return len(self.term.principal.points) if isinstance(self.term.principal, Schedule) else 1

    def _entry(self, k: int) -> int:
        assert self.laid.entry is not None  # noqa: S101 - the engine says so
        return int(self.laid.entry[0, k])

    def instalment(self, k: int, owed: Node, due: Node) -> Node:
        """Return what one day's instalment repays; below zero where a fixed sum does not even pay the interest."""
        term, plan = self.term, self.plan
        fixed = None if isinstance(term.instalments, Schedule | None) else self.context.number(term.instalments)
        if not self.flag(plan.counts, k) or (term.repayment == "bullet" and fixed is None):
            return node(0.0)
        if fixed is not None:
            return fixed - due if term.repayment == "annuity" else fixed
        if term.repayment == "linear":
            return owed / max(float(plan.left[0, k]), 1.0)
        return greatest((owed + due) / (1.0 + self.worth[k]) - due, 0.0)


def loan(term: Loan, context: TermContext) -> None:
    """Write what happens to a loan on each of its days.

    Args:
        term: The loan.
        context: What it asks for.
    """
    view, block = context.part.view, context.block
    if term.start_events or term.events or view.acting.get(context.name):
        raise NotLiveError("its days hang on what happens: an event or another term")
    dates = (term.from_, term.until, term.maturity, term.tenor, term.first, term.grace, term.available_until)
    context.formulas.held[f"the days of {context.name.replace('_', ' ')}"] = [
        each for each in dates if each is not None
    ]
    laid = loan_days(term, view)
    course = _course(term, laid, context)
    columns = Columns(block)
    owed, accrued = node(0.0), node(0.0)
    for k in range(len(course.days)):
        put, balance = columns.of(k), owed
        if term.opening is not None and term.opening.balance is not None and _holds_as_of(laid, k):
            owed = context.number(term.opening.balance)
        put("opening_balance", balance if course.counts[k] else 0.0, "level")
        owed, accrued = _day(course, k, owed, accrued, put)
    columns.close()
    block.moves(term.lender, term.borrower, columns.cells("drawn"))
    block.moves(term.borrower, term.lender, columns.cells("paid"))


def _holds_as_of(laid: LoanDays, k: int) -> bool:
    return bool(laid.begins[0, k] < 0 <= laid.days[0, k])


def _day(course: Course, k: int, owed: Node, accrued: Node, put: Put) -> tuple[Node, Node]:
    """Write one day, and return what is owed and has accrued after it."""
    term, counts, last = course.term, course.counts[k], course.last(k)
    interest = course.flag(course.laid.interest, k)

    def told(name: str, amount: Node, *, level: bool = False) -> None:
        put(name, amount if counts else 0.0, "level" if level else "money")

    told("drawn", course.drawn(k))
    accrued = put("interest accrued", accrued + owed * course.rates[k] * course.years[k], "level", shown=False)
    due = accrued if interest or last else node(0.0)
    left = node(0.0) if interest or last else accrued
    told("interest", due)
    grows = not last or term.at_end == "forgiven"
    kept = due if grows and term.interest == "capitalised" else node(0.0)
    instalment = course.instalment(k, owed + kept, due) if interest else node(0.0)
    instalment = put("instalment", instalment, shown=False)
    added = greatest(-instalment, 0.0) if grows else node(0.0)
    kept = kept + added
    told("capitalised", kept)
    owed = put("owed with it", owed + kept, "level", shown=False)
    planned = greatest(instalment, 0.0) + course.listed(k)
    back = least(planned + course.swept[k], owed) if grows else owed
    back = put("paid back", back, shown=False)
    by_event = course.flag(course.laid.by_event, 0)
    early = (back if by_event else node(0.0)) if last else greatest(back - planned, 0.0)
    fees = course.fees.on(k, early, last=last)
    for name, fee in fees.items():
        told(name, fee)
    told("repaid", back)
    whole = due - kept + back + total([*fees.values()])
    told("due", whole)
    told("paid", whole)
    owed = put("owed after it", (node(0.0) if last else owed - back) + course.drawn(k), "level", shown=False)
    told("balance", owed, level=True)
    return owed, left


def _course(term: Loan, laid: LoanDays, context: TermContext) -> Course:
    """Write a loan's days, and read its numbers."""
    view, block, timeline = context.part.view, context.block, context.timeline
    counts = laid.days[0] >= 0
    opens, closes = (np.where(counts, days[0], 0.0) for days in (laid.begins, laid.days))
    when = _when(term, laid, context)
    block.opens = block.days("From", [node(timeline.day(float(day))) for day in opens])
    block.closes = block.days(
        "Up to (the opening of the day after)", [node(timeline.day(float(day))) for day in closes]
    )
    block.paid_on = block.days("Moment of payment", [node(timeline.day(day)) for day in when])
    early = np.broadcast_to(laid.ends_early[0], len(when))
    dates = [
        np.ceil(day - 1e-9) - 1.0 if close else np.floor(day + 1e-9) for day, close in zip(when, early, strict=True)
    ]
    block.paid_dates = block.days("Paid on", [node(timeline.day(float(day))) for day in dates])
    counted = loan_years(term, view, laid.regular, laid.begins, laid.days)[0]
    days = _BY_DAYS.get(term.day_count)
    years = block.work(
        "Years of the period",
        "years",
        lambda k, _: (block.closes[k] - block.opens[k]) / days if days and counts[k] else node(float(counted[k])),
        f"by {term.day_count}",
    )
    rates = block.work("Rate of the period", "share", _rates(term, laid, context))
    plan = Plan.of(term, laid, view)
    amounts = [*_amounts(term.principal, context), *_amounts(term.instalments, context)]
    fees = Fees(term, laid, context, years)
    course = Course(term, context, laid, years, rates, _worth(term, plan, rates, context), plan, amounts, fees)
    course.swept = _swept(term, course, context)
    return course


def _when(term: Loan, laid: LoanDays, context: TermContext) -> list[float]:
    """Return when each day's money is paid, from the opening of `as_of`."""
    days = np.maximum(laid.days, 0.0)
    by_date, by_closing = (paid_on(term, context.part.view, days, closing=closing) for closing in (False, True))
    by_date = days if term.periods == "adjusted" else by_date
    found = np.where(laid.ends_early, by_closing, by_date)
    return [float(day) for day in np.where(laid.days >= 0, found, 0.0)[0]]


def _amounts(money: Expression | None, context: TermContext) -> list[Node]:
    """Return the amounts of a list, or the one amount of the day on which a loan is made."""
    if money is None:
        return []
    if isinstance(money, Schedule):
        return [context.number(value) for _, value in money.points]
    return [context.number(money)]


def _rates(term: Loan, laid: LoanDays, context: TermContext) -> Formula:
    """Return a formula for the rate of each period: as it is on the period's first day."""
    horizon, since, found = context.timeline.grid.edges[-1], float(laid.start[0, 0]), list[Node]()
    for k in range(laid.days.shape[1]):
        day = node(context.timeline.day(min(max(since, 0.0), horizon)))
        found.append(context.at(term.rate, day))
        since = float(laid.days[0, k]) if laid.interest[0, k] else since
    return lambda k, _: found[k]


def _worth(term: Loan, plan: Plan, rates: Sequence[Node], context: TermContext) -> list[Node]:
    """Write what one unit on each later instalment's day is worth on each day, from the last to the first."""
    count, block = len(rates), context.block
    found = [node(0.0)] * count
    if term.repayment != "annuity" or not isinstance(term.instalments, Schedule | None):
        return found
    how = context.formulas.futures.motion(term.rate)
    if how.moves or how.held:
        return _worth_anew(plan, rates, context)
    sheet, row = block.sheet, block.sheet.row
    block.single("What later instalments of one are worth", "number", node(0.0))
    for n in range(count - 1, 0, -1):
        worth = found[n]
        if plan.counts[0, n]:
            worth = (1.0 + worth) / (1.0 + rates[n] * float(plan.years[0, n]))
        found[n - 1] = sheet.put(row, FIRST + n - 1, worth, "number")
    return found


def _worth_anew(plan: Plan, rates: Sequence[Node], context: TermContext) -> list[Node]:
    """Write the same where the rate moves: each day counts all later ones by its own rate, in a row of its own."""
    count, sheet = len(rates), context.block.sheet
    days = [k for k in range(count) if plan.counts[0, k]]
    if len(days) > MOST_DAYS:
        raise NotLiveError(f"an annuity at a rate that moves is worked out anew on each day, here on {len(days)}")
    found = [node(0.0)] * count
    context.block.single("What later instalments of one are worth, by the rate of each day", "text", "")
    for k in days[:-1]:
        row, worth = sheet.row, node(0.0)
        sheet.put(row, LABEL, f"At the rate of instalment {days.index(k) + 1}", "note")
        sheet.row += 1
        for n in range(days[-1], k, -1):
            if plan.counts[0, n]:
                worth = (1.0 + worth) / (1.0 + rates[k] * float(plan.years[0, n]))
            worth = sheet.put(row, FIRST + n - 1, worth, "number")
        found[k] = worth
    return found


def _swept(term: Loan, course: Course, context: TermContext) -> list[Node]:
    """Return what a swept flow brings between the days of interest."""
    count = len(course.days)
    if term.sweep is None:
        return [node(0.0)] * count
    flow = Call("cumulative", (term.sweep,))
    end, before = float(course.laid.end[0, 0]), context.at(flow, context.life().start)
    found = []
    for k, day in enumerate(course.days):
        due = course.flag(course.laid.interest, k) or day >= end
        there = context.at(flow, node(context.timeline.day(max(day, 0.0)))) if due else before
        found.append(greatest(there - before, 0.0) if due else node(0.0))
        before = there
    return context.block.work("Swept to repayment", "money", lambda k, _: found[k])
