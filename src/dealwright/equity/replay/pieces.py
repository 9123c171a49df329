"""Cut a lot or a right in two so that shares, cost and what was received go with each part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from dealwright.equity.events import Consideration
from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.holdings import HeldRight, Lot, Piece
from dealwright.equity.vested import vested

if TYPE_CHECKING:
    import datetime as dt

    from dealwright.equity.vesting import Progress, Vesting

End = Literal["front", "end"]
"""Which shares go: those that vest first, or those that vest last."""


def cut_lot(lot: Lot, shares: Exact, end: End = "front") -> tuple[Lot, Lot | None]:
    """Cut shares off a lot; cost and what it received go with the shares.

    Args:
        lot: The lot.
        shares: How many go, at most all.
        end: Which of them go, where they vest.

    Returns:
        The shares that go, and what remains; None where nothing does.
    """
    if shares == lot.shares:
        return lot, None
    goes, stays = cut_piece(lot.piece, lot.shares, shares, end)
    share = shares / lot.shares
    received = lot.received * share
    given = lot.consideration
    taken = replace(lot, shares=shares, received=received, consideration=part_of(given, share), piece=goes)
    rest = replace(
        lot,
        shares=lot.shares - shares,
        received=lot.received - received,
        consideration=part_of(given, 1 - share),
        piece=stays,
    )
    return taken, rest


def cut_right(held: HeldRight, shares: Exact, end: End = "front") -> tuple[HeldRight, HeldRight | None]:
    """Cut shares off a right, as `cut_lot` does of a lot; what was exercised stays with the rest."""
    count = held.right.count
    if shares == count:
        return held, None
    goes, stays = cut_piece(held.piece or Piece(count), count, shares, end)
    taken = replace(held, right=replace(held.right, count=shares), piece=goes, exercised=NOTHING)
    return taken, replace(held, right=replace(held.right, count=count - shares), piece=stays)


def cut_piece(piece: Piece | None, count: Exact, shares: Exact, end: End) -> tuple[Piece | None, Piece | None]:
    """Cut a piece of a grant in two: what goes, and what stays."""
    if piece is None:
        return None, None
    behind = replace(piece, start=piece.start + (shares if end == "front" else count - shares))
    return (piece, behind) if end == "front" else (behind, piece)


def scaled_piece(piece: Piece, factor: Exact) -> Piece:
    """Return a piece of a grant whose every share has become `factor` shares."""
    return Piece(piece.grant * factor, piece.start * factor, piece.brought_forward * factor)


def part_of(given: Consideration | None, share: Exact) -> Consideration | None:
    """Return a part of a consideration, every stage of it cut alike."""
    if given is None:
        return None
    return Consideration(
        cash=given.cash * share,
        in_kind={name: worth * share for name, worth in given.in_kind.items()},
        stages=tuple(replace(stage, amount=stage.amount * share) for stage in given.stages),
    )


def vested_of(piece: Piece | None, vesting: Vesting | None, shares: Exact, on: dt.date, progress: Progress) -> Exact:
    """Return how many shares of a piece have vested.

    Args:
        piece: The piece; None: all of a grant.
        vesting: How the grant vests; None: at once.
        shares: Shares of the piece.
        on: The day.
        progress: What has come about of what vesting asks for.
    """
    if vesting is None:
        return shares
    piece = piece or Piece(shares)
    ahead = vested(vesting, piece.grant, on, progress) + piece.brought_forward - piece.start
    return min(shares, max(NOTHING, ahead))
