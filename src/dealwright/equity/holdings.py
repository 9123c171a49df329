"""Who holds what on a day: what the events up to then have made of the securities."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.equity.vesting import NOTHING_YET

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dealwright.equity.events import Consideration
    from dealwright.equity.securities import Convertible, Pool, Right, ShareClass, Stakeholder
    from dealwright.equity.vesting import Progress, Vesting


FlowKind = Literal[
    "paid_in", "in_kind", "exercise", "secondary",
    "distribution", "repurchase", "repaid", "dividend", "exchange", "interest", "fraction",
]  # fmt: skip
"""What a flow of money is.

A holder pays in for securities, in things instead of money (`in_kind`), or for an exercise; `secondary` is between
holders; the company pays a distribution, for shares bought back, for a convertible that is `repaid`, a dividend or
interest due at conversion, money beside shares in a recapitalisation (`exchange`), or for fractions of shares.
"""


@dataclass(frozen=True, slots=True)
class Flow:
    """Money, or the worth of things, that a holder paid or got on a day.

    Attributes:
        on: The day.
        holder: Stakeholder.
        amount: Money that the holder got; below zero: that it paid.
        kind: What it is; only `secondary` is between holders, all else is with the company.
        security: Security that it was for; empty: none.
        of: Class of that security, or what kind of convertible it is; empty: none.
        thing: What was given instead of money, such as `compute credits`; empty: it is money.
    """

    on: dt.date
    holder: str
    amount: Exact
    kind: FlowKind
    security: str = ""
    of: str = ""
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A part of a consideration that a holder has not yet paid.

    Attributes:
        holder: Stakeholder.
        amount: Money.
        security: Security that it is for.
        of: Class of that security.
        on: Day on which it falls due; None: none is said.
        condition: In words; None: unconditional.
    """

    holder: str
    amount: Exact
    security: str
    of: str
    on: dt.date | None = None
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Say which shares of a grant these are, counted in the order in which they vest.

    What is exercised, sold or transferred goes from the front, what is forfeited or bought back at cost from the end.

    Attributes:
        grant: Shares of the whole grant, to which its schedule applies.
        start: How many of them vest before the first of these.
        brought_forward: How many have vested outside the schedule.
    """

    grant: Exact
    start: Exact = NOTHING
    brought_forward: Exact = NOTHING


@dataclass(frozen=True, slots=True)
class Lot:
    """Shares of one class that one holder got at once.

    Attributes:
        security: Its name.
        of: Class.
        holder: Stakeholder.
        shares: How many are left of it.
        price: Money paid per share; None: not known.
        on: Day of issue, from which dividends accrue.
        preference_price: Money per share that its preference counts; None: the class's original issue price.
        conversion_price: Conversion price of its own (a waiver, or an adjustment for this holder alone); None: the
            class's.
        preference_paid: Preference already paid off per share.
        received: Money already received on it in distributions, in all.
        consideration: What was given for it, where it was not plain cash.
        vesting: How it vests, if it does.
        unvested: How many of its shares have not vested.
        piece: Which shares of its grant these are, if it vests.
        cost: Money that its present holder paid per share, where that is not `price` (bought from another holder).
        pool: Pool that it came out of, if any.
        dividend_paid_on: Day on which all of its cumulative dividend was last paid; None: it never was.
        dividend_paid: Money per share that was paid of what has accrued since.
    """

    security: str
    of: str
    holder: str
    shares: Exact
    price: Exact | None = None
    on: dt.date | None = None
    preference_price: Exact | None = None
    conversion_price: Exact | None = None
    preference_paid: Exact = NOTHING
    received: Exact = NOTHING
    consideration: Consideration | None = None
    vesting: Vesting | None = None
    unvested: Exact = NOTHING
    piece: Piece | None = None
    cost: Exact | None = None
    pool: str | None = None
    dividend_paid_on: dt.date | None = None
    dividend_paid: Exact = NOTHING

    @property
    def accrues_from(self) -> dt.date | None:
        """Return the day from which its cumulative dividend accrues, if its class's does not begin later."""
        return self.dividend_paid_on or self.on

    @property
    def paid(self) -> Exact | None:
        """Return what was given to the company for a share, in money or in things; None: not known."""
        return self.price if self.consideration is None else self.consideration.total / self.shares


@dataclass(frozen=True, slots=True)
class HeldRight:
    """A right as it stands on a day.

    Attributes:
        right: As it now is: after splits, in its holder's hands, `count` not yet exercised or cancelled.
        vested: How many of those have vested.
        exercised: How many were exercised.
        piece: Which shares of its grant these are; None: all of it.
    """

    right: Right
    vested: Exact
    exercised: Exact = NOTHING
    piece: Piece | None = None

    @property
    def unvested(self) -> Exact:
        """Return how many have not vested."""
        return self.right.count - self.vested


@dataclass(frozen=True, slots=True)
class HeldPool:
    """A pool as it stands on a day.

    Attributes:
        pool: As it now is; `reserved` counts what was granted or exercised out of it as well.
        granted: Shares of rights outstanding out of it.
        used: Shares issued out of it, by exercise or as restricted stock.
    """

    pool: Pool
    granted: Exact = NOTHING
    used: Exact = NOTHING

    @property
    def available(self) -> Exact:
        """Return what is not yet granted."""
        return self.pool.reserved - self.granted - self.used


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything outstanding on a day.

    Attributes:
        on: The day.
        currency: Of all money.
        stakeholders: By id.
        classes: By id, as they now are: conversion prices adjusted, prices per share after splits.
        lots: Shares outstanding, oldest first.
        rights: Rights outstanding, by id.
        convertibles: Convertibles outstanding, by id.
        pools: By id.
        received: Money that each stakeholder got in distributions.
        flows: Money that each stakeholder paid and got up to the day, in the order of days.
        owed: What stakeholders have still to pay for what they hold.
        progress: What has come about of what vesting asks for.
    """

    on: dt.date
    currency: str
    stakeholders: Mapping[str, Stakeholder]
    classes: Mapping[str, ShareClass]
    lots: tuple[Lot, ...] = ()
    rights: Mapping[str, HeldRight] = field(default_factory=dict)
    convertibles: Mapping[str, Convertible] = field(default_factory=dict)
    pools: Mapping[str, HeldPool] = field(default_factory=dict)
    received: Mapping[str, Exact] = field(default_factory=dict)
    flows: tuple[Flow, ...] = ()
    owed: tuple[Owed, ...] = ()
    progress: Progress = NOTHING_YET

    def ratio_of_class(self, of: str) -> Exact:
        """Return how many common shares a share of a class converts into, through all that it converts into."""
        ratio, cls = WHOLE, self.classes[of]
        while cls.converts_into is not None:
            ratio, cls = ratio * cls.ratio, self.classes[cls.converts_into]
        return ratio

    def ratio_of(self, lot: Lot) -> Exact:
        """Return how many common shares a share of a lot converts into."""
        cls = self.classes[lot.of]
        if lot.conversion_price is None or cls.converts_into is None:
            return self.ratio_of_class(lot.of)
        own = replace(cls, conversion_price=lot.conversion_price)
        return own.ratio * self.ratio_of_class(cls.converts_into)

    def counts(self, of: str) -> bool:
        """Return whether shares of a class count as common shares: preferred ones that never convert do not."""
        cls = self.classes[of]
        while cls.converts_into is not None:
            cls = self.classes[cls.converts_into]
        return cls.kind != "preferred"

    def counted_ratio_of_class(self, of: str) -> Exact:
        """Return how many shares a share of a class counts as wherever shares are counted as converted."""
        return self.ratio_of_class(of) if self.counts(of) else NOTHING

    def counted_ratio_of(self, lot: Lot) -> Exact:
        """Return how many shares a share of a lot counts as wherever shares are counted as converted."""
        return self.ratio_of(lot) if self.counts(lot.of) else NOTHING

    @property
    def outstanding(self) -> Exact:
        """Return all shares outstanding, as converted; preferred shares that never convert are not counted."""
        ratios = {of: self.counted_ratio_of_class(of) for of in {lot.of for lot in self.lots}}
        return sum(
            (
                lot.shares * (ratios[lot.of] if lot.conversion_price is None else self.counted_ratio_of(lot))
                for lot in self.lots
            ),
            NOTHING,
        )

    @property
    def granted(self) -> Exact:
        """Return the shares that rights outstanding give, as converted."""
        return sum((r.right.count * self.counted_ratio_of_class(r.right.of) for r in self.rights.values()), NOTHING)

    @property
    def available(self) -> Exact:
        """Return the shares of pools that are not yet granted, as converted."""
        return sum(
            (max(p.available, NOTHING) * self.counted_ratio_of_class(p.pool.of) for p in self.pools.values()), NOTHING
        )

    @property
    def fully_diluted(self) -> Exact:
        """Return all shares as converted, with rights and pools; convertibles count once they have converted."""
        return self.outstanding + self.granted + self.available
