"""Work out once what all tiles of a grid have in common: in which precision, and on which paths products do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.engine.grids.alike import Alike
from dealwright.engine.grids.block import Given
from dealwright.engine.grids.flights import flights_of
from dealwright.engine.grids.package_columns import PackageIndex, parts_of_package
from dealwright.engine.grids.precision import DOUBLE, NEAR, SINGLE, precision_for
from dealwright.engine.grids.ranges import Ranges
from dealwright.engine.measures import exponential_equivalent

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int

    from dealwright.engine.grids.flights import Flight
    from dealwright.engine.grids.package_columns import PackageColumns
    from dealwright.engine.grids.precision import Name, Precision

CANCELLED = 16.0
"""Parts of a worth that are so many times as large as it, and cancel, are left to double precision: so do the hinges of
a small claim on a large company."""


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
        alike: which packages are the same.
        held: what each party has without a deal, in currency; None where that is not asked for.
        largest: a bound of what any package is worth to a party on any path, of either sign.
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
    alike: Alike
    held: Float[np.ndarray, " party"] | None
    largest: Float[np.ndarray, " party"]
    exact: Prepared | None = None

    def unlike_no_deal(self, sure: Float[np.ndarray, "party ..."]) -> Bool[np.ndarray, "..."]:
        """Say which packages are worth something else than no deal to somebody, for all that rounding hides.

        Args:
            sure: what they are worth to each party.
        """
        if self.held is None:
            return np.ones(sure.shape[1:], dtype=np.bool_)
        slack = NEAR[self.precision.name] * np.maximum(self.largest, np.abs(self.held))
        apart = np.abs(np.moveaxis(sure, 0, -1) - self.held)
        return np.asarray((apart > slack).any(axis=-1))


def prepare(
    columns: PackageColumns, precision: Name | None = None, held: Float[np.ndarray, " party"] | None = None
) -> Prepared:
    """Work out once what all tiles of a grid have in common.

    Args:
        columns: what the grid is made of.
        precision: in which precision it is computed; None leaves the choice to the size of the grid.
        held: what each party has without a deal, in currency, from which no package that is the same shall differ.

    Returns:
        The same whoever computes it.
    """
    index = PackageIndex.of(len(columns.stake), [group.options for group in columns.groups])
    ranges = Ranges.of(columns, index)
    rate, part = ranges.rates(columns)
    middle, scale, gross = _middle(columns, index, rate)
    chosen = precision_for(index.packages, columns.paths, precision)
    mild = any(each and 1 / each > scale for each in rate) or gross > CANCELLED * scale or bool(columns.steps)
    single = chosen is SINGLE and not mild

    def flights(of: Precision) -> tuple[Flight, ...]:
        found = flights_of(columns.stake.astype(np.float64), rate, middle, of)
        return tuple(replace(each, part=float(part[each.party])) for each in found)

    exact = _prepared(columns, index, ranges, flights(DOUBLE), held)
    if not single:
        return exact
    return replace(exact, **_limits(columns, ranges, flights(SINGLE), SINGLE), exact=exact)


def _prepared(
    columns: PackageColumns,
    index: PackageIndex,
    ranges: Ranges,
    flights: tuple[Flight, ...],
    held: Float[np.ndarray, " party"] | None,
) -> Prepared:
    second = ranges.halves[1]
    given = Given(
        columns.equity.astype(np.float64),
        columns.equity_weight.astype(np.float64),
        columns.discount.astype(np.float64),
        (second.direct[0] + second.direct[1]) / 2,
        (second.at_exit[0] + second.at_exit[1]) / 2,
        columns.stepping,
    )
    alike, largest = Alike.of(columns, index), ranges.largest(columns)
    clear = _limits(columns, ranges, flights, DOUBLE)
    return Prepared(columns, index, given=given, alive=ranges.alive, alike=alike, held=held, largest=largest, **clear)


def _limits(
    columns: PackageColumns, ranges: Ranges, flights: tuple[Flight, ...], precision: Precision
) -> dict[str, Any]:
    """Say which paths are clear, and on which all exponents are within what a precision can hold."""
    fits = np.ones((2, columns.paths), dtype=np.bool_)
    for flight in flights:
        greatest, apart = ranges.reach(columns, flight)
        fits[0] &= (greatest <= precision.factor) & (apart <= precision.factor)
        fits[1] &= greatest <= precision.pair
    clear = ranges.clear & fits[0]
    doubtful = np.flatnonzero(~clear)
    doubtful = doubtful[np.argsort(ranges.short[doubtful], kind="stable")]
    clear_paths = np.flatnonzero(clear)
    clear_paths = clear_paths[np.argsort(~ranges.alive[:, clear_paths].all(axis=0), kind="stable")]  # who owe last
    return {
        "precision": precision,
        "flights": flights,
        "clear": clear_paths,
        "doubtful": doubtful,
        "fits": (fits[0], fits[1]),
    }


def _middle(
    columns: PackageColumns, index: PackageIndex, rates: Float[np.ndarray, " party"]
) -> tuple[Float[np.ndarray, "party level"], float, float]:
    """Take what the middle package is worth at each level, its largest worth on any path, and that of its parts."""
    direct, equity = parts_of_package(columns, [options // 2 for options in index.options])
    sure, scale, gross = np.zeros((len(columns.parties), len(columns.stake))), 0.0, 0.0
    for party, rate in enumerate(rates):
        for level, stake in enumerate(columns.stake[:, party]):
            value = direct[party] + stake @ equity[party]
            scale = max(scale, float(np.abs(value).max()))
            gross = max(gross, float((np.abs(direct[party]) + np.abs(stake) @ np.abs(equity[party])).max()))
            if rate:
                sure[party, level] = exponential_equivalent(value[None], 1 / rate)[0]
    return sure, scale, gross
