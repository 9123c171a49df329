"""Money per contract period of flows that are products of drivers and what is certain, by compiled loops."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.pays import pays
from dealwright.world.products import products

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.days.periods import Cells
    from dealwright.world.futures import Futures
    from dealwright.world.products import Certain, Product

PART = 2**14
"""Paths that a thread takes at a time."""


def money_per_period(flow: Expression, pieces: Cells, futures: Futures) -> Float[ndarray, "period path"] | None:
    """Sum a yearly flow into money per contract period, where that pays and the flow allows it.

    Args:
        flow: A flow per year.
        pieces: The periods of a term's life.
        futures: The futures.

    Returns:
        Money per period, as `Cells.money` has it up to rounding; none where that is the way to take.
    """
    if not pays(len(pieces.step) * futures.paths):
        return None
    parts = products(flow, futures)
    if parts is None or not any(part.drivers for part in parts):
        return None
    found = [_money(part, pieces, futures) for part in parts]
    total = found[0]
    for each in found[1:]:
        total = total + each
    return total if np.isfinite(np.sum(total)) else None


def _money(part: Product, pieces: Cells, futures: Futures) -> Float[ndarray, "period path"]:
    """Sum one product."""
    from dealwright.ground.kernels.threads import in_threads
    from dealwright.world.kernels import periods

    number = np.ravel(np.asarray(part.number, dtype=float))
    scale = float(number[0]) if len(number) == 1 and part.drivers else 1.0
    rates = _at(part.first, pieces, scale), _at(part.last, pieces, scale)
    cut = pieces.step, pieces.period, pieces.opens, pieces.closes, pieces.days_of_year
    if not part.drivers:
        return _certain_money((rates[0] + rates[1]) / 2, pieces) * part.number
    start = np.full(1, -np.inf) if pieces.start is None else pieces.start
    levels, *others = (futures.trajectory(name).edges[: int(pieces.step[-1]) + 2] for name in part.drivers)
    for each in others:
        levels = levels * each
    life = tuple(np.ascontiguousarray(each) for each in np.broadcast_arrays(start, np.ravel(pieces.end)))
    found = np.zeros((len(pieces.first), futures.paths))
    work = partial(periods.money_per_period, levels, rates, cut, life, number, found)
    in_threads(lambda place: work((place, min(place + PART, futures.paths))), range(0, futures.paths, PART))
    return found


def _certain_money(rate: Float[ndarray, " cell"], pieces: Cells) -> Float[ndarray, "period _"]:
    """Sum what is certain but for the days of a life."""
    days = pieces.in_common(pieces.opens, pieces.closes).T
    amounts = rate[:, None] * (days / pieces.days_of_year[:, None])
    return np.add.reduceat(amounts, pieces.first, axis=0)


def _at(certain: Certain, pieces: Cells, scale: float) -> Float[ndarray, " cell"]:
    """Return what is certain in the step of each cell."""
    each = certain[pieces.step] if isinstance(certain, np.ndarray) else np.full(len(pieces.step), certain)
    return np.asarray(each * scale, dtype=float)
