"""Change the terms of what is there: conversion prices, pools, authorised shares, strikes, and what has vested."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact, spoken
from dealwright.equity.holdings import Piece
from dealwright.equity.replay.choose import stands

if TYPE_CHECKING:
    from dealwright.equity.events import (
        Accelerate,
        AuthorisedAdjustment,
        PoolAdjustment,
        RatioAdjustment,
        Reprice,
        Vest,
    )
    from dealwright.equity.financing import Valuation
    from dealwright.equity.replay.book import Book


def adjust_ratio(book: Book, event: RatioAdjustment) -> None:
    """Change the conversion price of a class, or of one holder's shares of it."""
    if event.holder is None:
        book.classes[event.of] = replace(book.classes[event.of], conversion_price=event.conversion_price)
        for lot in book.lots_of(event.of):
            if lot.conversion_price is not None:
                book.put(replace(lot, conversion_price=None))
        return
    lots = book.held_by(event.of, event.holder)
    for lot in lots:
        book.put(replace(lot, conversion_price=event.conversion_price))
    if not lots and f"{event.of}/{event.holder}" not in book.doubtful:
        book.refuse(
            event,
            "not-held",
            f"`{event.holder}` holds no shares of `{event.of}` on {event.on}",
            "a holder of that class on that day",
            "name another holder, or leave `holder:` out to change it for the whole class",
        )


def adjust_pool(book: Book, event: PoolAdjustment) -> None:
    """Change how many shares a pool reserves in all."""
    pool = book.pools.get(event.pool)
    if pool is None:
        book.refuse(
            event,
            "before-issue",
            f"the pool `{event.pool}` does not stand on {event.on}",
            "a day on or after the pool's own",
            "put right the day, or the pool's `on:`",
        )
        return
    book.pools[event.pool] = replace(pool, pool=replace(pool.pool, reserved=event.reserved))
    book.drawn[event.pool] = event


def adjust_authorised(book: Book, event: AuthorisedAdjustment) -> None:
    """Change how many shares of a class may be issued."""
    book.classes[event.of] = replace(book.classes[event.of], authorised=event.authorised)
    book.grew[event.of] = event


def reprice(book: Book, event: Reprice) -> None:
    """Change the strike of a right."""
    if not stands(book, event, event.right):
        return
    held = book.rights.get(event.right)
    if held is None:
        _not_a_right(book, event)
        return
    book.put_right(replace(held, right=replace(held.right, strike=event.strike)))


def vest(book: Book, event: Vest) -> None:
    """Note a milestone or a spend that was reached, or let shares vest outside the schedule."""
    if event.milestone is not None and event.amount is not None:
        key = ("spend", event.milestone)
        book.reached[key] = (*book.reached.get(key, ()), (event.on, event.amount))
    elif event.milestone is not None:
        book.milestones.setdefault(event.milestone, event.on)
    if event.security is not None:
        bring_forward(book, event, event.security, event.shares)


def appraise(book: Book, valuation: Valuation) -> None:
    """Note what a share was found to be worth: vesting may wait for a price."""
    key = ("price", valuation.of)
    book.reached[key] = (*book.reached.get(key, ()), (valuation.on, valuation.price))


def accelerate(book: Book, event: Accelerate) -> None:
    """Let shares vest now that would vest later."""
    bring_forward(book, event, event.security, event.shares)


def bring_forward(book: Book, event: Vest | Accelerate, name: str, shares: Exact | None) -> None:
    """Let shares of a right or a lot vest now: the schedule goes on from there and ends so much sooner.

    Args:
        book: The state before the event.
        event: What says so.
        name: The right or the lot.
        shares: How many; None: all that has not vested.
    """
    if not stands(book, event, name):
        return
    right, lot = book.rights.get(name), book.lots.get(name)
    if right is not None:
        count, vested, piece = right.right.count, book.vested_of_right(right), right.piece
    elif lot is not None:
        count, vested, piece = lot.shares, book.vested_of_lot(lot), lot.piece
    else:
        _not_a_right(book, event)
        return
    more = count - vested if shares is None else shares
    if more > count - vested or (shares is None and not more):
        _nothing_to_vest(book, event, name, count - vested)
        return
    piece = piece or Piece(count)
    ahead = piece.grant if shares is None else more
    piece = replace(piece, brought_forward=piece.brought_forward + ahead)
    if right is not None:
        book.put_right(replace(right, piece=piece))
    elif lot is not None:
        book.put(replace(lot, piece=piece))


def _not_a_right(book: Book, event: Vest | Accelerate | Reprice) -> None:
    name = event.right if hasattr(event, "right") else event.security
    book.refuse(
        event,
        "wrong-security",
        f"`{name}` is a security of another kind: this cannot happen to it",
        "a right; vesting also happens to a lot of shares",
        "name a right",
    )


def _nothing_to_vest(book: Book, event: Vest | Accelerate, name: str, unvested: Exact) -> None:
    asked = NOTHING if event.shares is None else event.shares
    book.refuse(
        event,
        "already-vested",
        f"`{spoken(asked)}` shares of `{name}` cannot vest on {event.on}: {spoken(unvested)} have not vested"
        if asked
        else f"all of `{name}` has vested by {event.on}",
        f"at most {spoken(unvested)} shares" if unvested else "a security of which something has not vested",
        f"write `shares: {spoken(unvested)}`" if unvested else "take this event out, or put right its day",
    )
