"""Hold an initial public offering: what converts, what is sold by whom, who may sell when, who then has what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, WHOLE, Exact, Rounding
from dealwright.equity.holdings import Flow, Holdings, Lot
from dealwright.equity.offerings.ipo_shares import ClassConversion, after_split, converted, sold
from dealwright.equity.offerings.ipo_terms import PUBLIC, Offered, common_of, greenshoe_shares, new_shares, offered
from dealwright.equity.rounds.anti_dilution import Adjustment, adjusted
from dealwright.equity.rounds.priced import EXACTLY, Conversion, conversions_of, rounded_off
from dealwright.equity.rounds.settling import in_shares
from dealwright.equity.securities import Stakeholder
from dealwright.ground.calendar import add_months

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dealwright.equity.financing import Ipo


@dataclass(frozen=True, slots=True)
class HeldIpo:
    """An offering worked out.

    Attributes:
        ipo: The offering.
        price: Offer price per share.
        pre_money: All shares before it, as converted, with rights, at the price.
        classes: What the classes that convert became.
        stays: Classes that stay as they are, and the condition of their qualified IPO that is not met, or
            `converts_into` where they never convert.
        conversions: What convertibles became.
        adjustments: Conversion prices that its ratchets and anti-dilution changed.
        lost_in_split: Shares of each class that rounding took from holders in the split.
        primary: New shares sold by the company, without the greenshoe.
        greenshoe: Shares of the greenshoe sold by the company.
        gross: Money paid to the company.
        underwriting: Underwriters' part of that.
        net: What the company keeps after underwriters and costs.
        sellers: What each selling holder keeps after underwriters.
        may_sell: Day from which each holder may sell.
        shares: Shares of each holder after it, as converted.
        value: Those at the price.
        rights: What rights of each holder are worth if exercised at the price.
        market_value: All shares outstanding at the price.
        fully_diluted_value: Those with rights and pools.
        before: Holdings before.
        after: Holdings after.
    """

    ipo: Ipo
    price: Exact
    pre_money: Exact
    classes: tuple[ClassConversion, ...]
    stays: Mapping[str, str]
    conversions: tuple[Conversion, ...]
    adjustments: tuple[Adjustment, ...]
    lost_in_split: Mapping[str, Exact]
    primary: Exact
    greenshoe: Exact
    gross: Exact
    underwriting: Exact
    net: Exact
    sellers: Mapping[str, Exact]
    may_sell: Mapping[str, dt.date]
    shares: Mapping[str, Exact]
    value: Mapping[str, Exact]
    rights: Mapping[str, Exact]
    market_value: Exact
    fully_diluted_value: Exact
    before: Holdings
    after: Holdings


def hold_ipo(held: Holdings, ipo: Ipo, rounding: Rounding = EXACTLY) -> HeldIpo:
    """Hold an offering: split, price, ratchets, conversions, sale.

    Args:
        held: Holdings before it.
        ipo: The offering.
        rounding: How shares are rounded, holder by holder, when they convert, and the price where it is found.

    Returns:
        The offering worked out.

    Raises:
        ImpossibleError: If it says too little, or somebody sells what it has not; with its problem.
    """
    split = replace(after_split(held, ipo), on=ipo.on)
    offer = offered(split, ipo, rounding)
    settled = in_shares(offer.setting, offer.solution, offer.setting.round.investors)
    if not rounding.leaves_all:
        settled = rounded_off(offer.setting, settled, offer.setting.round.investors, rounding)
    adjustments = tuple(
        Adjustment(part.of, part.conversion_price, new, part.shares, part.shares * part.conversion_price / new)
        for part, new in zip(offer.setting.protected, settled.adjusted, strict=True)
        if new != part.conversion_price
    )
    changes = {(change.of, change.before): change.after for change in adjustments}
    ratios = {lot.security: split.ratio_of(lot) for lot in split.lots}
    common, classes = converted(adjusted(split, changes), ratios, offer.stays, rounding)
    conversions = conversions_of(offer.setting, settled, rounding)
    interest = tuple(
        Flow(ipo.on, c.holder, c.interest_paid, "interest", c.convertible, held.convertibles[c.convertible].kind)
        for c in conversions
        if c.interest_paid
    )
    common = replace(common, flows=(*common.flows, *interest))
    listed = _listed(sold(_with(common, ipo, conversions), ipo, common_of(split, ipo).id), ipo, offer)
    return _reported((held, split, listed), ipo, offer, (classes, conversions, adjustments))


def _with(held: Holdings, ipo: Ipo, conversions: tuple[Conversion, ...]) -> Holdings:
    """Return the holdings with what convertibles became."""
    gone = {conversion.convertible for conversion in conversions}
    lots = [
        Lot(c.convertible, common_of(held, ipo).id, c.holder, c.as_converted, c.price, ipo.on)
        for c in conversions
        if c.as_converted
    ]
    left = {name: convertible for name, convertible in held.convertibles.items() if name not in gone}
    return replace(held, lots=(*held.lots, *lots), convertibles=left)


def _listed(held: Holdings, ipo: Ipo, offer: Offered) -> Holdings:
    """Return the holdings with the public's shares, and who paid and got what."""
    bought = new_shares(ipo) + sum(ipo.secondary.values(), NOTHING)
    common = common_of(held, ipo).id
    lots = (Lot("ipo", common, PUBLIC, bought, offer.price, ipo.on),) if bought else ()
    keeps = offer.price * (WHOLE - ipo.underwriting)
    paid = (Flow(ipo.on, PUBLIC, -new_shares(ipo) * offer.price, "paid_in", "ipo", common),) if bought else ()
    got = tuple(
        Flow(ipo.on, holder, shares * keeps, "secondary", "ipo", common) for holder, shares in ipo.secondary.items()
    )
    people = dict(held.stakeholders)
    people.setdefault(PUBLIC, Stakeholder(PUBLIC, "Public", "investor"))
    return replace(held, lots=(*held.lots, *lots), stakeholders=people, flows=(*held.flows, *paid, *got))


def _reported(
    states: tuple[Holdings, Holdings, Holdings],
    ipo: Ipo,
    offer: Offered,
    results: tuple[tuple[ClassConversion, ...], tuple[Conversion, ...], tuple[Adjustment, ...]],
) -> HeldIpo:
    """Report an offering."""
    before, split, after = states
    classes, conversions, adjustments = results
    price = offer.price
    gross = new_shares(ipo) * price
    shares: dict[str, Exact] = {}
    for lot in after.lots:
        if after.counts(lot.of):
            shares[lot.holder] = shares.get(lot.holder, NOTHING) + lot.shares * after.ratio_of(lot)
    rights: dict[str, Exact] = {}
    for right in (each.right for each in after.rights.values()):
        ratio = after.counted_ratio_of_class(right.of)
        gain = max(ratio * price - right.strike, NOTHING) * right.count
        rights[right.holder] = rights.get(right.holder, NOTHING) + gain
    locked = add_months(ipo.on, ipo.lock_up, keep_end=False)
    eq = offer.setting.equations
    worth = sum(offer.solution.converted, NOTHING) + sum(offer.solution.adjusted, NOTHING)
    return HeldIpo(
        ipo=ipo,
        price=price,
        pre_money=(eq.outstanding + eq.granted) * price + worth,
        classes=classes,
        stays=offer.stays,
        conversions=conversions,
        adjustments=adjustments,
        lost_in_split=_lost(before, split, ipo),
        primary=ipo.primary,
        greenshoe=greenshoe_shares(ipo),
        gross=gross,
        underwriting=gross * ipo.underwriting,
        net=gross * (WHOLE - ipo.underwriting) - ipo.costs,
        sellers={who: sells * price * (WHOLE - ipo.underwriting) for who, sells in ipo.secondary.items()},
        may_sell={holder: ipo.on if holder == PUBLIC else locked for holder in (*shares, *rights)},
        shares=shares,
        value={holder: count * price for holder, count in shares.items()},
        rights=rights,
        market_value=after.outstanding * price,
        fully_diluted_value=after.fully_diluted * price,
        before=before,
        after=after,
    )


def _lost(before: Holdings, split: Holdings, ipo: Ipo) -> Mapping[str, Exact]:
    """Return the shares that rounding took in the split, by class."""
    lost: dict[str, Exact] = {}
    for lot in before.lots if ipo.split is not None else ():
        lost[lot.of] = lost.get(lot.of, NOTHING) + lot.shares * (ipo.split or WHOLE)
    for lot in split.lots if ipo.split is not None else ():
        lost[lot.of] -= lot.shares
    return {of: shares for of, shares in lost.items() if shares}
