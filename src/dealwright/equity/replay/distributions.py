"""Pay money out to holders of shares: on a class, by name, or by the waterfall; and off their preferences.

What a lot receives is kept with it, since return caps count it. A return of capital (`reduces_preference`) pays
preferences off.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from dealwright.equity.accrual import accrued
from dealwright.equity.exact import NOTHING, Exact, spoken
from dealwright.equity.securities import ExitTerms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.equity.events import Distribution
    from dealwright.equity.exits.claims import Claim
    from dealwright.equity.holdings import Lot
    from dealwright.equity.replay.book import Book

_LEAST = Fraction(1, 10**6)
"""Part of a distribution below which a rest is rounding."""


def distribute(book: Book, event: Distribution) -> None:
    """Pay a distribution."""
    if event.of is not None:
        _on_class(book, event, event.of)
    elif event.to:
        for holder, amount in event.to.items():
            _get(book, holder, amount)
            rest = _pay_off(book, holder, amount) if event.reduces_preference else amount
            _receive(book, [lot for lot in book.lots.values() if lot.holder == holder], rest)
    else:
        _by_waterfall(book, event)


def _get(book: Book, holder: str, amount: Exact, of: str = "") -> None:
    """Note what a holder gets."""
    book.received[holder] = book.received.get(holder, NOTHING) + amount
    book.flow(holder, amount, "distribution", "", of)


def _receive(book: Book, lots: Sequence[Lot], amount: Exact) -> None:
    """Spread money over lots, on each common share that they convert into alike."""
    held = {lot.security: lot.shares * _ratio(book, lot) for lot in lots}
    total = sum(held.values(), NOTHING)
    for lot in lots if total else ():
        book.put(replace(lot, received=lot.received + amount * held[lot.security] / total))


def _ratio(book: Book, lot: Lot) -> Exact:
    cls = book.classes[lot.of]
    return (cls if lot.conversion_price is None else replace(cls, conversion_price=lot.conversion_price)).ratio


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
        got = replace(lot, received=lot.received + per_share * lot.shares)
        if event.reduces_preference:
            off = min(per_share, preference_left(book, lot))
            book.put(replace(got, preference_paid=lot.preference_paid + off))
        else:
            book.put(_pay_dividend(book, got, per_share))


def _pay_dividend(book: Book, lot: Lot, per_share: Exact) -> Lot:
    """Count what a share gets against its cumulative dividend: where that is all of it, it accrues anew from today."""
    cls = book.classes[lot.of]
    price = lot.preference_price if lot.preference_price is not None else cls.original_issue_price
    due = accrued(cls.dividend, price or NOTHING, lot.accrues_from, book.on, lot.dividend_paid)
    if not due:
        return lot
    if per_share < due:
        return replace(lot, dividend_paid=lot.dividend_paid + per_share)
    return replace(lot, dividend_paid=NOTHING, dividend_paid_on=book.on)


def preference_left(book: Book, lot: Lot) -> Exact:
    """Return the preference of a share of a lot that is not yet paid off, without dividends."""
    cls = book.classes[lot.of]
    price = lot.preference_price if lot.preference_price is not None else cls.original_issue_price
    return max(NOTHING, cls.preference * (price or NOTHING) - lot.preference_paid)


def _pay_off(book: Book, holder: str, amount: Exact) -> Exact:
    """Pay a holder's preferences off, the most senior first, those of one rank alike; return what is left."""
    lots = [lot for lot in book.lots.values() if lot.holder == holder and preference_left(book, lot)]
    for rank in sorted({book.classes[lot.of].seniority for lot in lots}, reverse=True):
        equal = [lot for lot in lots if book.classes[lot.of].seniority == rank]
        left = sum((preference_left(book, lot) * lot.shares for lot in equal), NOTHING)
        part = min(amount, left) / left
        amount -= part * left
        for lot in equal:
            off = preference_left(book, lot) * part
            got = lot.received + off * lot.shares
            book.put(replace(lot, received=got, preference_paid=lot.preference_paid + off))
    return amount


def _by_waterfall(book: Book, event: Distribution) -> None:
    """Pay what shares would get of that money at an exit on the day; rights and convertibles are no shares yet."""
    from dealwright.equity.exits.stack import stack_of
    from dealwright.equity.exits.waterfall import pay

    held = book.holdings()
    lots = tuple(replace(lot, vesting=None, unvested=NOTHING) for lot in held.lots)
    shares = replace(held, lots=lots, rights={}, convertibles={}, pools={})
    paid = pay(stack_of(shares, ExitTerms(), event.on), float(event.amount))
    got = {holder: Fraction(float(money)) for holder, money in paid.by_holder.items() if money}
    rest = event.amount - sum(got.values(), NOTHING)
    if not got or rest > event.amount * _LEAST:
        book.refuse(
            event,
            "amounts-differ",
            f"the shares outstanding on {event.on} have a claim to {spoken(event.amount - rest)}, and"
            f" `amount: {spoken(event.amount)}` is paid",
            "at most what holders of shares may get",
            "write a smaller amount, or name who gets it with `to:`",
        )
        return
    got[max(got, key=got.__getitem__)] += rest  # what floats leave
    on_claims: dict[str, dict[str, Exact]] = {}
    for claim in paid.stack.claims:
        money = Fraction(float(paid.by_claim[claim.name]))
        _credit(book, event, claim, money)
        for holder, part in claim.holders.items():
            own = on_claims.setdefault(holder, {})
            own[claim.security] = own.get(claim.security, NOTHING) + money * Fraction(float(part))
    for holder, money in got.items():
        _get_by_class(book, holder, money, on_claims.get(holder, {}))


def _get_by_class(book: Book, holder: str, money: Exact, by_class: Mapping[str, Exact]) -> None:
    """Note what a holder gets, class by class; what is left is of no class (what others' return caps leave)."""
    left = money
    for of, part in by_class.items():
        gets = left if abs(left - part) <= money * _LEAST else part  # what floats leave goes with the last
        left -= gets
        _get(book, holder, gets, of)
    if left:
        _get(book, holder, left)


def _credit(book: Book, event: Distribution, claim: Claim, money: Exact) -> None:
    """Keep with the lots of a claim what it got; of a claim that shares as common no preference is paid off."""
    of_class = {holder: book.held_by(claim.security, holder) for holder in claim.holders}
    converts = claim.converts and claim.participation == "none" and float(money) > float(claim.preference) + 1e-9
    for holder, lots in of_class.items():
        share = money * Fraction(float(claim.holders[holder]))
        shares = sum((lot.shares for lot in lots), NOTHING)
        for lot in lots:
            part = share * lot.shares / shares
            off = NOTHING if converts or not event.reduces_preference else part / lot.shares
            off = min(off, preference_left(book, lot))
            book.put(replace(lot, received=lot.received + part, preference_paid=lot.preference_paid + off))
