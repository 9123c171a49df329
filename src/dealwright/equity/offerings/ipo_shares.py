"""Turn what is outstanding into common at an offering: the split, the classes that convert, what holders sell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.equity.accrual import accrued
from dealwright.equity.events import Split
from dealwright.equity.exact import NOTHING, WHOLE, Exact, Rounding, spoken
from dealwright.equity.replay.book import Book
from dealwright.equity.replay.pieces import cut_lot, scaled_piece
from dealwright.equity.replay.splits import split
from dealwright.equity.rounds.impossible import impossible

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dealwright.equity.financing import Ipo
    from dealwright.equity.holdings import HeldRight, Holdings, Lot


@dataclass(frozen=True, slots=True)
class ClassConversion:
    """What a class became.

    Attributes:
        of: Class.
        shares: Its shares, after the split.
        common: Common shares that they became.
        added: Those of them that a ratchet or the offering's anti-dilution added.
        dividends: Money paid in dividends on conversion.
    """

    of: str
    shares: Exact
    common: Exact
    added: Exact
    dividends: Exact


def after_split(held: Holdings, ipo: Ipo) -> Holdings:
    """Return the holdings after the split before an offering, each holder's count of a class rounded.

    Args:
        held: Holdings before.
        ipo: The offering.

    Returns:
        The holdings, as they were where there is no split.
    """
    if ipo.split is None:
        return held
    book = Book.of(held)
    split(book, Split(on=ipo.on, ratio=ipo.split, shares=ipo.split_rounding))
    lots = {lot.security: lot for lot in held.lots}
    return replace(
        held,
        classes=dict(book.classes),
        lots=tuple(
            replace(lot, unvested=lots[name].unvested * lot.shares / lots[name].shares)
            for name, lot in book.lots.items()
        ),
        rights={name: _vested_as(held.rights[name], right) for name, right in book.rights.items()},
        pools=book.counted_pools(),
        flows=tuple(book.flows),
    )


def _vested_as(before: HeldRight, right: HeldRight) -> HeldRight:
    """Return a right of which the same part has vested as before."""
    part = before.vested / before.right.count if before.right.count else WHOLE
    return replace(right, vested=right.right.count * part)


def converted(
    held: Holdings, ratios: Mapping[str, Exact], stays: Collection[str], rounding: Rounding
) -> tuple[Holdings, tuple[ClassConversion, ...]]:
    """Convert the classes that convert, with the rights to them.

    Args:
        held: Holdings, their conversion prices adjusted.
        ratios: Common shares per share before adjustment, by lot.
        stays: Classes that do not convert.
        rounding: How each holder's count is rounded.

    Returns:
        The holdings, and what each class became.
    """
    lots: list[Lot] = []
    gone: dict[str, ClassConversion] = {}
    whole: dict[tuple[str, str], tuple[Exact, Exact]] = {}
    for lot in held.lots:
        cls = held.classes[lot.of]
        if cls.converts_into is None or lot.of in stays:
            lots.append(lot)
            continue
        ratio = held.ratio_of(lot)
        extra, paid = _dividend(held, lot, ratio)
        exactly, given = whole.get((lot.of, lot.holder), (NOTHING, NOTHING))
        exactly += lot.shares * (ratio + extra)
        gets = rounding.of_shares(exactly) - given
        whole[lot.of, lot.holder] = exactly, given + gets
        into = _last(held, lot.of)
        lots.append(_as_common(lot, into, gets, ratio))
        known = gone.get(lot.of, ClassConversion(lot.of, NOTHING, NOTHING, NOTHING, NOTHING))
        gone[lot.of] = ClassConversion(
            lot.of,
            known.shares + lot.shares,
            known.common + gets,
            known.added + lot.shares * (ratio - ratios[lot.security]),
            known.dividends + paid,
        )
    rights = {
        name: right if right.right.of in stays else _right_to_common(held, right, rounding)
        for name, right in held.rights.items()
    }
    return replace(held, lots=tuple(lot for lot in lots if lot.shares), rights=rights), tuple(gone.values())


def _last(held: Holdings, of: str) -> str:
    """Return the class at the end of what a class converts into."""
    while (into := held.classes[of].converts_into) is not None:
        of = into
    return of


def _dividend(held: Holdings, lot: Lot, ratio: Exact) -> tuple[Exact, Exact]:
    """Return the common shares that a share's dividends convert into, and the money paid on the lot's."""
    cls = held.classes[lot.of]
    price = cls.original_issue_price if lot.preference_price is None else lot.preference_price
    due = accrued(cls.dividend, price or NOTHING, lot.accrues_from, held.on, lot.dividend_paid)
    if cls.dividend is None or not due or not price:
        return NOTHING, NOTHING
    if cls.dividend.on_conversion == "converts":
        return due * ratio / price, NOTHING
    return NOTHING, due * lot.shares if cls.dividend.on_conversion == "paid" else NOTHING


def _as_common(lot: Lot, into: str, gets: Exact, ratio: Exact) -> Lot:
    """Return a lot after conversion."""
    return replace(
        lot,
        of=into,
        shares=gets,
        price=None if lot.price is None else lot.price / ratio,
        cost=None if lot.cost is None else lot.cost / ratio,
        unvested=lot.unvested * gets / lot.shares,
        piece=None if lot.piece is None else scaled_piece(lot.piece, gets / lot.shares),
        preference_price=None,
        conversion_price=None,
        preference_paid=NOTHING,
        dividend_paid_on=None,
        dividend_paid=NOTHING,
    )


def _right_to_common(held: Holdings, right: HeldRight, rounding: Rounding) -> HeldRight:
    """Return a right to a class that converts as a right to common, at the same strike in all."""
    own, into = right.right, _last(held, right.right.of)
    ratio = held.ratio_of_class(own.of)
    if into == own.of or not own.count:
        return right
    count = rounding.of_shares(own.count * ratio)
    return replace(
        right,
        right=replace(own, of=into, count=count, strike=own.strike / ratio),
        vested=right.vested * count / own.count,
        exercised=right.exercised * ratio,
        piece=None if right.piece is None else scaled_piece(right.piece, count / own.count),
    )


def sold(held: Holdings, ipo: Ipo, common: str) -> Holdings:
    """Take what holders sell out of their common, oldest first, what has vested only.

    Args:
        held: Holdings after conversion.
        ipo: The offering.
        common: Class that is sold.

    Returns:
        The holdings without it.

    Raises:
        ImpossibleError: If somebody sells more than it has.
    """
    left = dict(ipo.secondary)
    lots = []
    for lot in held.lots:
        wanted = left.get(lot.holder, NOTHING) if lot.of == common else NOTHING
        taken = min(wanted, lot.shares - lot.unvested)
        _, rest = cut_lot(lot, taken) if taken else (None, lot)
        if taken:
            left[lot.holder] = wanted - taken
        if rest is not None:
            lots.append(rest)
    for holder, missing in left.items():
        if missing > 0:
            asked, has = (spoken(n) for n in (ipo.secondary[holder], ipo.secondary[holder] - missing))
            raise impossible(
                ipo.place, "not-held", f"`{holder}` sells `{asked}` shares in the offering and has {has}",
                "shares of common that have vested, those from conversion among them",
                f"lower `{holder}` under `secondary`",
            ).within("secondary", holder)  # fmt: skip
    return replace(held, lots=tuple(lots))
