"""Sum paths that are doubtful for the whole grid in patches, for most of which they are clear.

Once super-columns of like effect stand together, companies are short in all packages of a patch or in none on most
paths; only what is doubtful even there is worked out pair by pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.block import Block
from dealwright.engine.grids.pairs import add_pairs
from dealwright.engine.grids.precision import DOUBLE
from dealwright.engine.grids.products import add_products

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jaxtyping import Bool, Float

    from dealwright.engine.grids.block import Half
    from dealwright.engine.grids.flights import Flight
    from dealwright.engine.grids.precision import Precision
    from dealwright.engine.grids.sums import Sums

SIDE = 64
"""Super-columns of either half in one patch."""

FEW = 64
"""Clear paths of a patch under which a matrix product is not worth its setting up."""


@dataclass(frozen=True, slots=True, eq=False)
class _Range:
    """Hold the range of a half's effect on each company, and the most it lets the company owe."""

    least: Float[np.ndarray, "company path"]
    greatest: Float[np.ndarray, "company path"]
    owed: Float[np.ndarray, "company path"]

    @staticmethod
    def of(half: Half) -> _Range:
        owed = np.zeros((half.at_exit.shape[0], half.at_exit.shape[2]))
        for company, remainder in half.owed.items():
            owed[company] = remainder.max(axis=0)
        return _Range(half.at_exit.min(axis=1), half.at_exit.max(axis=1), owed)


def add_patches(
    block: Block,
    flights: Sequence[Flight],
    fits: tuple[Bool[np.ndarray, " path"], Bool[np.ndarray, " path"]],
    precision: Precision,
    sums: Sums,
) -> None:
    """Add paths doubtful for the whole grid: each patch's clear paths by products, the others pair by pair.

    Args:
        block: the paths.
        flights: whose utility is asked for, at which levels.
        fits: on which paths every package is within what the precision can hold in products, and in pairs; those that
            do not fit in pairs either are worked out in double precision.
        precision: the precision.
        sums: where to add.
    """
    order = [np.argsort(half.at_exit.sum(axis=(0, 2)), kind="stable") for half in block.halves]
    first, second = (half.part(rows) for half, rows in zip(block.halves, order, strict=True))
    ordered, total = Block((first, second), block.given), sums.like()
    sides = [(columns, _Range.of(second.part(columns))) for columns in _slices(second.width)]
    for rows in _slices(first.width):
        mine = _Range.of(first.part(rows))
        for columns, theirs in sides:
            least = block.given.equity + (mine.least + theirs.least)
            dead = block.given.equity + (mine.greatest + theirs.greatest) <= -(mine.owed + theirs.owed)
            alive = least >= 0
            clear = np.all(alive | dead, axis=0) & fits[0]
            clear &= np.count_nonzero(clear) >= FEW
            patch = total.part(rows, columns).like()
            if clear.any():
                chosen = np.flatnonzero(clear)
                add_products(ordered.part(rows, columns, chosen), flights, alive[:, chosen], precision, patch)
            for doubtful, exact in ((~clear & fits[1], precision), (~clear & ~fits[1], DOUBLE)):
                if doubtful.any():
                    add_pairs(ordered.part(rows, columns, np.flatnonzero(doubtful)), flights, exact, patch)
            total.part(rows, columns).add(patch)
    sums.add(total.placed(*order))


def _slices(width: int) -> Iterator[slice]:
    return (slice(start, min(start + SIDE, width)) for start in range(0, width, SIDE))
