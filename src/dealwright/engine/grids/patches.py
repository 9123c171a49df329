"""Sum paths that are doubtful for the whole grid in patches, for most of which they are clear.

Once super-columns of like effect stand together, companies are short in all packages of a patch or in none on most
paths; only what is doubtful even there is worked out pair by pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.block import Block
from dealwright.engine.grids.pairs import add_pairs
from dealwright.engine.grids.precision import DOUBLE
from dealwright.engine.grids.products import add_products

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jaxtyping import Bool, Float, Int

    from dealwright.engine.grids.block import Half
    from dealwright.engine.grids.flights import Flight
    from dealwright.engine.grids.precision import Precision
    from dealwright.engine.grids.sums import Sums

SIDE = 64
"""Super-columns of either half in one patch."""

FEW = 64
"""Clear paths of a patch under which a matrix product is not worth its setting up."""


EVERY = slice(None)


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """Hold some super-columns of a half, the range of their effect on each company, and the most they let it owe."""

    half: Half
    least: Float[np.ndarray, "company path"]
    greatest: Float[np.ndarray, "company path"]
    owed: Float[np.ndarray, "company path"]

    @staticmethod
    def of(whole: Half, rows: Int[np.ndarray, " row"]) -> _Side:
        half = whole.part(rows)
        owed = np.zeros((half.at_exit.shape[0], half.at_exit.shape[2]))
        for company, remainder in half.owed.items():
            owed[company] = remainder.max(axis=0)
        return _Side(half, half.at_exit.min(axis=1), half.at_exit.max(axis=1), owed)


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
    firsts, seconds = (
        [(some, _Side.of(half, places[some])) for some in _slices(half.width)]
        for half, places in zip(block.halves, order, strict=True)
    )
    total = sums.like()
    for (rows, mine), (columns, theirs) in product(firsts, seconds):
        least = block.given.equity + (mine.least + theirs.least)
        greatest = block.given.equity + (mine.greatest + theirs.greatest)
        dead = np.where(block.given.steps[:, None], greatest < 0, greatest <= -(mine.owed + theirs.owed))
        alive = least >= 0
        clear = np.all(alive | dead, axis=0) & fits[0]
        clear &= np.count_nonzero(clear) >= FEW
        patch, here = total.part(rows, columns).like(), Block((mine.half, theirs.half), block.given)
        if clear.any():
            add_products(here, flights, alive, precision, patch, np.flatnonzero(clear))
        for doubtful, exact in ((~clear & fits[1], precision), (~clear & ~fits[1], DOUBLE)):
            if doubtful.any():
                add_pairs(here.part(EVERY, EVERY, np.flatnonzero(doubtful)), flights, exact, patch)
        total.part(rows, columns).add(patch)
    sums.add(total.placed(*order))


def _slices(width: int) -> Iterator[slice]:
    return (slice(start, min(start + SIDE, width)) for start in range(0, width, SIDE))
