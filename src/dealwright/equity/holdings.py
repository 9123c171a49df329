"""Who holds what on a day: what the events up to then have made of the securities."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dealwright.equity.events import Consideration
    from dealwright.equity.securities import Convertible, Pool, Right, ShareClass, Stakeholder
    from dealwright.equity.vesting import Vesting


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


@dataclass(frozen=True, slots=True)
class HeldRight:
    """A right as it stands on a day.

    Attributes:
        right: As it now is: after splits, in its holder's hands, `count` not yet exercised or cancelled.
        vested: How many of those have vested.
        exercised: How many were exercised.
    """

    right: Right
    vested: Exact
    exercised: Exact = NOTHING

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
        used: Shares issued out of it by exercise.
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

    def ratio_of(self, lot: Lot) -> Exact:
        """Return how many common shares a share of a lot converts into."""
        cls = self.classes[lot.of]
        return cls.ratio if lot.conversion_price is None else replace(cls, conversion_price=lot.conversion_price).ratio

    @property
    def outstanding(self) -> Exact:
        """Return all shares outstanding, as converted."""
        return sum((lot.shares * self.ratio_of(lot) for lot in self.lots), NOTHING)

    @property
    def granted(self) -> Exact:
        """Return the shares that rights outstanding give, as converted."""
        return sum((r.right.count * self.classes[r.right.of].ratio for r in self.rights.values()), NOTHING)

    @property
    def available(self) -> Exact:
        """Return the shares of pools that are not yet granted, as converted."""
        return sum((max(p.available, NOTHING) * self.classes[p.pool.of].ratio for p in self.pools.values()), NOTHING)

    @property
    def fully_diluted(self) -> Exact:
        """Return all shares as converted, with rights and pools; convertibles count once they have converted."""
        return self.outstanding + self.granted + self.available
