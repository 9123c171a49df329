"""Follows the Nash solution along a party's bargaining weight, from none to all: where it stays, and where it jumps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jaxtyping import Float, Int

    from dealwright.engine.result import Json


@dataclass(frozen=True, slots=True)
class Stretch:
    """Weights of one party between which the Nash solution names the same package.

    Attributes:
        low: the least of them, 0 to 1.
        high: the largest.
        package: `path: value as written`.
        gains: what each party gains in it over no deal, in currency.
    """

    low: float
    high: float
    package: Mapping[str, str]
    gains: Mapping[str, float]

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"low": self.low, "high": self.high, "package": dict(self.package), "gains": dict(self.gains)}


@dataclass(frozen=True, eq=False)
class Along(Mapping[str, "tuple[Stretch, ...]"]):
    """Follow the Nash package along each party's weight when that is asked for: a frontier may have many corners.

    Args:
        parties: who bargains.
        worth: what each package that all accept is worth to each, in currency.
        held: what each has without a deal, in currency.
        numbers: numbers of the packages.
        describe: says what a package sets, by its number.
        power: weights of all parties, of which those of the others count in proportion; equal by default.
    """

    parties: tuple[str, ...]
    worth: Float[np.ndarray, "party package"]
    held: Float[np.ndarray, " party"]
    numbers: Int[np.ndarray, " package"]
    describe: Callable[[int], Mapping[str, str]]
    power: Float[np.ndarray, " party"] | None = None

    @cached_property
    def _gain(self) -> Float[np.ndarray, "party package"]:
        gain: Float[np.ndarray, "party package"] = self.worth - self.held[:, None]
        return gain

    @cached_property
    def _found(self) -> dict[str, tuple[Stretch, ...]]:
        found = {party: self._stretches(place) for place, party in enumerate(self.parties)}
        return {party: stretches for party, stretches in found.items() if stretches}

    def _stretches(self, place: int) -> tuple[Stretch, ...]:
        places, edges = jumps(self._gain, place, self.power)
        rows = zip(edges.tolist(), edges[1:].tolist(), places.tolist(), strict=False)
        return tuple(
            Stretch(low, high, self.describe(int(self.numbers[at])), self._named(self._gain[:, at]))
            for low, high, at in rows
        )

    def _named(self, gains: Float[np.ndarray, " party"]) -> dict[str, float]:
        return dict(zip(self.parties, gains.tolist(), strict=True))

    def __getitem__(self, party: str) -> tuple[Stretch, ...]:
        """Return the stretches of one party's weight."""
        return self._found[party]

    def __iter__(self) -> Iterator[str]:
        """Name the parties whose weight moves the package."""
        return iter(self._found)

    def __len__(self) -> int:
        """Count them."""
        return len(self._found)


def jumps(
    gain: Float[np.ndarray, "party package"], place: int, others: Float[np.ndarray, " party"] | None = None
) -> tuple[Int[np.ndarray, " stretch"], Float[np.ndarray, " edge"]]:
    """Find the packages that the Nash solution names as one party's weight rises from 0 to 1.

    At a weight w of the party, and 1 - w of the others together, the solution has the largest w x + (1 - w) y, with x
    the logarithm of the party's gain and y the weighted mean of those of the others' gains. So its packages are the
    corners of the upper hull of these points, and it jumps where two neighbouring corners are as good.

    Args:
        gain: gain of each package that all accept to each party; packages without a gain for one of them do not count.
        place: the party's place.
        others: weights of all parties, of which those of the others count in proportion; equal by default.

    Returns:
        Places of the packages, by rising weight, and the weights between them, 0 and 1 at the ends; none where no
        package brings all a gain.

    Example:
        >>> places, edges = jumps(np.array([[1.0, 2.0, 4.0], [4.0, 2.0, 1.0]]), 0)
        >>> places.tolist(), edges.tolist()
        ([0, 2], [0.0, 0.5, 1.0])
    """
    there = np.flatnonzero((gain > 0).all(axis=0))
    if len(there) == 0:
        return there, np.zeros(0)
    logs = np.log(gain[:, there])
    weight = np.ones(len(gain)) if others is None else np.array(others, dtype=float)
    weight[place] = 0.0
    weight = weight if weight.any() else np.where(np.arange(len(gain)) == place, 0.0, 1.0)
    x, y = logs[place], (weight / weight.sum()) @ logs
    corners: list[int] = []
    for each in np.lexsort((-y, x)):
        if corners and y[each] >= y[corners[-1]]:
            while corners and y[each] >= y[corners[-1]]:
                corners.pop()
        elif corners and x[each] <= x[corners[-1]]:
            continue
        while len(corners) > 1 and _under(x, y, corners[-2], corners[-1], int(each)):
            corners.pop()
        corners.append(int(each))
    first, second = np.array(corners[:-1], dtype=int), np.array(corners[1:], dtype=int)
    falls, rises = y[first] - y[second], x[second] - x[first]
    return there[corners], np.concatenate([[0.0], falls / (falls + rises), [1.0]])


def _under(
    x: Float[np.ndarray, " package"], y: Float[np.ndarray, " package"], first: int, middle: int, last: int
) -> bool:
    """Tell whether a point lies on or under the line between two others."""
    cross = (x[middle] - x[first]) * (y[last] - y[first]) - (y[middle] - y[first]) * (x[last] - x[first])
    return bool(cross >= 0)
