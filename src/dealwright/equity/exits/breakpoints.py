"""Lay out where an exit changes who shares in the next unit of money: the breakpoints, each with why in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dealwright.equity.exits.ahead import proceeds_for
from dealwright.equity.exits.preferences import levels_of
from dealwright.equity.exits.price_vesting import waits_for
from dealwright.equity.exits.rising import Knots, Rising, total
from dealwright.equity.exits.takes import nothing, rising_of
from dealwright.ground.speech import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.equity.exits.claims import Claim, Stack

_MORE = 1.0 + 1e-9
_SLIGHT = 1e-12
_LEVEL = 1.0
"""The part of a preference at which it is paid."""


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """Where it changes who shares in the next unit of money.

    Attributes:
        equity: Money for all claims at which it does.
        exit_value: Proceeds at which it does, with what is paid ahead of the claims; infinite if they never get there.
        price: Money per as-converted common share there.
        why: Who starts or stops taking part, in words.
        shares: What each claim takes of the next unit, by its name, and what an heir takes above a return cap, by a
            name such as `parent above the cap of units`. They sum to 1, or are none where nobody has a claim to more.
    """

    equity: float
    exit_value: float
    price: float
    why: str
    shares: Mapping[str, float]


class Taker(NamedTuple):
    """Who takes part: a claim, or the heir of what is above its return cap.

    Attributes:
        name: Of the claim, or of the heir.
        row: Number of the claim.
        heir: Whether it is the heir.
    """

    name: str
    row: int
    heir: bool


def breakpoints(stack: Stack) -> tuple[Breakpoint, ...]:
    """Return where it changes who shares in the next unit of money.

    Args:
        stack: What an exit pays, in single numbers.

    Returns:
        The breakpoints, the first one at an equity of zero; between two of them everybody's part is the same.
    """
    found: list[Breakpoint] = []
    paid, before = 0.0, dict.fromkeys(range(len(stack.claims)), 0.0)
    for level in levels_of([_before_its_price(claim) for claim in stack.claims]):
        points = [
            point for point in _points(dict(_takers(stack.claims, level, before))) if point[0] < _LEVEL and point[2]
        ]
        found += _told(stack, points, "preference", paid)
        for row, part in level.items():
            before[row] += float(part.at(_LEVEL))
        paid = sum(before.values())
    return (*found, *_told(stack, _price_points(stack.claims), "price", 0.0))


def _before_its_price(claim: Claim) -> Claim:
    """Return a claim that has no preference while it waits for a price."""
    return claim if claim.vests_at is None else replace(claim, preference=0.0, last_preference=0.0)


def _price_points(claims: Sequence[Claim]) -> list[Point]:
    """Return where the takes change as the common price rises; it stands still while a grant vests at its price."""
    parts = {row: rising_of(claim) for row, claim in enumerate(claims) if claim.vests_at is None}
    points = _points(dict(_takers(claims, parts, dict.fromkeys(parts, 0.0))))
    for level in waits_for(claims):
        grants = {row: rising_of(claim) for row, claim in enumerate(claims) if claim.vests_at == level}
        vests = {Taker(claims[row].name, row, heir=False): float(part.at(level)) for row, part in grants.items()}
        there = float(total(parts.values()).at(level))
        parts |= grants
        after = _points(dict(_takers(claims, parts, dict.fromkeys(parts, 0.0))))
        slopes = next((point[2] for point in reversed(after) if point[0] <= level), {})
        points = [point for point in points if point[0] < level]
        if any(vests.values()):
            points.append((level, there, {taker: money for taker, money in vests.items() if money}))
        points.append((level, there + sum(vests.values()), slopes))
        points += [point for point in after if point[0] > level]
    return points


def _takers(
    claims: Sequence[Claim], parts: Mapping[int, Rising], before: Mapping[int, float]
) -> Iterator[tuple[Taker, Rising]]:
    """Return what everybody takes besides what it took before; what is above a return cap apart, for its heir."""
    for row, part in parts.items():
        claim = claims[row]
        if claim.return_cap is None or claim.rest_to is None:
            yield Taker(claim.name, row, heir=False), part
        else:
            most = np.maximum(0.0, claim.return_cap - before[row])
            yield Taker(claim.name, row, heir=False), part.at_most(most)
            yield Taker(f"{claim.rest_to} above the cap of {claim.name}", row, heir=True), part.less(most)


Point = tuple[float, float, "dict[Taker, float]"]
"""A price (or the part of a preference), the money taken there, and how fast each takes more after it."""


def _points(parts: Mapping[Taker, Rising]) -> list[Point]:
    """Return where the parts change; a stretch over which nobody takes more is left out, unless it has no end."""
    knots = Knots.of(total(parts.values()))
    changes: dict[float, list[tuple[Taker, float]]] = {}
    for taker, part in parts.items():
        for price, change in part.hinges:
            changes.setdefault(float(price), []).append((taker, float(change)))
    found: list[Point] = []
    slopes = dict.fromkeys(parts, 0.0)
    for number, (price, money, slope) in enumerate(zip(knots.prices, knots.totals, knots.slopes, strict=True)):
        for taker, change in changes.get(float(price), ()):
            slopes[taker] += change
        if slope > 0.0 or number == len(knots.prices) - 1:
            takes = {taker: each for taker, each in slopes.items() if each > _SLIGHT * slope} if slope > 0.0 else {}
            found.append((float(price), float(money), takes))
    return found


def _told(stack: Stack, points: list[Point], what: str, paid: float) -> Iterator[Breakpoint]:
    """Put points into words: those of one level of preferences, or those of the common price."""
    before: dict[Taker, float] = {}
    for level, money, after in points:
        price = level if what == "price" else 0.0
        in_all = sum(after.values())
        shares: dict[str, float] = {}
        for taker, slope in after.items():
            shares[taker.name] = shares.get(taker.name, 0.0) + slope / in_all
        equity = paid + money
        vesting = [taker.name for taker in after if stack.claims[taker.row].vests_at == price and taker not in before]
        if vesting and what == "price":  # the price stands still: nobody else starts or stops
            why = f"vesting of {joined(vesting)}, at a price of {price:.10g}"
            before |= after
        else:
            why = _why(stack.claims, before, after, None if what == "preference" else price)
            before = after
        yield Breakpoint(equity, proceeds_for(stack, equity), price, why, shares)


def _why(
    claims: Sequence[Claim], before: Mapping[Taker, float], after: Mapping[Taker, float], price: float | None
) -> str:
    """Say who starts and who stops, those of one kind together; a price of None: at a level of preferences."""
    reasons: dict[str, list[str]] = {}
    for taker, slope in after.items():
        claim = claims[taker.row]
        if taker.heir and taker not in before:
            reasons.setdefault(f"what is above the return cap of {claim.name} to {claim.rest_to}", [])
        elif not taker.heir and slope > before.get(taker, 0.0) * _MORE:
            found = _preference(claim) if price is None else _share(claim, price, more=taker in before)
            reasons.setdefault(found, []).append(taker.name)
    for taker in before:
        if taker not in after and not taker.heir:
            claim = claims[taker.row]
            own = claim.participation == "capped" and price is not None and claim.return_cap is None
            reasons.setdefault("cap of {} reached" if own else "return cap of {} reached", []).append(taker.name)
    words = [
        reason.format(joined(names)) + (", in proportion" if price is None and len(names) > 1 else "")
        for reason, names in reasons.items()
    ]
    vested = [taker.name for taker in after if claims[taker.row].vests_at == price]
    words = words or [f"{joined(vested)} vested in full"] if vested else words
    return "; ".join(words if after else [*words, "nobody has a claim to more"])


def _preference(claim: Claim) -> str:
    """Say why a claim takes money before the common price rises."""
    if not nothing(claim.exercise):
        return "exercise of {} for the preference"
    if nothing(claim.preference):
        return "worth of the discount of {}"
    return "repayment of {}" if np.isinf(claim.seniority) else "preference of {}"


def _share(claim: Claim, price: float, *, more: bool) -> str:
    """Say why a claim takes more as the common price rises."""
    if not nothing(claim.exercise):
        return "exercise of {}"
    owed = claim.preference + claim.last_preference
    if owed and (claim.participation == "none" or more or not np.isclose(price, claim.strike)):
        return "conversion of {}"
    return "participation of {}" + ("" if nothing(claim.strike) else f" above {claim.strike:.10g} a share")
