"""Cut a grid of packages into tiles, and value one tile: the same bytes wherever it runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.block import Block, Given, direct_sums, take_half
from dealwright.engine.grids.flights import flights_of
from dealwright.engine.grids.package_columns import PackageIndex, parts_of_package, value_of_package
from dealwright.engine.grids.precision import DOUBLE, SINGLE, precision_for
from dealwright.engine.grids.ranges import Ranges
from dealwright.engine.grids.sums import Sums
from dealwright.engine.measures import exponential_equivalent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jaxtyping import Bool, Float, Int

    from dealwright.engine.grids.flights import Flight
    from dealwright.engine.grids.package_columns import PackageColumns
    from dealwright.engine.grids.precision import Name, Precision
    from dealwright.engine.grids.tails import Tails

BLOCK = 2032
"""Paths per block: few enough that what a tile joins for them stays near the core."""

COST = 0.05e-9
"""Foreseen seconds of one core per package, path and party."""

LONGEST = 0.5
"""Foreseen seconds of a tile at most; a grid that takes longer is halved until its tiles take half of this or more."""

CANCELLED = 16.0
"""Parts of a worth that are so many times as large as it, and cancel, are left to double precision: so do the hinges of
a small claim on a large company."""

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
        tails: how the worth is spread; None where nobody asked.
    """

    tile: Tile
    certainty_equivalent: Float[np.ndarray, "party level first second"]
    mean: Float[np.ndarray, "party level first second"]
    tails: Tails | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What all tiles of a grid have in common.

    Attributes:
        columns: what the grid is made of.
        index: what each package number stands for.
        precision: in which precision the grid is computed.
        flights: the levels of the stakes, as each party's utility climbs them.
        given: what all packages have in common.
        alive: whether a company is never short, whatever the package.
        clear: the paths on which products do, those last on which a company may owe what it never pays.
        doubtful: the other paths, those together whose companies are short in a like share of the packages.
        fits: whether every exponent is within what the precision can hold, in products and in pairs.
        exact: the same in double precision, for tiles that single precision cannot hold.
    """

    columns: PackageColumns
    index: PackageIndex
    precision: Precision
    flights: tuple[Flight, ...]
    given: Given
    alive: Bool[np.ndarray, "company path"]
    clear: Int[np.ndarray, " clear"]
    doubtful: Int[np.ndarray, " doubtful"]
    fits: tuple[Bool[np.ndarray, " path"], Bool[np.ndarray, " path"]]
    exact: Prepared | None = None


def prepare(columns: PackageColumns, precision: Name | None = None) -> Prepared:
    """Work out once what all tiles of a grid have in common.

    Args:
        columns: what the grid is made of.
        precision: in which precision it is computed; None leaves the choice to the size of the grid.

    Returns:
        The same whoever computes it.
    """
    index = PackageIndex.of(len(columns.stake), [group.options for group in columns.groups])
    ranges = Ranges.of(columns, index)
    if (faint := ranges.faint(columns)).any():
        tolerances = zip(columns.risk_tolerance, faint, strict=True)
        columns = replace(columns, risk_tolerance=tuple(None if by_mean else rho for rho, by_mean in tolerances))
    middle, scale, gross = _middle(columns, index)
    chosen = precision_for(index.packages, columns.paths, precision)
    mild = any(rate and 1 / rate > scale for rate in columns.rate) or gross > CANCELLED * scale
    exact = _prepared(columns, index, ranges, middle, DOUBLE, None)
    return exact if chosen is DOUBLE or mild else _prepared(columns, index, ranges, middle, SINGLE, exact)


def _prepared(
    columns: PackageColumns,
    index: PackageIndex,
    ranges: Ranges,
    middle: Float[np.ndarray, "party level"],
    precision: Precision,
    exact: Prepared | None,
) -> Prepared:
    flights = flights_of(columns.stake.astype(np.float64), columns.rate, middle, precision)
    fits = np.ones((2, columns.paths), dtype=np.bool_)
    for flight in flights:
        greatest, apart = ranges.reach(columns, flight)
        fits[0] &= (greatest <= precision.factor) & (apart <= precision.factor)
        fits[1] &= greatest <= precision.pair
    second = ranges.halves[1]
    given = Given(
        columns.equity.astype(np.float64),
        columns.equity_weight.astype(np.float64),
        columns.discount.astype(np.float64),
        (second.direct[0] + second.direct[1]) / 2,
        (second.at_exit[0] + second.at_exit[1]) / 2,
    )
    clear = ranges.clear & fits[0]
    doubtful = np.flatnonzero(~clear)
    doubtful = doubtful[np.argsort(ranges.short[doubtful], kind="stable")]
    clear_paths = np.flatnonzero(clear)
    clear_paths = clear_paths[np.argsort(~ranges.alive[:, clear_paths].all(axis=0), kind="stable")]  # who owe last
    return Prepared(
        columns, index, precision, flights, given, ranges.alive, clear_paths, doubtful, (fits[0], fits[1]), exact
    )


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
    if not trusted.all() and prepared.exact is not None:
        return value_tile(prepared.exact, tile, tails=tails)
    for party, level, i, j in np.argwhere(~trusted).tolist():
        value = value_of_package(columns, *prepared.index.chosen(level, tile.first.start + i, tile.second.start + j))
        sure[party, level, i, j] = exponential_equivalent(value[party : party + 1], 1 / columns.rate[party])[0]
    return TileWorth(tile, sure, mean, _tails(prepared, tile, mean) if tails else None)


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


def _middle(columns: PackageColumns, index: PackageIndex) -> tuple[Float[np.ndarray, "party level"], float, float]:
    """Take what the middle package is worth at each level, its largest worth on any path, and that of its parts."""
    direct, equity = parts_of_package(columns, [options // 2 for options in index.options])
    sure, scale, gross = np.zeros((len(columns.parties), len(columns.stake))), 0.0, 0.0
    for party, rate in enumerate(columns.rate):
        for level, stake in enumerate(columns.stake[:, party]):
            value = direct[party] + stake @ equity[party]
            scale = max(scale, float(np.abs(value).max()))
            gross = max(gross, float((np.abs(direct[party]) + np.abs(stake) @ np.abs(equity[party])).max()))
            if rate:
                sure[party, level] = exponential_equivalent(value[None], 1 / rate)[0]
    return sure, scale, gross


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
            sure[flight.party, level] = flight.shift - np.log(held) / flight.rate
    return sure, trusted
