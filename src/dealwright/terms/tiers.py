"""The arithmetic of tiers on cumulative amounts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.account import Line
from dealwright.terms.beyond import days_of, later
from dealwright.terms.life import life
from dealwright.terms.opening import base_before, paid_before
from dealwright.terms.outcome import Flow, Outcome, State
from dealwright.terms.payments import accounted, statement
from dealwright.terms.periods import cells
from dealwright.terms.rows import running_total

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.profit_participation import ParticipationTier, ProfitParticipation
    from dealwright.terms.view import View

    Number = float | Float[ndarray, "path 1"]


def participation_flows(term: ProfitParticipation, view: View) -> Outcome:
    """Pay a profit participation.

    Args:
        term: The participation.
        view: The futures.

    Returns:
        A flow to the payee, one to the residual party if there is one, and the statement of the first.
    """
    pieces = cells(life(term, view), view.grid, term.period)
    profit = pieces.money(term.on, view)
    more = later(term, view, pieces, profit, limited=True)
    profit = profit if more is None else more.join(profit)
    before = base_before(term, view)
    base = _cumulative_profit(profit, carry=view.holds(term.carry_losses, otherwise=False)) + before
    total, beyond = tiered(term, base, view)
    already, none_beyond = tiered(term, np.broadcast_to(before, (np.shape(base)[0], 1)), view)
    days, lasting = days_of(term, view, pieces, more), None if more is None else more.lasting
    paid = _increments(total, already)
    flows = [Flow(term.payer, term.payee, paid, days, lasting=lasting)]
    if term.residual is not None:
        rest = _increments(beyond, none_beyond) * _money(term.residual_share, view, otherwise=1.0)
        flows.append(Flow(term.payer, term.residual, rest, days, lasting=lasting))
    balance = np.maximum(_recouped(term, view) - total, 0.0)
    periods = len(pieces.length)
    closing = partial(State, total[:, periods - 1 : periods], base[:, periods - 1 : periods])
    shown = [Line("base", profit), Line("paid", paid), Line("balance", balance, "level")]
    lines = statement(pieces, view, due=paid, paid=paid, balance=balance)
    return Outcome(tuple(flows), lines, closing, accounted(pieces, days, shown))


def tiered(
    term: ProfitParticipation, base: Float[ndarray, "path period"], view: View
) -> tuple[Float[ndarray, "path period"], Float[ndarray, "path period"]]:
    """Run cumulative amounts through the tiers.

    Args:
        term: The participation, whose tiers count; what was paid before `as_of` is its `opening`.
        base: All profit distributed so far, what went before included; (path, period).
        view: The futures.

    Returns:
        All that was ever paid to the payee, and all profit past the last tier.
    """
    paid = paid_before(term, view, _recouped(term, view))
    reached = base_before(term, view)
    total = np.zeros_like(base) + paid
    out_of_reach = float(np.max(base)) + 1.0
    for tier in term.tiers:
        share = view.number(tier.share)
        ends = np.maximum(np.minimum(_tier_end(tier, view, paid, reached), out_of_reach), reached)
        total = total + share * np.clip(base - reached, 0.0, ends - reached)
        paid, reached = paid + share * (ends - reached), ends
    return total, np.maximum(base - reached, 0.0)


def _recouped(term: ProfitParticipation, view: View) -> Number:
    """Return the amount whose payment ends the first tier; 0 where none does."""
    return _money(term.tiers[0].until_paid if term.tiers else None, view)


def _tier_end(tier: ParticipationTier, view: View, paid: Number, reached: Number) -> Number:
    """Return how much profit there has been in all when a tier ends; infinite for one without an end."""
    ends: Number = np.inf if tier.until_base is None else view.number(tier.until_base)
    if tier.until_paid is None:
        return ends
    left, share = np.maximum(view.number(tier.until_paid) - paid, 0.0), view.number(tier.share)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.minimum(ends, np.where(left > 0, reached + left / share, reached))


def _cumulative_profit(profit: Float[ndarray, "path period"], *, carry: bool) -> Float[ndarray, "path period"]:
    if carry:
        return np.maximum.accumulate(np.maximum(running_total(profit), 0.0), axis=1)
    return running_total(np.maximum(profit, 0.0))


def _increments(total: Float[ndarray, "path period"], start: Float[ndarray, "path 1"]) -> Float[ndarray, "path period"]:
    return np.diff(np.concatenate([start, total], axis=1), axis=1)


def _money(expression: Expression | None, view: View, otherwise: float = 0.0) -> Number:
    return otherwise if expression is None else view.number(expression)
