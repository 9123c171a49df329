"""What a term moves after the horizon, where the file says that it goes on: `beyond: perpetuity(g)`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Call
from dealwright.terms.milestone import Milestone
from dealwright.terms.payment import Payment
from dealwright.terms.periods import life

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.terms.base import Term
    from dealwright.terms.outcome import Flow, Outcome
    from dealwright.terms.view import View

    Number = float | Float[ndarray, "path 1"]

YEAR = 365.0
LONGEST = 300
"""Years after which a perpetuity is cut: at 2.5 points between rate and growth what is left out is under 0.1 %."""


def with_perpetuity(term: Term, outcome: Outcome, view: View) -> Outcome:
    """Let a term's flows go on after the horizon, growing at a constant rate from what they were in its last year.

    What is paid once (a milestone, payments on dates) does not go on, and a cumulative cap still holds.

    Args:
        term: The term; without `beyond: perpetuity(g)`, or ending by the horizon, nothing is added.
        outcome: What it moves up to the horizon.
        view: The futures.

    Returns:
        The outcome with one more entry per year, up to the close of `until` or for `LONGEST` years.
    """
    once = isinstance(term, Milestone) or (isinstance(term, Payment) and term.every is None)
    if once or not (isinstance(term.beyond, Call) and term.beyond.function == "perpetuity"):
        return outcome
    horizon = view.grid.edges[-1]
    last = horizon + LONGEST * YEAR if term.until is None else view.grid.closing(view.calendar_date(term.until))
    if last <= horizon:
        return outcome
    growth = view.number(term.beyond.arguments[0])
    alive = np.asarray(life(term, view).end) >= horizon
    left = outcome.statement["balance"][:, -1:] if getattr(term, "cap", None) is not None else np.inf
    years = min(last - horizon, LONGEST * YEAR) / YEAR
    flows = tuple(_continued(flow, alive, growth, horizon, years, left) for flow in outcome.flows)
    return replace(outcome, flows=flows)


def _continued(
    flow: Flow, alive: np.bool_ | Bool[ndarray, "..."], growth: Number, horizon: float, lasting: float, left: Number
) -> Flow:
    years = np.arange(np.ceil(lasting))
    part = np.minimum(1.0, lasting - years)
    in_last_year = np.atleast_2d(flow.days > horizon - YEAR)
    base = np.sum(flow.amount * in_last_year, axis=1, keepdims=True) * alive
    later = np.diff(
        np.minimum(np.cumsum(base * (1.0 + growth) ** (years + 1.0) * part, axis=1), left), axis=1, prepend=0.0
    )
    middle = horizon + (years + part / 2.0) * YEAR
    days = np.concatenate([flow.days, middle]) if flow.days.ndim == 1 else np.concatenate(
        [flow.days, np.broadcast_to(middle, (flow.days.shape[0], len(middle)))], axis=1
    )  # fmt: skip
    rows = max(flow.amount.shape[0], later.shape[0])
    amount = np.concatenate([np.broadcast_to(each, (rows, each.shape[1])) for each in (flow.amount, later)], axis=1)
    return replace(flow, amount=amount, days=days)
