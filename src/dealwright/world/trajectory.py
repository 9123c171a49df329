"""Holds how a driver's level runs, and reads it at any day: between the edges of the steps, and before `as_of`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Protocol, final

import numpy as np

from dealwright.ground.kernels.pays import pays_now
from dealwright.terms.amounts.given import given
from dealwright.world.clock import year_time_of, years_at
from dealwright.world.knots import places, table_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.ground.calendar import TimeGrid

    Number = float | Float[ndarray, " path"]


def interpolate(
    knots: Float[ndarray, " knot"],
    values: Float[ndarray, "_ #path"],
    days: Float[ndarray, "row #path"],
    *,
    logarithmic: bool = False,
) -> Float[ndarray, "row #path"]:
    """Read values between knots, at other days on every path; flat outside.

    Args:
        knots: Rising days, at least two.
        values: Values there, by path or alike for all; of the first knots only, where no day lies past them.
        days: Where to read, by path or alike for all.
        logarithmic: Whether to go evenly in the logarithm where both ends are positive.

    Returns:
        Values of the days' rows.
    """
    left, right, fraction = _between(knots, values, days)
    if not logarithmic:
        return np.asarray(left + (right - left) * fraction)
    positive = (left > 0) & (right > 0)
    if positive.all():
        return np.asarray(left * (right / left) ** fraction)
    straight = left + (right - left) * fraction
    safe_left, safe_right = np.where(positive, left, 1.0), np.where(positive, right, 1.0)
    return np.asarray(np.where(positive, safe_left * (safe_right / safe_left) ** fraction, straight))


def _between(
    knots: Float[ndarray, " knot"], values: Float[ndarray, "_ #path"], days: Float[ndarray, "row #path"]
) -> tuple[Float[ndarray, "row #path"], Float[ndarray, "row #path"], Float[ndarray, "row #path"]]:
    """Return what holds at the knot before each day and at the one after, and the part of the way that the day is."""
    by_path = len(days) == 1 and days.shape[1] == values.shape[1] and values.flags.c_contiguous
    if by_path and pays_now(days.size) and (table := table_of(tuple(knots.tolist()))) is not None:
        from dealwright.world.kernels.between import read_between

        found = np.empty((3, *days.shape))
        laid = given(table[0]), table[1], table[2]
        read_between(given(knots), laid, given(values), given(days[0]), (found[0, 0], found[1, 0], found[2, 0]))
        return found[0], found[1], found[2]
    index = places(knots, days)
    fraction = days - knots.take(index)
    fraction /= np.diff(knots).take(index)
    np.clip(fraction, 0.0, 1.0, out=fraction)
    return _read(values, index), _read(values, index + 1), fraction


def _read(values: Float[ndarray, "knot #path"], index: Int[ndarray, "row #path"]) -> Float[ndarray, "row #path"]:
    """Read a row of each path's own, or a row of all paths, by row of the index."""
    if index.shape[1] == 1:
        found = values[int(index[0, 0])][None] if len(index) == 1 else values[index[:, 0]]
    elif values.shape[1] == 1:
        found = values[:, 0].take(index)
    elif values.flags.c_contiguous:
        found = values.reshape(-1).take(index * values.shape[1] + np.arange(values.shape[1]))
    else:
        found = np.take_along_axis(values, index, axis=0)
    return np.asarray(found)


class Trajectory(Protocol):
    """Something that runs in time, the same on all paths (one column) or not."""

    @property
    def edges(self) -> Float[ndarray, "edge path"]:
        """Return its values at the edges of the steps."""
        ...

    def up_to(self, edges: int) -> Float[ndarray, "edge path"]:
        """Return its values at so many of them, from the first on."""
        ...

    def at(self, days: Float[ndarray, "row #path"]) -> Float[ndarray, "row _"]:
        """Read it at some days from the opening of `as_of`."""
        ...


@final
@dataclass(slots=True)
class Drawn:
    """Rows at the edges of the steps, drawn as far ahead as they were thought to be read; the others once someone asks.

    Several threads may ask.

    Args:
        grid: The steps.
        known: The rows up to some edge.
        draw: Draws all of them, the same numbers; none where all are known.
    """

    grid: TimeGrid
    known: Float[ndarray, "edge path"]
    draw: Callable[[], Float[ndarray, "edge path"]] | None = None
    _one_by_one: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def nbytes(self) -> int:
        """Return the size in bytes of all rows, which does not change when the rest is drawn."""
        return self.known[:1].nbytes * (self.grid.steps + 1)

    def up_to(self, edges: int) -> Float[ndarray, "edge path"]:
        """Return so many rows at least, or all there are."""
        if edges > len(self.known):
            with self._one_by_one:
                if self.draw is not None:
                    self.known, self.draw = self.draw(), None
        return self.known

    def until(self, days: Float[ndarray, "..."]) -> Float[ndarray, "edge path"]:
        """Return at least the rows between which some days lie."""
        return self.up_to(edges_until(self.grid, float(np.max(days, initial=0.0))))


def edges_until(grid: TimeGrid, day: float) -> int:
    """Count the edges up to the end of the step that holds a day; all of them where that is past the horizon."""
    before = int(np.searchsorted(np.asarray(grid.edges), day, side="right"))
    return int(np.clip(before + 1, 2, grid.steps + 1))


@dataclass(frozen=True, slots=True)
class Sampled:
    """A level known at the edges of the steps.

    Args:
        grid: The steps.
        drawn: Levels at the edges, (edge, path).
        past_rate: Continuous yearly growth by which the level is extended backwards before `as_of`.
    """

    grid: TimeGrid
    drawn: Drawn
    past_rate: Number = 0.0

    @property
    def nbytes(self) -> int:
        """Return the size of its levels in bytes."""
        return self.drawn.nbytes

    @property
    def edges(self) -> Float[ndarray, "edge path"]:
        """Return the levels at all edges."""
        return self.up_to(self.grid.steps + 1)

    def up_to(self, edges: int) -> Float[ndarray, "edge path"]:
        """Return the levels at so many edges."""
        return self.drawn.up_to(edges)[:edges]

    def at(self, days: Float[ndarray, "row #path"]) -> Float[ndarray, "row _"]:
        """Read the level at some days: log-linearly between edges where it is positive, extended before `as_of`."""
        inside = interpolate(np.asarray(self.grid.edges), self.drawn.until(days), days, logarithmic=True)
        if not np.any(days < 0):
            return inside
        past = self.drawn.known[:1] * np.exp(self.past_rate * np.minimum(years_at(self.grid, days), 0.0))
        return np.where(days < 0, past, inside)


@dataclass(frozen=True)
class Table:
    """A level known in advance: linear between its points, flat outside, the same rule before `as_of`.

    Args:
        grid: Says when time zero is.
        points: Dates, or calendar years, which stand for their middle; rising.
        values: The level there; by path where a fact is uncertain.
    """

    grid: TimeGrid
    points: tuple[dt.date | int, ...]
    values: tuple[Number, ...]

    @cached_property
    def edges(self) -> Float[ndarray, "edge path"]:
        """Return the levels at the edges of the steps, (edge, 1) where all paths are alike."""
        return self.at(np.asarray(self.grid.edges)[:, None])

    def up_to(self, edges: int) -> Float[ndarray, "edge path"]:
        """Return the levels at so many edges."""
        return self.edges[:edges]

    def at(self, days: Float[ndarray, "row #path"]) -> Float[ndarray, "row _"]:
        """Read the level at some days."""
        years = years_at(self.grid, days)
        places = np.array([year_time_of(self.grid, point) for point in self.points])
        if all(np.ndim(value) == 0 for value in self.values):
            return np.asarray(np.interp(years, places, np.array(self.values, dtype=float)))
        weights = [np.interp(years, places, unit) for unit in np.eye(len(places))]
        return np.asarray(sum(weight * value for weight, value in zip(weights, self.values, strict=True)))
