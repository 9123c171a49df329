"""Make claims of shares outstanding: lots of like terms of one class are one claim."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.exits.moment import accrues_from, parts_of, plus, product
from dealwright.equity.exits.share_terms import claim_on_shares

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.equity.exits.claims import Claim
    from dealwright.equity.exits.moment import Amount, Moment
    from dealwright.equity.holdings import Holdings, Lot
    from dealwright.equity.securities import ShareClass


class Terms(NamedTuple):
    """What lots must have in common to be one claim.

    Attributes:
        of: Class.
        ratio: As-converted shares per share.
        preference_price: Money per share that the preference counts.
        preference_paid: Preference already paid off per share.
        dividend_paid: Money per share that was paid of what has accrued since.
        since: Day from which its dividend accrues; None: it does not.
        most: Most money per share that it may still get under a return cap by multiple; None: no such cap.
        vests_at: Price of an as-converted common share at which they vest; None: they have vested.
    """

    of: str
    ratio: Exact
    preference_price: Exact
    preference_paid: Exact
    dividend_paid: Exact
    since: dt.date | None
    most: Exact | None
    vests_at: float | None = None


class Alike(NamedTuple):
    """Shares of one class and of like terms: they are one claim.

    Attributes:
        name: Name of the claim.
        terms: What they have in common.
        holders: Shares by stakeholder.
        in_all: Shares of the whole class.
    """

    name: str
    terms: Terms
    holders: Mapping[str, Amount]
    in_all: Amount


def alike(moment: Moment) -> Iterator[Alike]:
    """Gather the shares outstanding by what they have in common.

    Args:
        moment: The holdings and the day of the exit.

    Returns:
        Those of a class next to one another; shares that are forfeited are in none.
    """
    groups: dict[str, dict[Terms, dict[str, Amount]]] = {}
    for lot in moment.held.lots:
        for reached, shares in moment.in_parts(lot.vesting, partial(moment.shares_of, lot)):
            if isinstance(shares, Exact) and shares <= 0:
                continue
            terms = _terms(moment.held, lot)._replace(vests_at=moment.price_of(reached))
            holders = groups.setdefault(lot.of, {}).setdefault(terms, {})
            holders[lot.holder] = plus(holders.get(lot.holder, NOTHING), shares)
    for of_class in groups.values():
        names = _names(tuple(of_class))
        in_all = plus(*(held for holders in of_class.values() for held in holders.values()))
        for terms, holders in of_class.items():
            yield Alike(names[terms], terms, holders, in_all)


def share_claims(moment: Moment) -> Iterator[Claim]:
    """Return the claims of all shares outstanding.

    Args:
        moment: The holdings and the day of the exit.

    Returns:
        Claims, those of a class next to one another; shares that are forfeited have none.
    """
    for shares in alike(moment):
        yield _claim(moment, moment.held.classes[shares.terms.of], shares)


def _terms(held: Holdings, lot: Lot) -> Terms:
    cls = held.classes[lot.of]
    issued_at = cls.original_issue_price or NOTHING
    most, paid = None, cls.original_issue_price if lot.paid is None else lot.paid
    if cls.return_cap is not None and cls.return_cap.multiple is not None and paid is not None:
        most = max(NOTHING, cls.return_cap.multiple * paid - lot.received / lot.shares)
    return Terms(
        of=lot.of,
        ratio=held.ratio_of(lot),
        preference_price=issued_at if lot.preference_price is None else lot.preference_price,
        preference_paid=lot.preference_paid,
        dividend_paid=lot.dividend_paid,
        since=accrues_from(cls.dividend, lot.accrues_from),
        most=most,
    )


def _names(terms: Sequence[Terms]) -> dict[Terms, str]:
    """Name each claim of a class: by the class alone, or with what sets it apart from the others."""
    if len(terms) == 1:
        return {terms[0]: terms[0].of}
    apart = [
        [f"of {each.since}" for each in terms],
        [f"at {float(each.preference_price):.10g}" for each in terms],
        ["vested" if each.vests_at is None else f"from {each.vests_at:.10g}" for each in terms],
        [str(number) for number, _ in enumerate(terms, start=1)],
    ]
    words = next(each for each in apart if len(set(each)) == len(terms) and all(each))
    return {each: f"{each.of} {word}" for each, word in zip(terms, words, strict=True)}


def _claim(moment: Moment, cls: ShareClass, found: Alike) -> Claim:
    """Return the claim of lots of like terms."""
    terms, shares = found.terms, plus(*found.holders.values())
    most = None if terms.most is None else product(shares, terms.most)
    if cls.return_cap is not None and cls.return_cap.amount is not None:
        received = sum((lot.received for lot in moment.held.lots if lot.of == cls.id), NOTHING)
        most = product(max(NOTHING, cls.return_cap.amount - received), shares) / product(found.in_all)
    accrued = moment.accrued(cls.dividend, terms.preference_price, terms.since, terms.dividend_paid)
    heir = cls.return_cap.rest_to if cls.return_cap is not None else None
    claim = claim_on_shares(
        cls, shares, terms.ratio, terms.preference_price, accrued=accrued, paid=terms.preference_paid
    )
    return replace(
        claim,
        name=found.name,
        holders=parts_of(found.holders),
        return_cap=most,
        rest_to=heir,
        vests_at=terms.vests_at,
    )
