"""Find the standard deviation, the 5 % quantile and the mean of the worst 5 % of every package of a tile.

Super-columns of like effect stand together in patches. A path is only looked at for the worst 5 % of a patch if its
worth may be among them: what no package of the patch is worth less than on it is compared with a quantile that none of
theirs exceeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import isqrt
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.block import Block
from dealwright.engine.grids.kernels.tails import add_squares, take_rows, write_tails
from dealwright.engine.grids.package_columns import equity_of
from dealwright.engine.grids.pairs import claims_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from jaxtyping import Bool, Float, Int

    from dealwright.engine.grids.block import Given, Half
    from dealwright.engine.grids.precision import Precision

SHARE = 0.05
"""The worst share of the futures."""

SIDE, ROOM, PACKAGES = 16, 1 << 19, 1 << 17
"""Super-columns of either half in one patch; numbers in one row of all that are gathered at once, and packages whose
figures are found together, at most."""

ROUNDING = 1e-6
"""What single precision may move a worth by, as a part of the largest."""

CHUNK, LEVELS = 2032, 8
"""Paths whose squares are summed at once; levels whose worst paths are looked for together."""


@dataclass(frozen=True, slots=True, eq=False)
class Tails:
    """How the worth of packages is spread, present values by the measure; axes as those of the worth beside it.

    Attributes:
        standard_deviation: of the present value over the futures, in currency.
        p5: the 5 % quantile, in currency.
        cvar5: the mean of the worst 5 %, in currency.
    """

    standard_deviation: Float[np.ndarray, "party ..."]
    p5: Float[np.ndarray, "party ..."]
    cvar5: Float[np.ndarray, "party ..."]

    @staticmethod
    def empty(shape: tuple[int, ...]) -> Tails:
        """Make room.

        Args:
            shape: parties, levels, super-columns of either half.
        """
        return Tails(*np.empty((3, *shape)))

    @property
    def every(self) -> tuple[Float[np.ndarray, "party ..."], ...]:
        """All figures."""
        return self.standard_deviation, self.p5, self.cvar5

    def put(self, first: slice, second: slice, part: Tails) -> None:
        """Put the figures of a tile in their place.

        Args:
            first: super-columns of the first half.
            second: super-columns of the second half.
            part: their figures.
        """
        for whole, of_part in zip(self.every, part.every, strict=True):
            whole[..., first, second] = of_part

    def made(self, anew: Callable[[Float[np.ndarray, "party ..."]], Float[np.ndarray, "party ..."]]) -> Tails:
        """Make the same of each figure."""
        return Tails(*map(anew, self.every))

    def flat(self) -> Tails:
        """Number the packages along one axis."""
        return self.made(lambda each: each.reshape(len(each), -1))


def tails_of_tile(
    take: Callable[[slice, slice], Block],
    stake: Float[np.ndarray, "level party company"],
    mean: Float[np.ndarray, "party level first second"],
    paths: int,
    precision: Precision,
) -> Tails:
    """Find the figures of a tile.

    Args:
        take: gathers some of its super-columns on all paths.
        stake: share of each company that each party holds at each level.
        mean: mean worth.
        paths: how many paths there are.
        precision: in which worth on a path is worked out.

    Returns:
        The figures, in the shape of the mean.
    """
    found = Tails.empty(mean.shape)
    side = max(1, min(ROOM // paths, isqrt(PACKAGES // mean.shape[1])))
    for rows in _slices(mean.shape[2], side):
        for columns in _slices(mean.shape[3], side):
            block = take(rows, columns)
            order = [np.argsort(half.at_exit.sum(axis=(0, 2)), kind="stable") for half in block.halves]
            first, second = (half.part(places) for half, places in zip(block.halves, order, strict=True))
            there = np.ix_(np.arange(len(mean)), np.arange(len(stake)), *order)
            part = _tails_of_block(
                Block((first, second), block.given), stake, mean[:, :, rows, columns][there], precision
            )
            for whole, of_part in zip(found.every, part.every, strict=True):
                whole[:, :, rows, columns][there] = of_part
    return found


def _tails_of_block(
    block: Block,
    stake: Float[np.ndarray, "level party company"],
    mean: Float[np.ndarray, "party level first second"],
    precision: Precision,
) -> Tails:
    """Find the figures of super-columns that stand in the order of their effect."""
    found, layout = Tails.empty(mean.shape), _Layout.of(block, precision)
    np.sqrt(layout.squares(stake, mean) / block.paths, out=found.standard_deviation)
    extents = [[(rows, Extent.of(half.part(rows))) for rows in _slices(half.width, SIDE)] for half in block.halves]
    for (rows, one), (columns, other) in product(*extents):
        for party, levels in product(range(len(mean)), _slices(len(stake), LEVELS)):
            at = (party, levels, rows, columns)
            chosen = one.may_be_worst(other, block.given, party, stake[levels, party])
            layout.write_worst(
                chosen, at, stake[levels, party], mean[at], found.standard_deviation[at], found.p5, found.cvar5
            )
    return found


def _slices(width: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, width)) for start in range(0, width, size))


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """Hold a block as the loops over pairs read it; see `Pairs`."""

    rows: tuple[Float[np.ndarray, "first row path"], Float[np.ndarray, "second row path"]]
    steps: Bool[np.ndarray, " company"]
    weight: Float[np.ndarray, "party company path"]
    owing: Int[np.ndarray, " owing"]
    claim: Int[np.ndarray, "claim three"]
    loss: Float[np.ndarray, "claim path"]

    @staticmethod
    def of(block: Block, precision: Precision) -> _Layout:
        parties = range(len(block.given.weight))
        owing, claim, loss = claims_of(block, {party: party for party in parties}, precision)
        rows = rows_of(block, dict.fromkeys(parties, -1.0), precision)
        return _Layout(rows, block.given.steps, block.given.weight.astype(precision.type), owing, claim, loss)

    def squares(
        self, stake: Float[np.ndarray, "level party company"], mean: Float[np.ndarray, "party level first second"]
    ) -> Float[np.ndarray, "party level first second"]:
        """Sum the squares of what each package's worth differs from its mean by."""
        squares, paths = np.zeros(mean.shape), self.weight.shape[2]
        mean, held = np.ascontiguousarray(mean), np.ascontiguousarray(np.moveaxis(stake, 1, 0))
        for chunk in _slices(paths, CHUNK):
            first, second, weight, loss = (
                np.ascontiguousarray(each[..., chunk]) for each in (*self.rows, self.weight, self.loss)
            )
            add_squares(first, second, self.steps, weight, self.owing, self.claim, loss, held, mean, squares)
        return squares

    def write_worst(
        self,
        chosen: Int[np.ndarray, " path"],
        at: tuple[int, slice, slice, slice],
        stake: Float[np.ndarray, "level company"],
        mean: Float[np.ndarray, "level first second"],
        spread: Float[np.ndarray, "level first second"],
        quantile: Float[np.ndarray, "party every row column"],
        shortfall: Float[np.ndarray, "party every row column"],
    ) -> None:
        """Write quantile and shortfall of a party in a patch at some levels, from the paths that may be the worst."""
        party, _, *places = at
        before = self.weight.shape[1] + len(self.owing)
        mine = np.flatnonzero(self.claim[:, 1] == party)
        kept = [*range(before), *(before + mine), before + len(self.claim) + party]
        taken = [_taken(rows, place, kept, chosen) for rows, place in zip(self.rows, places, strict=True)]
        claim = self.claim[mine] * np.array([1, 1, 0])
        weight, loss = np.take(self.weight[party], chosen, axis=1), np.take(self.loss[mine], chosen, axis=1)
        found = np.empty((2, *mean.shape))
        write_tails(
            *taken, self.steps, weight, self.owing, claim, loss, stake, SHARE, self.weight.shape[2],
            np.ascontiguousarray(mean), np.ascontiguousarray(spread), *found,
        )  # fmt: skip
        quantile[at], shortfall[at] = found


def _taken(
    whole: Float[np.ndarray, "column row path"], columns: slice, rows: Sequence[int], paths: Int[np.ndarray, " _"]
) -> Float[np.ndarray, "_ _ _"]:
    """Gather some rows of some super-columns on some paths."""
    found = np.empty((columns.stop - columns.start, len(rows), len(paths)), dtype=whole.dtype)
    take_rows(whole, columns.start, np.array(rows, dtype=np.uintp), paths.astype(np.uintp), found)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Extent:
    """Hold the least and the greatest of some super-columns on each path; see `Half`.

    Of what is directly worth to a party each super-column's own mean is taken off: what is the same on all paths makes
    none of them worse than another, so that packages with other payments up front have the same worst paths.

    Attributes:
        direct: the ends of what is directly worth, less its mean.
        largest: the largest such mean of each party.
        at_exit: the ends of what is carried to each company's exit.
        at_stake: the ends of what each claimant has at stake.
    """

    direct: Float[np.ndarray, "end party path"]
    largest: Float[np.ndarray, " party"]
    at_exit: Float[np.ndarray, "end company path"]
    at_stake: Mapping[tuple[int, int], Float[np.ndarray, "end path"]]

    @staticmethod
    def of(half: Half) -> Extent:
        """Look at all super-columns of a part of a half."""
        at_stake = {claim: _ends(each, 0) for claim, each in half.at_stake.items()}
        means = half.direct.mean(axis=2, keepdims=True)
        largest = np.abs(means).max(axis=(1, 2), initial=0.0)
        return Extent(_ends(half.direct - means, 1), largest, _ends(half.at_exit, 1), at_stake)

    def may_be_worst(
        self, other: Extent, given: Given, party: int, stake: Float[np.ndarray, "level company"]
    ) -> Int[np.ndarray, " path"]:
        """Choose the paths on which some package may be worth less than some package's quantile.

        Args:
            other: the same of the other half.
            given: what all packages have in common.
            party: whose worth.
            stake: its share of each company at each level.

        Returns:
            Places of the paths.
        """
        low, high = self.direct[:, party] + other.direct[:, party]
        for company, weight in enumerate(given.weight[party]):
            resources = given.equity[company] + self.at_exit[:, company] + other.at_exit[:, company]
            held, equity = stake[:, company], equity_of(resources, step=bool(given.steps[company])) * weight
            corners = [share * end for share in (held.min(), held.max()) for end in equity]
            low, high = low + np.min(corners, axis=0), high + np.max(corners, axis=0)
            if (company, party) in self.at_stake:
                lost = self.at_stake[company, party] + other.at_stake[company, party]
                lost = lost * given.discount[party, company] * (resources[0] < 0)
                low, high = low - np.maximum(0.0, lost.max(axis=0)), high - np.minimum(0.0, lost.min(axis=0))
        place = min(int(SHARE * (len(high) - 1)) + 1, len(high) - 1)
        bound, largest = np.partition(high, place)[place], self.largest[party] + other.largest[party]
        return np.flatnonzero(low <= bound + ROUNDING * (np.abs(high).max() + largest))


def _ends(values: Float[np.ndarray, "..."], axis: int) -> Float[np.ndarray, "..."]:
    return np.array([values.min(axis=axis), values.max(axis=axis)])
