"""Find the standard deviation, the 5 % quantile and the mean of the worst 5 % of every package of a tile.

A path is only looked at for the worst 5 % of a patch if its worth may be among them: what no package of the patch is
worth less than on it is compared with a quantile that none of theirs exceeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.kernels.tails import add_squares, write_tails
from dealwright.engine.grids.pairs import claims_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jaxtyping import Float, Int

    from dealwright.engine.grids.block import Block
    from dealwright.engine.grids.precision import Precision

SHARE = 0.05
"""The worst share of the futures."""

SIDE, ROOM = 64, 1 << 22
"""Super-columns of either half in one patch at most, and numbers in one row of all of them."""

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

    def flat(self) -> Tails:
        """Number the packages along one axis."""
        return Tails(*(each.reshape(len(each), -1) for each in self.every))


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
    side = int(np.clip(ROOM // paths, 1, SIDE))
    for rows in _slices(mean.shape[2], side):
        for columns in _slices(mean.shape[3], side):
            patch = (slice(None), slice(None), rows, columns)
            block = take(rows, columns)
            spread = np.sqrt(_squares(block, stake, np.ascontiguousarray(mean[patch]), precision) / paths)
            found.standard_deviation[patch] = spread
            for party in range(len(mean)):
                for levels in _slices(len(stake), LEVELS):
                    at = (party, levels, rows, columns)
                    given = stake[levels, party], mean[at], spread[party, levels]
                    found.p5[at], found.cvar5[at] = _worst(block, party, *given, precision)
    return found


def _slices(width: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, width)) for start in range(0, width, size))


def _squares(
    block: Block,
    stake: Float[np.ndarray, "level party company"],
    mean: Float[np.ndarray, "party level first second"],
    precision: Precision,
) -> Float[np.ndarray, "party level first second"]:
    """Sum the squares of what each package's worth differs from its mean by."""
    squares, parties = np.zeros(mean.shape), range(len(mean))
    held = np.ascontiguousarray(np.moveaxis(stake, 1, 0))
    for start in range(0, block.paths, CHUNK):
        chunk = block.part(slice(None), slice(None), np.arange(start, min(start + CHUNK, block.paths)))
        owing, claim, loss = claims_of(chunk, {party: party for party in parties}, precision)
        rows = rows_of(chunk, dict.fromkeys(parties, -1.0), precision)
        add_squares(*rows, chunk.given.weight.astype(precision.type), owing, claim, loss, held, mean, squares)
    return squares


def _worst(
    block: Block,
    party: int,
    stake: Float[np.ndarray, "level company"],
    mean: Float[np.ndarray, "level first second"],
    spread: Float[np.ndarray, "level first second"],
    precision: Precision,
) -> tuple[Float[np.ndarray, "level first second"], Float[np.ndarray, "level first second"]]:
    """Find quantile and shortfall of a party at some levels, from the paths that may be among the worst."""
    chosen = _may_be_worst(block, party, stake)
    few = block.part(slice(None), slice(None), chosen)
    owing, claim, loss = claims_of(few, {party: 0}, precision)
    weight = few.given.weight[party].astype(precision.type)
    quantile, shortfall = np.empty((2, *mean.shape))
    write_tails(
        *rows_of(few, {party: -1.0}, precision), weight, owing, claim, loss, stake, SHARE, block.paths,
        np.ascontiguousarray(mean), np.ascontiguousarray(spread), quantile, shortfall,
    )  # fmt: skip
    return quantile, shortfall


def _may_be_worst(block: Block, party: int, stake: Float[np.ndarray, "level company"]) -> Int[np.ndarray, " path"]:
    """Choose the paths on which some package may be worth less than some package's quantile."""
    first, second = block.halves
    low, high = (sum(end(half.direct[party], axis=0) for half in block.halves) for end in (np.min, np.max))
    for company, weight in enumerate(block.given.weight[party]):
        ends = [
            block.given.equity[company] + sum(end(half.at_exit[company], axis=0) for half in block.halves)
            for end in (np.min, np.max)
        ]
        corners = [share * weight * np.maximum(0.0, end) for share in _ends(stake[:, company]) for end in ends]
        low, high = low + np.min(corners, axis=0), high + np.max(corners, axis=0)
        if (company, party) in first.at_stake:
            lost = [np.abs(half.at_stake[company, party]).max(axis=0) for half in (first, second)]
            most = np.abs(block.given.discount[party, company]) * (lost[0] + lost[1])
            low, high = low - most, high + most
    place = min(int(SHARE * (block.paths - 1)) + 1, block.paths - 1)
    bound = np.partition(high, place)[place]
    return np.flatnonzero(low <= bound + 1e-6 * np.abs(high).max())


def _ends(shares: Float[np.ndarray, " level"]) -> tuple[float, float]:
    return float(shares.min()), float(shares.max())
