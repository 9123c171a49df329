"""Money per contract period of flows of drivers, by compiled loops: of products at once, of others step by step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.pays import pays
from dealwright.terms.amounts.given import given
from dealwright.world import programs
from dealwright.world.frames import StepEnds
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
    parts = products(flow, futures) if pays(len(pieces.step) * futures.paths) else None
    by_path = pieces.start is not None or len(pieces.end) > 1
    summed = _money(parts, pieces, futures) if parts and (by_path or any(part.drivers for part in parts)) else None
    return programs.money(flow, pieces, StepEnds(futures)) if summed is None else summed


def _money(parts: Sequence[Product], pieces: Cells, futures: Futures) -> Float[ndarray, "period path"] | None:
    """Sum products; none where some of it is infinite or no number."""
    from dealwright.ground.kernels.threads import in_threads

    adding = [_adding(group, pieces, futures) for group in _grouped(parts, pieces)]
    found, unsound = np.empty((len(pieces.first), futures.paths)), np.zeros(-(-futures.paths // PART), dtype=int)

    def work(place: int) -> None:
        begin, end = place * PART, min((place + 1) * PART, futures.paths)
        unsound[place] = sum(add(found, (begin, end, number > 0, 0)) for number, add in enumerate(adding))

    in_threads(work, range(len(unsound)))
    return None if unsound.any() else found


@dataclass(frozen=True, slots=True)
class _Group:
    """Products that are summed in one go: of the same drivers, fewer of them, or none.

    Args:
        drivers: The drivers; products of one are of the first.
        rates: What the flow is at both ends of the step of each cell: by itself, of the first driver's level, and of
            the product of both; (3, 2, cell).
        number: What all of it is multiplied by; (path or 1,).
    """

    drivers: tuple[str, ...]
    rates: Float[ndarray, "3 2 cell"]
    number: Float[ndarray, " _"]


def _grouped(parts: Sequence[Product], pieces: Cells) -> list[_Group]:
    """Put products together whose numbers are the same on all paths: each into the first group that has its drivers."""
    groups: list[_Group] = []
    singles = {part.drivers[0] for part in parts if len(part.drivers) == 1}
    for part in sorted(parts, key=lambda part: -len(part.drivers)):
        number = np.ravel(np.asarray(part.number, dtype=float))
        alone, count = len(number) > 1, len(part.drivers)
        drivers = tuple(sorted(part.drivers, key=lambda name: name not in singles))
        known = next((each for each in groups if _takes(each, drivers) and not alone), None)
        if known is None:
            known = _Group(drivers, np.zeros((3, 2, len(pieces.step))), number if alone else np.ones(1))
            groups.append(known)
        scale = 1.0 if alone else float(number[0])
        known.rates[count] += np.array([_at(part.first, pieces, scale), _at(part.last, pieces, scale)])
    return groups


def _takes(group: _Group, drivers: tuple[str, ...]) -> bool:
    """Say whether a product of some drivers can be summed with a group."""
    same = group.drivers == drivers if len(drivers) > 1 else group.drivers[: len(drivers)] == drivers
    return same and len(group.number) == 1


def _adding(group: _Group, pieces: Cells, futures: Futures) -> Callable[..., int]:
    """Return what adds a group, on some of the paths."""
    from dealwright.world.kernels import periods

    cut = pieces.step, pieces.period, pieces.opens, pieces.closes, pieces.days_of_year
    start = np.full(1, -np.inf) if pieces.start is None else pieces.start
    life = tuple(given(each) for each in np.broadcast_arrays(start, np.ravel(pieces.end)))
    none = np.empty((0, 0))
    levels = [*(futures.trajectory(name).edges for name in group.drivers), none, none][:2]
    rates, number = given(group.rates), given(group.number)
    return partial(periods.money_per_period, tuple(given(each) for each in levels), rates, cut, life, number)


def _at(certain: Certain, pieces: Cells, scale: float) -> Float[ndarray, " cell"]:
    """Return what is certain in the step of each cell."""
    each = certain[pieces.step] if isinstance(certain, np.ndarray) else np.full(len(pieces.step), certain)
    return np.asarray(each * scale, dtype=float)
