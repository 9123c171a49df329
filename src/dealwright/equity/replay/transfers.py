"""Let securities change hands; what is paid goes to the seller, and the company gets nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact, spoken
from dealwright.equity.replay.choose import chosen_lots
from dealwright.equity.replay.pieces import cut_lot, cut_right

if TYPE_CHECKING:
    from dealwright.equity.events import Cancel, Convert, Exercise, Transfer
    from dealwright.equity.holdings import HeldRight, Lot
    from dealwright.equity.replay.book import Book
    from dealwright.equity.securities import Convertible


def transfer(book: Book, event: Transfer) -> None:
    """Move shares, a right or a convertible to another holder."""
    name = event.security
    if name is not None and name in book.rights:
        _transfer_right(book, event, book.rights[name])
    elif name is not None and name in book.convertibles:
        _transfer_convertible(book, event, book.convertibles[name])
    else:
        for lot, shares in chosen_lots(book, event):
            _transfer_lot(book, event, lot, shares)


def _transfer_lot(book: Book, event: Transfer, lot: Lot, shares: Exact) -> None:
    taken, rest = cut_lot(lot, shares)
    book.leave(lot, rest)
    name = name_of_part(book, event, lot.security, whole=rest is None)
    sold_at = event.price
    cost = (lot.cost if lot.cost is not None else lot.price) if sold_at is None else sold_at
    book.put(replace(taken, security=name, holder=event.to, cost=None if cost == lot.price else cost))
    _pay_seller(book, event, lot.holder, shares, name, lot.of)


def _transfer_right(book: Book, event: Transfer, held: HeldRight) -> None:
    shares = held.right.count if event.shares is None else event.shares
    if not has(book, event, held.right.id, held.right.count, shares):
        return
    taken, rest = cut_right(held, shares)
    seller = held.right.holder
    book.leave_right(held, rest)
    name = name_of_part(book, event, held.right.id, whole=rest is None)
    book.put_right(replace(taken, right=replace(taken.right, id=name, holder=event.to)))
    _pay_seller(book, event, seller, shares, name, held.right.of)


def _transfer_convertible(book: Book, event: Transfer, held: Convertible) -> None:
    amount = held.amount if event.shares is None else event.shares
    if not has(book, event, held.id, held.amount, amount):
        return
    taken, rest = cut_convertible(held, amount)
    book.leave_convertible(held, rest)
    name = name_of_part(book, event, held.id, whole=rest is None)
    book.convertibles[name] = replace(taken, id=name, holder=event.to)
    book.ended.pop(name, None)
    _pay_seller(book, event, held.holder, amount, name, held.kind)


def _pay_seller(book: Book, event: Transfer, seller: str, shares: Exact, name: str, of: str) -> None:
    money = (event.price or NOTHING) * shares
    book.flow(seller, money, "secondary", name, of)
    book.flow(event.to, -money, "secondary", name, of)


def name_of_part(book: Book, event: Transfer, old: str, *, whole: bool) -> str:
    """Return what a security is called in its new holder's hands."""
    if whole and not event.becomes and not event.id:
        return old
    return book.new_name(event.becomes, event.id, f"{old}/{event.to}")


def has(book: Book, event: Transfer | Convert | Cancel | Exercise, name: str, held: Exact, wanted: Exact) -> bool:
    """Say whether there is as much of a right or a convertible as an event asks for, and note where there is not."""
    if wanted <= held:
        return True
    book.refuse(
        event,
        "not-held",
        f"`{spoken(wanted)}` is more than is left of `{name}` on {event.on}: {spoken(held)}",
        f"at most {spoken(held)}",
        f"write `shares: {spoken(held)}`",
    )
    return False


def cut_convertible(held: Convertible, amount: Exact) -> tuple[Convertible, Convertible | None]:
    """Cut an amount off a convertible; a fixed share goes with the money."""
    if amount == held.amount:
        return held, None
    fixed = held.fixed_share
    part = None if fixed is None else fixed * amount / held.amount
    rest = None if fixed is None or part is None else fixed - part
    return (
        replace(held, amount=amount, fixed_share=part),
        replace(held, amount=held.amount - amount, fixed_share=rest),
    )
