"""Issue shares, rights and convertibles, and pay for them: at once, in things, and in stages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING
from dealwright.equity.holdings import Flow, HeldPool, HeldRight, Lot, Owed, Piece
from dealwright.ground.problem import error

if TYPE_CHECKING:
    from dealwright.equity.events import Issue
    from dealwright.equity.replay.book import Book
    from dealwright.equity.securities import Convertible, Pool, Right
    from dealwright.equity.vesting import Vesting


def issue(book: Book, event: Issue) -> None:
    """Issue a lot of shares."""
    if event.pool is not None and event.pool not in book.pools:
        book.refuse(
            event,
            "before-issue",
            f"shares come out of `{event.pool}` on {event.on}, which does not stand yet",
            "a day on or after the pool's own",
            "put right `on:` of the pool or of the issue",
        )
        return
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
        vesting=None if event.vesting is None else priced_in(event.vesting, event.of),
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
    for thing, worth in given.in_kind.items():
        book.flows.append(Flow(book.on, lot.holder, -worth, "in_kind", lot.security, lot.of, thing))
    for stage in given.stages:
        day = max(stage.on or book.on, book.on)
        if stage.paid:
            book.flows.append(Flow(day, lot.holder, -stage.amount, "paid_in", lot.security, lot.of))
        else:
            book.owed.append(Owed(lot.holder, stage.amount, lot.security, lot.of, stage.on, stage.condition))


def set_aside(book: Book, pool: Pool) -> None:
    """Set a pool aside."""
    book.pools[pool.id] = HeldPool(pool)


def grant(book: Book, right: Right) -> None:
    """Grant a right out of its pool."""
    if right.pool is not None and right.pool not in book.pools:
        book.doubt(right)
        if right.pool in book.doubtful:
            return
        pool = right.pool
        what = f"`{right.id}` is granted out of `{pool}`, which does not stand yet"
        mend = "put right `on:` of the pool or of the right"
        expected = "a grant on or after the day of its pool"
        book.problems.append(error(right.place, "before-issue", what, expected, mend).within("on"))
        return
    if right.vesting is not None:
        right = replace(right, vesting=priced_in(right.vesting, right.of))
    book.put_right(HeldRight(right, vested=right.count, piece=Piece(right.count)))


def priced_in(vesting: Vesting, of: str) -> Vesting:
    """Return a schedule in which a price that a part waits for is that of the class, where it names none."""
    if not any(part.when.kind == "price" and not part.when.name for part in vesting.parts):
        return vesting
    parts = (
        replace(part, when=replace(part.when, name=of)) if part.when.kind == "price" and not part.when.name else part
        for part in vesting.parts
    )
    return replace(vesting, parts=tuple(parts))


def lend(book: Book, held: Convertible) -> None:
    """Issue a convertible for its money."""
    book.convertibles[held.id] = held
    book.flow(held.holder, -held.amount, "paid_in", held.id, held.kind)
