"""The arithmetic of tiers on cumulative amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.outcome import Flow, Outcome
from dealwright.terms.payments import statement
from dealwright.terms.periods import cells, life

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.profit_participation import ProfitParticipation
    from dealwright.terms.view import View


def participation_flows(term: ProfitParticipation, view: View) -> Outcome:
    """Pay a profit participation.

    Args:
        term: The participation.
        view: The futures.

    Returns:
        A flow to the payee, one to the residual party if there is one, and the statement of the first.
    """
    pieces = cells(life(term, view), view.grid, term.period)
    profit = pieces.by_period(view.amounts(term.on))
    before = _money(term.opening.base if term.opening else None, view)
    base = _cumulative_profit(profit, carry=view.holds(term.carry_losses, otherwise=False)) + before
    total, beyond = tiered(term, base, view)
    already, none_beyond = tiered(term, np.broadcast_to(before, (np.shape(base)[0], 1)), view)
    days = pieces.close if term.paid == "end" else pieces.middle
    paid = _increments(total, already)
    flows = [Flow(term.payer, term.payee, paid, days)]
    if term.residual is not None and term.residual_share is not None:
        rest = _increments(beyond, none_beyond) * view.number(term.residual_share)
        flows.append(Flow(term.payer, term.residual, rest, days))
    return Outcome(tuple(flows), statement(pieces, view, due=paid, paid=paid))


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
    paid = _money(term.opening.paid if term.opening else None, view)
    reached = _money(term.opening.base if term.opening else None, view)
    total = np.zeros_like(base) + paid
    for tier in term.tiers:
        share = view.number(tier.share)
        ends = _tier_end(view, tier.until_paid, tier.until_base, share, paid, reached)
        total = total + share * np.clip(base - reached, 0.0, np.maximum(ends - reached, 0.0))
        paid = paid + share * np.where(np.isinf(ends), 0.0, np.maximum(ends - reached, 0.0))
        reached = np.maximum(reached, ends)
    return total, np.maximum(base - reached, 0.0)


def _tier_end(
    view: View, until_paid: Expression | None, until_base: Expression | None, share: float, paid: float, reached: float
) -> float:
    ends = np.inf
    if until_base is not None:
        ends = np.minimum(ends, view.number(until_base))
    if until_paid is not None:
        left = np.maximum(view.number(until_paid) - paid, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = np.minimum(ends, np.where(left > 0, reached + left / share, reached))
    return ends


def _cumulative_profit(profit: Float[ndarray, "path period"], *, carry: bool) -> Float[ndarray, "path period"]:
    if carry:
        return np.maximum.accumulate(np.maximum(np.cumsum(profit, axis=1), 0.0), axis=1)
    return np.cumsum(np.maximum(profit, 0.0), axis=1)


def _increments(total: Float[ndarray, "path period"], start: Float[ndarray, "path 1"]) -> Float[ndarray, "path period"]:
    return np.diff(np.concatenate([start, total], axis=1), axis=1)


def _money(expression: Expression | None, view: View) -> float | Float[ndarray, "path 1"]:
    return 0.0 if expression is None else view.number(expression)
