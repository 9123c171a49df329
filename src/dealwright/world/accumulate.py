"""Adds a yearly flow up over time: since `as_of`, and over a window that ends now."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, final

import numpy as np

from dealwright.ground.calendar import WHOLE, add_years
from dealwright.world.clock import years_at
from dealwright.world.kept import locked
from dealwright.world.trajectory import edges_until, interpolate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.ground.calendar import TimeGrid

_PAST_KNOTS = 96
_GUESTS = 4
"""Days per knot that are few: windows within windows ask for ever more of them."""


@final
@dataclass(slots=True)
class Sums:
    """What something adds up to at the edges of the steps, as far as someone asked; several threads may ask.

    Args:
        rows: Where the sums go, zero first; those of edges that nobody asked for are not there yet.
        known: Up to which edge they are there.
        add: Adds up on over some steps, from the sums at the first of their edges.
    """

    rows: Float[ndarray, "edge path"]
    known: int
    add: Callable[[slice, Float[ndarray, "edge path"]], None] | None = None
    _one_by_one: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def nbytes(self) -> int:
        """Return the size in bytes of all sums, which does not change when more are added up."""
        return self.rows.nbytes

    def up_to(self, edges: int) -> Float[ndarray, "edge path"]:
        """Return the sums at so many edges, from the first on."""
        with self._one_by_one:
            if self.add is not None and edges - 1 > self.known:
                self.add(slice(self.known, edges - 1), self.rows[self.known : edges])
                self.known = edges - 1
        return locked(self.rows[:edges])


@dataclass(frozen=True, slots=True)
class Total:
    """What a flow has added up to since `as_of`.

    Args:
        grid: The steps.
        sums: The sums at the edges; even within a step.
    """

    grid: TimeGrid
    sums: Sums

    @classmethod
    def of(cls, grid: TimeGrid, amounts: Iterable[Float[ndarray, "step path"]]) -> Total:
        """Add up what falls into each step, given stretch by stretch."""
        edges, k = np.zeros((grid.steps + 1, 1)), 0
        for stretch in amounts:
            if stretch.shape[1] > edges.shape[1]:
                narrow, edges = edges, np.zeros((len(edges), stretch.shape[1]))
                edges[: k + 1] = narrow[: k + 1]
            for row in stretch:
                np.add(edges[k], row, out=edges[k + 1])
                k += 1
        return cls(grid, Sums(edges, grid.steps))

    @property
    def edges(self) -> Float[ndarray, "edge _"]:
        """Return the sums at all edges."""
        return self.up_to(self.grid.steps + 1)

    def up_to(self, edges: int) -> Float[ndarray, "edge _"]:
        """Return the sums at so many edges."""
        return self.sums.up_to(edges)

    def at(self, days: Float[ndarray, "row #path"]) -> Float[ndarray, "row _"]:
        """Read the sum at some days; zero before `as_of`."""
        rows = self.up_to(edges_until(self.grid, float(np.max(days, initial=0.0))))
        return interpolate(np.asarray(self.grid.edges), rows, days)


@dataclass(frozen=True, slots=True)
class Payments:
    """What payments on days of their own have added up to since `as_of`: it leaps on each of the days.

    Args:
        grid: The steps.
        amounts: The payments; (path or 1, payment).
        moments: When each is made, likewise; infinite for never.
    """

    grid: TimeGrid
    amounts: Float[ndarray, "_ payment"]
    moments: Float[ndarray, "_ payment"]

    @property
    def edges(self) -> Float[ndarray, "edge _"]:
        """Return the sums at the edges of the steps."""
        return self.at(np.asarray(self.grid.edges)[:, None])

    def up_to(self, edges: int) -> Float[ndarray, "edge _"]:
        """Return the sums at so many edges."""
        return self.edges[:edges]

    def at(self, days: Float[ndarray, "row #path"]) -> Float[ndarray, "row _"]:
        """Read the sum at some days, what is paid on them included."""
        total = np.zeros((1, 1))
        for amount, moment in zip(self.amounts.T, self.moments.T, strict=True):
            total = total + amount * (moment <= days + WHOLE)
        return np.broadcast_to(total, (len(days), total.shape[1]))


@dataclass(frozen=True, slots=True)
class Mixture:
    """What several flows have added up to, each times a number.

    Args:
        parts: The numbers, one or (1, path), each with a sum.
    """

    parts: tuple[tuple[Any, Total | Payments], ...]

    @property
    def grid(self) -> TimeGrid:
        """Return the steps."""
        return self.parts[0][1].grid

    @property
    def edges(self) -> Float[ndarray, "edge _"]:
        """Return the sums at the edges of the steps."""
        return np.asarray(sum(factor * part.edges for factor, part in self.parts))

    def up_to(self, edges: int) -> Float[ndarray, "edge _"]:
        """Return the sums at so many edges."""
        return self.edges[:edges]

    def at(self, days: Float[ndarray, "row #path"]) -> Float[ndarray, "row _"]:
        """Read the sum at some days."""
        return np.asarray(sum(factor * part.at(days) for factor, part in self.parts))


@dataclass(frozen=True, slots=True)
class Window:
    """What a flow adds up to over a time that ends now, by the calendar: one year back from 1 March is 1 March.

    Args:
        total: Its sum since `as_of`.
        years: Length of the window.
        rate: The yearly flow at days before `as_of`, of which there are (row, 1); drivers are extended backwards there.
    """

    total: Total | Payments | Mixture
    years: float
    rate: Callable[[Float[ndarray, "row 1"]], Float[ndarray, "row path"]]

    @property
    def edges(self) -> Float[ndarray, "edge path"]:
        """Return the windows' sums at the edges of the steps."""
        return np.asarray(self.total.edges - self._until(self._starts()[:, None]))

    def up_to(self, edges: int) -> Float[ndarray, "edge _"]:
        """Return the sums at so many edges."""
        return self.edges[:edges]

    def at(self, days: Float[ndarray, "row #path"]) -> Float[ndarray, "row _"]:
        """Read the window's sum at some days."""
        edges = np.asarray(self.total.grid.edges)
        return np.asarray(self.total.at(days) - self._until(np.asarray(np.interp(days, edges, self._starts()))))

    def _starts(self) -> Float[ndarray, " edge"]:
        """Return the day on which the window that ends at each edge begins."""
        grid = self.total.grid
        return np.array([grid.day(add_years(grid.date(edge), -self.years)) for edge in grid.edges])

    def _until(self, days: Float[ndarray, "row #path"]) -> Float[ndarray, "row _"]:
        """Return the sum since `as_of` up to some days, negative before it."""
        inside = self.total.at(days)
        first = float(days.min())
        if first >= 0:
            return inside
        knots = np.linspace(first, 0.0, max(2, math.ceil(_PAST_KNOTS * self.years)))
        if days.shape[1] == 1 and len(days) <= _GUESTS * len(knots):  # few enough to stand among the knots themselves
            knots = np.union1d(knots, days[days < 0])
        missing = self._missing(knots)
        return np.where(days < 0, interpolate(knots, missing, np.minimum(days, 0.0)), inside)

    def _missing(self, knots: Float[ndarray, " knot"]) -> Float[ndarray, "knot path"]:
        """Return minus the sums from some days up to `as_of`, by two Gauss-Legendre points between neighbours."""
        middles, halves = (knots[1:] + knots[:-1]) / 2.0, np.diff(knots) / 2.0
        nodes = np.concatenate([middles - halves / 3**0.5, middles + halves / 3**0.5])
        found = np.atleast_2d(np.asarray(self.rate(nodes[:, None]), dtype=float))
        rates = np.split(np.broadcast_to(found, (len(nodes), found.shape[1])), 2)
        years = np.diff(years_at(self.total.grid, knots))[:, None]
        pieces = (rates[0] + rates[1]) / 2.0 * years
        missing = np.zeros((len(knots), pieces.shape[1]))
        missing[:-1] = -np.cumsum(pieces[::-1], axis=0)[::-1]
        return missing
