"""Fixes when an expression is evaluated: at the edges of the steps, at the ends of each step, or at given days."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.world.futures import Futures
    from dealwright.world.trajectory import Trajectory

    Rows = Float[ndarray, "row path"]
    Fields = Mapping[tuple[str, str], Float[ndarray, "path step"]]


@dataclass(frozen=True)
class Frame(ABC):
    """Moments at which an expression is evaluated: rows, each the same on all paths or not.

    Args:
        futures: The futures looked at.
        fields: Results of terms, by term and field.
    """

    futures: Futures
    fields: Fields = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        """Return a name under which results may be kept, or None where they may not."""
        return None

    @property
    @abstractmethod
    def days(self) -> Rows:
        """Return the moments, in days from the opening of `as_of`."""

    @abstractmethod
    def level(self, trajectory: Trajectory) -> Rows:
        """Read a driver's level."""

    @abstractmethod
    def before(self, event: Float[ndarray, "..."]) -> Rows:
        """Return 1 before an event, 0 from it on, and for a step the fraction of it before the event."""

    @abstractmethod
    def year(self) -> Rows:
        """Return the calendar year."""

    def term(self, name: str, result: str) -> Rows:
        """Return a result of a term, of the step that holds each moment."""
        steps = np.atleast_2d(np.asarray(self.fields[name, result], dtype=float)).T
        index = np.clip(np.searchsorted(self.futures.grid.edges, self.days, side="right") - 1, 0, len(steps) - 1)
        return np.take_along_axis(steps, index, axis=0)


@dataclass(frozen=True)
class Edges(Frame):
    """The edges of the steps: K + 1 rows."""

    @property
    def name(self) -> str | None:
        """Return a name under which results may be kept."""
        return "edges"

    @property
    def days(self) -> Rows:
        """Return the edges as a column."""
        return np.asarray(self.futures.grid.edges)[:, None]

    def level(self, trajectory: Trajectory) -> Rows:
        """Read a driver's level at the edges."""
        return trajectory.edges

    def before(self, event: Float[ndarray, "..."]) -> Rows:
        """Return 1 at edges before an event, else 0."""
        return (self.days < event).astype(float)

    def year(self) -> Rows:
        """Return the calendar year of the step that begins at each edge; the last edge has the last step's."""
        years = self.futures.grid.years
        return np.array([*years, years[-1]], dtype=float)[:, None]


@dataclass(frozen=True)
class StepEnds(Frame):
    """One end of every step: K rows.

    Args:
        last: Whether it is the later end.
        window: First and last day that count, each one number or one per path; none counts whole steps.
        moments: Whether `before` is asked at the end itself rather than over the step.
    """

    last: bool = False
    window: tuple[Float[ndarray, "..."] | float, Float[ndarray, "..."] | float] | None = None
    moments: bool = False

    @property
    def name(self) -> str | None:
        """Return a name under which results may be kept: none with a window."""
        return None if self.window is not None else f"ends {self.last} {self.moments}"

    @property
    def days(self) -> Rows:
        """Return the ends as a column."""
        return self.end(np.asarray(self.futures.grid.edges)[:, None])

    def level(self, trajectory: Trajectory) -> Rows:
        """Read a driver's level at the ends."""
        return self.end(trajectory.edges)

    def before(self, event: Float[ndarray, "..."]) -> Rows:
        """Return the fraction of each step, or of its overlap with the window, that lies before an event."""
        if self.moments:
            return (self.days < event).astype(float)
        opens, closes = overlap(self.futures.grid.edges, self.window)
        part = np.clip(event - opens, 0.0, np.maximum(closes - opens, 0.0))
        return np.asarray(np.divide(part, closes - opens, out=np.zeros_like(part), where=closes > opens))

    def year(self) -> Rows:
        """Return the calendar year of each step."""
        return np.array(self.futures.grid.years, dtype=float)[:, None]

    def term(self, name: str, result: str) -> Rows:
        """Return a result of a term, step by step."""
        return np.atleast_2d(np.asarray(self.fields[name, result], dtype=float)).T

    def end(self, edges: Rows) -> Rows:
        """Return what holds at these ends out of what holds at the edges."""
        if np.ndim(edges) == 0 or len(edges) == 1:
            return edges
        return edges[1:] if self.last else edges[:-1]


@dataclass(frozen=True)
class Days(Frame):
    """Given days, one row for each.

    Args:
        moments: The days, (row, path) or (row, 1).
    """

    moments: Rows = field(default_factory=lambda: np.zeros((1, 1)))

    @property
    def days(self) -> Rows:
        """Return the days."""
        return self.moments

    def level(self, trajectory: Trajectory) -> Rows:
        """Read a driver's level, interpolated to the days."""
        return trajectory.at(self.moments)

    def before(self, event: Float[ndarray, "..."]) -> Rows:
        """Return 1 at days before an event, else 0."""
        return (self.moments < event).astype(float)

    def year(self) -> Rows:
        """Return the calendar year that holds each day."""
        grid = self.futures.grid
        edges = np.asarray(grid.edges)
        years = np.array(grid.years, dtype=float)
        inside = years[np.clip(np.searchsorted(edges, self.moments, side="right") - 1, 0, grid.steps - 1)]
        if not np.any(self.moments < 0):
            return inside
        past = np.vectorize(lambda day: float(grid.date(day).year), otypes=[float])(np.minimum(self.moments, 0.0))
        return np.asarray(np.where(self.moments < 0, past, inside))


def overlap(
    edges: tuple[float, ...], window: tuple[Float[ndarray, "..."] | float, Float[ndarray, "..."] | float] | None
) -> tuple[Rows, Rows]:
    """Return where each step and a window begin and end to have days in common; the end is never before the beginning.

    Args:
        edges: Edges of the steps.
        window: First and last day, each one number or one per path.

    Returns:
        Beginnings and ends, (step, path) or (step, 1).
    """
    first, last = np.asarray(edges)[:-1, None], np.asarray(edges)[1:, None]
    if window is None:
        return first, last
    opens = np.clip(np.reshape(window[0], (1, -1)), first, last)
    closes = np.clip(np.reshape(window[1], (1, -1)), opens, last)
    return opens, closes
