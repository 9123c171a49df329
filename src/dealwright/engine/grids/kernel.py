"""Sum utilities and values of all packages over one block of paths, exactly.

On a clear path each company is always or never short of money, whatever the package: worth is a sum over the two
halves, and expected utility a matrix product. A path that is doubtful for the whole grid is clear for most of its
tiles, once super-columns of like effect stand together. What is left is worked out pair by pair (`grid_pairs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.block import Block
from dealwright.engine.grids.pairs import add_pairs
from dealwright.engine.grids.products import add_products
from dealwright.engine.grids.sums import SAFE_EXPONENT, Sums

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Bool, Float

    from dealwright.engine.grids.block import Half
    from dealwright.engine.grids.sums import Taste

ROWS, TILE = 64, 64
"""Super-columns of the first and of the second half in one tile: its arrays stay in a core's cache."""

WHOLE = slice(None)


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Bound each company's resources over some pairs of super-columns, in currency of the day of exit.

    Attributes:
        least: the least they may be.
        greatest: the most they may be.
        owed: the most it may owe.
    """

    least: Float[np.ndarray, "company path"]
    greatest: Float[np.ndarray, "company path"]
    owed: Float[np.ndarray, "company path"]

    @staticmethod
    def of(block: Block) -> Bounds:
        """Look at all pairs of a block."""
        return _Range.of(block.halves[0]).bounds(_Range.of(block.halves[1]), block.equity)

    @property
    def alive(self) -> Bool[np.ndarray, "company path"]:
        """Whether the company is never short."""
        return self.least >= 0

    @property
    def clear(self) -> Bool[np.ndarray, " path"]:
        """Whether each company is never short, or never pays any of what it owes."""
        return np.asarray(np.all(self.alive | (self.greatest <= -self.owed), axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class _Range:
    """Hold the range of a half's effect on each company, and the most it lets the company owe."""

    least: Float[np.ndarray, "company path"]
    greatest: Float[np.ndarray, "company path"]
    owed: Float[np.ndarray, "company path"]

    @staticmethod
    def of(half: Half) -> _Range:
        return _Range(half.at_exit.min(axis=1), half.at_exit.max(axis=1), half.owed.max(axis=1))

    def bounds(self, other: _Range, equity: Float[np.ndarray, "company path"]) -> Bounds:
        least = equity + (self.least + other.least)
        return Bounds(least, equity + (self.greatest + other.greatest), self.owed + other.owed)


def sum_block(block: Block, taste: Taste) -> Sums:
    """Sum over a block of paths.

    Args:
        block: the paths, with all super-columns.
        taste: what the parties' utilities need.

    Returns:
        The sums over these paths.
    """
    first, second = block.halves
    sums = Sums.zero(taste, first.width, second.width)
    for half, direct in zip(block.halves, sums.direct, strict=True):
        np.add(direct, half.direct.sum(axis=2), out=direct)
    bounds = Bounds.of(block)
    safe = _safe(block, taste, bounds)
    clear = bounds.clear & safe
    if clear.any():
        chosen = np.flatnonzero(clear)
        add_products(block.part(WHOLE, WHOLE, chosen), taste, bounds.alive[:, chosen], sums)
    if not clear.all():
        chosen = np.flatnonzero(~clear)
        sums.add(_sum_tiles(block.part(WHOLE, WHOLE, chosen), taste, safe[chosen]))
    return sums


def _safe(block: Block, taste: Taste, bounds: Bounds) -> Bool[np.ndarray, " path"]:
    """Say on which paths the exponent of every package is well within the range of a double."""
    safe = np.ones(block.paths, dtype=np.bool_)
    for party in taste.averse:
        low, high = (sum(end(half.direct[party], axis=0) for half in block.halves) for end in (np.min, np.max))
        for company, weight in enumerate(block.weight[party]):
            stakes = taste.stake[:, party, company]
            corners = [
                stake * weight * np.maximum(0.0, resources[company])
                for stake in (stakes.min(), stakes.max())
                for resources in (bounds.least, bounds.greatest)
            ]
            stakes_lost = [half.at_stake.get((company, party), np.zeros((1, block.paths))) for half in block.halves]
            most = block.discount[party, company] * sum(np.max(np.abs(each), axis=0) for each in stakes_lost)
            low, high = low + np.min(corners, axis=0) - most, high + np.max(corners, axis=0) + most
        reach = np.maximum(np.abs(low - taste.shift[party]), np.abs(high - taste.shift[party]))
        safe &= reach * taste.rate[party] <= SAFE_EXPONENT
    return safe


def _sum_tiles(block: Block, taste: Taste, safe: Bool[np.ndarray, " path"]) -> Sums:
    """Sum over paths doubtful for the whole grid: each tile's clear paths by products, the others pair by pair."""
    order = [np.argsort(half.at_exit.sum(axis=(0, 2)), kind="stable") for half in block.halves]
    first, second = (half.part(rows) for half, rows in zip(block.halves, order, strict=True))
    ordered = Block((first, second), block.equity, block.weight, block.discount)
    sums = Sums.zero(taste, first.width, second.width)
    tiles = [(tile, _Range.of(second.part(tile))) for tile in _slices(second.width, TILE)]
    for rows in _slices(first.width, ROWS):
        mine = _Range.of(first.part(rows))
        for tile, theirs in tiles:
            bounds = mine.bounds(theirs, block.equity)
            clear = bounds.clear & safe
            part = sums.part(rows, tile)
            chosen, doubtful = np.flatnonzero(clear), np.flatnonzero(~clear)
            if chosen.size:
                add_products(ordered.part(rows, tile, chosen), taste, bounds.alive[:, chosen], part)
            if doubtful.size:
                add_pairs(ordered.part(rows, tile, doubtful), taste, part)
    return sums.placed(*order)


def _slices(width: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, width)) for start in range(0, width, size))
