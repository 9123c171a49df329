"""The arithmetic of payments that fall due when something has happened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.account import Account, Line, within_date
from dealwright.terms.dated.on_dates import by_step
from dealwright.terms.days.business_days import later_by, paid_on
from dealwright.terms.days.closing import close_of_period, last_moment
from dealwright.terms.days.life import in_life, life, open_from
from dealwright.terms.outcome import Flow, Outcome, State
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.days.life import Life
    from dealwright.terms.milestone import Milestone
    from dealwright.terms.outcome import Statement
    from dealwright.terms.view import View

    Days = Float[ndarray, "path entry"]


def milestone_payment(term: Milestone, view: View) -> Outcome:
    """Pay a milestone's amount once on the day it is reached.

    Args:
        term: The milestone.
        view: The futures.

    Returns:
        One flow with one entry, on its own day on each path.
    """
    runs = life(term, view)
    start = open_from(term, runs, view)
    met = [view.event(name) for name in term.awaited]
    kept = {} if view.handed is None else view.handed.kept
    true = {f"met {condition!r}": view.first_time(condition, start) for condition in term.conditions}
    true = {name: np.minimum(_met_before(kept.get(name, 0.0)), day) for name, day in true.items()}
    met += true.values()
    if view.holds(term.any, otherwise=False):
        day = np.minimum.reduce([_inside(runs, each) for each in met])
    else:
        day = _inside(runs, np.maximum.reduce(met))
    done = np.ravel(kept.get("reached", 0.0)) > 0.0
    day = np.where(done, np.inf, day)
    paid = paid_once(term, view, [term.amount], day[:, None])

    def closing() -> State:
        ended = np.ravel(runs.end)
        before = {name: np.where(each <= ended, each + 1.0, 0.0)[:, None] for name, each in true.items()}
        return replace(paid.closing(), kept={**before, "reached": (done | np.isfinite(day)).astype(float)[:, None]})

    return replace(paid, closing=closing)


def _met_before(said: float | Float[ndarray, "path 1"]) -> Days:
    """Return the day on which a condition was met under another wording, which says it as one more, 0 for never."""
    day = np.ravel(said) - 1.0
    return np.where(day >= 0.0, day, np.inf)


def _falls_due(term: Milestone, view: View, reached: Days) -> Days:
    """Return when what is reached falls due: at once, or at the close of its period."""
    period = term.period or term.within
    if term.paid != "end" or period is None:
        return reached
    return close_of_period(reached, period, view.grid, year_start(term))


def _inside(runs: Life, day: Float[ndarray, " path"]) -> Float[ndarray, " path"]:
    return np.where(in_life(runs, day[:, None], closing=True)[:, 0] > 0, day, np.inf)


def paid_once(
    term: Milestone,
    view: View,
    amounts: Sequence[Expression | None],
    reached: Days,
    times: Days | float = 1.0,
) -> Outcome:
    """Pay amounts, each once, some time after it is reached.

    Args:
        term: Who pays whom, how long after, and on which business day.
        view: The futures.
        amounts: One for each entry, read on the day of its payment; one for all.
        reached: When each is reached on each path, infinite for never.
        times: How often each is paid.

    Returns:
        One flow with an entry for each amount, and its account.
    """
    then = _falls_due(term, view, reached)
    if term.after is not None:
        then = later_by(then, view.number(term.after), view.grid, closing=True)
    edges = np.array(view.grid.edges)
    horizon = float(edges[-1])
    happens = then <= horizon
    at = np.where(happens, then, horizon)
    moments = last_moment(at)
    each = amounts if len(amounts) > 1 else list(amounts) * reached.shape[1]
    read = [np.zeros(1) if one is None else view.at(one, day) for one, day in zip(each, moments.T, strict=True)]
    amount = np.stack(np.broadcast_arrays(*read), axis=1) * happens * times
    paid = np.where(happens, paid_on(term, view, at), horizon)
    flow = Flow(term.payer, term.payee, amount, paid, reached=np.where(happens, reached, np.inf))

    def lines() -> Statement:
        stated = by_step(amount, paid, edges)
        return {"due": stated, "paid": stated}

    def account() -> Account:
        shown = (Line("reached", happens.astype(float), "number"), Line("due", amount), Line("paid", amount))
        day = within_date(at, closing=True)
        return Account(day, day, within_date(paid, closing=True), shown, paid)

    return Outcome((flow,), lines, lambda: State(paid=amount.sum(axis=1, keepdims=True)), account)
