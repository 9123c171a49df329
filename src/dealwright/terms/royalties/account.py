"""The account of a royalty, its statement by steps, and what it hands over when it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.account import Line
from dealwright.terms.amounts.payments import accounted, statement
from dealwright.terms.dated.on_dates import by_step
from dealwright.terms.opening import base_before
from dealwright.terms.outcome import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.account import Account
    from dealwright.terms.outcome import Number, Statement
    from dealwright.terms.royalties.payments import Worked
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]


def account_of(term: Royalty, view: View, done: Worked, paid_on: Float[ndarray, "..."]) -> Callable[[], Account]:
    """State what every clause came to in each contract period, in the order in which they are computed.

    Args:
        term: The royalty.
        view: The futures.
        done: What its clauses came to.
        paid_on: When each period is paid.
    """
    del term, view

    def account() -> Account:
        lines = [*done.brought.lines(), *_before_due(done), *_from_due(done)]
        found = accounted(done.pieces, paid_on, lines)()
        if done.ahead is None or done.ahead.flow is None:
            return found
        one_day = (done.ahead.amounts == 0.0) | (done.paid[:, : len(done.pieces.length)] == 0.0)
        return replace(
            found, paid_on=np.where(done.ahead.amounts != 0.0, np.where(one_day, _ahead(done), np.nan), found.paid_on)
        )

    return account


def _ahead(done: Worked) -> Money:
    """Return the day on which an advance is paid, by contract period; not a number where several are, or none is."""
    flow = done.ahead.flow if done.ahead is not None else None
    assert flow is not None  # noqa: S101 - the caller has looked
    days, begins, closes = np.atleast_2d(flow.days), done.pieces.begins, done.pieces.close
    inside = [(day[:, None] >= begins) & (day[:, None] < closes) for day in days.T]
    count = sum((each.astype(float) for each in inside), np.zeros((1, 1)))
    day = sum((each * day[:, None] for each, day in zip(inside, days.T, strict=True)), np.zeros((1, 1)))
    return np.where(count == 1.0, day, np.nan)


def _before_due(done: Worked) -> list[Line]:
    after, minimum = done.after, done.minimum
    each = minimum is not None and minimum.each
    asked = None if minimum is None else minimum.asked if minimum.on_account is None else minimum.on_account
    named = (
        ("period_cap", None if done.period_cap is None else done.period_cap.amounts),
        ("owed_to_others", None if done.stacked is None else done.stacked.owed),
        ("stacking", None if done.stacked is None else done.stacked.taken),
        ("recouped", after.recouped if done.ahead is not None else None),
        ("minimum_recouped", None if after.lots is None else after.minimum_recouped),
        ("minimum", asked),
        ("topped_up", after.trued_up if each else after.topped_up),
        ("true_up", None if each else after.trued_up),
    )
    return [Line(name, amounts) for name, amounts in named if amounts is not None]


def _from_due(done: Worked) -> list[Line]:
    lines = [Line("due", done.after.due)]
    if done.left is not None:
        lines.append(Line("over_cap", done.after.due - done.counted))
    if done.set_off is not None:
        lines.append(Line("set_off", done.set_off))
    periods, paid = len(done.pieces.length), done.paid
    if done.ahead is not None and done.ahead.flow is not None:
        lines.append(Line("advance", done.ahead.amounts))
        paid = paid[:, :periods] + done.ahead.amounts
    lines.append(Line("paid", paid))
    balance, recouping = balance_of(done), done.ahead is not None
    if recouping and done.left is not None:
        lines.append(Line("left_under_cap", done.left, "level"))
    if done.after.lots is not None and done.after.lapsed is not None:
        lines.append(Line("lapsed", done.after.lapsed))
    return lines if balance is None else [*lines, Line("balance", balance, "level")]


def balance_of(done: Worked) -> Money | None:
    """Return what is left after each period: to be recouped, or under the cumulative cap of what recoups nothing."""
    if done.ahead is None:
        return done.left
    periods = len(done.pieces.length)
    open_ = (done.brought.balance, done.after.balance, done.after.short)
    parts = [each[:, :periods] for each in open_ if each is not None]
    return sum(parts[1:], parts[0])


def statement_of(done: Worked, view: View) -> Callable[[], Statement]:
    """Lay what was due, paid and left out on the steps of the futures.

    Args:
        done: What the clauses came to.
        view: The futures.
    """
    laid = statement(done.pieces, view, due=done.after.due, paid=done.paid, balance=balance_of(done))
    flow = None if done.ahead is None else done.ahead.flow
    if flow is None:
        return laid

    def lines() -> Statement:
        found = laid()
        ahead = by_step(flow.amount, flow.days, np.array(view.grid.edges), closing=False)
        return found | {"paid": found["paid"] + ahead}

    return lines


def closing_of(term: Royalty, view: View, done: Worked) -> Callable[[], State]:
    """Hand over all that was paid, all of the base, and what is still to be recouped.

    Args:
        term: The royalty.
        view: The futures.
        done: What its clauses came to.
    """
    periods = len(done.pieces.length)

    def closing() -> State:
        paid = done.before + np.sum(done.counted[:, :periods], axis=1, keepdims=True)
        if done.ahead is not None:
            paid = paid + np.sum(done.ahead.amounts, axis=1, keepdims=True)
        base = base_before(term, view) + np.sum(done.brought.base(), axis=1, keepdims=True)
        advances = done.after.balance if done.brought.balance is None else done.brought.balance
        left = () if done.ahead is None or advances is None else (advances[:, periods - 1 : periods],)
        return State(paid, base, left, kept=_kept(done, view))

    return closing


def _kept(done: Worked, view: View) -> dict[str, Number]:
    """Return what else another wording goes on with: years under way, losses, credits, what waits to come off."""
    kept = done.brought.kept()
    if done.stacked is not None:
        kept |= done.stacked.kept()
    if done.period_cap is not None:
        kept |= done.period_cap.kept(done.brought.share, view, done.pieces)
    if done.after.lots is not None:
        kept |= done.after.lots.kept()
    begun, after = done.after.begun, done.after
    if begun is not None and after.offered is not None and after.recouped is not None:
        kept |= begun.kept(after.offered, after.recouped, view, done.pieces)
    if done.minimum is not None and after.topped_up is not None:
        kept |= done.minimum.handed_on(after.seen, after.topped_up, view, done.pieces)
    return kept
