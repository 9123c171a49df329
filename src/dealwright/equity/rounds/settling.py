"""Turn the worths of a round into shares, and its prices and shares into rounded ones that agree with each other.

A rounded price changes the shares, rounded shares change what a price is divided by, and so on. From the exact answer
on, what is rounded stands while all else is solved exactly, and is then rounded again, until nothing changes; that is
a matter of last digits and takes a few steps. Where last digits chase each other in a ring, what stands when the ring
closes is kept: each step ends in one of finitely many states.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.equity.rounds.equations import (
    EXACT,
    NoSolutionError,
    Part,
    Target,
    before_new_money,
    capitalization,
    everything,
    of_target,
    value_at,
)
from dealwright.equity.rounds.setting import given_by
from dealwright.equity.rounds.solving import solve

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from dealwright.equity.capitalization import Capitalization
    from dealwright.equity.exact import Rounding
    from dealwright.equity.rounds.conversion import Way
    from dealwright.equity.rounds.equations import Equations, Form, Solution
    from dealwright.equity.rounds.setting import Setting

    Capital: TypeAlias = tuple[int, Exact]


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

    Raises:
        NoSolutionError: If a price is rounded to nothing (`rounding`).
    """
    seen = set()
    while (state := _rounded(setting, settled, rounding)) not in seen:
        seen.add(state)
        settled = _again(setting, settled, money, rounding)
    return settled


def _rounded(setting: Setting, now: Settled, rounding: Rounding) -> tuple[object, ...]:
    """Return what is rounded of a round: the state from which the next step starts."""
    return (
        now.ways,
        None if rounding.shares == "none" else (now.available, tuple(now.bought.values()), now.converted),
        None if rounding.price_places is None else now.price,
        tuple(
            price
            for price, ways, way in zip(now.prices, setting.ways, now.ways, strict=True)
            if _is_rounded(ways[way], rounding)
        ),
    )


def _is_rounded(way: Way, rounding: Rounding) -> bool:
    """Tell whether the price of a way is rounded on its own."""
    return rounding.conversion_places is not None and way.reason in {"cap", "discount"}


def _again(setting: Setting, old: Settled, money: Mapping[str, Exact], rounding: Rounding) -> Settled:
    """Solve a round for what is not rounded, and round again what is."""
    standing = replace(setting, equations=_standing(setting, old, rounding))
    given, value = given_by(setting.round)
    solution = solve(standing.equations, given, value, EXACT)
    price = solution.price if given == "price" else rounding.of_price(solution.price)
    if price <= 0:
        raise NoSolutionError("rounding")
    if price != solution.price:
        solution = solve(standing.equations, "price", price, EXACT)
    now = replace(in_shares(standing, solution, money), ways=old.ways)
    counted = capitals(setting, now)
    best = [_best(setting, number, (now, counted), rounding) for number in range(len(setting.converting))]
    now = replace(
        now,
        converted=tuple(shares for shares, _, _ in best),
        prices=tuple(found for _, found, _ in best),
        ways=tuple(way for _, _, way in best),
        bought={holder: rounding.of_shares(shares) for holder, shares in now.bought.items()},
    )
    return now if rounding.shares == "none" else replace(now, available=_available(setting, now, rounding))


def _standing(setting: Setting, now: Settled, rounding: Rounding) -> Equations:
    """Return the equations in which all that is rounded stands as it is."""
    eq, whole = setting.equations, rounding.shares != "none"
    ways = []
    for terms, chosen, shares in zip(setting.ways, now.ways, now.converted, strict=True):
        way = terms[chosen]
        stands = whole or _is_rounded(way, rounding)
        part = Part(NOTHING, NOTHING, way.counts, shares) if stands else Part(way.money, way.share, way.counts)
        ways.append((part,))
    if not whole:
        return replace(eq, convertibles=tuple(ways))
    sold = sum(now.bought.values(), NOTHING)
    return replace(eq, convertibles=tuple(ways), target=Target(None, NOTHING, now.available), sold=sold)


def _best(
    setting: Setting, number: int, found: tuple[Settled, Mapping[Capitalization, Capital]], rounding: Rounding
) -> tuple[Exact, Exact, int]:
    """Return the shares that a convertible becomes, their price, and the way; of equal ways the one it went."""
    now, counted = found
    choices = []
    for way, terms in enumerate(setting.ways[number]):
        capital = of_capital(counted[terms.counts], now.converted[number])
        shares, price = price_of_way(setting, number, (terms, capital), now.price, rounding)
        choices.append((rounding.of_shares(shares), -price, way == now.ways[number], -way))
    shares, price, _, way = max(choices)
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


def _at(setting: Setting, now: Settled) -> Form:
    """Return what the forms of the equations count, in shares: at a price of one."""
    adjusted = sum(
        (g.shares * g.conversion_price / new for g, new in zip(setting.protected, now.adjusted, strict=True)), NOTHING
    )
    return sum(now.converted, NOTHING), adjusted, now.available, WHOLE, 1 / now.price


def pre_money_shares(setting: Setting, now: Settled) -> Exact:
    """Return the shares that the pre-money counts."""
    return Fraction(value_at(before_new_money(setting.equations), _at(setting, now)))


def all_shares(setting: Setting, now: Settled) -> Exact:
    """Return all shares after the round."""
    bought = replace(setting.equations, sold=sum(now.bought.values(), NOTHING))
    return Fraction(value_at(everything(bought), _at(setting, now)))


def capitals(setting: Setting, now: Settled) -> Mapping[Capitalization, Capital]:
    """Return what each capitalization of a round counts.

    Args:
        setting: The round.
        now: The round in shares.

    Returns:
        How often a convertible's own shares count beside which shares, by what is counted.
    """
    found: dict[Capitalization, Capital] = {}
    at = _at(setting, now)
    for counts in {way.counts for ways in setting.ways for way in ways}:
        times, form = capitalization(setting.equations, counts)
        found[counts] = times, Fraction(value_at(form, at))
    return found


def of_capital(capital: Capital, own: Exact) -> Exact:
    """Return the shares of a capitalization of a convertible with so many shares of its own."""
    return capital[0] * own + capital[1]


def before_shares(setting: Setting, now: Settled) -> Exact:
    """Return all shares before new money that a target counts."""
    return Fraction(value_at(of_target(setting.equations), _at(setting, now)))


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

    Raises:
        NoSolutionError: If the price is rounded to nothing (`rounding`).
    """
    (way, capital), amount = found, setting.amounts[number]
    if way.reason == "round_price":
        return amount / price, price
    if way.reason == "fixed_share":
        return way.share * capital, amount / (way.share * capital)
    exact_price = way.term / capital if way.reason == "cap" else price * (WHOLE - way.term)
    rounded = rounding.of_conversion_price(exact_price)
    if rounded <= 0:
        raise NoSolutionError("rounding")
    return amount / rounded, rounded
