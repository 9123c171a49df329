"""The arithmetic of a termination: when it takes effect, its fee, and the tail of what it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.account import Account, Line, within_date
from dealwright.terms.dated.on_dates import by_step
from dealwright.terms.days.business_days import noticed
from dealwright.terms.days.closing import close_of_period, last_moment
from dealwright.terms.days.life import SLACK, in_life, life, open_from
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
    found = [noticed(_counted(_moment(each, view), runs), notice, view, closing=True) for each in term.moments]
    if term.when is not None:
        start = open_from(term, runs, view)
        met = view.first_time(term.when, start)
        found.append(noticed(_counted(met, runs), notice, view, closing=True))
    day = np.minimum.reduce(found)
    day = day if term.notice_to is None else close_of_period(day, term.notice_to, view.grid)
    still = [_still_runs(name, day, view) for name in term.ended if view.in_force(name)]
    alive = np.logical_or.reduce(still) if still else np.zeros(view.paths, dtype=bool)
    return np.where(alive & (day <= view.grid.edges[-1]), day, np.inf)


def _moment(each: Expression, view: View) -> Days:
    """Return the day of an event, or the close of a date."""
    return np.broadcast_to(view.moment(each) + view.is_date(each), (view.paths,))


def _counted(day: Days, runs: Life) -> Days:
    """Return the days that fall into the life."""
    return np.where(in_life(runs, day[:, None], closing=True)[:, 0] > 0, day, np.inf)


def _still_runs(name: str, day: Days, view: View) -> Days:
    """Tell on which paths a term still runs on a day; what another term ends on the same day does."""
    still = np.zeros(view.paths, dtype=bool)
    for runs in view.runs(name):
        starts, ends = (np.broadcast_to(np.ravel(each), (view.paths,)) for each in (runs.start, runs.end))
        still = still | ((day <= ends + SLACK) & (day < runs.last) & (starts < ends))
    return still


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
        fee = view.at(term.fee, last_moment(at)) * happens
        flows.append(Flow(term.payer, term.payee, fee[:, None], at[:, None]))
    tail = _tail(term, day, view)
    edges = np.array(view.grid.edges)

    def lines() -> Statement:
        nothing = np.zeros((1, len(edges) - 1))
        return {"paid": sum((by_step(each.amount, each.days, edges) for each in (*flows, *tail)), nothing)}

    def account() -> Account:
        shown = [Line("terminated", happens[:, None].astype(float), "count")]
        shown += [Line("fee", flow.amount) for flow in flows]
        stated = within_date(at, closing=True)[:, None]
        whole = Account(stated, stated, stated, tuple(shown), at[:, None])
        for each in tail:
            days = within_date(np.atleast_2d(each.days), closing=True)
            whole = whole.then(Account(days, days, days, (Line("tail", each.amount),), np.atleast_2d(each.days)))
        return whole

    return Outcome((*flows, *tail), lines, account=account)


def _tail(term: Termination, day: Days, view: View) -> list[Flow]:
    """Return what the payer would have paid the payee by the ended terms, as far as the tail reaches."""
    if term.tail is None:
        return []
    until = noticed(day, term.tail, view, closing=True)
    share = 1.0 if term.tail_share is None else view.number(term.tail_share)
    gone_on = [each for name in term.ended if view.in_force(name) for each in view.going_on(name, day, until)]
    return [
        replace(flow, moves=flow.amount * share)
        for outcome in gone_on
        for flow in outcome.flows
        if (flow.payer, flow.payee) == (term.payer, term.payee)
    ]
