"""Value every package of a grid exactly, from columns: as if each were valued alone, to rounding.

The grid is valued tile by tile; which tiles there are, and what each gives, hangs on the columns alone, so the result
is the same bytes whatever the threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.executors.executor import never
from dealwright.engine.executors.threads import Threads
from dealwright.engine.grids.prepared import prepare
from dealwright.engine.grids.tails import Tails
from dealwright.engine.grids.tiles import tiles_of, value_tile
from dealwright.engine.threads import ONE_ORDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float

    from dealwright.engine.grids.package_columns import PackageColumns, PackageIndex
    from dealwright.engine.grids.precision import Name


@dataclass(frozen=True, slots=True, eq=False)
class PackageWorth:
    """What every package is worth to every party.

    Attributes:
        parties: the parties, one axis of the arrays.
        index: what each package number stands for.
        certainty_equivalent: what the party would take for sure, in currency; the mean for a party without a risk
            tolerance.
        mean: expected present value at the rate of the measure, in currency.
        precision: in which precision the grid was computed.
        tails: how the worth is spread; None where nobody asked.
    """

    parties: tuple[str, ...]
    index: PackageIndex
    certainty_equivalent: Float[np.ndarray, "party package"]
    mean: Float[np.ndarray, "party package"]
    precision: Name
    tails: Tails | None = None


def value_packages(
    columns: PackageColumns,
    *,
    threads: int = 2,
    precision: Name | None = None,
    tails: bool = False,
    held: Float[np.ndarray, " party"] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> PackageWorth:
    """Value all packages of a grid.

    Expected exponential utility of a sum is the mean of a product over its groups. Limited liability leaves it a
    product wherever the sign of a company's resources does not hang on the package; elsewhere each pair of
    super-columns is worked out.

    Args:
        columns: what the grid is made of.
        threads: how many tiles are worked on at once, at least one.
        precision: in which precision; None leaves the choice to the size of the grid.
        tails: whether to find the standard deviation, the 5 % quantile and the mean of the worst 5 % of each, too.
        held: what each party has without a deal, in currency: a package that is the same is worth just that.
        progress: told after each tile how many are done, and of how many.

    Returns:
        Certainty equivalents and means of all packages.
    """
    prepared = prepare(columns, precision, held)
    tiles = tiles_of(prepared.index, columns.paths, len(columns.parties))
    shape = (len(columns.parties), *prepared.index.shape)
    sure, mean = np.empty((2, *shape))
    spread = Tails.empty(shape) if tails else None
    with ONE_ORDER:
        work = partial(value_tile, prepared, tails=tails)
        found = Threads(threads).results(work, tiles, stopped=never) if len(tiles) > 1 else map(work, tiles)
        for done, worth in enumerate(found, start=1):
            sure[..., worth.tile.first, worth.tile.second] = worth.certainty_equivalent
            mean[..., worth.tile.first, worth.tile.second] = worth.mean
            if spread is not None and worth.tails is not None:
                spread.put(worth.tile.first, worth.tile.second, worth.tails)
            if progress is not None:
                progress(done, len(tiles))
    if len(tiles) > 1:  # in one, all that is alike has been given one worth already
        sure, mean = prepared.alike.same(sure), prepared.alike.same(mean)
        spread = None if spread is None else spread.made(prepared.alike.same)
    flat = len(columns.parties), prepared.index.packages
    return PackageWorth(
        columns.parties, prepared.index, sure.reshape(flat), mean.reshape(flat), prepared.precision.name,
        None if spread is None else spread.flat(),
    )  # fmt: skip
