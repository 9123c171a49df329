"""The arithmetic of payments in stages: each on a date or an event, if a condition then holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.amounts.indexation import index_factors
from dealwright.terms.days.business_days import later_by, paid_on
from dealwright.terms.days.life import in_life, life
from dealwright.terms.outcome import Flow

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.terms.payment import Payment, PaymentStage
    from dealwright.terms.view import View


@dataclass(frozen=True, slots=True)
class Staged:
    """What stages pay.

    Args:
        flow: An entry per stage, each on its own day on each path.
        due: When each falls due.
        closing: Whether that is told from the closings of dates, as an event's day is, or from their openings.
    """

    flow: Flow
    due: Float[ndarray, "path stage"]
    closing: Bool[ndarray, " stage"]


def staged(term: Payment, view: View) -> Staged:
    """Pay each stage that comes about, once.

    Args:
        term: The payment with its stages.
        view: The futures.

    Returns:
        What they pay and when.
    """
    stages = term.stages or []
    closing = [not view.is_date(stage.on) for stage in stages]
    each = [_stage(term, stage, view, closing=at_close) for stage, at_close in zip(stages, closing, strict=True)]
    amount, due, paid = (np.concatenate(np.broadcast_arrays(*column), axis=1) for column in zip(*each, strict=True))
    return Staged(Flow(term.payer, term.payee, amount, paid), due, np.array(closing))


def _stage(
    term: Payment, stage: PaymentStage, view: View, *, closing: bool
) -> tuple[Float[ndarray, "_ 1"], Float[ndarray, "_ 1"], Float[ndarray, "_ 1"]]:
    """Return what a stage pays, when it falls due and is paid; nothing at the horizon where it does not come about."""
    horizon = view.grid.edges[-1]
    reached = np.reshape(view.moment(stage.on), (-1, 1))
    due = np.where(np.isfinite(reached), reached, horizon)
    if stage.after is not None:
        due = later_by(due, view.number(stage.after), view.grid, closing=closing)
    in_time = np.isfinite(reached) & ((due <= horizon) if closing else (due < horizon))
    counts = in_life(life(term, view), np.maximum(reached, 0.0), closing=closing) * (due >= 0) * in_time
    at = np.where(counts > 0, due, horizon)
    read_on = at[:, 0]
    if stage.if_ is not None:
        counts = counts * np.reshape(view.at(stage.if_, read_on), (-1, 1))
    whole = term.amount if stage.amount is None else stage.amount
    amount = 0.0 if whole is None else np.reshape(view.at(whole, read_on), (-1, 1)) * index_factors(term, view, at)
    if stage.share is not None:
        amount = amount * view.number(stage.share)
    return amount * counts, at, np.where(counts > 0, paid_on(term, view, at, closing=closing), horizon)
