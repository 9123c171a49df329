"""Split a class or all: counts are multiplied, prices per share divided, nobody's share changes but by rounding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact, rounded
from dealwright.equity.replay.pieces import scaled_piece

if TYPE_CHECKING:
    from dealwright.equity.events import Split
    from dealwright.equity.holdings import HeldPool, HeldRight
    from dealwright.equity.replay.book import Book
    from dealwright.equity.securities import QualifiedIpo, ShareClass
    from dealwright.equity.vesting import Vesting


def split(book: Book, event: Split) -> None:
    """Split one class, or every class with every pool and right."""
    classes = set(book.classes) if event.of is None else {event.of}
    book.classes.update({name: _split_class(cls, classes, event.ratio) for name, cls in book.classes.items()})
    for of in book.classes:
        if of in classes:
            for holder in book.holders_of(of):
                _split_holder(book, event, of, holder)
        elif book.classes[of].converts_into in classes:
            _reprice_conversion(book, of, event.ratio)
    for held in list(book.rights.values()):
        if held.right.of in classes:
            book.put_right(_split_right(held, event))
    _reach_less(book, classes, event.ratio)
    for name, pool in book.pools.items():
        if pool.pool.of in classes:
            book.pools[name] = _split_pool(pool, event, book.granted.get(name, NOTHING))


def _reprice_conversion(book: Book, of: str, ratio: Exact) -> None:
    """Divide the conversion prices of lots that have one of their own."""
    for lot in book.lots_of(of):
        if lot.conversion_price is not None:
            book.put(replace(lot, conversion_price=lot.conversion_price / ratio))


def _split_class(cls: ShareClass, classes: set[str], ratio: Exact) -> ShareClass:
    """Return a class's terms after a split of it, of what it converts into, or of both."""
    price, converting = cls.original_issue_price, cls.conversion_price
    if converting is None and (cls.id in classes) != (cls.converts_into in classes):
        converting = price  # one for one no longer
    if cls.id in classes:
        cls = replace(
            cls,
            authorised=None if cls.authorised is None else cls.authorised * ratio,
            original_issue_price=None if price is None else price / ratio,
            conversion_ratio=cls.conversion_ratio / ratio,
        )
    if cls.converts_into in classes:
        converting = None if converting is None else converting / ratio
        cls = replace(cls, conversion_ratio=cls.conversion_ratio * ratio, qualified_ipo=_split_offer(cls, ratio))
    if cls.threshold is not None and (cls.converts_into or cls.id) in classes:
        cls = replace(cls, threshold=cls.threshold / ratio)
    return replace(cls, conversion_price=converting if cls.converts_into else cls.conversion_price)


def _split_offer(cls: ShareClass, ratio: Exact) -> QualifiedIpo | None:
    """Return the IPO at which a class must convert, its price per new common share."""
    offer = cls.qualified_ipo
    return offer if offer is None or offer.price is None else replace(offer, price=offer.price / ratio)


def _split_holder(book: Book, event: Split, of: str, holder: str) -> None:
    """Split what a holder has of a class: the sum is rounded, and the lots sum to it."""
    before = exact = NOTHING
    target = event.of is None or event.of == book.classes[of].converts_into
    for lot in book.held_by(of, holder):
        exact += lot.shares * event.ratio
        whole = _rounded(exact, event)
        shares, before = whole - before, whole
        if not shares:
            book.drop(lot)
            continue
        own = lot.conversion_price
        book.put(
            replace(
                lot,
                shares=shares,
                price=_per_share(lot.price, event.ratio),
                cost=_per_share(lot.cost, event.ratio),
                preference_price=_per_share(lot.preference_price, event.ratio),
                preference_paid=lot.preference_paid / event.ratio,
                dividend_paid=lot.dividend_paid / event.ratio,
                conversion_price=_per_share(own, event.ratio) if target else own,
                piece=None if lot.piece is None else scaled_piece(lot.piece, event.ratio),
                vesting=_split_vesting(lot.vesting, of, event.ratio),
            )
        )
    if event.fraction_price is not None and exact > before:
        book.flow(holder, (exact - before) * event.fraction_price, "fraction", "", of)


def _split_right(held: HeldRight, event: Split) -> HeldRight:
    """Split a right: its count is rounded, and it costs as much in all."""
    right = held.right
    return replace(
        held,
        right=replace(
            right,
            count=_rounded(right.count * event.ratio, event),
            strike=right.strike / event.ratio,
            vesting=_split_vesting(right.vesting, right.of, event.ratio),
        ),
        exercised=held.exercised * event.ratio,
        piece=None if held.piece is None else scaled_piece(held.piece, event.ratio),
    )


def _split_pool(held: HeldPool, event: Split, granted: Exact) -> HeldPool:
    """Split a pool; it never has less than what was granted and issued out of it."""
    used = held.used * event.ratio
    reserved = max(_rounded(held.pool.reserved * event.ratio, event), granted + used)
    promised = _rounded(held.pool.promised * event.ratio, event)
    return replace(held, pool=replace(held.pool, reserved=reserved, promised=promised), used=used)


def _split_vesting(vesting: Vesting | None, of: str, ratio: Exact) -> Vesting | None:
    """Return how a grant vests when prices per share are divided."""
    if vesting is None or not any(part.when.kind == "price" for part in vesting.parts):
        return vesting
    parts = [
        replace(part, when=replace(part.when, amount=_per_share(part.when.amount, ratio)))
        if part.when.kind == "price" and part.when.name in {"", of}
        else part
        for part in vesting.parts
    ]
    return replace(vesting, parts=tuple(parts))


def _reach_less(book: Book, classes: set[str], ratio: Exact) -> None:
    """Count the prices that shares reached before the split in new shares."""
    for (kind, name), known in book.reached.items():
        if kind == "price" and name in classes:
            book.reached[kind, name] = tuple((day, price / ratio) for day, price in known)


def _per_share(money: Exact | None, ratio: Exact) -> Exact | None:
    return None if money is None else money / ratio


def _rounded(shares: Exact, event: Split) -> Exact:
    return shares if event.shares == "none" else rounded(shares, event.shares, 0)
