"""The arithmetic of a termination: when it takes effect, its fee, and the tail of what it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.account import Account, Line, within_date
from dealwright.terms.dated.on_dates import by_step
from dealwright.terms.days.business_days import noticed
from dealwright.terms.days.life import in_life, life
from dealwright.terms.outcome import Flow, Outcome

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.days.life import Life
    from dealwright.terms.outcome import Statement
    from dealwright.terms.termination import Termination
    from dealwright.terms.view import View

    Days = Float[ndarray, " path"]

A_MOMENT = 1e-6
"""Part of a day by which the close of a date lies before the opening of the next."""


def takes_effect(term: Termination, view: View) -> Days:
    """Return the day on which a termination takes effect on each path, infinite where it never does.

    Args:
        term: The termination.
        view: The futures, in which it does not happen: what it is decided by comes before.

    Returns:
        The first of its events, dates or its condition inside its life, and the notice; never past the horizon, and
        never where all that it ends is over by then.
    """
    runs = life(term, view)
    notice = term.notice
    found = [noticed(_counted(each, runs, view), notice, view, closing=view.is_date(each)) for each in term.moments]
    if term.when is not None:
        start = np.ravel(runs.start) if np.ndim(runs.start) else runs.start
        met = view.first_time(term.when, start)
        found.append(noticed(np.where(in_life(runs, met[:, None])[:, 0] > 0, met, np.inf), notice, view))
    day = np.minimum.reduce(found)
    still = [_still_runs(name, day, view) for name in term.ended if view.in_force(name)]
    alive = np.logical_or.reduce(still) if still else np.zeros(view.paths, dtype=bool)
    return np.where(alive & (day <= view.grid.edges[-1]), day, np.inf)


def _counted(moment: Expression, runs: Life, view: View) -> Days:
    """Return the day of an event, or the close of a date, where it falls into the life."""
    if view.is_date(moment):
        day = np.broadcast_to(view.moment(moment) + 1.0, (view.paths,))  # at its close
        inside = (day > np.ravel(runs.start)) & (day <= np.ravel(runs.end))
    else:
        day = np.broadcast_to(view.moment(moment), (view.paths,))
        inside = in_life(runs, day[:, None])[:, 0] > 0
    return np.where(inside, day, np.inf)


def _still_runs(name: str, day: Days, view: View) -> Days:
    """Tell on which paths a term still runs on a day; what another term ends on the same day does."""
    runs = view.runs(name)
    starts, ends = (np.broadcast_to(np.ravel(each), (view.paths,)) for each in (runs.start, runs.end))
    return (day <= ends) & (day < runs.last) & (starts < ends)


def termination_flows(term: Termination, view: View) -> Outcome:
    """Pay the fee, and what the ended terms would have paid in the time of the tail.

    Args:
        term: The termination.
        view: The futures; `view.occurs` is the day on which it takes effect.

    Returns:
        The flows and their account.
    """
    horizon = view.grid.edges[-1]
    day = np.full(view.paths, np.inf) if view.occurs is None else view.occurs
    happens = day <= horizon
    at = np.where(happens, day, horizon)
    flows = []
    if term.fee is not None:
        flows.append(Flow(term.payer, term.payee, (view.at(term.fee, at) * happens)[:, None], at[:, None]))
    tail = _tail(term, day, view)
    edges = np.array(view.grid.edges)

    def lines() -> Statement:
        nothing = np.zeros((1, len(edges) - 1))
        return {"paid": sum((by_step(each.amount, each.days, edges) for each in (*flows, *tail)), nothing)}

    def account() -> Account:
        shown = [Line("terminated", happens[:, None].astype(float), "number")]
        shown += [Line("fee", flow.amount) for flow in flows]
        if term.tail is not None:
            paid = sum((flow.amount.sum(axis=1, keepdims=True) for flow in tail), np.zeros((1, 1)))
            shown.append(Line("tail", paid))
        dated = term.when is None and all(view.is_date(each) for each in term.moments)
        stated = (within_date(at - A_MOMENT) if dated else at)[:, None]  # a date counts to its close
        return Account(stated, stated, stated, tuple(shown))

    return Outcome((*flows, *tail), lines, account=account)


def _tail(term: Termination, day: Days, view: View) -> list[Flow]:
    """Return what the payer would have paid the payee by the ended terms, as far as the tail reaches."""
    if term.tail is None:
        return []
    until = noticed(day, term.tail, view, closing=True)
    share = 1.0 if term.tail_share is None else view.number(term.tail_share)
    gone_on = [each for name in term.ended if view.in_force(name) for each in view.going_on(name, day, until)]
    return [
        replace(flow, amount=flow.amount * share)
        for outcome in gone_on
        for flow in outcome.flows
        if (flow.payer, flow.payee) == (term.payer, term.payee)
    ]
