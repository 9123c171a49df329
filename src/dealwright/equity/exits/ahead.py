"""Pay what comes ahead of the claims at an exit: debt, fees, carve-outs, and tiers on cumulative amounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exits.rising import Knots, Rising

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.equity.exits.claims import Number, Stack


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was paid ahead of the claims.

    Attributes:
        debt: Money to lenders.
        fees: Money in fees.
        carve_outs: Money by stakeholder.
        steps: Money by stakeholder in the steps of the distribution.
        rest: Money that goes on to the claims.
    """

    debt: Number
    fees: Number
    carve_outs: Mapping[str, Number]
    steps: Mapping[str, Number]
    rest: Float[ndarray, " path"]


def ahead_of_claims(stack: Stack, proceeds: Float[ndarray, " path"]) -> Ahead:
    """Pay debt, then fees, then carve-outs (each a part of what debt and fees leave), then the steps.

    Args:
        stack: What is paid in which order.
        proceeds: Money that comes in, zero or more.

    Returns:
        What each got, and what is left.
    """
    debt = np.minimum(stack.debt, proceeds)
    after_debt = proceeds - debt
    fees = np.minimum(stack.fees + stack.fee_share * proceeds, after_debt)
    base = rest = after_debt - fees
    carve_outs: dict[str, Number] = {}
    for to, share, most in stack.carve_outs:
        money = np.minimum(np.minimum(share * base, most), rest)
        carve_outs[to] = carve_outs.get(to, 0.0) + money
        rest = rest - money
    steps, rest = _step_by_step(stack, rest)
    return Ahead(debt, fees, carve_outs, steps, rest)


def _step_by_step(stack: Stack, coming: Float[ndarray, " path"]) -> tuple[dict[str, Number], Float[ndarray, " path"]]:
    """Distribute step by step; what a step's shares leave of its money, and what comes after all steps, goes on."""
    paid: dict[str, Number] = {}
    on = 0.0
    for step in stack.steps:
        here = np.minimum(step.size, coming)
        coming = coming - here
        for holder, share in step.shares.items():
            paid[holder] = paid.get(holder, 0.0) + share * here
        on = on + max(0.0, 1.0 - sum(step.shares.values())) * here
    return paid, coming + on


def proceeds_for(stack: Stack, equity: float) -> float:
    """Return the proceeds from which on claims get more than so much.

    Args:
        stack: What is paid in which order, in single numbers.
        equity: Money that goes on to the claims.

    Returns:
        The most money that may come in for the claims to get that amount.
    """
    hinges, before, cumulated = [], 0.0, 0.0
    for step in stack.steps:
        on = 1.0 - sum(step.shares.values())
        hinges.append((cumulated, on - before))
        before, cumulated = on, cumulated + float(step.size)
        if np.isinf(cumulated):
            break
    else:
        hinges.append((cumulated, 1.0 - before))
    return proceeds_before(stack, _last(Rising(0.0, tuple(hinges)), equity))


def proceeds_before(stack: Stack, amount: float) -> float:
    """Return the most proceeds that leave so much after debt, fees and carve-outs; infinite where none do.

    Args:
        stack: What is paid in which order, in single numbers.
        amount: Money that goes on to the steps of the distribution, and then to the claims.
    """
    if np.isinf(amount):
        return float(np.inf)
    taken = [(most / share, share) for _, share, most in stack.carve_outs if share]
    part = 1.0 - sum(share for _, share in taken)
    ends = tuple(end for end in taken if np.isfinite(end[0]))
    after_fees = _last(Rising(0.0, ((0.0, part), *ends)), amount)
    return proceeds_of(stack, after_fees)


def proceeds_of(stack: Stack, amount: float) -> float:
    """Return the proceeds that leave so much after debt and fees; infinite where none do.

    Args:
        stack: What is paid in which order, in single numbers.
        amount: Money that goes on to the carve-outs.
    """
    left = 1.0 - stack.fee_share
    return float((amount + stack.debt + stack.fees) / left) if left > 0.0 else float(np.inf)


def _last(rising: Rising, amount: float) -> float:
    """Return the highest price at which an amount is not passed; infinite where it never is."""
    knots = Knots.of(rising)
    piece = max(int(np.searchsorted(knots.totals, amount, side="right")) - 1, 0)
    if knots.slopes[piece] == 0.0:
        return float(np.inf)
    return float(knots.prices[piece] + (amount - knots.totals[piece]) / knots.slopes[piece])
