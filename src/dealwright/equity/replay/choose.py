"""Find the securities that an event is about, or say why they cannot be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact, spoken
from dealwright.ground.closest import closest

if TYPE_CHECKING:
    from dealwright.equity.events import Convert, Event, Exchange, Repurchase, Transfer
    from dealwright.equity.holdings import Lot
    from dealwright.equity.replay.book import Book


def stands(book: Book, event: Event, name: str) -> bool:
    """Say whether a security is outstanding, and note a problem where it is not."""
    if name in book.lots or name in book.rights or name in book.convertibles:
        return True
    if name in book.doubtful:
        return False
    if name in book.ended:
        book.refuse(
            event,
            "not-held",
            f"`{name}` was gone on {event.on}: nothing is left of it since {book.ended[name]}",
            "a security that is outstanding on that day",
            "name another security, or put right the day of this event or of the one that ended it",
        )
    elif name in book.later:
        book.refuse(
            event,
            "before-issue",
            f"`{name}` is not issued before {book.later[name]}, and this happens on {event.on}",
            "a day on or after its issue",
            f"write `on: {book.later[name]}` or a later day, or put right the day of the issue",
        )
    else:
        near = closest(name, [*book.lots, *book.rights, *book.convertibles])
        book.refuse(
            event,
            "unknown-security",
            f"`{name}` is no security",
            "the name of a lot, a right or a convertible",
            f"write `{near}`" if near else "name the event that issues it with `security:`",
        )
    return False


def chosen_lots(book: Book, event: Transfer | Convert | Repurchase | Exchange) -> list[tuple[Lot, Exact]]:
    """Return the lots that an event is about, each with how many of its shares, oldest first.

    Args:
        book: The state before the event.
        event: Names a lot, or a class and a holder; and how many shares, or all.

    Returns:
        Nothing where a problem was noted.
    """
    security = getattr(event, "security", None)
    if security is not None:
        if not stands(book, event, security):
            return []
        if security not in book.lots:
            book.refuse(
                event,
                "wrong-security",
                f"`{security}` is not shares",
                "a lot of shares",
                "name a lot, or a class and a holder with `of:` and `holder:`",
            )
            return []
        lots = [book.lots[security]]
    elif event.of is None or event.holder is None:
        book.refuse(
            event,
            "unnamed-security",
            f"`of: {event.of}` does not say whose shares" if event.of else "it does not say of which securities",
            "`security:`, or `of:` and `holder:`",
            "name the lot with `security:`, or its class with `of:` and its holder with `holder:`",
        )
        return []
    else:
        lots = book.held_by(event.of, event.holder)
    return _spread(book, event, lots)


def _spread(book: Book, event: Transfer | Convert | Repurchase | Exchange, lots: list[Lot]) -> list[tuple[Lot, Exact]]:
    """Divide the shares that an event asks for over lots, or note that there are not so many."""
    held = sum((lot.shares for lot in lots), NOTHING)
    wanted = held if event.shares is None else event.shares
    if wanted > held or not lots:
        if f"{event.of}/{event.holder}" not in book.doubtful:
            _too_few(book, event, held)
        return []
    taken = []
    for lot in lots:
        shares = min(wanted, lot.shares)
        wanted -= shares
        if shares:
            taken.append((lot, shares))
    return taken


def _too_few(book: Book, event: Transfer | Convert | Repurchase | Exchange, held: Exact) -> None:
    security = getattr(event, "security", None)
    if not held:
        what = f"`{event.holder}` holds no shares of `{event.of}` on {event.on}"
        mend = "name who holds them, or put right the day"
        book.refuse(event, "not-held", what, "a holder of that class on that day", mend)
        return
    whose = f"`{security}` has" if security else f"`{event.holder}` holds"
    of = f" of `{event.of}`" if event.of and not security else ""
    book.refuse(
        event,
        "not-held",
        f"`{spoken(event.shares or held)}` shares{of} are more than {whose} on {event.on}: {spoken(held)}",
        f"at most {spoken(held)} shares",
        f"write `shares: {spoken(held)}`",
    )
