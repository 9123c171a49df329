"""Takes a yearly flow apart into products of a number, what is certain at the ends of the steps, and drivers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.driver import Event
from dealwright.deal.expression import Binary, Name, Unary
from dealwright.world.beliefs import SHAKEN
from dealwright.world.frames import StepEnds
from dealwright.world.value import value

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.world.futures import Futures

    Number = float | Float[ndarray, " path"]
    Certain = float | Float[ndarray, " step"]

TOGETHER = 2
"""Drivers that a product may have."""
MOST = 8
"""Products that a flow may be made of; more are not taken apart."""


@dataclass(frozen=True, slots=True)
class Product:
    """A number times what is certain at both ends of each step, times the levels of drivers there.

    Args:
        number: One number, or one per path.
        first: What is certain at the first end of the steps.
        last: The same at the last end; where it holds for a whole step, both are equal.
        drivers: The drivers, two at most.
    """

    number: Number = 1.0
    first: Certain = 1.0
    last: Certain = 1.0
    drivers: tuple[str, ...] = ()


def products(flow: Expression, futures: Futures) -> list[Product] | None:
    """Take a flow apart.

    Args:
        flow: A yearly flow.
        futures: The futures.

    Returns:
        Products that add up to it at the ends of every step; none if it is no sum of such products, or `before` and
        `after` split a step, or results of terms stand in it.
    """
    how = futures.motion(flow)
    if how.windowed or how.terms:
        return None
    found = _apart(flow, futures)
    return found if found is not None and len(found) <= MOST else None


def _apart(flow: Expression, futures: Futures) -> list[Product] | None:
    whole = _leaf(flow, futures)
    if whole is not None:
        return whole
    match flow:
        case Unary("-", operand):
            found = _times([Product(-1.0)], _apart(operand, futures))
        case Binary("+", left, right) if futures.motion(flow).moves:
            found = _sum(_apart(left, futures), _apart(right, futures))
        case Binary("-", left, right) if futures.motion(flow).moves:
            found = _sum(_apart(left, futures), _times([Product(-1.0)], _apart(right, futures)))
        case Binary("*", left, right):
            found = _times(_apart(left, futures), _apart(right, futures))
        case Binary("/", left, right):
            found = _times(_apart(left, futures), _inverse(_leaf(right, futures)))
        case Name(name) if futures.moves(name) and isinstance(futures.deal.drivers[name], SHAKEN):
            found = [Product(drivers=(name,))]
        case Name(name) if (behind := futures.behind(name)) is not None:
            found = _apart(behind, futures)
        case _:
            found = None
    return found


def _certain(expression: Expression, futures: Futures) -> bool:
    """Tell whether no event and no driver that chance moves stands in an expression."""
    named = (futures.deal.drivers.get(name) for name in futures.motion(expression).names)
    return not any(isinstance(each, (*SHAKEN, Event)) for each in named)


def _leaf(expression: Expression, futures: Futures) -> list[Product] | None:
    """Return an expression in which no chance runs: a number, or what it is at the ends of the steps; else none."""
    how = futures.motion(expression)
    if not _certain(expression, futures):
        return None
    if not how.moves and not how.held:
        return [Product(futures.number(expression))]
    if how.drawn or any(np.ndim(futures.fact(name)) for name in how.names if name in futures.deal.facts):
        return None  # an unknown decides how it runs, on every path in its own way
    ends = [np.asarray(value(expression, StepEnds(futures, last=last)), dtype=float) for last in (False, True)]
    if any(each.ndim and each.shape[-1] != 1 for each in ends):
        return None
    first, last = (np.broadcast_to(np.ravel(each), (futures.grid.steps,)) for each in ends)
    return [Product(first=first, last=last)]


def _inverse(leaf: list[Product] | None) -> list[Product] | None:
    one = np.float64(1.0)  # which divides by zero as arrays do
    with np.errstate(divide="ignore"):
        return leaf and [Product(one / each.number, one / each.first, one / each.last) for each in leaf]


def _sum(left: list[Product] | None, right: list[Product] | None) -> list[Product] | None:
    return None if left is None or right is None else left + right


def _times(left: list[Product] | None, right: list[Product] | None) -> list[Product] | None:
    """Multiply sums of products; none where too many drivers meet."""
    if left is None or right is None or len(left) * len(right) > MOST:
        return None
    pairs = [(one, other) for one in left for other in right]
    if any(len(one.drivers) + len(other.drivers) > TOGETHER for one, other in pairs):
        return None
    return [
        replace(
            one,
            number=one.number * other.number,
            first=one.first * other.first,
            last=one.last * other.last,
            drivers=one.drivers + other.drivers,
        )
        for one, other in pairs
    ]
