"""Price whole changes of terms in units of another: what makes good for each, to each party, on the same futures.

Where an exchange rate is of one unit where a term stands, this is of a step of any size between values of a grid. A
change of term a that moves a party's worth from W to W' is made good by the change of term b after which it is W again.
Between two values of b its worth is taken as linear. Where no value of b in its range makes good, the range ends first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from dealwright.bargain.fresh import central_blocks
from dealwright.bargain.packages import forms
from dealwright.bargain.trade.prices import Price, Prices
from dealwright.bargain.trade.seek import crossings
from dealwright.engine import measures
from dealwright.engine.result import Estimate
from dealwright.engine.scenario import Scene
from dealwright.ground.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.bargain.result import Bargain
    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Quantity
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


def price_changes(found: Bargain, loaded: Loaded, draws: Draws, grid: Grid, path: str) -> Prices | None:
    """Price every change of another term, from the package that the Nash solution names.

    Args:
        found: The bargain.
        loaded: The deal, with a `negotiate:` section.
        draws: The draws of its futures.
        grid: All packages.
        path: The term to price in: a negotiable path of numbers or dates.

    Returns:
        The prices; None where no solution names a package to start from.
    """
    if "nash" not in found.solutions:
        return None
    base = dict(found.solutions["nash"].package)
    written = {path: [each.written for each in loaded.quantities(path)] for path in grid.values}
    scale = sorted(zip(map(_plain, loaded.quantities(path)), written[path], strict=True))
    line = _Line.of(
        grid, path, scale, [base, *(base | {other: value} for other, value in _changes(base, written, path))]
    )
    valued = _Valued(loaded, draws, found.between, forms(loaded))
    changes = [
        _price(line, valued, base, {**base, other: value}, party, other)
        for other, value in _changes(base, written, path)
        for party in found.between
    ]
    largest = max(loaded.quantities(path), key=_plain)
    money = largest.kind == "number" and largest.unit != Unit.NONE
    return Prices(path, base, largest.kind, str(largest.unit) if money else "", tuple(changes))


def _changes(base: Mapping[str, str], written: Mapping[str, Sequence[str]], path: str) -> list[tuple[str, str]]:
    """List every change of one other term."""
    others = {other: values for other, values in written.items() if other != path}
    return [(other, value) for other, values in others.items() for value in values if value != base[other]]


def _plain(value: Quantity) -> float:
    moment = value.value
    if isinstance(moment, int | float):
        return float(moment)
    day: date = moment  # type: ignore[assignment]  # only numbers, durations and dates are priced in
    return float(day.toordinal())


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """The values of the priced term in order, and what some packages are worth at each of them."""

    grid: Grid
    path: str
    values: tuple[float, ...]
    written: tuple[str, ...]
    numbers: Int[ndarray, " package"]
    worths: Float[ndarray, "party package"]

    @staticmethod
    def of(grid: Grid, path: str, scale: Sequence[tuple[float, str]], packages: Sequence[Mapping[str, str]]) -> _Line:
        """Look all that is needed up at once: it may lie on a disk."""
        values, written = (tuple(each) for each in zip(*scale, strict=True))
        needed = np.unique([grid.number({**package, path: text}) for package in packages for text in written])
        return _Line(grid, path, values, written, needed, grid.worth_of(needed))

    def worth(self, package: Mapping[str, str], party: int) -> Float[ndarray, " value"]:
        """Return what a package is worth to a party at each value of the priced term, in money."""
        numbers = [self.grid.number({**package, self.path: text}) for text in self.written]
        return np.asarray(self.worths[party, np.searchsorted(self.numbers, numbers)])


@dataclass(frozen=True, slots=True)
class _Valued:
    """Packages valued in each scrambling, each once, on the futures of the search."""

    loaded: Loaded
    draws: Draws
    parties: Sequence[str]
    compared: tuple[Deal, ...]
    scenes: dict[tuple[tuple[str, str], ...], Scene] = field(default_factory=dict, init=False)

    def blocks(self, package: Mapping[str, str], party: str) -> Float[ndarray, " replicate"]:
        """Return what a package is worth to a party in each scrambling, in money."""
        key = tuple(package.items())
        if key not in self.scenes:
            self.scenes[key] = Scene(self.loaded.package(dict(package)), self.draws, forms=self.compared)
        return central_blocks(self.scenes[key], party)


def _price(
    line: _Line, valued: _Valued, base: dict[str, str], changed: dict[str, str], party: str, other: str
) -> Price:
    place = valued.parties.index(party)
    held = line.worth(base, place)[line.written.index(base[line.path])]
    gap = line.worth(changed, place) - held
    start = line.values[line.written.index(base[line.path])]
    crossing = _nearest_crossing(gap, line.values, start)
    if crossing is None:
        rises = gap[-1] >= gap[0]
        side: Literal["lower", "higher"] = "lower" if (gap[0] > 0) == rises else "higher"
        return Price(other, changed[other], party, None, side)
    low, high = crossing
    ends = [{**changed, line.path: line.written[each]} for each in (low, high)]
    below, above = (valued.blocks(end, party) - valued.blocks(base, party) for end in ends)
    width = line.values[high] - line.values[low]
    slope = np.mean(above - below)
    whole = -gap[low] / (gap[high] - gap[low]) * width if high != low else 0.0
    at = whole / width if width else 0.0
    moved = below + at * (above - below)
    error = measures.spread(moved) * width / abs(slope) if len(moved) > 1 and slope else 0.0
    return Price(other, changed[other], party, Estimate(line.values[low] + whole - start, float(error)))


def _nearest_crossing(gap: Float[ndarray, " value"], values: Sequence[float], start: float) -> tuple[int, int] | None:
    """Find the neighbouring values between which a gap closes, the pair nearest to where it starts."""
    of = dict(zip(values, gap.tolist(), strict=True))
    found = crossings(of.__getitem__, values, lambda place: min(values, key=lambda each: abs(each - place)))
    lows = [min(list(values).index(each.low), len(values) - 2) for each in found]  # of a value that closes it, a pair
    places = [(low, low + 1) for low in lows]
    return min(places, key=lambda pair: abs((values[pair[0]] + values[pair[1]]) / 2 - start), default=None)
