"""Lay out the days on which something happens to a loan: it is drawn, bears interest, is repaid, ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Schedule
from dealwright.terms.days.business_days import later_by, paid_on
from dealwright.terms.days.life import life
from dealwright.terms.loans.years import MOST_PERIODS, YEAR_OF_MONTHS, months_apart, regular_days

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.loan import Loan
    from dealwright.terms.view import View

    Rows = Float[ndarray, "_ day"]


@dataclass(frozen=True, slots=True)
class LoanDays:
    """The days of a loan in their order, one row for all paths where they agree.

    Args:
        days: Days from the opening of `as_of`, none before `start` or after `end`; (row, day).
        interest: Whether interest falls due.
        drawn: Money that is lent.
        repaid: Money that is to be repaid by the contract's own list.
        start: Day from which this wording of the loan counts; (row, 1).
        end: Day on which it ends, at its maturity or before.
        matured: Whether that is its maturity.
        by_event: Whether an event, or another term, ends it before its maturity and before its last date.
        alive: Whether there is anything of it.
        planned: The same days up to the maturity, whatever ends the loan before; (row, day).
        planned_interest: Whether interest was to fall due on them.
        regular: The ends of regular periods, where the day count asks for them; (row, period).
        entry: Which of the listed amounts, those drawn and then those repaid, each day is of; below zero for a day of
            interest.
    """

    days: Rows
    interest: Bool[ndarray, "_ day"]
    drawn: Rows
    repaid: Rows
    start: Float[ndarray, "_ 1"]
    end: Float[ndarray, "_ 1"]
    matured: Bool[ndarray, "_ 1"]
    by_event: Bool[ndarray, "_ 1"]
    alive: Bool[ndarray, "_ 1"]
    planned: Rows
    planned_interest: Bool[ndarray, "_ day"]
    regular: Rows | None = None
    entry: Int[ndarray, "_ day"] | None = None

    @property
    def ends_early(self) -> Bool[ndarray, "_ day"]:
        """Tell the days on which it ends before its maturity: by an event, its `until` or the horizon, at a close."""
        return np.asarray((self.days == self.end) & ~self.matured)

    @property
    def begins(self) -> Rows:
        """Return the day before each of the days: where its interest begins to count."""
        return np.concatenate([np.broadcast_to(self.start, (len(self.days), 1)), self.days[:, :-1]], axis=1)


def loan_days(term: Loan, view: View) -> LoanDays:
    """Lay out the days of a loan.

    Args:
        term: The loan.
        view: The futures.
    """
    runs, horizon = life(term, view), view.grid.edges[-1]
    made = _made_on(term, view)
    lent = np.minimum(made, horizon)
    matures = _adjusted(term, view, _matures(term, view, lent))
    end = np.maximum(np.minimum(matures, runs.end), lent)
    goes_on = view.bounds[0]
    begun = lent if goes_on is None else np.minimum(np.maximum(lent, np.reshape(goes_on, (-1, 1))), end)
    alive = (made < horizon) & ((begun < end) | (goes_on is None))
    dues = _interest_days(term, view, lent, matures)
    draws = listed(term.principal, view, lent)
    lists = [*draws, *(listed(term.instalments, view, lent) if isinstance(term.instalments, Schedule) else [])]
    each = [*dues, *(day for day, _ in lists)]
    money = [*(np.zeros((1, 1)) for _ in dues), *(amount for _, amount in lists)]
    days, amounts = _beside(each), _beside(money)
    days, amounts = np.broadcast_arrays(days, amounts)
    order = np.argsort(days, axis=1, kind="stable")
    days, amounts = (np.take_along_axis(rows, order, axis=1) for rows in (days, amounts))
    is_due = (order < len(dues)) & (np.diff(days, axis=1, prepend=-np.inf) > 0)
    is_draw = (order >= len(dues)) & (order < len(dues) + len(draws))
    counts = ((days > begun) | ((days == begun) & (goes_on is None))) & (days <= end) & alive
    drawn = amounts * (is_draw & alive & (days >= begun) & (days < end))  # at openings, the rest at closes
    repaid = amounts * (order >= len(dues) + len(draws)) * counts
    days, counts, is_due = np.broadcast_arrays(days, counts, is_due)
    return LoanDays(
        days=np.clip(days, begun, end),
        interest=is_due & counts,
        drawn=drawn,
        repaid=repaid,
        start=begun,
        end=end,
        matured=end >= matures,
        by_event=(end < matures) & (end < runs.last),
        alive=alive,
        planned=days,
        planned_interest=is_due,
        regular=regular_days(term, view, lent, matures) if term.day_count == "actual/actual icma" else None,
        entry=order - len(dues),
    )


def _made_on(term: Loan, view: View) -> Float[ndarray, "_ 1"]:
    """Return the day on which a loan is made: before `as_of` too, and infinite where its event never happens."""
    if term.from_ is not None:
        day = view.grid.day(view.calendar_date(term.from_))
    elif isinstance(term.principal, Schedule):
        day = min(view.grid.day(_date(point)) for point, _ in term.principal.points)
    else:
        day = 0.0
    events = [view.event(name) for name in term.start_events]
    return np.asarray(np.full((1, 1), day) if not events else np.maximum(np.minimum.reduce(events), day)[:, None])


def _matures(term: Loan, view: View, lent: Float[ndarray, "_ 1"]) -> Float[ndarray, "_ 1"]:
    if term.maturity is not None:
        return np.asarray(np.maximum(lent, view.grid.day(view.calendar_date(term.maturity))))
    return np.asarray(later_by(lent, 0.0 if term.tenor is None else view.number(term.tenor), view.grid))


def _interest_days(
    term: Loan, view: View, lent: Float[ndarray, "_ 1"], matures: Float[ndarray, "_ 1"]
) -> list[Float[ndarray, "_ 1"]]:
    """Return the days on which interest falls due, the last of them the maturity."""
    if term.every is None:
        return [matures]
    months = months_apart(term)
    base = lent if term.first is None else np.full((1, 1), view.grid.day(view.calendar_date(term.first)))
    number = 1 if term.first is None else 0
    out: list[Float[ndarray, "_ 1"]] = []
    while len(out) < MOST_PERIODS:
        day = later_by(base, number * months / YEAR_OF_MONTHS, view.grid)
        out.append(np.minimum(_adjusted(term, view, day), matures))
        if np.all(day >= matures):
            break
        number += 1
    return out


def _adjusted(term: Loan, view: View, days: Float[ndarray, "_ 1"]) -> Float[ndarray, "_ 1"]:
    """Return the business days to which the ends of periods are moved, where interest counts up to those."""
    return paid_on(term, view, days, closing=False) if term.periods == "adjusted" else days


def listed(
    money: Expression, view: View, lent: Float[ndarray, "_ 1"]
) -> list[tuple[Float[ndarray, "_ 1"], Float[ndarray, "_ 1"]]]:
    """Return the days and amounts of a schedule; one amount is of the day on which the loan is made.

    Args:
        money: The amount, or the schedule.
        view: The futures.
        lent: The day on which the loan is made; (row, 1).
    """
    if not isinstance(money, Schedule):
        return [(lent, np.reshape(view.number(money), (-1, 1)))]
    return [
        (np.full((1, 1), view.grid.day(_date(point))), np.reshape(view.number(value), (-1, 1)))
        for point, value in money.points
    ]


def _date(point: int | date) -> date:
    return point if isinstance(point, date) else date(point, 7, 2)


def _beside(columns: list[Float[ndarray, "_ 1"]]) -> Rows:
    return np.concatenate(np.broadcast_arrays(*columns), axis=1)
