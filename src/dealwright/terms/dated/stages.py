"""The arithmetic of payments in stages: each on a date or an event, if a condition then holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.amounts.indexation import index_factors
from dealwright.terms.days.business_days import later_by, paid_on
from dealwright.terms.days.life import in_life, life
from dealwright.terms.outcome import Flow

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.payment import Payment, PaymentStage
    from dealwright.terms.view import View


def staged(term: Payment, view: View) -> Flow:
    """Pay each stage that comes about, once.

    Args:
        term: The payment with its stages.
        view: The futures.

    Returns:
        One flow with an entry per stage, each on its own day on each path.
    """
    each = [_stage(term, stage, view) for stage in term.stages or ()]
    amount = np.concatenate(np.broadcast_arrays(*(amount for amount, _ in each)), axis=1)
    days = np.concatenate(np.broadcast_arrays(*(day for _, day in each)), axis=1)
    return Flow(term.payer, term.payee, amount, days)


def _stage(term: Payment, stage: PaymentStage, view: View) -> tuple[Float[ndarray, "_ 1"], Float[ndarray, "_ 1"]]:
    """Return what a stage pays and when; nothing at the horizon where it does not come about."""
    horizon = view.grid.edges[-1]
    reached = np.reshape(view.moment(stage.on), (-1, 1))
    due = np.where(np.isfinite(reached), reached, horizon)
    if stage.after is not None:
        due = later_by(due, view.number(stage.after), view.grid)
    counts = in_life(life(term, view), np.maximum(reached, 0.0)) * (due >= 0) * (due < horizon)
    at = np.where(counts > 0, due, horizon)
    read_on = at[:, 0]
    if stage.if_ is not None:
        counts = counts * np.reshape(view.at(stage.if_, read_on), (-1, 1))
    whole = term.amount if stage.amount is None else stage.amount
    amount = 0.0 if whole is None else np.reshape(view.at(whole, read_on), (-1, 1)) * index_factors(term, view, at)
    if stage.share is not None:
        amount = amount * view.number(stage.share)
    return amount * counts, np.where(counts > 0, paid_on(term, view, at, closing=False), horizon)
