"""What an offering does by its terms: its price, which classes it converts, what ratchets and convertibles become.

The offering is a round that sells common at one price. What is outstanding counts with rights granted, and without
what pools have not granted (nobody is paid on that). A class with a ratchet that converts gets at least shares worth
its multiple of the original issue price; convertibles take the best of their terms at the offer price.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.financing import Round
from dealwright.equity.holdings import Lot
from dealwright.equity.rounds.anti_dilution import Protected, price_of
from dealwright.equity.rounds.equations import EXACT, Group, NoSolutionError, Target
from dealwright.equity.rounds.impossible import impossible
from dealwright.equity.rounds.no_answer import no_answer
from dealwright.equity.rounds.setting import given_by, setting_of
from dealwright.equity.rounds.solving import solve
from dealwright.equity.securities import AntiDilution

if TYPE_CHECKING:
    from dealwright.equity.exact import Rounding
    from dealwright.equity.financing import Ipo
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.rounds.equations import Solution
    from dealwright.equity.rounds.setting import Setting
    from dealwright.equity.securities import ShareClass

PUBLIC = "public"
"""Stakeholder who buys the shares that are sold."""

_STEPS = 100
_CENT = 10**8


@dataclass(frozen=True, slots=True)
class Offered:
    """An offering at its price.

    Attributes:
        price: Offer price.
        setting: The offering as a round.
        solution: Worths at the price.
        stays: Classes that do not convert, and which condition fails.
    """

    price: Exact
    setting: Setting
    solution: Solution
    stays: dict[str, str]


def new_shares(ipo: Ipo) -> Exact:
    """Return the shares that the company sells, those of the greenshoe that are exercised among them."""
    return ipo.primary + greenshoe_shares(ipo)


def greenshoe_shares(ipo: Ipo) -> Exact:
    """Return the shares of the greenshoe that are exercised."""
    return (ipo.primary + sum(ipo.secondary.values(), NOTHING)) * ipo.greenshoe * ipo.exercised


def common_of(held: Holdings, ipo: Ipo) -> ShareClass:
    """Return the class that is sold: the first common class that converts into no other."""
    for cls in held.classes.values():
        if cls.kind == "common" and cls.converts_into is None:
            return cls
    raise impossible(
        ipo.place, "no-common", "the offering has no common class to sell", "a class of kind `common`",
        "add `common: {kind: common}` under `classes`",
    )  # fmt: skip


def offered(held: Holdings, ipo: Ipo, rounding: Rounding) -> Offered:
    """Find an offering's price, and what converts at it.

    Which classes convert depends on the price, and by their ratchets the price on which classes convert where a
    valuation is given. It begins with all; a class whose condition fails is left out for good, so that ends.

    Args:
        held: Holdings after the split.
        ipo: The offering.
        rounding: How its price is rounded, where it is found.

    Returns:
        The offering at its price.

    Raises:
        ImpossibleError: If no price makes its terms true together, or none is given.
    """
    issued = {lot.of for lot in held.lots}
    stays = {of: "converts_into" for of in held.classes if of in issued and not held.counts(of)}
    while True:
        price, setting, solution = _priced(held, ipo, rounding, frozenset(stays))
        more = {
            cls.id: why
            for cls in held.classes.values()
            if cls.converts_into is not None
            and cls.id not in stays
            and (why := unmet(cls, ipo, price, _before(setting, solution))) is not None
        }
        if not more:
            return Offered(price, setting, solution, stays)
        stays |= more


def unmet(cls: ShareClass, ipo: Ipo, price: Exact, before: Exact) -> str | None:
    """Name the first condition of a class's qualified IPO that an offering does not meet; None: it must convert.

    Args:
        cls: The class, after the split.
        ipo: The offering.
        price: Offer price.
        before: Shares before the offering, as converted, with rights.

    Returns:
        `price`, `price_multiple`, `proceeds` or `valuation`, or nothing.
    """
    terms = cls.qualified_ipo
    if terms is None:
        return None
    issued = (cls.original_issue_price or NOTHING) / cls.conversion_ratio  # per common share, splits of either counted
    needed = {
        "price": (terms.price, price),
        "price_multiple": (None if terms.price_multiple is None else terms.price_multiple * issued, price),
        "proceeds": (terms.proceeds, new_shares(ipo) * price),
        "valuation": (terms.valuation, before * price),
    }
    return next((name for name, (least, there) in needed.items() if least is not None and there < least), None)


def _before(setting: Setting, solution: Solution) -> Exact:
    """Return the shares before the offering, as converted, with rights."""
    eq = setting.equations
    worth = sum(solution.converted, NOTHING) + sum(solution.adjusted, NOTHING)
    return Fraction(eq.outstanding + eq.granted + worth / solution.price)


def _priced(held: Holdings, ipo: Ipo, rounding: Rounding, stays: frozenset[str]) -> tuple[Exact, Setting, Solution]:
    """Find the price where some classes stay as they are.

    Where a valuation is given, the money of the new shares, which a weighted average counts, depends on the price; it
    is found again from each price until the price stands still.
    """
    price, setting, solution = _at_money(
        held, ipo, NOTHING if ipo.price is None else new_shares(ipo) * ipo.price, stays
    )
    if ipo.price is not None:
        return price, setting, solution
    for _ in range(_STEPS):
        last = price
        money = Fraction(round(new_shares(ipo) * price * _CENT), _CENT)
        price, setting, solution = _at_money(held, ipo, money, stays)
        if abs(price - last) * _CENT < 1:
            break
    return _priced(held, replace(ipo, price=rounding.of_price(price)), rounding, stays)


def _at_money(held: Holdings, ipo: Ipo, money: Exact, stays: frozenset[str]) -> tuple[Exact, Setting, Solution]:
    """Solve an offering whose new shares bring so much money."""
    round_ = Round(
        "ipo", ipo.on, common_of(held, ipo), {PUBLIC: money}, pre_money=ipo.pre_money, price=ipo.price, place=ipo.place
    )
    setting = _with_ratchets(setting_of(held, round_), stays)
    try:
        solution = solve(setting.equations, *given_by(round_), EXACT)
    except NoSolutionError as none:
        raise no_answer(setting, none.unknown) from None
    return solution.price, setting, solution


def _with_ratchets(setting: Setting, stays: frozenset[str]) -> Setting:
    """Return an offering in which ratchets hold and what pools have not granted does not count."""
    held, eq = setting.held, setting.equations
    found: dict[tuple[str, Exact], tuple[Protected, Group]] = {
        (part.of, part.conversion_price): (part, group)
        for part, group in zip(setting.protected, eq.groups, strict=True)
    }
    apart = sum((part.shares for part in setting.protected), NOTHING)
    for key, (shares, worth) in _least(held, stays).items():
        if key in found:
            part, group = found[key]
            found[key] = replace(part, least=worth), replace(group, least=worth)
        else:
            part = Protected(key[0], AntiDilution("none"), key[1], shares, None, worth)
            found[key] = part, Group(shares, key[1], new_money=False, least=worth)
    parts, groups = tuple(part for part, _ in found.values()), tuple(group for _, group in found.values())
    outstanding = eq.outstanding + apart - sum((part.shares for part in parts), NOTHING)
    promised = sum((p.pool.promised * held.counted_ratio_of_class(p.pool.of) for p in held.pools.values()), NOTHING)
    equations = replace(
        eq, outstanding=outstanding, groups=groups, unissued=NOTHING, promised=promised,
        target=Target(None, NOTHING, NOTHING),
    )  # fmt: skip
    return replace(setting, protected=parts, pool=None, equations=equations)


def _least(held: Holdings, stays: frozenset[str]) -> dict[tuple[str, Exact], tuple[Exact, Exact]]:
    """Return shares as converted and their least worth, by class with a ratchet that converts and conversion price."""
    found: dict[tuple[str, Exact], tuple[Exact, Exact]] = {}
    counted = [(lot.of, lot.shares, held.ratio_of(lot), price_of(held, lot), lot.preference_price) for lot in held.lots]
    for right in (each.right for each in held.rights.values()):
        whole = Lot("", right.of, right.holder, right.count)
        counted.append((right.of, right.count, held.ratio_of(whole), price_of(held, whole), None))
    for of, shares, ratio, price, paid in counted:
        ratchet, own = held.classes[of].ipo_ratchet, held.classes[of].original_issue_price
        if ratchet is None or price is None or own is None or of in stays:
            continue
        common, worth = found.get((of, price), (NOTHING, NOTHING))
        worth += shares * ratchet.multiple * (own if paid is None else paid)
        found[of, price] = common + shares * ratio, worth
    return found
