"""End securities: shares are cancelled or bought back, rights lapse, convertibles are repaid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.replay.choose import chosen_lots, stands
from dealwright.equity.replay.pieces import End, cut_lot, cut_right
from dealwright.equity.replay.transfers import cut_convertible, has

if TYPE_CHECKING:
    from dealwright.equity.events import Cancel, Repurchase
    from dealwright.equity.holdings import HeldRight, Lot
    from dealwright.equity.replay.book import Book


def cancel(book: Book, event: Cancel) -> None:
    """Cancel shares, a right or a convertible; of what vests, what would vest last goes first."""
    if event.security in book.lapsed and event.shares is None:
        return  # the record of an expiry
    if not stands(book, event, event.security):
        return
    if event.paid is not None and event.security not in book.convertibles:
        book.refuse(
            event,
            "wrong-security",
            f"`{event.security}` is no convertible, and `paid:` is what one is repaid with",
            "`paid:` where a convertible ends",
            "take `paid:` out; write `kind: repurchase` for shares that are bought back",
        )
    elif event.security in book.rights:
        _cancel_right(book, event, book.rights[event.security])
    elif event.security in book.convertibles:
        held = book.convertibles[event.security]
        amount = held.amount if event.shares is None else event.shares
        if has(book, event, held.id, held.amount, amount):
            book.leave_convertible(held, cut_convertible(held, amount)[1])
            if event.paid:
                book.flow(held.holder, event.paid, "repaid", held.id, held.kind)
    else:
        lot = book.lots[event.security]
        shares = lot.shares if event.shares is None else event.shares
        if has(book, event, lot.security, lot.shares, shares):
            _end_shares(book, lot, shares, "end", to_pool=event.to_pool)


def _cancel_right(book: Book, event: Cancel, held: HeldRight) -> None:
    shares = held.right.count if event.shares is None else event.shares
    if not has(book, event, held.right.id, held.right.count, shares):
        return
    book.leave_right(held, cut_right(held, shares, "end")[1])
    if held.right.pool is not None and not event.to_pool:
        pool = book.pools[held.right.pool]
        book.pools[held.right.pool] = replace(pool, pool=replace(pool.pool, reserved=pool.pool.reserved - shares))


def repurchase(book: Book, event: Repurchase) -> None:
    """Let the company buy shares back: money leaves it."""
    for lot, shares in chosen_lots(book, event):
        price = event.price if event.price is not None else lot.price
        if price is None:
            book.refuse(
                event,
                "price-missing",
                f"what was paid for `{lot.security}` is not known",
                "the price at which it is bought back",
                "add `price:` to this event, or to the issue of these shares",
            )
            continue
        unvested = lot.vesting is not None and price == lot.price
        _end_shares(book, lot, shares, "end" if unvested else "front", to_pool=unvested)
        book.flow(lot.holder, price * shares, "repurchase", lot.security, lot.of)


def _end_shares(book: Book, lot: Lot, shares: Exact, end: End, *, to_pool: bool) -> None:
    """Take shares out of the book; restricted stock of a pool returns to it."""
    book.leave(lot, cut_lot(lot, shares, end)[1])
    if to_pool:
        book.use_pool(lot.pool, -shares)
    _forgive(book, lot, shares)


def _forgive(book: Book, lot: Lot, shares: Exact) -> None:
    """Let what is still to be paid for shares end with them."""
    if not any(owed.security == lot.security for owed in book.owed):
        return
    stays = 1 - shares / lot.shares
    owed = [replace(o, amount=o.amount * stays) if o.security == lot.security else o for o in book.owed]
    book.owed[:] = [each for each in owed if each.amount != NOTHING]
