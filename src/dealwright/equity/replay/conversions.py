"""Convert shares and convertibles, and exercise rights."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.equity.accrual import accrued, interest
from dealwright.equity.exact import NOTHING, WHOLE, Exact, rounded, spoken
from dealwright.equity.holdings import Lot
from dealwright.equity.replay.choose import chosen_lots, stands
from dealwright.equity.replay.pieces import cut_lot, cut_right, scaled_piece
from dealwright.equity.replay.transfers import cut_convertible, has

if TYPE_CHECKING:
    import datetime as dt

    from dealwright.equity.events import Convert, Exercise
    from dealwright.equity.holdings import HeldRight
    from dealwright.equity.replay.book import Book
    from dealwright.equity.securities import Convertible, ShareClass


def convert(book: Book, event: Convert) -> None:
    """Convert shares by the ratio of their class, or a convertible at a price."""
    name = event.security
    if name is not None and name in book.convertibles:
        _convert_convertible(book, event, book.convertibles[name])
        return
    chosen = chosen_lots(book, event)
    total = sum((shares for _, shares in chosen), NOTHING)
    before = exactly = NOTHING
    for lot, shares in chosen:
        cls = book.classes[lot.of]
        into = event.into or cls.converts_into
        further = None if into is None else _further(book, cls, into)
        if into is None or (event.gets is None and further is None):
            _does_not_convert(book, event, cls, into)
            return
        if event.gets is not None:
            exactly += event.gets * shares / total
        elif further is not None:
            exactly += _by_ratio(book, cls, lot, shares) * further
        whole = book.rounding.of_shares(exactly)  # of the holder's sum, so that its lots lose no more than one does
        turn(book, event.becomes or event.id, lot, shares, (into, whole - before))
        before = whole


def _further(book: Book, cls: ShareClass, into: str) -> Exact | None:
    """Return what a share that comes of the conversion becomes on the way to a class; None: no way leads there."""
    ratio, of = WHOLE, cls.converts_into
    while of is not None and of != into:
        ratio, of = ratio * book.classes[of].ratio, book.classes[of].converts_into
    return None if of is None else ratio


def _does_not_convert(book: Book, event: Convert, cls: ShareClass, into: str | None) -> None:
    target = f" into `{into}`" if into else ""
    says = f"into `{cls.converts_into}`" if cls.converts_into else "into a class that `converts_into:` names"
    book.refuse(
        event,
        "does-not-convert",
        f"`{cls.id}` does not convert{target}",
        f"a class that converts {says}, or how many shares come of it",
        f"write `into: {cls.converts_into}`, or say `gets:`" if cls.converts_into else "add `into:` and `gets:`",
    )


def _by_ratio(book: Book, cls: ShareClass, lot: Lot, shares: Exact) -> Exact:
    """Return what shares convert into, with the dividends that convert; those that are paid are noted as paid."""
    own = cls if lot.conversion_price is None else replace(cls, conversion_price=lot.conversion_price)
    gets = own.ratio
    price = cls.original_issue_price if lot.preference_price is None else lot.preference_price
    due = accrued(cls.dividend, price or NOTHING, lot.accrues_from, book.on, lot.dividend_paid)
    if cls.dividend is not None and price and due:
        if cls.dividend.on_conversion == "converts":
            gets += due * own.ratio / price
        elif cls.dividend.on_conversion == "paid":
            book.flow(lot.holder, due * shares, "dividend", lot.security, lot.of)
    return gets * shares


def turn(book: Book, wanted: str, lot: Lot, shares: Exact, into: tuple[str, Exact]) -> None:
    """Turn shares of a lot into shares of another class; what was paid for them goes with them.

    Args:
        book: The state before.
        wanted: Name of the new lot; empty: after what it was and is.
        lot: The lot.
        shares: How many of it.
        into: The class, and how many shares of it.
    """
    of, gets = into
    taken, rest = cut_lot(lot, shares)
    book.leave(lot, rest)
    factor = gets / shares
    name = book.new_name(wanted, f"{lot.security}/{of}")
    piece = taken.piece
    new = replace(
        taken,
        security=name,
        of=of,
        shares=gets,
        on=book.on,
        price=None if taken.price is None or not factor else taken.price / factor,
        cost=None if taken.cost is None or not factor else taken.cost / factor,
        preference_price=None,
        conversion_price=None,
        preference_paid=NOTHING,
        dividend_paid_on=None,
        dividend_paid=NOTHING,
        piece=None if piece is None else scaled_piece(piece, factor),
    )
    if gets:
        book.put(new)


def _convert_convertible(book: Book, event: Convert, held: Convertible) -> None:
    """Convert what a convertible has come to; cost goes with it, interest that does not convert is paid."""
    amount = held.amount if event.shares is None else event.shares
    into = event.into or held.converts_into
    if not has(book, event, held.id, held.amount, amount):
        return
    if into is None or (event.gets is None and not event.price):
        missing = "into which class" if into is None else "at which price"
        book.refuse(
            event,
            "no-conversion-price",
            f"`{held.id}` converts, and it does not say {missing}",
            "the class, and the conversion price or how many shares come of it",
            "add `into: CLASS`" if into is None else "add `price:` or `gets:`",
        )
        return
    part, rest = cut_convertible(held, amount)
    earned = interest(part, event.on)
    converting = amount + (earned if held.interest_converts else NOTHING)
    gets = event.gets if event.gets is not None else book.rounding.of_shares(converting / (event.price or WHOLE))
    price = event.price if event.price is not None else converting / gets if gets else None
    book.leave_convertible(held, rest)
    if not held.interest_converts:
        book.flow(held.holder, earned, "interest", held.id, held.kind)
    own = price if price != book.classes[into].original_issue_price else None
    lot = Lot(
        security=book.new_name(event.becomes, event.id, f"{held.id}/{into}"),
        of=into,
        holder=held.holder,
        shares=gets,
        price=amount / gets if gets else None,
        on=event.on,
        preference_price=own,
    )
    if gets:
        book.put(lot)


def exercise(book: Book, event: Exercise) -> None:
    """Exercise a right: shares are issued out of its pool for the strike, in cash or net of it."""
    if event.right in book.lapsed:
        _expired(book, event, book.lapsed[event.right])
        return
    if not stands(book, event, event.right):
        return
    if event.right not in book.rights:
        book.refuse(
            event,
            "wrong-security",
            f"`{event.right}` is no right",
            "an option, a warrant, a restricted stock unit or a stock appreciation right",
            "name a right; shares and convertibles convert with `kind: convert`",
        )
        return
    held = book.rights[event.right]
    if not _may_exercise(book, event, held):
        return
    right, gets = held.right, event.shares
    paid = right.strike if right.kind in {"option", "warrant"} and not event.net else NOTHING
    if (event.net or right.kind == "sar") and event.price:
        gets = book.rounding.of_shares(event.shares * max(NOTHING, WHOLE - right.strike / event.price))
    _, rest = cut_right(held, event.shares, "front")
    book.leave_right(held, None if rest is None else replace(rest, exercised=held.exercised + event.shares))
    name = book.new_name(event.becomes, event.id, f"{right.id}/{right.of}")
    if gets:
        book.put(Lot(security=name, of=right.of, holder=right.holder, shares=gets, price=paid, on=event.on))
    book.flow(right.holder, -paid * event.shares, "exercise", name, right.of)
    book.use_pool(right.pool, gets)


def _expired(book: Book, event: Exercise, last: dt.date) -> None:
    book.refuse(
        event,
        "expired-right",
        f"`{event.right}` expired on {last}, and this happens on {event.on}",
        "a day on or before its expiry",
        f"write `on: {last}` or an earlier day, or put right `expires:`",
    )


def _may_exercise(book: Book, event: Exercise, held: HeldRight) -> bool:
    """Say whether a right may be exercised so, and note where it may not."""
    right, vested = held.right, book.vested_of_right(held)
    if event.shares > right.count:
        has(book, event, right.id, right.count, event.shares)
    elif event.shares > vested:
        book.refuse(
            event,
            "not-vested",
            f"`{spoken(event.shares)}` shares of `{right.id}` are more than vested by {event.on}: {spoken(vested)}",
            f"at most {spoken(vested)} shares" if vested else "a day by which some have vested",
            f"write `shares: {spoken(rounded(vested, 'down', 0))}`, or let more vest first"
            if vested >= 1
            else "put right the day, or let shares vest first",
        )
    elif (event.net or right.kind == "sar") and not event.price:
        book.refuse(
            event,
            "price-missing",
            f"`{right.id}` is exercised without money, and what a share is worth is not said",
            "`price:`, the worth of a share on that day",
            "add `price:`",
        )
    elif (event.net or right.kind == "sar") and event.price is not None and event.price <= right.strike:
        book.refuse(
            event,
            "under-water",
            f"`{right.id}` is exercised without money at `{spoken(event.price)}` a share, and its strike is"
            f" {spoken(right.strike)}: no share would come of it",
            f"a price above {spoken(right.strike)}",
            "put right `price:`, or cancel the right with `kind: cancel`",
        )
    else:
        return True
    return False
