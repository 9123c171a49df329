"""Settle what vests at a price of the exit itself: a grant that waits until a share is worth so much.

Up to that price the grant takes nothing. Once all others have that price, it takes what comes next, and so vests part
by part, until all of it is worth its price; from there it shares as what it is. So nobody gets less for a larger exit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exits.claims import times
from dealwright.equity.exits.takes import take

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.equity.exits.claims import Claim, Number


def waits_for(claims: Iterable[Claim]) -> list[float]:
    """Return the prices that grants wait for, the lowest first."""
    return sorted({claim.vests_at for claim in claims if claim.vests_at is not None})


def vested_at_price(claims: Sequence[Claim], equity: Float[ndarray, " path"]) -> tuple[Claim, ...]:
    """Vest what waits for a price, as far as the equity carries it.

    Args:
        claims: The claims, forced conversions made.
        equity: Money for all of them.

    Returns:
        The claims, in which nothing waits.
    """
    decided = {row: claim for row, claim in enumerate(claims) if claim.vests_at is None}
    for level in waits_for(claims):
        grants = {row: claim for row, claim in enumerate(claims) if claim.vests_at == level}
        price = np.full(equity.shape, level)
        others = sum((take(claim, price) for claim in decided.values()), start=np.zeros(equity.shape))
        wanted = sum((take(claim, price) for claim in grants.values()), start=np.zeros(equity.shape))
        above = equity - others
        part = np.clip(np.divide(above, wanted, out=np.sign(above), where=wanted > 0.0), 0.0, 1.0)
        decided |= {row: _part(claim, part) for row, claim in grants.items()}
    return tuple(decided[row] for row in range(len(claims)))


def _part(claim: Claim, part: Float[ndarray, " path"]) -> Claim:
    """Return a part of a claim, by path where that is not the same on all."""
    claim = replace(claim, vests_at=None)
    if np.all(part == 1.0):
        return claim
    by_path: Number = part if np.any(part) else 0.0
    return times(claim, by_path, by_path)
