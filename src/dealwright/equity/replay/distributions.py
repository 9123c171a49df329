"""Pay money out to holders: on a class, by name, and off their preferences where it returns capital."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact

if TYPE_CHECKING:
    from dealwright.equity.events import Distribution
    from dealwright.equity.holdings import Lot
    from dealwright.equity.replay.book import Book


def distribute(book: Book, event: Distribution) -> None:
    """Pay a distribution."""
    if event.of is not None:
        _on_class(book, event, event.of)
        return
    for holder, amount in event.to.items():
        _get(book, holder, amount, "")
        if event.reduces_preference:
            _pay_off(book, holder, amount)


def _on_class(book: Book, event: Distribution, of: str) -> None:
    """Pay the same on each share of a class."""
    lots = book.lots_of(of)
    shares = sum((lot.shares for lot in lots), NOTHING)
    if not shares:
        if not any(name.startswith(f"{of}/") for name in book.doubtful):
            book.refuse(
                event,
                "not-held",
                f"nobody holds shares of `{of}` on {event.on}",
                "a class of which shares are outstanding on that day",
                "name another class, or put right the day",
            )
        return
    per_share = event.amount / shares
    for lot in lots:
        _get(book, lot.holder, per_share * lot.shares, of)
        off = min(per_share, preference_left(book, lot)) if event.reduces_preference else NOTHING
        book.put(
            replace(lot, received=lot.received + per_share * lot.shares, preference_paid=lot.preference_paid + off)
        )


def _get(book: Book, holder: str, amount: Exact, of: str) -> None:
    book.received[holder] = book.received.get(holder, NOTHING) + amount
    book.flow(holder, amount, "distribution", "", of)


def preference_left(book: Book, lot: Lot) -> Exact:
    """Return the preference of a share of a lot that is not yet paid off, without dividends."""
    cls = book.classes[lot.of]
    price = lot.preference_price if lot.preference_price is not None else cls.original_issue_price
    return max(NOTHING, cls.preference * (price or NOTHING) - lot.preference_paid)


def _pay_off(book: Book, holder: str, amount: Exact) -> None:
    """Pay a holder's preferences off: the most senior first, those of one rank alike."""
    lots = [lot for lot in book.lots.values() if lot.holder == holder and preference_left(book, lot)]
    for rank in sorted({book.classes[lot.of].seniority for lot in lots}, reverse=True):
        equal = [lot for lot in lots if book.classes[lot.of].seniority == rank]
        left = sum((preference_left(book, lot) * lot.shares for lot in equal), NOTHING)
        part = min(amount, left) / left
        amount -= part * left
        for lot in equal:
            off = preference_left(book, lot) * part
            book.put(replace(lot, received=lot.received + off * lot.shares, preference_paid=lot.preference_paid + off))
