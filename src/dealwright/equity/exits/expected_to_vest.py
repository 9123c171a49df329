"""Say what the option pricing method counts: all that has not been forfeited, as if its time had come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.replay.pieces import vested_of
from dealwright.equity.vesting import Vesting

if TYPE_CHECKING:
    from dealwright.equity.holdings import HeldRight, Holdings, Lot, Piece


def expected_to_vest(held: Holdings) -> Holdings:
    """Return holdings in which every right and restricted share has vested.

    Time, milestones and spend are taken to have come about. What waits for a price of a share still waits for it: the
    breakpoints tell at which worth of the equity it is reached.

    Args:
        held: What is outstanding.

    Returns:
        The same holdings, with what is still open counted in.

    Source:
        AICPA, Valuation of Privately-Held-Company Equity Securities Issued as Compensation, 2013, chapter 6: options
        outstanding that are expected to vest are counted.
    """
    return replace(
        held,
        lots=tuple(_lot(held, lot) for lot in held.lots),
        rights={name: _right(held, each) for name, each in held.rights.items()},
    )


def _lot(held: Holdings, lot: Lot) -> Lot:
    if not lot.unvested:
        return lot
    vesting = _waiting_for_a_price(lot.vesting)
    known = _known(held, lot.piece, vesting, (lot.shares, lot.shares - lot.unvested))
    return replace(lot, vesting=vesting, unvested=lot.shares - known)


def _right(held: Holdings, each: HeldRight) -> HeldRight:
    if not each.unvested:
        return each
    vesting = _waiting_for_a_price(each.right.vesting)
    known = _known(held, each.piece, vesting, (each.right.count, each.vested))
    return replace(each, right=replace(each.right, vesting=vesting), vested=known)


def _waiting_for_a_price(vesting: Vesting | None) -> Vesting | None:
    """Return how a grant vests once all but prices has come about."""
    parts = () if vesting is None else tuple(part for part in vesting.parts if part.when.kind == "price")
    return Vesting(parts=parts) if parts else None


def _known(held: Holdings, piece: Piece | None, vesting: Vesting | None, counts: tuple[Exact, Exact]) -> Exact:
    """Return how many shares have then vested, of so many, and never under what has."""
    shares, before = counts
    return max(before, NOTHING, vested_of(piece, vesting, shares, held.on, held.progress))
