"""Turn the worths of a round into shares, and its prices and shares into rounded ones that agree with each other.

A rounded price changes the shares, rounded shares change what a price is divided by, and so on. From the exact answer
on, each is worked out from the others as they stand until none changes; what changes is a last digit, so that takes a
few steps. Where last digits chase each other in a ring, what stands when the ring closes is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from operator import mul
from typing import TYPE_CHECKING

from dealwright.equity.equations import before_new_money, capitalization, everything, of_target
from dealwright.equity.exact import NOTHING, WHOLE, Exact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.equity.conversion import Way
    from dealwright.equity.equations import Solution
    from dealwright.equity.exact import Rounding
    from dealwright.equity.setting import Setting


@dataclass(frozen=True, slots=True)
class Settled:
    """A round in shares.

    Attributes:
        price: Money per new share.
        converted: Shares of each convertible, as converted.
        prices: Money per share at which each converts.
        ways: Number of the way of each.
        adjusted: Conversion price of each protected group.
        available: What pools have to grant after it.
        bought: New shares by investor.
    """

    price: Exact
    converted: tuple[Exact, ...]
    prices: tuple[Exact, ...]
    ways: tuple[int, ...]
    adjusted: tuple[Exact, ...]
    available: Exact
    bought: Mapping[str, Exact]


def in_shares(setting: Setting, solution: Solution, money: Mapping[str, Exact]) -> Settled:
    """Return the exact answer in shares.

    Args:
        setting: The round.
        solution: Its answer in worths.
        money: Money of each investor.

    Returns:
        Shares, nothing rounded.
    """
    price = solution.price
    return Settled(
        price,
        tuple(worth / price for worth in solution.converted),
        tuple(price * a / w if w else price for a, w in zip(setting.amounts, solution.converted, strict=True)),
        solution.ways,
        tuple(
            g.conversion_price * g.shares * price / worth
            for g, worth in zip(setting.protected, solution.adjusted, strict=True)
        ),
        solution.pool / price,
        {holder: paid / price for holder, paid in money.items()},
    )


def settle(setting: Setting, settled: Settled, money: Mapping[str, Exact], rounding: Rounding) -> Settled:
    """Round a round's prices and shares so that they agree.

    Args:
        setting: The round.
        settled: The exact answer.
        money: Money of each investor.
        rounding: How to round.

    Returns:
        The round in rounded shares.
    """
    seen = set()
    while (key := _key(settled)) not in seen:
        seen.add(key)
        settled = _again(setting, settled, money, rounding)
    return settled


def _key(settled: Settled) -> tuple[object, ...]:
    """Return what tells one state from another."""
    return settled.price, settled.converted, settled.available, settled.adjusted, tuple(settled.bought.values())


def _again(setting: Setting, old: Settled, money: Mapping[str, Exact], rounding: Rounding) -> Settled:
    """Work each part of a round out from the others as they stand."""
    eq = setting.equations
    price = setting.round.price or rounding.of_price(_price(setting, old))
    now = replace(old, price=price)
    best = [_best(setting, number, now, rounding) for number in range(len(setting.converting))]
    now = replace(
        now,
        converted=tuple(shares for shares, _, _ in best),
        prices=tuple(found for _, found, _ in best),
        ways=tuple(way for _, _, way in best),
        bought={holder: rounding.of_shares(paid / price) for holder, paid in money.items()},
    )
    issues = list(zip(now.converted, setting.amounts, strict=True))
    new = [(sum(now.bought.values(), NOTHING), eq.new_money)]
    adjusted = tuple(
        part.after(new * group.new_money + [issues[number] for number in group.issues], price)
        for part, group in zip(setting.protected, eq.groups, strict=True)
    )
    now = replace(now, adjusted=adjusted)
    return replace(now, available=_available(setting, now, rounding))


def _best(setting: Setting, number: int, now: Settled, rounding: Rounding) -> tuple[Exact, Exact, int]:
    """Return the shares that a convertible becomes, their price, and the way; of equal ways the one it went."""
    own = now.converted[number]
    found = []
    for way, terms in enumerate(setting.ways[number]):
        capital = capitalization_of(setting, terms, now, own)
        shares, price = price_of_way(setting, number, (terms, capital), now.price, rounding)
        found.append((rounding.of_shares(shares), -price, way == now.ways[number], -way))
    shares, price, _, way = max(found)
    return shares, -price, -way


def _available(setting: Setting, now: Settled, rounding: Rounding) -> Exact:
    """Return what the pools have to grant, topped up by a rounded number."""
    eq = setting.equations
    target, there = eq.target, eq.target.least
    if target.share is not None:
        without = replace(now, available=NOTHING)
        counted = all_shares(setting, without) if target.post else before_shares(setting, without)
        there = max(there, (target.share * counted + target.beside) / (1 - target.share))
    return Fraction(eq.unissued + rounding.of_shares(there - eq.unissued))


def _at(setting: Setting, now: Settled) -> tuple[Exact, ...]:
    """Return what the forms of the equations count, in shares: at a price of one."""
    adjusted = sum(
        (g.shares * g.conversion_price / new for g, new in zip(setting.protected, now.adjusted, strict=True)), NOTHING
    )
    return sum(now.converted, NOTHING), adjusted, now.available, WHOLE, 1 / now.price


def _price(setting: Setting, now: Settled) -> Exact:
    """Return the valuation per share that it counts."""
    if setting.round.pre_money is not None:
        return setting.round.pre_money / pre_money_shares(setting, now)
    return (setting.round.post_money or NOTHING) / all_shares(setting, now)


def pre_money_shares(setting: Setting, now: Settled) -> Exact:
    """Return the shares that the pre-money counts."""
    return Fraction(sum(map(mul, before_new_money(setting.equations), _at(setting, now))))


def all_shares(setting: Setting, now: Settled) -> Exact:
    """Return all shares after the round."""
    *form, _ = everything(setting.equations)
    return Fraction(sum(map(mul, form, _at(setting, now)))) + sum(now.bought.values(), NOTHING)


def capitalization_of(setting: Setting, way: Way, now: Settled, own: Exact) -> Exact:
    """Return the shares of a way's capitalization.

    Args:
        setting: The round.
        way: The way.
        now: The round in shares.
        own: Shares of the convertible itself.

    Returns:
        Shares.
    """
    times, form = capitalization(setting.equations, way.counts)
    return Fraction(times * own + sum(map(mul, form, _at(setting, now))))


def before_shares(setting: Setting, now: Settled) -> Exact:
    """Return all shares before new money that a target counts."""
    a, b, c, d, _ = of_target(setting.equations)
    return Fraction(sum(map(mul, (a, b, c, d), _at(setting, now))))


def price_of_way(
    setting: Setting, number: int, found: tuple[Way, Exact], price: Exact, rounding: Rounding
) -> tuple[Exact, Exact]:
    """Return the shares that a way gives and what each costs.

    Args:
        setting: The round.
        number: Number of the convertible.
        found: The way and the shares of its capitalization.
        price: Price of the round.
        rounding: How to round.

    Returns:
        Shares before rounding, and money per share.
    """
    (way, capital), amount = found, setting.amounts[number]
    if way.reason == "round_price":
        return amount / price, price
    if way.reason == "fixed_share":
        return way.share * capital, amount / (way.share * capital)
    exact_price = way.term / capital if way.reason == "cap" else price * (WHOLE - way.term)
    rounded = rounding.of_conversion_price(exact_price)
    return amount / rounded, rounded
