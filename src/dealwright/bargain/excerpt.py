"""Look through a grid that is larger than memory part by part, and keep what a bargain asks about.

A bargain asks about few packages: those that nobody's gain could be raised above without another's loss, those best by
a sum, the one that fails by least, those of the picture. All of them are kept, with the packages that are worth most
and least; of the others only how many there are. So what a bargain says of an excerpt is what it says of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.certainty import CANDIDATES
from dealwright.bargain.cloud import CELLS, first_of_cells
from dealwright.bargain.frontier import frontier
from dealwright.bargain.side_payments import ENOUGH
from dealwright.bargain.solutions import TIE
from dealwright.bargain.zone import floor, suits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jaxtyping import Float, Int

    Rows = Float[np.ndarray, "party package"]


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """Hold what is left of a grid in memory.

    Attributes:
        packages: how many packages the grid has.
        numbers: places of those that are kept among all, rising.
        worth: their worth to each party, in currency.
        acceptable: how many of all nobody refuses; with side payments, how many leave enough to all together.
        cloud: places of those of the picture among those that are kept.
        spread: standard deviation of each party's gain over all packages, or of the sum with side payments.
    """

    packages: int
    numbers: Int[np.ndarray, " kept"]
    worth: Float[np.ndarray, "party kept"]
    acceptable: int
    cloud: Int[np.ndarray, " shown"]
    spread: Float[np.ndarray, " row"]


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """Say what is looked for.

    Attributes:
        packages: how many packages the grid has.
        held: what each party holds without a deal.
        outside: what each party could have elsewhere; minus infinity where there is nothing.
        paying: whether the parties may pay each other.
        least: the least that a package is worth to each party, of all packages.
        most: the most.
    """

    packages: int
    held: Float[np.ndarray, " party"]
    outside: Float[np.ndarray, " party"]
    paying: bool
    least: Float[np.ndarray, " party"]
    most: Float[np.ndarray, " party"]

    @property
    def floor(self) -> Float[np.ndarray, " party"]:
        """Under what worth each party refuses."""
        return floor(self.held, self.outside)

    @property
    def needed(self) -> float:
        """What all must gain together where they pay each other, but for rounding."""
        slack = ENOUGH * max(float(np.abs([self.least, self.most]).max()), float(np.abs(self.held).max()))
        return float(np.maximum(0.0, self.floor - self.held).sum()) - slack

    @property
    def tie(self) -> float:
        """By how much sums differ at most that differ by rounding."""
        return TIE * float(np.abs(np.array([self.least, self.most]) - self.held).max())


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What is kept of some packages.

    Attributes:
        numbers: places of those that are kept among all, rising.
        worth: their worth.
        acceptable: how many of them nobody refuses.
        count: how many they are.
        mean: mean of each row of gains.
        squares: sum of squares about it.
    """

    numbers: Int[np.ndarray, " kept"]
    worth: Float[np.ndarray, "party kept"]
    acceptable: int = 0
    count: int = 0
    mean: Float[np.ndarray, " row"] = field(default_factory=lambda: np.zeros(1))
    squares: Float[np.ndarray, " row"] = field(default_factory=lambda: np.zeros(1))


def glance(numbers: Int[np.ndarray, " package"], worth: Rows, aim: Aim) -> Glance:
    """Look through some packages.

    Args:
        numbers: their places among all, rising.
        worth: their worth to each party.
        aim: what is looked for.

    Returns:
        What may be asked about; what later packages beat is dropped by `excerpt`.

    Raises:
        ValueError: if a worth is not finite.
    """
    if not np.isfinite(worth).all():
        raise ValueError("the worth of a package is not finite")
    gain = _gains(worth, aim)
    mean = gain.mean(axis=1)
    squares = ((gain - mean[:, None]) ** 2).sum(axis=1)
    fine = gain[0] >= aim.needed if aim.paying else suits(worth, aim.held, aim.outside)
    kept = _wanted(numbers, worth, aim)
    return Glance(numbers[kept], worth[:, kept], int(np.count_nonzero(fine)), len(numbers), mean, squares)


def excerpt(glances: Iterable[Glance], aim: Aim) -> Excerpt:
    """Put together what was kept of all packages.

    Args:
        glances: of the parts of the grid, in a fixed order.
        aim: what is looked for.

    Returns:
        The excerpt: the same however the grid was cut.
    """
    whole: Glance | None = None
    for each in glances:
        whole = each if whole is None else _joined(whole, each, aim)
    if whole is None:
        raise ValueError("a grid has no packages")
    spread = np.sqrt(whole.squares / whole.count)
    cloud = _picture(whole.numbers, whole.worth, aim)
    return Excerpt(whole.count, whole.numbers, whole.worth, whole.acceptable, cloud, spread)


def _joined(one: Glance, other: Glance, aim: Aim) -> Glance:
    """Keep of two parts what may be asked about.

    Source:
        Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm for computing sample variances, 1979.
    """
    numbers, worth = np.concatenate([one.numbers, other.numbers]), np.concatenate([one.worth, other.worth], axis=1)
    order = np.argsort(numbers)
    numbers, worth = numbers[order], np.ascontiguousarray(worth[:, order])
    kept = _wanted(numbers, worth, aim)
    count = one.count + other.count
    apart = other.mean - one.mean
    mean = one.mean + apart * (other.count / count)
    squares = one.squares + other.squares + apart**2 * (one.count * other.count / count)
    return Glance(numbers[kept], worth[:, kept], one.acceptable + other.acceptable, count, mean, squares)


def _gains(worth: Rows, aim: Aim) -> Float[np.ndarray, "row package"]:
    """Count gains over no deal, as `say_how_sure` does: of each party, or of all where they pay each other."""
    gain = worth - aim.held[:, None]
    return np.asarray(gain.sum(axis=0, keepdims=True)) if aim.paying else gain


def _wanted(numbers: Int[np.ndarray, " package"], worth: Rows, aim: Aim) -> Int[np.ndarray, " kept"]:
    """Choose the packages that may be asked about, by their places here, rising."""
    gain = _gains(worth, aim)
    if aim.paying:
        total = gain[0]
        last = total[np.argpartition(-total, CANDIDATES - 1)[CANDIDATES - 1]] if len(total) > CANDIDATES else -np.inf
        near = np.flatnonzero(total >= last)
        best = near[np.argsort(-total[near], kind="stable")[:CANDIDATES]]
        asked = [np.flatnonzero(total >= total.max() - aim.tie), best]
    else:
        asked = [frontier(worth), frontier(gain)]
    shortage = (aim.floor[:, None] - worth).max(axis=0)
    ends = [np.argmin(worth, axis=1), np.argmax(worth, axis=1), [np.argmin(shortage)]]
    return np.unique(np.concatenate([*asked, *ends, _picture(numbers, worth, aim)]).astype(np.intp))


def _picture(numbers: Int[np.ndarray, " package"], worth: Rows, aim: Aim) -> Int[np.ndarray, " shown"]:
    """Choose the packages of the picture, as `thin` does with the whole grid."""
    if aim.packages <= CELLS**2:
        return np.arange(len(numbers))
    return first_of_cells(worth, (aim.least, aim.most))
