"""Cut a grid of packages into tiles, and value one tile: the same bytes wherever it runs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.block import take_block
from dealwright.engine.grids.kernel import sum_block
from dealwright.engine.grids.package_columns import PackageIndex, value_of_package
from dealwright.engine.grids.sums import Sums, Taste
from dealwright.engine.measures import exponential_equivalent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jaxtyping import Float, Int

    from dealwright.engine.grids.package_columns import PackageColumns

BLOCK = 1024
"""Paths per block: few enough that what a tile joins for them stays near the core."""

COST = 0.05e-9
"""Foreseen seconds of one core per package, path and party."""

LONGEST = 0.5
"""Foreseen seconds of a tile at most; a grid that takes longer is halved until its tiles take half of this or more."""

MOST_PACKAGES, MOST_ROWS = 1 << 20, 1 << 12
"""Packages of a tile and super-columns of either of its halves at most, which bounds the memory."""

SMALLEST, LARGEST = 1e-250, 1e250
"""A mean utility outside these may have lost paths to the range of a double: such a package is valued alone."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of a grid: some super-columns of either half, at all levels of the stakes.

    Attributes:
        number: its place among the tiles of its grid, from 0.
        first: which super-columns of the first half.
        second: which super-columns of the second half.
    """

    number: int
    first: slice
    second: slice


@dataclass(frozen=True, slots=True, eq=False)
class TileWorth:
    """What the packages of a tile are worth.

    Attributes:
        tile: which packages.
        certainty_equivalent: what the party would take for sure, in currency; the mean for a party without a risk
            tolerance.
        mean: expected present value at the rate of the measure, in currency.
    """

    tile: Tile
    certainty_equivalent: Float[np.ndarray, "party level first second"]
    mean: Float[np.ndarray, "party level first second"]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What all tiles of a grid have in common.

    Attributes:
        columns: what the grid is made of.
        index: what each package number stands for.
        order: the paths, those together whose companies are short in a like share of the packages.
        taste: what the parties' utilities need.
    """

    columns: PackageColumns
    index: PackageIndex
    order: Int[np.ndarray, " path"]
    taste: Taste


def prepare(columns: PackageColumns) -> Prepared:
    """Work out once what all tiles of a grid have in common.

    Args:
        columns: what the grid is made of.

    Returns:
        The same whoever computes it.
    """
    index = PackageIndex.of(len(columns.stake), [group.options for group in columns.groups])
    taste = Taste(columns.stake.astype(np.float64), columns.rate, _middle(columns, index))
    return Prepared(columns, index, _likes_together(columns), taste)


def tiles_of(index: PackageIndex, paths: int, parties: int) -> tuple[Tile, ...]:
    """Cut a grid into tiles that are worth a task each and fit in memory; a small grid is one tile.

    Args:
        index: the grid.
        paths: how many futures there are.
        parties: how many parties it is valued for.

    Returns:
        The tiles, which hang on nothing else; the second half's pieces run fastest.

    Example:
        >>> index = PackageIndex.of(levels=21, options=(192, 256))
        >>> [(tile.first, tile.second) for tile in tiles_of(index, paths=10_240, parties=2)][1]
        (slice(0, 128, None), slice(96, 192, None))
    """
    levels, *widths = index.shape
    pieces = [1, 1]
    while _too_large(levels, [-(-width // cut) for width, cut in zip(widths, pieces, strict=True)], paths, parties):
        wider = 0 if widths[0] / pieces[0] > widths[1] / pieces[1] else 1
        pieces[wider] *= 2
    firsts, seconds = (list(_slices(width, cut)) for width, cut in zip(widths, pieces, strict=True))
    cuts = [(first, second) for first in firsts for second in seconds]
    return tuple(Tile(number, *cut) for number, cut in enumerate(cuts))


def _too_large(levels: int, widths: list[int], paths: int, parties: int) -> bool:
    first, second = widths
    packages = levels * first * second
    long = packages * paths * max(parties, 1) * COST > LONGEST
    return first * second > 1 and (long or packages > MOST_PACKAGES or max(widths) > MOST_ROWS)


def _slices(width: int, pieces: int) -> Iterator[slice]:
    """Cut a range into pieces of like size, none of them empty."""
    ends = [round(width * place / pieces) for place in range(pieces + 1)]
    return (slice(start, stop) for start, stop in pairwise(ends) if stop > start)


def value_tile(prepared: Prepared, tile: Tile) -> TileWorth:
    """Value the packages of one tile.

    Paths are dealt with in fixed blocks whose sums are added in a fixed order. The caller sees to it that a matrix
    product runs on one thread (`threadpool_limits(1)`), as its last digits may hang on that.

    Args:
        prepared: the grid.
        tile: which of its packages.

    Returns:
        Their worth.
    """
    order = prepared.order
    total = Sums.zero(prepared.taste, _width(tile.first), _width(tile.second))
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        for start in range(0, len(order), BLOCK):
            block = take_block(
                prepared.columns, prepared.index, order[start : start + BLOCK], (tile.first, tile.second)
            )
            total.add(sum_block(block, prepared.taste))
    mean = _means(prepared.columns, total)
    return TileWorth(tile, _certainty_equivalents(prepared, tile, total, mean), mean)


def _width(part: slice) -> int:
    return int(part.stop - part.start)


def _middle(columns: PackageColumns, index: PackageIndex) -> Float[np.ndarray, " party"]:
    """Take the middle package's certainty equivalents for shifts: near them each package's mean utility is near one."""
    value = value_of_package(columns, index.levels // 2, [options // 2 for options in index.options])
    shift = np.zeros(len(columns.parties))
    for party, tolerance in enumerate(columns.risk_tolerance):
        if tolerance is not None:
            shift[party] = exponential_equivalent(value[party : party + 1], tolerance)[0]
    return shift


def _likes_together(columns: PackageColumns) -> Int[np.ndarray, " path"]:
    """Order the paths so that those whose companies are short in a like share of the packages stand in one block."""
    short = np.zeros(columns.paths)
    for place, company in enumerate(columns.companies):
        effects = [group.at_exit[company] for group in columns.groups if company in group.at_exit]
        least = columns.equity[place] + sum(effect.min(axis=0) for effect in effects)
        greatest = columns.equity[place] + sum(effect.max(axis=0) for effect in effects)
        width = np.where(greatest > least, greatest - least, 1.0)
        short += np.clip(-least / width, 0.0, 1.0)
    return np.argsort(short, kind="stable")


def _means(columns: PackageColumns, total: Sums) -> Float[np.ndarray, "party level first second"]:
    first, second = total.direct
    pairs = first[:, :, None] + second[:, None, :] - total.unpaid
    worth = np.repeat(pairs[:, None], len(columns.stake), axis=1)
    worth += np.einsum("lpc,pcij->plij", columns.stake, total.equity)
    worth /= columns.paths
    return worth


def _certainty_equivalents(
    prepared: Prepared, tile: Tile, total: Sums, mean: Float[np.ndarray, "party level first second"]
) -> Float[np.ndarray, "party level first second"]:
    columns, taste = prepared.columns, prepared.taste
    sure = mean.copy()
    for party, tolerance in enumerate(columns.risk_tolerance):
        if tolerance is not None:
            utility = total.utility[party] / columns.paths
            trusted = (utility > SMALLEST) & (utility < LARGEST)
            sure[party][trusted] = taste.shift[party] - tolerance * np.log(utility[trusted])
            for level, i, j in np.argwhere(~trusted).tolist():
                value = value_of_package(
                    columns, *prepared.index.chosen(level, tile.first.start + i, tile.second.start + j)
                )
                sure[party, level, i, j] = exponential_equivalent(value[party : party + 1], tolerance)[0]
    return sure
