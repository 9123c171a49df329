"""When a term runs on each path: by its own dates and events, and as far as other terms let it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.base import Term
    from dealwright.terms.view import View

    Moment = float | Float[ndarray, "path 1"]


@dataclass(frozen=True, slots=True)
class Life:
    """When a term runs on each path.

    Args:
        start: First moment, in days from the opening of `as_of`, not before it: (path, 1) or one number for all.
        end: Last moment on each path, likewise; never before `start`, never past the horizon.
        first: The earliest start over all paths.
        last: The latest end over all paths.
    """

    start: Moment
    end: Moment
    first: float
    last: float


def life(term: Term, view: View) -> Life:
    """Find when a term runs on each path.

    Args:
        term: The term; `from`, `starts_on`, `until`, `ends_on`, `ends_on_all` and `ends_not_before` count.
        view: The futures; other terms may let it begin later, or end it (`view.bounds`).

    Returns:
        Its life inside the futures.
    """
    grid = view.grid
    first = 0.0 if term.from_ is None else max(0.0, grid.day(view.calendar_date(term.from_)))
    last = grid.edges[-1] if term.until is None else min(grid.edges[-1], grid.closing(view.calendar_date(term.until)))
    last = max(last, first)
    begun, ended = view.bounds
    starts, ends = [*_starts(term, view), begun], [*_ends(term, view), ended]
    start, end = first, last
    for each in starts:
        start = start if each is None else np.maximum(start, each)
    for each in ends:
        end = end if each is None else np.minimum(end, each)
    if np.ndim(start) == 0 and np.ndim(end) == 0:
        return Life(start, max(float(end), float(start)), float(start), last)
    start = np.clip(start, first, last)
    end = np.clip(end, start, last)
    earliest = first if np.ndim(start) == 0 else float(np.min(start))
    return Life(_column(start), _column(end), earliest, last)


def beginning(term: Term, view: View) -> Float[ndarray, " path"]:
    """Return the day on which a term begins on each path, infinite where it never does: too late, or not at all.

    Args:
        term: The term.
        view: The futures.
    """
    runs = life(term, view)
    starts = np.broadcast_to(np.ravel(runs.start), (view.paths,))
    return np.where(starts < runs.last, starts, np.inf)


def _starts(term: Term, view: View) -> list[Float[ndarray, " path"]]:
    """Return when an event lets a term begin: on the first of `starts_on`."""
    return [np.minimum.reduce([view.event(name) for name in term.start_events])] if term.start_events else []


def _ends(term: Term, view: View) -> list[Float[ndarray, " path"]]:
    """Return when events end a term: on the first of `ends_on`, and once all of `ends_on_all` have come."""
    found = [view.event(name) for name in ((term.ends_on,) if isinstance(term.ends_on, str) else term.ends_on or ())]
    if term.ends_on_all:
        found.append(np.maximum.reduce([view.event(name) for name in term.ends_on_all]))
    if not found:
        return []
    end: Float[ndarray, " path"] = np.minimum.reduce(found)
    if term.ends_not_before is not None:
        end = np.maximum(end, view.grid.closing(view.calendar_date(term.ends_not_before)))
    return [end]


def _column(days: Moment) -> Moment:
    return np.reshape(days, (-1, 1)) if np.ndim(days) else float(days)


def in_life(life_: Life, days: Float[ndarray, "..."] | float) -> Float[ndarray, "..."]:
    """Tell where days fall into a life, as 1 or 0: the moment of an event that ends it counts, its closing does not.

    The closing of `until` is the opening of the next day, on which a payment comes too late.
    """
    moments = np.asarray(days)
    return np.asarray((moments >= life_.start) & (moments <= life_.end) & (moments < life_.last), dtype=float)
