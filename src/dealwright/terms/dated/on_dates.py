"""The arithmetic of payments on dates and on events."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Expression, Schedule
from dealwright.ground.calendar import A_MOMENT
from dealwright.terms.account import Account, Line, within_date
from dealwright.terms.amounts.indexation import index_factors
from dealwright.terms.amounts.payments import accounted, statement
from dealwright.terms.dated.stages import staged
from dealwright.terms.days.beyond import days_of, later
from dealwright.terms.days.business_days import paid_on
from dealwright.terms.days.closing import last_moment
from dealwright.terms.days.life import Life, in_life, life
from dealwright.terms.days.periods import cells, days_before
from dealwright.terms.days.year_fractions import years_between
from dealwright.terms.outcome import Flow, Outcome
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Statement
    from dealwright.terms.payment import Payment
    from dealwright.terms.view import View


def dated_payments(term: Payment, view: View) -> Outcome:
    """Pay the amounts of a payment on their days.

    Args:
        term: The payment.
        view: The futures.

    Returns:
        One flow from payer to payee, an entry per date, and what is paid in each step.
    """
    runs = life(term, view)
    if term.every is not None:
        return _regular(term, runs, view)
    edges = np.array(view.grid.edges)
    if term.stages is not None:
        each = staged(term, view)
        return _settled_outcome(each.flow, edges, each.due, closing=each.closing)
    dated = _entries(term)
    days = np.array(
        [view.grid.day(view.calendar_date(when) if not isinstance(when, date) else when) for when, _ in dated],
        dtype=float,
    )
    keep = (days >= 0) & (days < edges[-1])
    amounts = [_amount(view, value, day) for (_, value), day, kept in zip(dated, days, keep, strict=True) if kept]
    if not amounts:
        return Outcome((Flow(term.payer, term.payee, np.zeros((1, 1)), np.zeros(1)),))
    amount = np.concatenate(np.broadcast_arrays(*amounts), axis=1) * in_life(runs, days[keep], closing=False)
    index = index_factors(term, view, days[keep])
    amount = amount * index
    paid = paid_on(term, view, days[keep], closing=False)
    return _settled_outcome(Flow(term.payer, term.payee, amount, paid), edges, days[keep], *_counted(term, index))


def by_step(
    amount: Float[ndarray, "path entry"],
    days: Float[ndarray, "..."],
    edges: Float[ndarray, " edge"],
    *,
    closing: bool | Bool[ndarray, " entry"] = True,
) -> Float[ndarray, "path step"]:
    """Put payments into the steps in which they are paid, for the statement.

    Args:
        amount: What is paid.
        days: When.
        edges: Where the steps begin and end.
        closing: Whether a whole number is the closing of a date, or its opening, as of a payment on a date: what is
            paid on 1 July is of the quarter that begins then.
    """
    within = np.asarray(days) + A_MOMENT * ~np.asarray(closing)
    where = np.clip(np.searchsorted(edges, within, side="left") - 1, 0, len(edges) - 2)
    rows = max(amount.shape[0], where.shape[0] if where.ndim > 1 else 1)
    out = np.zeros((len(edges) - 1, rows)).T
    where, amount = np.broadcast_to(where, (rows, amount.shape[1])), np.broadcast_to(amount, (rows, amount.shape[1]))
    for entry in range(amount.shape[1]):
        np.add.at(out, (np.arange(rows), where[:, entry]), amount[:, entry])
    return out


def _settled_outcome(
    flow: Flow,
    edges: Float[ndarray, " edge"],
    due_on: Float[ndarray, "..."],
    *lines: Line,
    closing: bool | Bool[ndarray, " entry"] = False,
) -> Outcome:
    """Return payments that are paid in full, with an account of a row for each."""

    def steps() -> Statement:
        paid = by_step(flow.amount, flow.days, edges, closing=closing)
        return {"due": paid, "paid": paid}

    def account() -> Account:
        shown = (*lines, Line("due", flow.amount), Line("paid", flow.amount))
        due, paid = (within_date(np.atleast_2d(days), closing=closing) for days in (due_on, flow.days))
        return Account(due, due, paid, shown, np.atleast_2d(flow.days) + A_MOMENT * ~np.asarray(closing))

    return Outcome((flow,), steps, account=account)


def _counted(
    term: Payment, index: Float[ndarray, "_ _"], years: Float[ndarray, "_ _"] | None = None
) -> tuple[Line, ...]:
    """Return the lines of what an amount is multiplied by, where anything is."""
    lines = [] if term.indexed_by is None else [Line("index", index, "number")]
    return (*lines, *([] if years is None else [Line("years", years, "number")]))


def _entries(term: Payment) -> list[tuple[Expression | date, Expression]]:
    if isinstance(term.amount, Schedule):
        return [(point if isinstance(point, date) else date(point, 7, 2), value) for point, value in term.amount.points]
    return [] if term.on is None or term.amount is None else [(term.on, term.amount)]


def _amount(view: View, value: Expression | None, day: float | Float[ndarray, " _"]) -> Float[ndarray, "path 1"]:
    return np.zeros((1, 1)) if value is None else view.amount(value, day)


def _regular(term: Payment, runs: Life, view: View) -> Outcome:
    period = term.every or "year"
    pieces = cells(runs, view.grid, period, year_start(term))
    closes = last_moment(pieces.close)
    amounts = [_amount(view, term.amount, day) for day in closes.T]
    index = index_factors(term, view, closes)
    each = np.concatenate(np.broadcast_arrays(*amounts), axis=1)
    amount = each * index
    before = None if term.from_ is None else days_before(term, view, pieces, period)
    counted = partial(_parts, term, view, pieces)
    parts = counted(0.0 if before is None else before)
    paid = amount * parts
    more = later(term, view, pieces, amount * counted(0.0))
    days, in_all = days_of(term, view, pieces, more), paid if more is None else more.join(paid)
    flow = Flow(term.payer, term.payee, in_all, days, lasting=None if more is None else more.lasting)
    shown = (Line("amount", each), *_counted(term, index, None if term.day_count is None else parts))
    account = accounted(pieces, days, [*shown, Line("due", paid), Line("paid", paid)])
    return Outcome((flow,), statement(pieces, view, due=paid, paid=paid), account=account)


def _parts(
    term: Payment, view: View, pieces: Cells, before: Float[ndarray, "path period"] | float
) -> Float[ndarray, "path period"]:
    """Return which part of each period's amount its days bring, or how many years they are by the day count."""
    if term.day_count is None:
        return np.asarray((pieces.overlap + before) / pieces.length)
    return years_between(pieces.begins - before, pieces.close, view.grid, term.day_count)
