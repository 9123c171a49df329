"""Cut a grid of packages into tiles, and value one tile: the same bytes wherever it runs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.block import Block, direct_sums, take_half
from dealwright.engine.grids.package_columns import value_of_package
from dealwright.engine.grids.sums import Sums
from dealwright.engine.measures import exponential_equivalent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jaxtyping import Bool, Float, Int

    from dealwright.engine.grids.alike import Alike
    from dealwright.engine.grids.package_columns import PackageColumns, PackageIndex
    from dealwright.engine.grids.prepared import Prepared
    from dealwright.engine.grids.tails import Tails

BLOCK = 2032
"""Paths per block: few enough that what a tile joins for them stays near the core."""

COST = 0.05e-9
"""Foreseen seconds of one core per package, path and party."""

LONGEST = 0.5
"""Foreseen seconds of a tile at most; a grid that takes longer is halved until its tiles take half of this or more."""

MOST_ALONE = 1024
"""Packages of a tile at most that are valued by themselves, each a hundred thousand times slower."""

MOST_PACKAGES, MOST_ROWS = 1 << 20, 1 << 12
"""Packages of a tile and super-columns of either of its halves at most, which bounds the memory."""


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
        alike: which packages of the whole grid are the same.
        tails: how the worth is spread; None where nobody asked.
    """

    tile: Tile
    certainty_equivalent: Float[np.ndarray, "party level first second"]
    mean: Float[np.ndarray, "party level first second"]
    alike: Alike
    tails: Tails | None = None


def tiles_of(index: PackageIndex, paths: int, parties: int) -> tuple[Tile, ...]:
    """Cut a grid into tiles that are worth a task each and fit in memory; a small grid is one tile.

    Args:
        index: the grid.
        paths: how many futures there are.
        parties: how many parties it is valued for.

    Returns:
        The tiles, which hang on nothing else; the second half's pieces run fastest.

    Example:
        >>> from dealwright.engine.grids.package_columns import PackageIndex
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


def widest(tiles: Sequence[Tile], paths: int) -> tuple[int, int, int]:
    """Say how much of a grid is worked on at once: super-columns of either half of a tile at most, and paths.

    Args:
        tiles: its tiles.
        paths: how many futures there are.
    """
    return max(_width(t.first) for t in tiles), max(_width(t.second) for t in tiles), min(paths, BLOCK)


def _too_large(levels: int, widths: list[int], paths: int, parties: int) -> bool:
    first, second = widths
    packages = levels * first * second
    long = packages * paths * max(parties, 1) * COST > LONGEST
    return first * second > 1 and (long or packages > MOST_PACKAGES or max(widths) > MOST_ROWS)


def _slices(width: int, pieces: int) -> Iterator[slice]:
    """Cut a range into pieces of like size, none of them empty."""
    ends = [round(width * place / pieces) for place in range(pieces + 1)]
    return (slice(start, stop) for start, stop in pairwise(ends) if stop > start)


def value_tile(prepared: Prepared, tile: Tile, *, tails: bool = False) -> TileWorth:
    """Value the packages of one tile.

    Paths are dealt with in fixed blocks whose sums are added in a fixed order. The caller sees to it that a matrix
    product runs on one thread (`threadpool_limits(1)`), as its last digits may hang on that. A tile that single
    precision cannot hold is valued in double.

    Args:
        prepared: the grid.
        tile: which of its packages.
        tails: whether to find how their worth is spread, too.

    Returns:
        Their worth.
    """
    from dealwright.engine.grids.patches import add_patches  # what is compiled is loaded by who computes
    from dealwright.engine.grids.products import add_products

    columns, (levels, *_) = prepared.columns, prepared.index.shape
    total = Sums.zero(levels, len(columns.parties), len(columns.companies), _width(tile.first), _width(tile.second))
    _write_direct(prepared, tile, total)
    for paths in _blocks(prepared.clear):
        alive = prepared.alive[:, paths]
        block = _take(prepared, tile, paths, owing=not alive.all())
        add_products(block, prepared.flights, alive, prepared.precision, total)
    for paths in _blocks(prepared.doubtful):
        block = _take(prepared, tile, paths)
        fits = prepared.fits[0][paths], prepared.fits[1][paths]
        add_patches(block, prepared.flights, fits, prepared.precision, total)
    mean = _means(columns, total)
    sure, trusted = _certainty_equivalents(prepared, total, mean)
    del total  # what follows needs the room
    doubted = ~(trusted & prepared.unlike_no_deal(sure))
    if prepared.exact is not None and (not trusted.all() or np.count_nonzero(doubted.any(axis=0)) > MOST_ALONE):
        return value_tile(prepared.exact, tile, tails=tails)
    _value_alone(prepared, tile, doubted, sure)
    spread = _tails(prepared, tile, mean) if tails else None
    same = prepared.alike.within(tile.first, tile.second).same
    return TileWorth(tile, same(sure), same(mean), prepared.alike, None if spread is None else spread.made(same))


def _value_alone(
    prepared: Prepared,
    tile: Tile,
    doubted: Bool[np.ndarray, "party level first second"],
    sure: Float[np.ndarray, "party level first second"],
) -> None:
    """Value packages by themselves, in double precision, of which the sums do not tell what they are worth."""
    columns = prepared.columns
    for level, i, j in np.argwhere(doubted.any(axis=0))[:MOST_ALONE].tolist():
        value = value_of_package(columns, *prepared.index.chosen(level, tile.first.start + i, tile.second.start + j))
        for party in np.flatnonzero(doubted[:, level, i, j]).tolist():
            tolerance, sample = columns.risk_tolerance[party], value[party : party + 1]
            sure[party, level, i, j] = (
                np.mean(sample) if tolerance is None else exponential_equivalent(sample, tolerance)[0]
            )


def _tails(prepared: Prepared, tile: Tile, mean: Float[np.ndarray, "party level first second"]) -> Tails:
    """Find how the worth of a tile's packages is spread."""
    columns = prepared.columns
    every = np.arange(columns.paths)

    def take(rows: slice, others: slice) -> Block:
        first, second = tile.first.start, tile.second.start
        part = Tile(
            tile.number,
            slice(first + rows.start, first + rows.stop),
            slice(second + others.start, second + others.stop),
        )
        return _take(prepared, part, every)

    from dealwright.engine.grids.tails import tails_of_tile

    return tails_of_tile(take, columns.stake, mean, columns.paths, prepared.precision)


def _width(part: slice) -> int:
    return int(part.stop - part.start)


def _blocks(paths: Int[np.ndarray, " path"]) -> Iterator[Int[np.ndarray, " path"]]:
    return (paths[start : start + BLOCK] for start in range(0, len(paths), BLOCK))


def _take(prepared: Prepared, tile: Tile, paths: Int[np.ndarray, " path"], *, owing: bool = True) -> Block:
    """Gather what the packages of a tile need on some paths."""
    columns = prepared.columns
    first, second = (
        take_half(columns, [columns.groups[place] for place in half], paths, rows, owing=owing)
        for half, rows in zip(prepared.index.halves, (tile.first, tile.second), strict=True)
    )
    return Block((first, second), prepared.given.on(paths))


def _write_direct(prepared: Prepared, tile: Tile, sums: Sums) -> None:
    groups, rows = prepared.columns.groups, (tile.first, tile.second)
    for half, chosen, direct in zip(prepared.index.halves, rows, sums.direct, strict=True):
        direct[:] = direct_sums(prepared.columns, [groups[place] for place in half], chosen)


def _means(columns: PackageColumns, total: Sums) -> Float[np.ndarray, "party level first second"]:
    first, second = total.direct
    pairs = first[:, :, None] + second[:, None, :] - total.unpaid
    worth = np.repeat(pairs[:, None], len(columns.stake), axis=1)
    worth += np.einsum("lpc,pcij->plij", columns.stake, total.equity)
    worth /= columns.paths
    return worth


def _certainty_equivalents(
    prepared: Prepared, total: Sums, mean: Float[np.ndarray, "party level first second"]
) -> tuple[Float[np.ndarray, "party level first second"], Bool[np.ndarray, "party level first second"]]:
    """Turn sums of utilities into certainty equivalents, and say which of them the precision can hold."""
    sure, trusted = mean.copy(), np.ones(mean.shape, dtype=np.bool_)
    for flight in prepared.flights:
        for level in flight.levels:
            utility = total.utility[flight.party, level] / prepared.columns.paths
            trusted[flight.party, level] = prepared.precision.trusts(utility)
            held = np.where(trusted[flight.party, level], utility, 1.0)
            found = flight.shift - np.log(held) / flight.rate
            if flight.part < 1.0:
                found = mean[flight.party, level] - flight.part * (mean[flight.party, level] - found)
            sure[flight.party, level] = found
    return sure, trusted
