"""Anti-dilution: what a cheaper issue does to the conversion price of a class that is protected against it.

With the old conversion price p, A shares in the base, and issues that sell C shares for money B,

    weighted average    p (A + B / p) / (A + C) = (p A + B) / (A + C)
    full ratchet        the lowest price of an issue, if below p

The broad base A counts all common, all preferred as converted, all rights granted, and what pools have not granted
(`unissued_options` leaves the last out, as charters after the NVCA's model do); the narrow base counts preferred as
converted only. All is counted before the round, convertibles are not. Issues are taken from the cheapest on, each if
it is below the price to which the cheaper ones have brought the conversion price. What convertibles become is an issue
at their conversion price; classes and convertibles named as `exempt` are none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dealwright.equity.holdings import Holdings, Lot
    from dealwright.equity.securities import AntiDilution, ShareClass


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A conversion price that a round changes.

    Attributes:
        of: Class.
        before: Conversion price before, in money.
        after: Conversion price after.
        shares_before: What its shares convert into before.
        shares_after: What they convert into after.
    """

    of: str
    before: Exact
    after: Exact
    shares_before: Exact
    shares_after: Exact


@dataclass(frozen=True, slots=True)
class Protected:
    """Shares of one class with one conversion price, protected alike.

    Attributes:
        of: Class.
        terms: Its protection; of kind `none` where it is a ratchet of an offering alone.
        conversion_price: Their conversion price.
        shares: How many common shares they convert into.
        base: Shares that its weighted average counts; None: a full ratchet.
        least: Worth that they have at least (a ratchet of an IPO), in money.
    """

    of: str
    terms: AntiDilution
    conversion_price: Exact
    shares: Exact
    base: Exact | None
    least: Exact = NOTHING

    def after(self, issues: Sequence[tuple[Exact, Exact]], price: Exact) -> Exact:
        """Return the conversion price after issues, each of some shares for some money, where a share has a price."""
        found = conversion_price_after(self.conversion_price, self.base, issues)
        return min(found, self.conversion_price * self.shares * price / self.least) if self.least else found


def conversion_price_after(before: Exact, base: Exact | None, issues: Iterable[tuple[Exact, Exact]]) -> Exact:
    """Return a protected conversion price after issues of shares.

    Args:
        before: The conversion price before.
        base: Shares that the weighted average counts; None: a full ratchet.
        issues: Shares and the money paid for them, of each issue.

    Returns:
        Money per common share; `before` where no issue is cheaper.

    Source:
        NVCA model certificate of incorporation, article fourth, part B, section 4.4.4 (broad-based weighted average).

    Example:
        >>> from fractions import Fraction
        >>> conversion_price_after(Fraction(1), Fraction(7_000_000), [(Fraction(2_000_000), Fraction(1_000_000))])
        Fraction(8, 9)
    """
    price, shares, money = before, NOTHING, NOTHING
    for sold, paid in sorted(((s, m) for s, m in issues if s > 0), key=lambda issue: issue[1] / issue[0]):
        if paid >= price * sold:
            break
        if base is None:
            return paid / sold
        shares, money = shares + sold, money + paid
        price = (before * base + money) / (base + shares)
    return price


def price_of(held: Holdings, lot: Lot) -> Exact | None:
    """Return the conversion price of a lot: of a shadow series its own; None where the class has none."""
    cls = held.classes[lot.of]
    paid = cls.original_issue_price if lot.preference_price is None else lot.preference_price
    if not held.counts(lot.of) or cls.converts_into is None or paid is None or cls.original_issue_price is None:
        return None
    return paid / _own_ratio(cls, lot)


def _own_ratio(cls: ShareClass, lot: Lot) -> Exact:
    """Return the shares of the next class that a share of a lot converts into."""
    return cls.ratio if lot.conversion_price is None else replace(cls, conversion_price=lot.conversion_price).ratio


def protected(held: Holdings) -> tuple[Protected, ...]:
    """Gather the shares whose conversion price is protected, by class and price; holders who waive are left out.

    Args:
        held: Holdings before the round.

    Returns:
        Groups in the order of the oldest lot of each.
    """
    groups: dict[tuple[str, Exact], Exact] = {}
    for lot in held.lots:
        terms = held.classes[lot.of].anti_dilution
        price = price_of(held, lot) if terms is not None and terms.kind != "none" else None
        if terms is not None and price is not None and lot.holder not in terms.waived_by:
            key = (lot.of, price)
            groups[key] = groups.get(key, NOTHING) + lot.shares * held.ratio_of(lot)
    for of, price, shares in _rights(held):
        groups[of, price] = groups.get((of, price), NOTHING) + shares
    if not groups:
        return ()
    bases = _bases(held)
    return tuple(
        Protected(of, terms, price, shares, bases[terms.kind, terms.unissued_options])
        for (of, price), shares in groups.items()
        if (terms := held.classes[of].anti_dilution) is not None
    )


def _rights(held: Holdings) -> list[tuple[str, Exact, Exact]]:
    """Return class, conversion price and common shares of rights to protected shares."""
    found = []
    for right in (h.right for h in held.rights.values()):
        cls = held.classes[right.of]
        if cls.anti_dilution is None or cls.anti_dilution.kind == "none" or cls.converts_into is None:
            continue
        if not held.counts(cls.id):
            continue
        if cls.original_issue_price is not None:
            found.append((cls.id, cls.original_issue_price / cls.ratio, right.count * held.ratio_of_class(cls.id)))
    return found


def _bases(held: Holdings) -> Mapping[tuple[str, bool], Exact | None]:
    """Return the shares that each kind of protection counts before the round."""
    preferred = [lot for lot in held.lots if held.classes[lot.of].kind == "preferred"]
    narrow = sum((lot.shares * held.counted_ratio_of(lot) for lot in preferred), NOTHING)
    broad = held.outstanding + held.granted
    return {
        ("broad_based", True): broad + held.available,
        ("broad_based", False): broad,
        ("narrow_based", True): narrow,
        ("narrow_based", False): narrow,
        ("full_ratchet", True): None,
        ("full_ratchet", False): None,
    }


def adjusted(held: Holdings, changes: Mapping[tuple[str, Exact], Exact]) -> Holdings:
    """Give protected shares their new conversion prices; who waives keeps the old one.

    Args:
        held: Holdings before.
        changes: New conversion price by class and old one.

    Returns:
        The holdings with classes and lots changed.
    """
    if not changes:
        return held
    classes = dict(held.classes)
    for cls in held.classes.values():
        new = changes.get((cls.id, cls.original_issue_price / cls.ratio)) if cls.original_issue_price else None
        if new is not None:
            classes[cls.id] = replace(cls, conversion_price=new)
    after = replace(held, classes=classes)
    return replace(after, lots=tuple(_lot_after(held, after, lot, changes) for lot in held.lots))


def _lot_after(held: Holdings, after: Holdings, lot: Lot, changes: Mapping[tuple[str, Exact], Exact]) -> Lot:
    """Return a lot that converts at its new price, by its class's terms where those say the same."""
    old, cls = price_of(held, lot), after.classes[lot.of]
    if old is None or cls.original_issue_price is None:
        return lot
    terms = cls.anti_dilution
    waives = terms is not None and lot.holder in terms.waived_by
    new = old if waives else changes.get((lot.of, old), old)
    ratio = _own_ratio(held.classes[lot.of], lot) * old / new
    own = cls.original_issue_price / ratio
    return replace(lot, conversion_price=None if ratio == cls.ratio else own)
