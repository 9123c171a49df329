"""The ways in which a convertible may become shares, its most favoured nation's included: its holder takes the best.

Worth at conversion is what the shares are worth at the round's price. It is money (the amount over one less the
discount), or a part of a capitalization (the amount over the cap, or a fixed share), so that every way is linear in
the worths of everything else, with no coefficient below zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from dealwright.equity.accrual import interest
from dealwright.equity.exact import NOTHING, WHOLE, Exact

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from dealwright.equity.capitalization import Capitalization
    from dealwright.equity.securities import Convertible

Reason = Literal["round_price", "discount", "cap", "fixed_share"]


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a convertible may convert.

    Attributes:
        reason: The term that sets its price.
        terms: Convertible whose term it is: its own, or that of which it is the most favoured.
        money: Worth at conversion, where it does not depend on the capitalization.
        share: Part of the capitalization that it becomes; nothing where `money` says it.
        counts: What counts in that capitalization.
        term: The cap, the discount or the share itself.
    """

    reason: Reason
    terms: str
    money: Exact
    share: Exact
    counts: Capitalization
    term: Exact = NOTHING


def converting_amount(convertible: Convertible, on: dt.date) -> Exact:
    """Return the money that converts: what was paid and, where interest converts, the interest up to a day."""
    return convertible.amount + (interest(convertible, on) if convertible.interest_converts else NOTHING)


def class_of(convertible: Convertible, new_class: str) -> tuple[str, bool]:
    """Return the class that a convertible becomes in a round of a new class, and whether it is that one."""
    into = convertible.converts_into or new_class
    return into, into == new_class


def ways_of(convertible: Convertible, amount: Exact, outstanding: Mapping[str, Convertible]) -> tuple[Way, ...]:
    """List the ways in which a convertible may convert in a round.

    Args:
        convertible: The convertible.
        amount: Money that converts.
        outstanding: All convertibles, whose terms a most favoured nation may take.

    Returns:
        The ways; the first is at the round's price or a discount, unless a fixed share leaves no other.
    """
    counts = convertible.counted
    if convertible.fixed_share is not None:
        return (Way("fixed_share", convertible.id, NOTHING, convertible.fixed_share, counts, convertible.fixed_share),)
    found = [Way("round_price", convertible.id, amount, NOTHING, counts)]
    for terms in (convertible, *favoured(convertible, outstanding)):
        if terms.discount > 0:
            money = amount / (WHOLE - terms.discount)
            found.append(Way("discount", terms.id, money, NOTHING, terms.counted, terms.discount))
        if terms.cap is not None:
            found.append(Way("cap", terms.id, NOTHING, amount / terms.cap, terms.counted, terms.cap))
    return tuple(found)


def favoured(convertible: Convertible, outstanding: Mapping[str, Convertible]) -> list[Convertible]:
    """List the convertibles whose terms a most favoured nation may take, each as one whole set.

    They are those that it names, or all issued on a later day; a most favoured nation among them brings what it may
    take in turn. A fixed share is no term that another may take.

    Args:
        convertible: The convertible.
        outstanding: All convertibles outstanding.

    Returns:
        Other convertibles, in the order of `outstanding`; none where it is no most favoured nation.

    Source:
        Y Combinator's uncapped MFN SAFE: an amendment gives it the terms of one later instrument, identically.
    """
    reached: set[str] = set()
    since: dt.date | None = None  # all that were issued after it have been reached
    ahead = [convertible]
    while ahead:
        one = ahead.pop()
        names: Iterable[str] = one.mfn_of or () if one.mfn else ()
        if one.mfn and one.mfn_of is None and (since is None or one.on < since):
            since = one.on
            names = (other.id for other in outstanding.values() if other.on > one.on)
        more = {name for name in names if name in outstanding} - reached
        reached |= more
        ahead += [outstanding[name] for name in more]
    return [c for c in outstanding.values() if c.id in reached and c.id != convertible.id and c.fixed_share is None]


def with_best_terms(convertible: Convertible, outstanding: Mapping[str, Convertible]) -> Convertible:
    """Return a most favoured nation with the whole set of terms that it would take where no round sets a price.

    The lowest cap is the best, and among equal caps the largest discount; a set without a cap comes after all that
    have one. In a round nothing needs to be ranked: its holder takes the set that gives the most shares there.

    Args:
        convertible: The convertible.
        outstanding: All convertibles outstanding.

    Returns:
        It, with the cap, its counting and the discount of the best set, its own among them.
    """

    def rank(terms: Convertible) -> tuple[bool, Exact, Exact]:
        return terms.cap is None, terms.cap or NOTHING, -terms.discount

    best = min((convertible, *favoured(convertible, outstanding)), key=rank)
    if best is convertible:
        return convertible
    return replace(
        convertible, cap=best.cap, money=best.cap_money, capitalization=best.capitalization, discount=best.discount
    )
