"""Bring doubtful paths into the form that the compiled loop over pairs reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.kernels.pairs import Pairs, pairs_compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float

    from dealwright.engine.grids.block import Block, Given, Half
    from dealwright.engine.grids.flights import Flight
    from dealwright.engine.grids.precision import Precision
    from dealwright.engine.grids.sums import Sums

CHUNK = 512
"""Paths dealt with at once: what a pair needs of them stays in a core's first cache."""


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
        chunk = block.part(everything, everything, np.arange(start, min(start + CHUNK, block.paths)))
        pairs_compiled(pairs_of(chunk, flights, precision), sums.utility, sums.equity, sums.unpaid)


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
    claims = sorted(block.halves[0].at_stake)
    owing = sorted(block.halves[0].owed)
    claim = [(owing.index(company), party, place.get(party, len(place))) for company, party in claims]
    counts = [len(flight.levels) for flight in flights]
    begun = np.cumsum([0, *counts])[: len(counts)]
    slope = np.zeros((2, len(flights), *given.equity.shape), dtype=precision.type)
    for number, flight in enumerate(flights):
        for out, stake in zip(slope, (flight.stake, flight.step), strict=True):
            out[number] = -flight.rate * stake[:, None] * given.weight[flight.party]
    loss = np.zeros((len(claims), block.paths), dtype=precision.type)
    for number, (company, party) in enumerate(claims):
        loss[number] = given.discount[party, company]
    return Pairs(
        _rows(block.halves[0], given, rate, precision, first=True),
        _rows(block.halves[1], given, rate, precision, first=False),
        given.weight.astype(precision.type),
        np.array(owing, dtype=np.int64),
        np.array(claim, dtype=np.int64).reshape(len(claims), 3),
        loss,
        np.array(list(rate), dtype=np.int64),
        np.array([*rate.values(), 0.0], dtype=precision.type),
        np.array([(place[f.party], *at) for f, *at in zip(flights, begun, counts, strict=True)], dtype=np.int64)
        .reshape(len(flights), 3),
        np.concatenate([np.zeros(0, dtype=np.int64), *(flight.levels for flight in flights)]),
        np.array([flight.shift * flight.rate for flight in flights], dtype=precision.type),
        *slope,
    )  # fmt: skip


def _rows(
    half: Half, given: Given, rate: dict[int, float], precision: Precision, *, first: bool
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
