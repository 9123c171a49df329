"""Bring doubtful paths into the form that the compiled loop over pairs reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.kernels.pairs import Pairs, pairs_compiled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float, Int

    from dealwright.engine.grids.block import Block, Given, Half
    from dealwright.engine.grids.flights import Flight
    from dealwright.engine.grids.precision import Precision
    from dealwright.engine.grids.sums import Sums

CHUNK = 2032
"""Paths dealt with at once: they fit in the caches, and are no power of two, which would crowd the rows together."""


def add_pairs(block: Block, flights: Sequence[Flight], precision: Precision, sums: Sums) -> None:
    """Add paths by working out each pair of super-columns.

    Args:
        block: the paths.
        flights: whose utility is asked for, at which levels.
        precision: in which pairs are worked out; sums over chunks of paths are in double precision.
        sums: where to add.
    """
    everything = slice(None)
    for start in range(0, block.paths, CHUNK):
        some = np.arange(start, min(start + CHUNK, block.paths))
        chunk = block if len(some) == block.paths else block.part(everything, everything, some)
        pairs_compiled(pairs_of(chunk, flights, precision), sums)


def pairs_of(block: Block, flights: Sequence[Flight], precision: Precision) -> Pairs:
    """Lay out what the loop over pairs reads.

    Args:
        block: the paths.
        flights: whose utility is asked for, at which levels.
        precision: of the arrays.

    Returns:
        The layout.
    """
    given = block.given
    rate = {flight.party: flight.rate for flight in flights}
    place = {party: number for number, party in enumerate(rate)}
    owing, claim, loss = claims_of(block, place, precision)
    counts = [len(flight.levels) for flight in flights]
    begun = np.cumsum([0, *counts])[: len(counts)]
    slope = np.zeros((2, len(flights), *given.equity.shape), dtype=precision.type)
    for number, flight in enumerate(flights):
        for out, stake in zip(slope, (flight.stake, flight.step), strict=True):
            out[number] = -flight.rate * stake[:, None] * given.weight[flight.party]
    return Pairs(
        *rows_of(block, rate, precision),
        given.steps,
        given.weight.astype(precision.type),
        owing,
        claim,
        loss,
        np.array(list(rate), dtype=np.int64),
        np.array([*rate.values(), 0.0], dtype=precision.type),
        np.array([(place[f.party], *at) for f, *at in zip(flights, begun, counts, strict=True)], dtype=np.int64)
        .reshape(len(flights), 3),
        np.concatenate([np.zeros(0, dtype=np.int64), *(flight.levels for flight in flights)]),
        np.array([flight.shift * flight.rate for flight in flights], dtype=precision.type),
        *slope,
    )  # fmt: skip


def claims_of(
    block: Block, place: Mapping[int, int], precision: Precision
) -> tuple[Int[np.ndarray, " owing"], Int[np.ndarray, "claim three"], Float[np.ndarray, "claim path"]]:
    """List what companies owe to parties after their exits.

    Args:
        block: the packages.
        place: where the parties that are asked for stand among the last rows; others have the place after these.
        precision: of the arrays.

    Returns:
        The companies that owe anything; of each claim the place of its company among these, its party and that party's
        place; and the factor from what the claimant goes without to its present value.
    """
    owing, claims = sorted(block.halves[0].owed), sorted(block.halves[0].at_stake)
    claim = [(owing.index(company), party, place.get(party, len(place))) for company, party in claims]
    loss = np.zeros((len(claims), block.paths), dtype=precision.type)
    for number, (company, party) in enumerate(claims):
        loss[number] = block.given.discount[party, company]
    return np.array(owing, dtype=np.int64), np.array(claim, dtype=np.int64).reshape(len(claims), 3), loss


def rows_of(
    block: Block, rate: Mapping[int, float], precision: Precision
) -> tuple[Float[np.ndarray, "first row path"], Float[np.ndarray, "second row path"]]:
    """Lay out the rows of both halves; see `Pairs`.

    Args:
        block: the packages.
        rate: by what each party's worth is divided to be an exponent, the sign turned.
        precision: of the arrays.

    Returns:
        The second half's rows, centred on its middle on each path, and the first's, so much higher.
    """
    first, second = block.halves
    return _rows(first, block.given, rate, precision, first=True), _rows(
        second, block.given, rate, precision, first=False
    )


def _rows(
    half: Half, given: Given, rate: Mapping[int, float], precision: Precision, *, first: bool
) -> Float[np.ndarray, "column row path"]:
    """Lay out the rows of a half: the second's centred on its middle on each path, the first's so much higher."""
    sign, equity = (1.0, given.equity) if first else (-1.0, 0.0 * given.equity)
    rows = [*(half.at_exit + (equity + sign * given.at_exit)[:, None])]
    rows += [half.owed[company] for company in sorted(half.owed)]
    rows += [half.at_stake[claim] for claim in sorted(half.at_stake)]
    rows += [(half.direct[party] + sign * given.direct[party]) * -each for party, each in rate.items()]
    laid_out = np.empty((half.width, len(rows), given.equity.shape[1]), dtype=precision.type)
    for place, row in enumerate(rows):
        laid_out[:, place] = row
    return laid_out
