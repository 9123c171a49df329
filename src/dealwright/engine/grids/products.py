"""Sum clear paths by matrix products: where each company is never short of money, or never pays what it owes.

On such a path worth is a sum over the two halves, so utility is a product of a factor of either, and its sum over the
paths one multiply-add per package and path. Along a flight of levels the factors are multiplied by those of the step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.kernels.factors import move_factors, write_factors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float

    from dealwright.engine.grids.block import Block, Half
    from dealwright.engine.grids.flights import Flight
    from dealwright.engine.grids.precision import Precision
    from dealwright.engine.grids.sums import Sums


def add_products(
    block: Block,
    flights: Sequence[Flight],
    alive: Bool[np.ndarray, "company path"],
    precision: Precision,
    sums: Sums,
) -> None:
    """Add clear paths.

    Args:
        block: the paths; every package's exponent is well within the range of the precision.
        flights: whose utility is asked for, at which levels.
        alive: whether a company is never short; if not, it never pays what it owes.
        precision: of the factors; sums over blocks are in double precision.
        sums: where to add.
    """
    given = block.given
    weight, loss = given.weight * alive, given.discount * ~alive
    worth = []
    for party in range(len(weight)):
        for company, value in enumerate(weight[party]):
            mine, theirs = (half.at_exit[company] @ value for half in block.halves)
            total = sums.equity[party, company]
            np.add(total, mine[:, None] + theirs + given.equity[company] @ value, out=total)
        unpaid = [_unpaid(half, party, loss[party]) for half in block.halves]
        if any(each is not None for each in unpaid):
            first, second = (0.0 if each is None else each.sum(axis=1) for each in unpaid)
            np.add(sums.unpaid[party], np.add.outer(first, second), out=sums.unpaid[party])
        worth.append(
            [
                h.direct[party] if lost is None else h.direct[party] - lost
                for h, lost in zip(block.halves, unpaid, strict=True)
            ]
        )
    for flight in flights:
        _fly(block, flight, weight[flight.party], worth[flight.party], precision, sums)


def _unpaid(half: Half, party: int, loss: Float[np.ndarray, "company path"]) -> Float[np.ndarray, "column path"] | None:
    """Take what the party loses where nothing is paid of what it is owed, if it is owed anything."""
    lost = [remainder * loss[company] for (company, payee), remainder in half.at_stake.items() if payee == party]
    return np.sum(lost, axis=0) if lost else None


def _fly(
    block: Block,
    flight: Flight,
    weight: Float[np.ndarray, "company path"],
    worth: Sequence[Float[np.ndarray, "column path"]],
    precision: Precision,
    sums: Sums,
) -> None:
    """Add the utilities of a flight's levels; the second half's factors are centred on one on each path."""
    first, second = (np.empty(each.shape, dtype=precision.type) for each in worth)
    slope, given = flight.stake[:, None] * weight, block.given
    centre = given.direct[flight.party] + (slope * given.at_exit).sum(axis=0)
    base = flight.shift - centre - (slope * given.equity).sum(axis=0)
    rate, least = flight.rate, -2 * precision.factor
    write_factors(worth[0], block.halves[0].at_exit, slope, base, rate, least, first)
    write_factors(worth[1], block.halves[1].at_exit, slope, centre, rate, least, second)
    moved = _moved(block, flight, weight, precision) if len(flight.levels) > 1 else None
    tiny = precision.type(np.exp(least))
    for climbed, level in enumerate(flight.levels):
        if climbed and moved is not None:
            move_factors(first, moved[0], tiny)
            move_factors(second, moved[1], tiny)
        total = sums.utility[flight.party, level]
        np.add(total, first @ second.T, out=total)


def _moved(
    block: Block, flight: Flight, weight: Float[np.ndarray, "company path"], precision: Precision
) -> list[Float[np.ndarray, "column path"]]:
    """Take the factors of one step along a flight."""
    slope = flight.step[:, None] * weight
    centre = (slope * block.given.at_exit).sum(axis=0)
    bases = -centre - (slope * block.given.equity).sum(axis=0), centre
    moved = [np.empty(half.direct.shape[1:], dtype=precision.type) for half in block.halves]
    for half, base, out in zip(block.halves, bases, moved, strict=True):
        write_factors(np.zeros(out.shape), half.at_exit, slope, base, flight.rate, -2 * precision.factor, out)
    return moved
