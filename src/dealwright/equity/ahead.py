"""Pay what comes ahead of the claims at an exit: debt, fees, carve-outs, and tiers on cumulative amounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.equity.claims import Number, Stack


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
