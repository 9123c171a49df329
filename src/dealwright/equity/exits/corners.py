"""Lists exit values at which what somebody gets may bend: between two of them everybody gets a straight line.

The list may hold values at which nothing bends. Numbers that differ by path give values by path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exits.ahead import ahead_of_claims, proceeds_before, proceeds_of
from dealwright.equity.exits.preferences import levels_of
from dealwright.equity.exits.price_vesting import waits_for
from dealwright.equity.exits.rising import reach, total
from dealwright.equity.exits.takes import rising_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.equity.exits.claims import Claim, Number, Stack
    from dealwright.equity.exits.rising import Rising

_WHOLE = 1.0
"""The part of a preference at which it is paid."""


def corners(stack: Stack) -> list[Number]:
    """List exit values at which what an exit pays may bend.

    Args:
        stack: What is paid in which order; what comes ahead of the claims in single numbers.

    Returns:
        Values, one or by path, in any order; those that no exit reaches are left out or infinite.
    """
    ahead = np.unique([at for at in _ahead(stack) if np.isfinite(at)])
    there = [_proceeds(stack, ahead, money) for money in _of_claims(stack.claims)]
    return [*(float(at) for at in ahead), *there]


def _ahead(stack: Stack) -> Iterator[float]:
    """Yield exit values at which what comes ahead of the claims bends."""
    yield 0.0
    yield float(stack.debt)
    yield proceeds_of(stack, 0.0)
    for _, share, most in stack.carve_outs:
        if share > 0.0 and most < np.inf:
            yield proceeds_of(stack, most / share)
    cumulated = 0.0
    for step in stack.steps:
        cumulated += float(step.size)
        yield proceeds_before(stack, cumulated)


def _proceeds(stack: Stack, ahead: Float[ndarray, " corner"], money: Number) -> Number:
    """Return the exit value at which the claims get so much."""
    ends = np.append(ahead, 2.0 * ahead[-1] + 1.0)
    rest = ahead_of_claims(stack, ends).rest
    slope = (rest[-1] - rest[-2]) / (ends[-1] - ends[-2])
    above = np.maximum(0.0, money - rest[-2])
    beyond = np.divide(above, slope) if slope > 0.0 else np.where(np.greater(above, 0.0), np.inf, 0.0)
    found: Number = np.interp(np.minimum(money, rest[-2]), rest[:-1], ends[:-1]) + beyond
    return found


def _of_claims(claims: Sequence[Claim]) -> Iterator[Number]:
    """Yield amounts of money for all claims at which what one of them takes may bend."""
    paid: Number = 0.0
    for level in levels_of(claims):
        due = total(level.values())
        for row, part in level.items():
            for at in (*(hinge for hinge, _ in part.hinges), *_capped(claims[row], part), _WHOLE):
                yield paid + due.at(np.minimum(at, _WHOLE))
        paid = paid + due.at(_WHOLE)
    waiting = waits_for(claims)  # grants vest one price after the other, the lowest first
    for place in range(len(waiting) + 1):
        known = [claim for claim in claims if claim.vests_at is None or claim.vests_at in waiting[:place]]
        yield from _by_price(known, waiting)


def _by_price(claims: Sequence[Claim], prices: Sequence[float]) -> Iterator[Number]:
    """Yield what some claims take together at each price at which one of them bends, and at some other prices."""
    parts = [rising_of(claim) for claim in claims]
    every = total(parts)
    for claim, part in zip(claims, parts, strict=True):
        for price in (*(hinge for hinge, _ in part.hinges), *_capped(claim, part)):
            yield every.at(price)
    yield from (every.at(price) for price in prices)


def _capped(claim: Claim, part: Rising) -> Iterator[Number]:
    """Yield where a claim reaches the return cap above which an heir gets the rest."""
    if claim.return_cap is not None and claim.rest_to is not None:
        yield reach(part, claim.return_cap)[0]
