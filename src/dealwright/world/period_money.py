"""Money per contract period of flows that are products of drivers and what is certain, by compiled loops."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.pays import pays
from dealwright.terms.amounts.given import given
from dealwright.world.products import products

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.days.periods import Cells
    from dealwright.world.futures import Futures
    from dealwright.world.products import Certain, Product

PART = 2**12
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
    return _money(parts, pieces, futures)


def _money(parts: Sequence[Product], pieces: Cells, futures: Futures) -> Float[ndarray, "period path"] | None:
    """Sum products; none where some of it is infinite or no number."""
    from dealwright.ground.kernels.threads import in_threads

    adding = [_adding(part, pieces, futures) for part in parts]
    found, finite = np.empty((len(pieces.first), futures.paths)), np.ones(-(-futures.paths // PART), dtype=bool)

    def work(place: int) -> None:
        begin, end = place * PART, min((place + 1) * PART, futures.paths)
        for number, add in enumerate(adding):
            add(found, (begin, end, number > 0))
        finite[place] = np.isfinite(np.sum(found[:, begin:end]))

    in_threads(work, range(len(finite)))
    return found if finite.all() else None


def _adding(part: Product, pieces: Cells, futures: Futures) -> Callable[..., None]:
    """Return what adds one product, on some of the paths."""
    from dealwright.world.kernels import periods

    number = np.ravel(np.asarray(part.number, dtype=float))
    scale = float(number[0]) if len(number) == 1 else 1.0
    rates = _at(part.first, pieces, scale), _at(part.last, pieces, scale)
    cut = pieces.step, pieces.period, pieces.opens, pieces.closes, pieces.days_of_year
    start = np.full(1, -np.inf) if pieces.start is None else pieces.start
    life = tuple(given(each) for each in np.broadcast_arrays(start, np.ravel(pieces.end)))
    none = np.empty((0, 0))
    levels = tuple(given(each) for each in [*(futures.trajectory(name).edges for name in part.drivers), none, none][:2])
    return partial(periods.money_per_period, levels, rates, cut, life, given(number))


def _at(certain: Certain, pieces: Cells, scale: float) -> Float[ndarray, " cell"]:
    """Return what is certain in the step of each cell."""
    each = certain[pieces.step] if isinstance(certain, np.ndarray) else np.full(len(pieces.step), certain)
    return np.asarray(each * scale, dtype=float)
