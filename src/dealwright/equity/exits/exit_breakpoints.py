"""Lay out the exit values at which it changes who gets the next unit, with all that runs ahead of the claims.

`breakpoints` tells of the money that reaches the claims; here everything that runs ahead of them counts as well. What
each gets of a unit follows from what it gets of the unit before it: money is led through debt, fees, carve-outs and
tiers to the claims, and each takes its part on the way.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exits.ahead import ahead_of_claims, proceeds_before, proceeds_of
from dealwright.equity.exits.breakpoints import breakpoints
from dealwright.equity.exits.waterfall import pay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.equity.exits.breakpoints import Breakpoint
    from dealwright.equity.exits.claims import Stack

DEBT, FEES, NOBODY = "debt", "fees", "nobody"
_SAME = 1e-12
"""Exit values that differ by a smaller part are one."""


@dataclass(frozen=True, slots=True)
class ExitBreakpoint:
    """An exit value at which it changes who gets the next unit of it.

    Attributes:
        exit_value: Money that comes in.
        equity: Money for all claims there.
        price: Money per as-converted common share there.
        why: What begins, ends, converts or is full, in words.
        shares: What of the next unit goes to each claim, to the heir of what is above a return cap (named as in
            `Breakpoint.shares`), to `carve-out of NAME`, `tiers to NAME`, `debt`, `fees` and `nobody`; they sum to 1.
        by_holder: What of it goes to each stakeholder; with
        outside: what goes to `debt`, `fees` and `nobody`, that sums to 1.
    """

    exit_value: float
    equity: float
    price: float
    why: str
    shares: Mapping[str, float]
    by_holder: Mapping[str, float]
    outside: Mapping[str, float]


def exit_breakpoints(stack: Stack) -> tuple[ExitBreakpoint, ...]:
    """Return where it changes who gets the next unit that comes in.

    Args:
        stack: What an exit pays, in single numbers.

    Returns:
        The breakpoints that an exit can reach, the first one at nothing; between two of them everybody's part is the
        same.
    """
    points = breakpoints(stack)
    told: list[tuple[float, list[str]]] = []
    for at, why in sorted(_changes(stack, points), key=lambda change: change[0]):
        if not told or at - told[-1][0] > _SAME * at:
            told.append((at, []))
        if why and why not in told[-1][1]:
            told[-1][1].append(why)
    edges = np.array([at for at, _ in told])
    paid = pay(stack, edges)
    inner = np.append((edges[:-1] + edges[1:]) / 2, 2.0 * edges[-1] + 1.0)
    found = []
    for place, (at, whys) in enumerate(told):
        sums: tuple[dict[str, float], ...] = ({}, {}, {})
        for what, holder, part in _taken(stack, points, float(inner[place])):
            whose, name = (sums[2], what) if holder is None else (sums[1], holder)
            sums[0][what] = sums[0].get(what, 0.0) + part
            whose[name] = whose.get(name, 0.0) + part
        equity, price = (float(np.ravel(each)[place]) for each in (paid.ahead.rest, paid.common_price))
        found.append(ExitBreakpoint(at, equity, price, "; ".join(whys), *sums))
    return tuple(found)


def _changes(stack: Stack, points: Sequence[Breakpoint]) -> Iterator[tuple[float, str]]:
    """Return exit values at which something changes, and what."""
    debt, fees = float(stack.debt), float(stack.fees)
    left = 1.0 - stack.fee_share
    yield 0.0, "repayment of debt" if debt > 0 else ""
    if fees > 0 or (debt > 0 and stack.fee_share > 0) or left <= 0:
        yield debt, "fees"
    if left <= 0:
        return
    for to, share, most in stack.carve_outs:
        if share > 0:
            yield proceeds_of(stack, 0.0), f"carve-out of {to}"
            if most < np.inf:
                yield proceeds_of(stack, most / share), f"carve-out of {to} is full"
    cumulated = 0.0
    for number, step in enumerate(stack.steps, 1):
        size = float(step.size)
        if size > 0:
            yield proceeds_before(stack, cumulated), f"tier {number}"
            cumulated += size
            if cumulated == np.inf:
                break
            yield proceeds_before(stack, cumulated), f"tier {number} ends"
    yield from ((point.exit_value, point.why) for point in points if point.exit_value < np.inf)


def _taken(stack: Stack, points: Sequence[Breakpoint], at: float) -> Iterator[tuple[str, str | None, float]]:
    """Return what of a unit at an exit value goes where: what it is called, to whom (None: outside), and the part."""
    debt, fees = float(stack.debt), float(stack.fees)
    if at < debt:
        yield DEBT, None, 1.0
        return
    free = at - debt - fees - stack.fee_share * at
    if free < 0:
        yield FEES, None, 1.0
        return
    if stack.fee_share > 0:
        yield FEES, None, stack.fee_share
    base = coming = free
    unit = on = 1.0 - stack.fee_share
    for to, share, most in stack.carve_outs:
        money, part = min((share * base, share * unit), (most, 0.0), (coming, on))
        coming, on = coming - money, on - part
        if part > 0:
            yield f"carve-out of {to}", to, part
    for step in stack.steps:
        if coming < step.size:
            for holder, share in step.shares.items():
                yield f"tiers to {holder}", holder, share * on
            on *= max(0.0, 1.0 - sum(step.shares.values()))
            break
        coming -= float(step.size)
    if on > 0:
        yield from _to_claims(stack, points, at, on)


def _to_claims(
    stack: Stack, points: Sequence[Breakpoint], at: float, on: float
) -> Iterator[tuple[str, str | None, float]]:
    """Return what of the money that reaches the claims goes where."""
    rest = float(np.ravel(ahead_of_claims(stack, np.array([at])).rest)[0])
    shares = points[max(0, bisect_right(points, rest, key=lambda point: point.equity) - 1)].shares if points else {}
    claims = {claim.name: claim for claim in stack.claims}
    heirs = {
        f"{claim.rest_to} above the cap of {claim.name}": claim.rest_to
        for claim in stack.claims
        if claim.rest_to is not None
    }
    for name, part in shares.items():
        if name in claims:
            for holder, own in claims[name].holders.items():
                yield name, holder, part * on * float(own)
        else:
            yield name, heirs[name], part * on
    if not shares:
        yield NOBODY, None, on
