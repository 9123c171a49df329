"""Issue shares, and pay for them: at once, in things, and in stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING
from dealwright.equity.holdings import Flow, Lot, Owed, Piece

if TYPE_CHECKING:
    from dealwright.equity.events import Issue
    from dealwright.equity.replay.book import Book


def issue(book: Book, event: Issue) -> None:
    """Issue a lot of shares."""
    name = book.new_name(event.security, event.id, f"{event.holder}/{event.of}")
    price = event.price
    if price is None and event.consideration is not None and event.shares:
        price = event.consideration.total / event.shares
    lot = Lot(
        security=name,
        of=event.of,
        holder=event.holder,
        shares=event.shares,
        price=price,
        on=event.on,
        preference_price=event.preference_price,
        consideration=event.consideration,
        vesting=event.vesting,
        piece=Piece(event.shares) if event.vesting is not None else None,
        pool=event.pool,
    )
    book.put(lot)
    pay(book, lot)
    book.use_pool(event.pool, event.shares)


def pay(book: Book, lot: Lot) -> None:
    """Note what the holder of a new lot pays for it, on the days on which it does."""
    given = lot.consideration
    if given is None:
        book.flow(lot.holder, -(lot.price or NOTHING) * lot.shares, "paid_in", lot.security, lot.of)
        return
    book.flow(lot.holder, -given.cash, "paid_in", lot.security, lot.of)
    for worth in given.in_kind.values():
        book.flow(lot.holder, -worth, "in_kind", lot.security, lot.of)
    for stage in given.stages:
        day = max(stage.on or book.on, book.on)
        if stage.paid:
            book.flows.append(Flow(day, lot.holder, -stage.amount, "paid_in", lot.security, lot.of))
        else:
            book.owed.append(Owed(lot.holder, stage.amount, lot.security, lot.of, stage.on, stage.condition))
