"""Fixes when an expression is evaluated: at the edges of the steps, at the ends of each step, or at given days."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from dealwright.world.knots import places

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.world.futures import Futures
    from dealwright.world.trajectory import Trajectory

    Rows = Float[ndarray, "row path"]
    Fields = Mapping[tuple[str, str], Float[ndarray, "path step"]]

Found = TypeVar("Found")


class Results(ABC, Mapping[tuple[str, str], "Float[ndarray, 'path step']"]):
    """Results of terms, step by step, which also tell payments that are made on days of their own."""

    @abstractmethod
    def payments(self, term: str) -> tuple[Float[ndarray, "_ payment"], Float[ndarray, "_ payment"]] | None:
        """Return what a term pays and when, each (path or 1, payment); none where it pays evenly over time."""

    @abstractmethod
    def during(self, term: str, result: str, steps: slice) -> Float[ndarray, "path step"]:
        """Return a result of a term in some of the steps."""

    @abstractmethod
    def kept(self, what: Hashable, flow: Expression, compute: Callable[[], Found]) -> Found:
        """Compute what comes of a flow, or take it from what was computed where the terms that it reads do the same."""


NO_TERMS: Fields = MappingProxyType({})
"""The results where no term is looked at: of drivers and facts alone."""
EVERY = slice(None)
"""All steps."""
AT_HAND = 2**17
"""Numbers of an array that stays at hand in the processor's cache while an expression is evaluated: a megabyte."""
FEWEST = 4
"""Steps of a stretch at least: the edge between two stretches is evaluated for both."""


def stretches(paths: int, first: int, last: int) -> Iterator[slice]:
    """Cut steps into stretches: what an expression is worth over one on all paths stays in the processor's cache.

    Args:
        paths: Number of paths.
        first: Index of the first step.
        last: Index after the last step.
    """
    rows = max(FEWEST, AT_HAND // paths)
    for begin in range(first, last, rows):
        yield slice(begin, min(begin + rows, last))


@dataclass(frozen=True)
class Frame(ABC):
    """Moments at which an expression is evaluated: rows, each the same on all paths or not.

    Args:
        futures: The futures looked at.
        fields: Results of terms, by term and field.
        found: What was found for it so far.
    """

    futures: Futures
    fields: Fields = field(default_factory=dict)
    found: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False, kw_only=True)

    @property
    def moment(self) -> Hashable:
        """Return what tells it from the frames with which it shares what was found."""
        return None

    def once(self, what: str, expression: Expression, compute: Callable[[], Any]) -> Any:  # noqa: ANN401 - numbers or rows
        """Compute what an expression comes to here, unless that was found before."""
        key = (what, self.moment, id(expression))
        if key not in self.found:
            self.found[key] = compute()
        return self.found[key]

    def on(self, which: Hashable, days: Callable[[], Rows]) -> Days:
        """Look at given days, with all that was found there before.

        Args:
            which: What tells these days from others.
            days: Finds them, (row, path) or (row, 1).
        """
        if which not in self.found:
            self.found[which] = days()
        return Days(self.futures, self.fields, self.found[which], which, found=self.found)

    @property
    @abstractmethod
    def days(self) -> Rows:
        """Return the moments, in days from the opening of `as_of`."""

    @abstractmethod
    def level(self, trajectory: Trajectory) -> Rows:
        """Read a driver's level."""

    def driver(self, name: str) -> Rows:
        """Read the level of a driver that runs by itself."""
        return self.level(self.futures.trajectory(name))

    @abstractmethod
    def before(self, event: Float[ndarray, "..."]) -> Rows:
        """Return 1 before an event, 0 from it on, and for a step the fraction of it before the event."""

    @abstractmethod
    def year(self) -> Rows:
        """Return the calendar year."""

    def term(self, name: str, result: str) -> Rows:
        """Return a result of a term, of the step that holds each moment; before `as_of` it owed and paid nothing."""
        steps = np.atleast_2d(np.asarray(self.fields[name, result], dtype=float)).T
        index = np.minimum(places(np.asarray(self.futures.grid.edges), self.days), len(steps) - 1)
        found = np.take_along_axis(steps, index, axis=0)
        return found if result == "balance" else np.where(self.days < 0.0, 0.0, found)


@dataclass(frozen=True)
class Edges(Frame):
    """The edges of the steps: a row more than there are steps.

    Args:
        part: Which steps.
    """

    part: slice = field(default_factory=lambda: EVERY)

    @property
    def moment(self) -> Hashable:
        """Return what tells it from the ends of the same steps."""
        return "edges"

    def once(self, what: str, expression: Expression, compute: Callable[[], Any]) -> Any:  # noqa: ANN401 - numbers or rows
        """Compute what an expression comes to here; what holds at all edges is kept for other futures too."""
        if self.part == EVERY:
            return self.futures.kept(what, expression, compute)
        return super().once(what, expression, compute)

    @property
    def days(self) -> Rows:
        """Return the edges as a column."""
        return self._cut(np.asarray(self.futures.grid.edges)[:, None])

    def level(self, trajectory: Trajectory) -> Rows:
        """Read a driver's level at the edges."""
        return trajectory.edges if self.part == EVERY else trajectory.up_to(self.part.stop + 1)[self.part.start :]

    def before(self, event: Float[ndarray, "..."]) -> Rows:
        """Return 1 at edges before an event, else 0."""
        return (self.days < event).astype(float)

    def year(self) -> Rows:
        """Return the calendar year of the step that begins at each edge; the last edge has the last step's."""
        years = self.futures.grid.years
        return self._cut(np.array([*years, years[-1]], dtype=float)[:, None])

    def _cut(self, edges: Rows) -> Rows:
        return edges if self.part == EVERY else edges[self.part.start : self.part.stop + 1]


@dataclass(frozen=True)
class StepEnds(Frame):
    """One end of every step: a row a step.

    Args:
        last: Whether it is the later end.
        window: First and last day that count, each one number, one per path, or (step, path); none counts whole steps.
        moments: Whether `before` is asked at the end itself rather than over the step.
        part: Which steps.
    """

    last: bool = False
    window: tuple[Float[ndarray, "..."] | float, Float[ndarray, "..."] | float] | None = None
    moments: bool = False
    part: slice = field(default_factory=lambda: EVERY)

    @property
    def moment(self) -> Hashable:
        """Return what tells it from the other end, and from the edges, of the same steps."""
        return self.last, self.moments

    @property
    def edges(self) -> Edges:
        """Return the edges of the same steps."""
        return Edges(self.futures, self.fields, self.part, found=self.found)

    @property
    def days(self) -> Rows:
        """Return the ends as a column."""
        return self.end(self.edges.days)

    def level(self, trajectory: Trajectory) -> Rows:
        """Read a driver's level at the ends."""
        return self.end(self.edges.level(trajectory))

    def before(self, event: Float[ndarray, "..."]) -> Rows:
        """Return the fraction of each step, or of its overlap with the window, that lies before an event."""
        if self.moments:
            return (self.days < event).astype(float)
        opens, closes = overlap(self.edges.days[:, 0], self.window)
        part = np.clip(event - opens, 0.0, np.maximum(closes - opens, 0.0))
        return np.asarray(np.divide(part, closes - opens, out=np.zeros_like(part), where=closes > opens))

    def year(self) -> Rows:
        """Return the calendar year of each step."""
        return np.array(self.futures.grid.years[self.part], dtype=float)[:, None]

    def term(self, name: str, result: str) -> Rows:
        """Return a result of a term, step by step."""
        if isinstance(self.fields, Results):
            return np.atleast_2d(self.fields.during(name, result, self.part)).T
        return np.atleast_2d(np.asarray(self.fields[name, result], dtype=float)).T[self.part]

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
        which: What tells them from other days looked at by the way.
        sign: Stands for all that decides them; none where that has no sign, or they are not looked at again.
    """

    moments: Rows = field(default_factory=lambda: np.zeros((1, 1)))
    which: Hashable = None
    sign: int | None = None

    @property
    def moment(self) -> Hashable:
        """Return what tells the days from others with which they share what was found."""
        return self.which

    @property
    def days(self) -> Rows:
        """Return the days."""
        return self.moments

    def level(self, trajectory: Trajectory) -> Rows:
        """Read a driver's level, interpolated to the days."""
        return trajectory.at(self.moments)

    def driver(self, name: str) -> Rows:
        """Read the level of a driver that runs by itself; on days that have a sign, once for all who look at them."""
        if self.sign is None:
            return super().driver(name)
        key = ("level on days", self.sign, self.futures.sign(name))
        return self.futures.store.get(key, lambda: super(Days, self).driver(name))

    def before(self, event: Float[ndarray, "..."]) -> Rows:
        """Return 1 at days before an event, else 0."""
        return (self.moments < event).astype(float)

    def year(self) -> Rows:
        """Return the calendar year that holds each day."""
        grid = self.futures.grid
        edges = np.asarray(grid.edges)
        years = np.array(grid.years, dtype=float)
        inside = years.take(places(edges, self.moments))
        if not np.any(self.moments < 0):
            return inside
        past = np.vectorize(lambda day: float(grid.date(day).year), otypes=[float])(np.minimum(self.moments, 0.0))
        return np.asarray(np.where(self.moments < 0, past, inside))


def overlap(
    edges: Sequence[float] | Float[ndarray, " edge"],
    window: tuple[Float[ndarray, "..."] | float, Float[ndarray, "..."] | float] | None,
) -> tuple[Rows, Rows]:
    """Return where each step and a window begin and end to have days in common; the end is never before the beginning.

    Args:
        edges: Edges of the steps.
        window: First and last day, each one number, one per path, or (step, path).

    Returns:
        Beginnings and ends, (step, path) or (step, 1).
    """
    first, last = np.asarray(edges)[:-1, None], np.asarray(edges)[1:, None]
    if window is None:
        return first, last
    opens = np.clip(np.atleast_2d(window[0]), first, last)
    closes = np.clip(np.atleast_2d(window[1]), opens, last)
    return opens, closes
