"""An amount that rises in straight pieces with a price, and the price at which it reaches a given amount.

Such an amount is start + sum over hinges of change x max(0, price - hinge). Its inverse is found by sorting the
hinges once where they are single numbers, and by Newton's steps from piece to piece where they are arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jaxtyping import Bool, Float, Int
    from numpy import ndarray

    from dealwright.equity.exits.claims import Number

_ROUNDING = 1e-14
"""A slope under this part of all changes of slope is what adding and taking away the same left of it."""
_MOST_STEPS = 12
"""So many of Newton's steps are tried: a stack of twelve series takes five."""

Hinge: TypeAlias = "tuple[Number, Number]"
"""A price, and the change of slope there."""


@dataclass(frozen=True, slots=True)
class Rising:
    """An amount that never falls as a price rises.

    Attributes:
        start: The amount at a price of zero.
        hinges: Prices, zero or more, each with the change of slope there; any order.
    """

    start: Number
    hinges: tuple[Hinge, ...] = ()

    def at(self, price: Number) -> Number:
        """Return the amount at a price."""
        return self.start + sum(change * np.maximum(0.0, price - hinge) for hinge, change in self.hinges)

    def less(self, amount: Number) -> Rising:
        """Return what is above an amount: nothing until there is as much."""
        first = np.where(np.less(self.start, amount), reach(self, amount)[0], 0.0)
        return Rising(
            np.maximum(0.0, self.start - amount), tuple((np.maximum(x, first), change) for x, change in self.hinges)
        )

    def at_most(self, amount: Number) -> Rising:
        """Return what is under an amount: it rises to that and stays."""
        last = np.where(np.less(self.start, amount), reach(self, amount)[0], 0.0)
        slope = -sum((change for _, change in self.hinges), start=0.0)
        kept = tuple((np.minimum(x, last), change) for x, change in self.hinges)
        return Rising(np.minimum(self.start, amount), (*kept, (last, slope)))


def total(parts: Iterable[Rising]) -> Rising:
    """Return the sum of amounts that all rise with one price."""
    every = tuple(parts)
    return Rising(
        sum((part.start for part in every), start=0.0), tuple(hinge for part in every for hinge in part.hinges)
    )


def reach(rising: Rising, amount: Number) -> tuple[Number, Number]:
    """Return the price at which an amount is reached.

    Args:
        rising: What rises.
        amount: The amount to be reached, one or by path; what is below the start is reached at zero.

    Returns:
        The lowest such price, or the last hinge where it is never reached; and what of the amount is out of reach.
    """
    if all(np.ndim(hinge) == 0 and not hinge for hinge, _ in rising.hinges):
        slope = sum((change for _, change in rising.hinges), start=0.0)
        above = np.maximum(0.0, amount - rising.start)
        flat = np.equal(slope, 0.0)
        return np.where(flat, 0.0, above / np.where(flat, 1.0, slope)), np.where(flat, above, 0.0)
    if all(np.ndim(number) == 0 for number in (rising.start, *(n for hinge in rising.hinges for n in hinge))):
        return Knots.of(rising).reach(amount)
    return _reach_by_path(rising, amount)


@dataclass(frozen=True, slots=True)
class Knots:
    """What rises, laid out once: the same for all paths.

    Attributes:
        prices: Prices of the hinges, rising, the first one zero.
        totals: The amount at each.
        slopes: How fast it rises after each.
    """

    prices: Float[ndarray, " knot"]
    totals: Float[ndarray, " knot"]
    slopes: Float[ndarray, " knot"]

    @classmethod
    def of(cls, rising: Rising) -> Knots:
        """Sort the hinges; those at one price become one."""
        changes: dict[float, float] = {0.0: 0.0}
        for price, change in rising.hinges:
            changes[float(price)] = changes.get(float(price), 0.0) + float(change)
        prices = np.array(sorted(changes))
        slopes = np.cumsum([changes[price] for price in prices.tolist()])
        slopes[slopes < _ROUNDING * sum(abs(float(change)) for _, change in rising.hinges)] = 0.0
        totals = float(rising.start) + np.concatenate([[0.0], np.cumsum(slopes[:-1] * np.diff(prices))])
        return cls(prices, totals, slopes)

    def reach(self, amount: Number) -> tuple[Number, Number]:
        """Return the price at which an amount is reached, and what of it is out of reach."""
        # With so few knots, comparing with each is several times as fast as a search.
        piece = sum((np.greater(amount, total).astype(np.int16) for total in self.totals[1:]), start=np.int16(0))
        above = np.maximum(0.0, amount - self.totals[piece])
        flat = self.slopes == 0.0
        price = self.prices[piece] + above * (~flat / np.where(flat, 1.0, self.slopes))[piece]
        return price, above * flat[piece]


def _reach_by_path(rising: Rising, amount: Number) -> tuple[Number, Number]:
    """Find the piece of every path by Newton's steps, and by a sweep on the few paths where those run in a ring."""
    hinges = rising.hinges or ((0.0, 0.0),)
    numbers = [rising.start, amount, *(number for hinge in hinges for number in hinge)]
    paths = np.broadcast_shapes(*(np.shape(number) for number in numbers))[0]
    above = np.broadcast_to(np.maximum(0.0, amount - rising.start), (paths,))
    price, settled = _newton(hinges, above)
    beyond = np.zeros(paths)
    rest = np.flatnonzero(~settled)
    if len(rest):
        few = tuple((_on(x, rest), _on(change, rest)) for x, change in hinges)
        price[rest], beyond[rest] = _sweep(few, above[rest])
    return price, beyond


def _on(number: Number, paths: Int[ndarray, " some"]) -> Number:
    """Return a number on some of the paths."""
    return np.asarray(number)[paths] if np.ndim(number) else number


def _newton(
    hinges: tuple[Hinge, ...], above: Float[ndarray, " path"]
) -> tuple[Float[ndarray, " path"], Bool[ndarray, " path"]]:
    """Step from the last piece to the one that reaches the amount; a step within a piece ends where it begins.

    Args:
        hinges: Prices, each with the change of slope there.
        above: How much is to be reached above the start.

    Returns:
        The price, and on which paths it was found.
    """
    price, least = np.full(len(above), np.inf), _ROUNDING * sum(np.abs(change) for _, change in hinges)
    settled = above <= 0.0
    for _ in range(_MOST_STEPS):
        slope, moment = np.zeros(len(above)), np.zeros(len(above))
        for at, change in hinges:
            reached = change * (price > at)
            slope += reached
            reached *= at
            moment += reached
        rises = slope > least
        following = np.where(rises, (above + moment) / np.where(rises, slope, 1.0), np.nan)
        settled = (following == price) | (above <= 0.0)
        price = following
        if settled.all():
            break
    return np.where(above > 0.0, price, 0.0), settled


def _sweep(hinges: tuple[Hinge, ...], wanted: Float[ndarray, " path"]) -> tuple[Number, Number]:
    """Sweep over the hinges of every path, lowest first, and keep the last one that the amount reaches."""
    paths = len(wanted)
    prices, changes = _sorted(hinges, paths)
    slight = _ROUNDING * np.abs(changes).sum(axis=0)
    total, sum_of_changes = np.zeros(paths), np.zeros(paths)
    price, reached, rise = np.zeros(paths), total.copy(), np.zeros(paths)
    slope = sum_of_changes
    for knot, (at, change) in enumerate(zip(prices, changes, strict=True)):
        if knot:
            total += slope * (at - prices[knot - 1])
        sum_of_changes += change  # among hinges at one price it may be below zero for a while, so it is kept as it is
        slope = np.where(sum_of_changes < slight, 0.0, sum_of_changes)
        here = wanted > total
        for kept, now in ((price, at), (reached, total), (rise, slope)):
            np.copyto(kept, now, where=here)
    above = np.maximum(0.0, wanted - reached)
    flat = rise == 0.0
    return price + np.where(flat, 0.0, above / np.where(flat, 1.0, rise)), np.where(flat, above, 0.0)


def _sorted(hinges: tuple[Hinge, ...], paths: int) -> Float[ndarray, "side knot path"]:
    """Return the prices and the changes of the hinges, sorted on each path by price."""
    both = np.empty((2, paths, len(hinges)))
    for column, (price, change) in enumerate(hinges):
        both[0, :, column], both[1, :, column] = price, change
    order = np.argsort(both[0], axis=1) + np.arange(0, paths * len(hinges), len(hinges))[:, None]
    return np.asarray(both.reshape(2, -1)[:, order.T])
