"""Settle what vests at a price of the exit itself: a grant that waits until a share is worth so much.

Such a grant vests as a whole, where the price of a common share is still there once it takes its part, the lowest price
first. Where its own part takes the price below, it does not vest: so the others may get less at a slightly larger exit,
as they do at a forced conversion.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.equity.claims import Claim, Number, Stack


def has_vested(stack: Stack) -> Stack:
    """Return a stack without what waits for a price."""
    return replace(stack, claims=tuple(claim for claim in stack.claims if claim.vests_at is None))


def vested_at_price(stack: Stack, price_of: Callable[[Stack], Number]) -> Stack:
    """Decide for every grant that waits for a price whether it vests.

    Args:
        stack: What an exit pays.
        price_of: Gives the price of an as-converted common share that a stack comes to, one or by path.

    Returns:
        The stack in which nothing waits: what does not vest takes part in nothing.
    """
    waits = sorted({claim.vests_at for claim in stack.claims if claim.vests_at is not None})
    decided = {id(claim): claim for claim in stack.claims if claim.vests_at is None}
    for level in waits:
        trial = {id(c): replace(c, vests_at=None) for c in stack.claims if c.vests_at == level}
        together = {**decided, **trial}
        claims = tuple(together[id(claim)] for claim in stack.claims if id(claim) in together)
        there = np.greater_equal(price_of(replace(stack, claims=claims)), level)
        decided |= {key: _part(claim, there) for key, claim in trial.items()}
    return replace(stack, claims=tuple(decided[id(claim)] for claim in stack.claims)) if waits else stack


def _part(claim: Claim, there: np.ndarray | np.bool_) -> Claim:
    """Return a claim where it vests, and nothing of it elsewhere."""
    if np.all(there):
        return claim
    part = np.where(there, 1.0, 0.0) if np.any(there) else 0.0
    return replace(
        claim,
        shares=claim.shares * part,
        preference=claim.preference * part,
        on_conversion=claim.on_conversion * part,
        further_shares=claim.further_shares * part,
        last_preference=claim.last_preference * part,
        exercise=claim.exercise * part,
        cap=None if claim.cap is None else claim.cap * part,
        count=None if claim.count is None else claim.count * part,
    )
