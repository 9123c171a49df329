"""Money per contract period of flows of drivers, by compiled loops: of products at once, of others step by step."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, final

import numpy as np

from dealwright.ground.kernels.pays import pays
from dealwright.terms.amounts.given import given
from dealwright.terms.outcome import OnDemand
from dealwright.world import programs
from dealwright.world.frames import StepEnds
from dealwright.world.kept import locked
from dealwright.world.products import products

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Paths
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
    summed = _summed(flow, pieces, futures)
    found = None if summed is None else summed.at_once()
    return programs.money(flow, pieces, StepEnds(futures)) if found is None else found


def on_demand(
    flow: Expression, pieces: Cells, futures: Futures, plainly: Callable[[], Float[ndarray, "_ period"]]
) -> Summed | None:
    """Prepare a yearly flow to be summed into money per contract period where that is read.

    Args:
        flow: A flow per year.
        pieces: The periods of a term's life.
        futures: The futures.
        plainly: Sums it over its rates, which says why there is no sum if some rate is infinite or no number.

    Returns:
        The money on demand; none where it does not pay or the flow does not allow it.
    """
    summed = _summed(flow, pieces, futures)
    return None if summed is None else replace(summed, plainly=plainly)


def _summed(flow: Expression, pieces: Cells, futures: Futures) -> Summed | None:
    parts = products(flow, futures) if pays(len(pieces.step) * futures.paths) else None
    by_path = pieces.start is not None or len(pieces.end) > 1
    if not parts or not (by_path or any(part.drivers for part in parts)):
        return None
    return Summed(tuple(_grouped(parts, pieces)), pieces, futures)


@final
@dataclass(frozen=True, eq=False)
class Summed(OnDemand):
    """Money per contract period of a flow that is a sum of products.

    Args:
        groups: The products, by what they are summed with.
        pieces: The periods.
        futures: The futures.
        plainly: Finds it over the rates; none where nobody will ask.
    """

    groups: tuple[_Group, ...]
    pieces: Cells
    futures: Futures
    plainly: Callable[[], Float[ndarray, "_ period"]] | None = None
    _known: list[Float[ndarray, "path period"]] = field(default_factory=list, init=False, repr=False)
    _ready: list[list[tuple[Any, ...]]] = field(default_factory=list, init=False, repr=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many paths and how many periods there are."""
        return self.futures.paths, len(self.pieces.first)

    @property
    def is_there(self) -> bool:
        """Say whether all of it is there."""
        return bool(self._known)

    @property
    def whole(self) -> Float[ndarray, "path period"]:
        """Return all of it."""
        if not self._known:
            found, plainly = self.at_once(), self.plainly
            if found is None:
                assert plainly is not None  # noqa: S101 - whoever asks has said
                found = plainly().T
            self._known.append(locked(found.T))
        return self._known[0]

    def on(self, paths: Paths) -> Float[ndarray, "_ period"]:
        """Return what there is on some paths."""
        if self._known:
            return self._known[0][paths]
        found = np.empty((self.shape[1], _count(paths, self.shape[0])))
        sound = not _add(_given(self.groups, self.pieces, self.futures, paths), found, (0, found.shape[1]))
        return found.T if sound else self.whole[paths]

    def write(self, place: tuple[int, int], out: Float[ndarray, "period _"]) -> int:
        """Write what there is from one path up to another, and say how many amounts are infinite or no number."""
        return _add(self.made_of, out, place)

    def at_once(self) -> Float[ndarray, "period path"] | None:
        """Return all of it; none where some of it is infinite or no number."""
        from dealwright.ground.kernels.threads import in_threads

        paths, unsound = self.shape[0], list[int]()
        found = np.empty(self.shape[::-1])

        def work(begin: int) -> None:
            end = min(begin + PART, paths)
            unsound.append(_add(self.made_of, found, (begin, end), first=0))

        in_threads(work, range(0, paths, PART))
        return None if any(unsound) else found

    @property
    def made_of(self) -> Sequence[tuple[Any, ...]]:
        """Return the levels, rates, cells, life and number that each group is summed from."""
        if not self._ready:
            self._ready.append(_given(self.groups, self.pieces, self.futures, slice(None)))
        return self._ready[0]


def _add(
    parts: Sequence[tuple[Any, ...]], out: Float[ndarray, "period _"], place: tuple[int, int], first: int | None = None
) -> int:
    """Add all groups up, from one path to another, and say how many rates are infinite or no number."""
    from dealwright.world.kernels.periods import money_per_period as add

    begun = place[0] if first is None else first
    return sum(add(*part, out, (*place, number > 0, begun)) for number, part in enumerate(parts))


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


def _given(groups: Sequence[_Group], pieces: Cells, futures: Futures, paths: Paths) -> list[tuple[Any, ...]]:
    """Return what each group is summed from, on some of the paths."""
    cut = pieces.step, pieces.period, pieces.opens, pieces.closes, pieces.days_of_year
    here = pieces.on(paths)
    start = np.full(1, -np.inf) if here.start is None else here.start
    life = tuple(given(each) for each in np.broadcast_arrays(start, np.ravel(here.end)))
    some = slice(int(pieces.step[0]), int(pieces.step[-1]) + 2)
    none, all_ = np.empty((0, 0)), isinstance(paths, slice) and paths == slice(None)
    out: list[tuple[Any, ...]] = []
    for group in groups:
        edges = [futures.trajectory(name).up_to(some.stop) for name in group.drivers]
        levels = [*(each if all_ else _picked(each, some, paths) for each in edges), none, none][:2]
        number = group.number if len(group.number) == 1 else group.number[paths]
        given_levels = tuple(given(each) for each in levels)
        out.append((given_levels, given(group.rates), cut, life, given(number)))
    return out


def _count(paths: Paths, of: int) -> int:
    """Count some paths of so many."""
    return len(range(*paths.indices(of))) if isinstance(paths, slice) else len(paths)


def _picked(levels: Float[ndarray, "edge path"], edges: slice, paths: Paths) -> Float[ndarray, "edge _"]:
    """Return levels on some paths at some edges, and anything at others."""
    found = np.empty((len(levels), _count(paths, levels.shape[1])))
    found[edges] = levels[edges, paths]
    return found


def _at(certain: Certain, pieces: Cells, scale: float) -> Float[ndarray, " cell"]:
    """Return what is certain in the step of each cell."""
    each = certain[pieces.step] if isinstance(certain, np.ndarray) else np.full(len(pieces.step), certain)
    return np.asarray(each * scale, dtype=float)
