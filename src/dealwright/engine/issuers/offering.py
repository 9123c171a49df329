"""Which classes must convert where a company's exit is a public offering, and what an IPO ratchet then gives them.

The offer price is the price of a common share at which the equity is shared if every class converts. A class must
convert where all that its `qualified_ipo` asks for holds at that price; one that asks for nothing converts at any
offering. A class that need not is paid as in a sale: it takes the better of its preference and its shares.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exits.waterfall import pay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Bool, Float, Int
    from numpy import ndarray

    from dealwright.engine.issuers.stages import Series, StageStack
    from dealwright.equity.exits.claims import Claim, Number, Stack
    from dealwright.equity.exits.waterfall import Payouts

    Flags = Bool[ndarray, " path"]
    Column = Float[ndarray, " path"]


@dataclass(frozen=True, slots=True)
class Offering:
    """What an exit brings that is a public offering on some paths, and a sale on the others.

    Args:
        equity: What there is; (path,) money at the exit.
        offered: On which paths the exit is a public offering.
        primary: New shares that the company sells there, where a class asks for proceeds.
    """

    equity: Column
    offered: Flags
    primary: float | None

    @property
    def places(self) -> Int[ndarray, " path"]:
        """Return the paths of public offerings."""
        return np.flatnonzero(self.offered)


def pay_offering(stage: StageStack, offering: Offering, price: Column) -> Payouts:
    """Pay an exit that is a public offering on some paths, and a sale on the others.

    Args:
        stage: What the exit pays by.
        offering: What it brings.
        price: The offer price on the paths of public offerings.

    Returns:
        What everybody gets.
    """
    return pay_forced(stage, offering.equity, forced_at(stage, offering, price))


def offer_price(stage: StageStack, offering: Offering) -> Column:
    """Return the price of a share on the paths of public offerings, at which the equity is shared if all convert."""
    there, money = stage.at(offering.places), offering.equity[offering.places]
    everyone = dict.fromkeys(stage.series, np.ones(len(money), dtype=bool))
    return np.broadcast_to(pay_forced(there, money, everyone).common_price, money.shape)


def forced_at(stage: StageStack, offering: Offering, price: Column) -> dict[str, Flags]:
    """Find the series that must convert.

    Args:
        stage: What the exit pays by.
        offering: What it brings.
        price: The offer price on the paths of public offerings.

    Returns:
        On which paths each series must convert.
    """
    found = {}
    for name, series in stage.series.items():
        found[name] = np.zeros(offering.equity.shape, dtype=bool)
        found[name][offering.places] = _qualifies(series, price, offering)
    return found


def pay_forced(stage: StageStack, equity: Column, forced: Mapping[str, Flags]) -> Payouts:
    """Pay an exit at which some series must convert.

    Args:
        stage: What the exit pays by.
        equity: What there is; (path,) money at the exit.
        forced: On which paths each series must convert.

    Returns:
        What everybody gets.
    """
    plain = {name: flags for name, flags in forced.items() if stage.series[name].promise is None}
    return pay(ratcheted(stage, forced), equity, forced=plain)


def price_asked(series: Series, places: Int[ndarray, " path"], primary: float | None) -> Column | None:
    """Return the least offer price at which a series must convert; none where it must at any offering.

    Args:
        series: The series.
        places: Paths of public offerings.
        primary: New shares that the company sells there.
    """
    asked, found = series.cls.qualified_ipo, np.zeros(len(places))
    if asked is None:
        return None
    if asked.price is not None:
        found = np.maximum(found, float(asked.price))
    if asked.price_multiple is not None:
        issued_at = series.price[places] if np.ndim(series.price) else series.price  # type: ignore[index]
        found = np.maximum(found, float(asked.price_multiple) * issued_at)
    if asked.proceeds is not None and float(asked.proceeds) > 0.0:
        found = np.maximum(found, float(asked.proceeds) / primary if primary else np.inf)
    return found


def _qualifies(series: Series, price: Column, offering: Offering) -> Flags:
    """Tell which public offerings are such at which a series must convert."""
    asked, found = series.cls.qualified_ipo, np.ones(price.shape, dtype=bool)
    if asked is None:
        return found
    if asked.price is not None:
        found &= price >= float(asked.price)
    if asked.price_multiple is not None:
        issued_at = series.price[offering.places] if np.ndim(series.price) else series.price  # type: ignore[index]
        found &= price >= float(asked.price_multiple) * issued_at
    if asked.valuation is not None:
        found &= offering.equity[offering.places] >= float(asked.valuation)
    if asked.proceeds is not None:
        found &= price * (offering.primary or 0.0) >= float(asked.proceeds)
    return found


def ratcheted(stage: StageStack, forced: Mapping[str, Flags]) -> Stack:
    """Let series with an IPO ratchet keep at least what it promises where they must convert.

    The company then issues them so many more shares that these are worth the promise at the offer price, whatever that
    comes to: money that they take if their own shares are worth less.

    Args:
        stage: What the exit pays by.
        forced: On which paths each series must convert.

    Returns:
        The stack; a series that must convert on some paths has its promise there in place of its preference.
    """
    promises = {name: series.promise for name, series in stage.series.items() if series.promise is not None}
    if not promises:
        return stage.stack
    claims = (
        _promised(claim, promises[claim.security], forced[claim.security]) if claim.security in promises else claim
        for claim in stage.stack.claims
    )
    return replace(stage.stack, claims=tuple(claims))


def _promised(claim: Claim, promise: Number, forced: Flags) -> Claim:
    """Put a promise in place of a preference; the claim is then capped at it, until its shares are worth more."""
    cap = np.inf if claim.participation == "full" or claim.cap is None else claim.cap
    return replace(
        claim,
        preference=np.where(forced, promise + claim.on_conversion, claim.preference),
        last_preference=np.where(forced, 0.0, claim.last_preference),
        participation="none" if claim.participation == "none" else "capped",
        cap=None if claim.participation == "none" else np.where(forced, 0.0, cap),
    )
