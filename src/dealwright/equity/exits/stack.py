"""Lay out what an exit on a day pays, and in which order, from what is outstanding; exact numbers become floats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.exits.claims import Stack, Step
from dealwright.equity.exits.convertible_claims import convertible_claims
from dealwright.equity.exits.moment import Moment
from dealwright.equity.exits.right_claims import right_claims
from dealwright.equity.exits.share_claims import share_claims
from dealwright.equity.exits.takes import nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.equity.exits.moment import When
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.securities import ExitTerms, Tier


def stack_of(held: Holdings, exit_: ExitTerms, when: When) -> Stack:
    """Lay out what an exit pays.

    Args:
        held: What is outstanding.
        exit_: What is paid before the holders, and what becomes of what has not vested.
        when: Day of the exit: one, or one by path as numpy's datetime64[D]. Dividends and interest accrue to it, and
            what has not vested by it is forfeited but for the part that the exit accelerates.

    Returns:
        The stack, for `waterfall.pay`.
    """
    moment = Moment(held, when, exit_.accelerates)
    shares = (*share_claims(moment), *right_claims(moment))
    senior = max((claim.seniority for claim in shares if not nothing(claim.preference)), default=0.0)
    claims = (*shares, *convertible_claims(moment, senior))
    return Stack(
        claims=claims,
        debt=float(exit_.debt),
        fees=float(exit_.fees),
        fee_share=float(exit_.fee_share),
        carve_outs=tuple(
            (each.to, float(each.share), np.inf if each.most is None else float(each.most)) for each in exit_.carve_outs
        ),
        steps=tuple(_steps(exit_)),
    )


def _steps(exit_: ExitTerms) -> Iterator[Step]:
    """Return the size of each tier: how much is distributed in it until its end is reached.

    Receipts accumulate, from before this exit and from earlier tiers of it, so a tier whose end has been reached by
    then has no size.
    """
    received = dict(exit_.opening)
    distributed = sum(received.values(), NOTHING)
    for tier in exit_.tiers:
        size = _size(tier, received, distributed)
        shares = {holder: float(share) for holder, share in tier.shares.items()}
        yield Step(shares, np.inf if size is None else float(size))
        if size is None:
            return  # nothing comes after a tier without an end
        distributed += size
        for holder, share in tier.shares.items():
            received[holder] = received.get(holder, NOTHING) + share * size


def _size(tier: Tier, received: dict[str, Exact], distributed: Exact) -> Exact | None:
    """Return how much is distributed in a tier; None: all that comes."""
    ends = []
    if tier.until is not None and tier.reach is not None and tier.shares.get(tier.until):
        ends.append((tier.reach - received.get(tier.until, NOTHING)) / tier.shares[tier.until])
    if tier.up_to is not None:
        ends.append(tier.up_to - distributed)
    return max(NOTHING, min(ends)) if ends else None
