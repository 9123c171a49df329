"""Sum clear paths by matrix products: where each company is never short of money, or never pays what it owes.

On such a path worth is a sum over the two halves, so utility is a product of a factor of either, and its sum over the
paths one multiply-add per package and path. Along a flight of levels the factors are multiplied by those of the step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.grids.kernels.factors import EVERY, NOTHING, move_factors, write_factors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float, Int, Integer

    from dealwright.engine.grids.block import Block, Given, Half
    from dealwright.engine.grids.flights import Flight
    from dealwright.engine.grids.precision import Precision
    from dealwright.engine.grids.sums import Sums


@dataclass(frozen=True, slots=True, eq=False)
class _Clear:
    """Hold what the packages of a block have in common on the paths on which products do.

    Attributes:
        places: the paths; all of the block if none are named.
        weight: factor from a company's equity to a party's present value, zero where it is left with nothing.
        loss: factor from what a company leaves unpaid to a party's present value, zero where it pays all.
        given: the same of the block.
    """

    places: Integer[np.ndarray, " _"]
    weight: Float[np.ndarray, "party company place"]
    loss: Float[np.ndarray, "party company place"]
    given: Given

    @staticmethod
    def of(given: Given, alive: Bool[np.ndarray, "company path"], chosen: Int[np.ndarray, " place"] | None) -> _Clear:
        given = given if chosen is None else given.on(chosen)
        alive = alive if chosen is None else alive[:, chosen]
        places = EVERY if chosen is None else chosen.astype(np.uintp)
        return _Clear(places, given.weight * alive, given.discount * ~alive, given)

    def slopes(
        self, stake: Float[np.ndarray, " company"], party: int
    ) -> tuple[Float[np.ndarray, "company place"], Float[np.ndarray, " place"]]:
        """Return what a unit of each company's resources is worth to a party, and what the steps that are taken are."""
        slope = stake[:, None] * self.weight[party]
        steps = self.given.steps[:, None]
        return slope * ~steps, (slope * steps).sum(axis=0)

    def spread(self, values: Float[np.ndarray, " place"], paths: int) -> Float[np.ndarray, " path"]:
        """Return values on all paths of the block, zero on those that are not chosen."""
        if len(self.places) == 0:
            return values
        found = np.zeros(paths)
        found[self.places] = values
        return found

    def lost(self, half: Half, party: int) -> Float[np.ndarray, "column place"]:
        """Take what a party loses where nothing is paid of what it is owed; `NOTHING` where it is owed nothing."""
        total = NOTHING
        for (company, payee), remainder in half.at_stake.items():
            loss = self.loss[party, company]
            if payee == party and loss.any():
                here = remainder if len(self.places) == 0 else np.take(remainder, self.places, axis=1, mode="clip")
                total = here * loss + total if len(total) else here * loss
        return total


def add_products(
    block: Block,
    flights: Sequence[Flight],
    alive: Bool[np.ndarray, "company path"],
    precision: Precision,
    sums: Sums,
    chosen: Int[np.ndarray, " place"] | None = None,
) -> None:
    """Add clear paths.

    Args:
        block: the paths; every package's exponent is well within the range of the precision.
        flights: whose utility is asked for, at which levels.
        alive: whether a company is never short; if not, it never pays what it owes.
        precision: of the factors; sums over blocks are in double precision.
        sums: where to add.
        chosen: places of the paths that are clear; all of them if none are named.
    """
    clear = _Clear.of(block.given, alive, chosen)
    for party, weight in enumerate(clear.weight):
        for company, value in enumerate(weight):
            everywhere = clear.spread(value, block.paths)
            mine, theirs = (half.at_exit[company] @ everywhere for half in block.halves)
            total = sums.equity[party, company]
            step = clear.given.steps[company]
            whole = value.sum() if step else mine[:, None] + theirs + clear.given.equity[company] @ value
            np.add(total, whole, out=total)
        lost = [clear.lost(half, party) for half in block.halves]
        if any(len(each) for each in lost):
            first, second = (each.sum(axis=1) if len(each) else 0.0 for each in lost)
            np.add(sums.unpaid[party], np.add.outer(first, second), out=sums.unpaid[party])
        for flight in flights:
            if flight.party == party:
                _fly(block, flight, clear, lost, precision, sums)


def _fly(
    block: Block,
    flight: Flight,
    clear: _Clear,
    lost: Sequence[Float[np.ndarray, "column place"]],
    precision: Precision,
    sums: Sums,
) -> None:
    """Add the utilities of a flight's levels; the second half's factors are centred on one on each path."""
    given, party, places = clear.given, flight.party, clear.places
    first, second = (np.empty((half.width, given.equity.shape[1]), dtype=precision.type) for half in block.halves)
    slope, step = clear.slopes(flight.stake, party)
    centre = given.direct[party] + (slope * given.at_exit).sum(axis=0)
    base = flight.shift - centre - (slope * given.equity).sum(axis=0) - step
    rate, least = flight.rate, -2 * precision.factor
    for half, loss, middle, out in zip(block.halves, lost, (base, centre), (first, second), strict=True):
        write_factors(half.direct[party], loss, half.at_exit, slope, middle, rate, least, places, out)
    moved = _moved(block, flight, clear, precision) if len(flight.levels) > 1 else None
    tiny = precision.type(np.exp(least))
    for climbed, level in enumerate(flight.levels):
        if climbed and moved is not None:
            move_factors(first, moved[0], tiny)
            move_factors(second, moved[1], tiny)
        total = sums.utility[flight.party, level]
        np.add(total, first @ second.T, out=total)


def _moved(
    block: Block, flight: Flight, clear: _Clear, precision: Precision
) -> list[Float[np.ndarray, "column place"]]:
    """Take the factors of one step along a flight."""
    given = clear.given
    slope, step = clear.slopes(flight.step, flight.party)
    centre = (slope * given.at_exit).sum(axis=0)
    bases = -centre - (slope * given.equity).sum(axis=0) - step, centre
    moved = [np.empty((half.width, given.equity.shape[1]), dtype=precision.type) for half in block.halves]
    for half, base, out in zip(block.halves, bases, moved, strict=True):
        least = -2 * precision.factor
        write_factors(NOTHING, NOTHING, half.at_exit, slope, base, flight.rate, least, clear.places, out)
    return moved
