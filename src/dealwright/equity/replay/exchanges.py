"""Exchange a class for another in a recapitalisation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact, rounded, spoken
from dealwright.equity.replay.choose import chosen_lots
from dealwright.equity.replay.conversions import turn
from dealwright.equity.replay.pieces import scaled_piece

if TYPE_CHECKING:
    from dealwright.equity.events import Exchange
    from dealwright.equity.replay.book import Book


def exchange(book: Book, event: Exchange) -> None:
    """Exchange shares of one class for another in a recapitalisation; what was paid for them goes with them."""
    holders = [event.holder] if event.holder is not None else book.holders_of(event.of)
    if event.holder is None and event.shares is not None:
        book.refuse(
            event,
            "unnamed-security",
            f"`{spoken(event.shares)}` shares of `{event.of}` are exchanged, and it does not say whose",
            "`holder:`, or everybody's shares without `shares:`",
            "add `holder:`, or leave `shares:` out",
        )
        return
    if not holders and not any(name.startswith(f"{event.of}/") for name in book.doubtful):
        book.refuse(
            event,
            "not-held",
            f"nobody holds shares of `{event.of}` on {event.on}",
            "a class of which shares are outstanding on that day",
            "name another class, or put right the day",
        )
    for holder in holders:
        _exchange_shares(book, event, holder)
    if event.holder is None:
        _exchange_rights(book, event)


def _exchange_shares(book: Book, event: Exchange, holder: str) -> None:
    """Exchange a holder's shares: their sum is rounded, and the new lots sum to it."""
    before = given = NOTHING
    for lot, shares in chosen_lots(book, replace(event, holder=holder)):
        given += shares
        whole = _rounded(given * event.ratio, event)
        turn(book, event.id, lot, shares, (event.into, whole - before))
        book.flow(holder, event.cash * shares, "exchange", lot.security, lot.of)
        before = whole


def _rounded(shares: Exact, event: Exchange) -> Exact:
    return shares if event.rounding == "none" else rounded(shares, event.rounding, 0)


def _exchange_rights(book: Book, event: Exchange) -> None:
    """Let rights and pools on a class that everybody gives be on the class received."""
    for held in list(book.rights.values()):
        if held.right.of == event.of:
            right = replace(
                held.right,
                of=event.into,
                count=_rounded(held.right.count * event.ratio, event),
                strike=held.right.strike / event.ratio,
            )
            piece = None if held.piece is None else scaled_piece(held.piece, event.ratio)
            book.put_right(replace(held, right=right, piece=piece, exercised=held.exercised * event.ratio))
    for name, pool in book.pools.items():
        if pool.pool.of == event.of:
            reserved, promised = (
                _rounded(pool.pool.reserved * event.ratio, event),
                _rounded(pool.pool.promised * event.ratio, event),
            )
            changed = replace(pool.pool, of=event.into, reserved=reserved, promised=promised)
            book.pools[name] = replace(pool, pool=changed, used=pool.used * event.ratio)
