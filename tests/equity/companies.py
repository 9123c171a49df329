"""Small companies for the tests of rounds: founders, a plan, SAFEs and notes, told in numbers."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from dealwright.equity.exact import exact
from dealwright.equity.financing import Round
from dealwright.equity.holdings import HeldPool, HeldRight, Holdings, Lot
from dealwright.equity.securities import Convertible, Pool, Right, ShareClass

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = dt.date(2024, 1, 1)
SERIES = ShareClass("series_a", "Series A", "preferred", converts_into="common", preference=Fraction(1))


def company(
    *founders: float,
    available: float = 0,
    granted: float = 0,
    convertibles: Iterable[Convertible] = (),
    classes: Iterable[ShareClass] = (),
    lots: Iterable[Lot] = (),
) -> Holdings:
    """Return a company with founders' common, a plan, and what is outstanding besides."""
    plan = Pool("plan", "Plan", "common", exact(available) + exact(granted))
    option = Right("options", "option", "staff", "common", exact(granted), pool="plan")
    return Holdings(
        DAY,
        "USD",
        {},
        {"common": ShareClass("common", "Common")} | {cls.id: cls for cls in classes},
        (*(Lot(f"f{n}", "common", f"founder{n}", exact(s)) for n, s in enumerate(founders)), *lots),
        {"options": HeldRight(option, Fraction(0))} if granted else {},
        {convertible.id: convertible for convertible in convertibles},
        {"plan": HeldPool(plan, granted=exact(granted))} if available or granted else {},
    )


def safe(name: str, amount: float | str | Fraction, cap: float | Fraction | None = None, **terms: Any) -> Convertible:
    """Return a SAFE, post-money unless it says otherwise."""
    return Convertible(name, "safe", name, exact(amount), DAY, cap=None if cap is None else exact(cap), **terms)


def series_a(new_money: float | str | dict[str, float], pre_money: float | None = None, **terms: Any) -> Round:
    """Return a Series A of one investor, or of several by name."""
    investors = new_money if isinstance(new_money, dict) else {"fund": new_money}
    return Round(
        terms.pop("name", "A"),
        terms.pop("on", DAY),
        terms.pop("new_class", SERIES),
        {holder: exact(money) for holder, money in investors.items()},
        pre_money=None if pre_money is None else exact(pre_money),
        **terms,
    )
