"""When a term runs on each path: by its own dates and events, and as far as other terms let it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.calendar import A_MOMENT, WHOLE
from dealwright.terms.base import LIFE

SLACK = 2.0 * A_MOMENT
"""Part of a day by which a moment may miss a whole day and still be taken for it."""

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.terms.base import Term
    from dealwright.terms.days.periods import Cells
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
        over: The moment that ends it, where that may lie a moment after `end`, at the opening of the next date.
        sign: Stands for all that decides it; none where that has no sign, as where a copy has other days.
    """

    start: Moment
    end: Moment
    first: float
    last: float
    over: Moment | None = None
    sign: int | None = field(default=None, init=False, compare=False)
    cut: dict[tuple[str, tuple[int, int]], Cells] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The contract periods into which it was cut, by how long they are and when a contract year begins."""

    def signed(self, sign: int | None) -> Life:
        """Return the same life, once, with what stands for it."""
        object.__setattr__(self, "sign", sign)
        return self

    @property
    def nbytes(self) -> int:
        """Return the size in bytes, about, of its days and of those of its periods."""
        return 200 * np.size(self.end)


def life(term: Term, view: View) -> Life:
    """Find when a term runs on each path.

    Args:
        term: The term; `from`, `starts_on`, `until`, `ends_on`, `ends_on_all` and `ends_not_before` count.
        view: The futures; other terms may let it begin later, or end it (`view.bounds`).

    Returns:
        Its life inside the futures; the same object for all terms that run alike, where no other term has a say.
    """
    sign = view.sign(term, *LIFE) if all(each is None for each in view.bounds) else None
    return view.figures("life", (sign,), lambda: _life(term, view).signed(sign))


def _life(term: Term, view: View) -> Life:
    grid = view.grid
    first = 0.0 if term.from_ is None else max(0.0, grid.day(view.calendar_date(term.from_)))
    last = grid.edges[-1] if term.until is None else min(grid.edges[-1], grid.closing(view.calendar_date(term.until)))
    last = max(last, first)
    begun, ended = view.bounds
    starts, ends = [*_starts(term, view, last), begun], [*_ends(term, view, last), ended]
    start, end = first, last
    for each in starts:
        start = start if each is None else np.maximum(start, whole_day(each))
    over = last
    for each in ends:
        end = end if each is None else np.minimum(end, whole_day(each))
        over = over if each is None else np.minimum(over, each)
    if np.ndim(start) == 0 and np.ndim(end) == 0:
        return Life(start, max(float(end), float(start)), float(start), last)
    start = np.clip(start, first, last)
    end = np.clip(end, start, last)
    earliest = first if np.ndim(start) == 0 else float(np.min(start))
    return Life(_column(start), _column(end), earliest, last, _column(np.maximum(over, end)))


def beginning(term: Term, view: View) -> Float[ndarray, " path"]:
    """Return the day on which a term begins on each path, infinite where it never does: too late, or not at all.

    Args:
        term: The term.
        view: The futures.
    """
    runs = life(term, view)
    starts = np.broadcast_to(np.ravel(runs.start), (view.paths,))
    return np.where(starts < runs.last, starts, np.inf)


def begins_by_itself(term: Term, view: View, start: Moment) -> Moment:
    """Say on which paths a life begins by the term's own words, not where an option has switched on another wording.

    Args:
        term: The term.
        view: The futures.
        start: When the life begins.

    Returns:
        True or 1 where it does.
    """
    if view.bounds[0] is None:
        return 1.0
    return np.asarray(np.reshape(start, (-1, 1)) <= np.reshape(own_beginning(term, view), (-1, 1)), dtype=float)


def own_beginning(term: Term, view: View) -> Moment:
    """Return when a term begins by its own words, whatever wording an option has switched on; not before `as_of`.

    Args:
        term: The term.
        view: The futures.
    """
    own: Moment = 0.0 if term.from_ is None else max(0.0, view.grid.day(view.calendar_date(term.from_)))
    for each in _starts(term, view, None):
        own = np.maximum(own, each)
    return own


def _starts(term: Term, view: View, by: float | None) -> list[Float[ndarray, " path"]]:
    """Return when an event lets a term begin: on the first of `starts_on`; where it counts, by the last day of all."""
    return [np.minimum.reduce([view.event(name, by) for name in term.start_events])] if term.start_events else []


def _ends(term: Term, view: View, by: float) -> list[Float[ndarray, " path"]]:
    """Return when events end a term, by some day: on the first of `ends_on`, and once all of `ends_on_all` came."""
    names = (term.ends_on,) if isinstance(term.ends_on, str) else term.ends_on or ()
    found = [view.event(name, by) for name in names]
    if term.ends_on_all:
        found.append(np.maximum.reduce([view.event(name, by) for name in term.ends_on_all]))
    if not found:
        return []
    end: Float[ndarray, " path"] = np.minimum.reduce(found)
    if term.ends_not_before is not None:
        end = np.maximum(end, view.grid.closing(view.calendar_date(term.ends_not_before)))
    return [end]


def _column(days: Moment) -> Moment:
    return np.reshape(days, (-1, 1)) if np.ndim(days) else float(days)


def whole_day(days: Float[ndarray, " path"]) -> Float[ndarray, " path"]:
    """Take as a whole day what misses one by a moment, so that no period has a moment of a life."""
    nearest = np.rint(days)
    with np.errstate(invalid="ignore"):  # what never comes is as far from a whole day as can be
        return np.where(np.abs(days - nearest) <= SLACK, nearest, days)


def in_life(life_: Life, days: Float[ndarray, "..."] | float, *, closing: bool) -> Float[ndarray, "..."]:
    """Tell where days fall into a life, as 1 or 0; the moment of an event that ends it counts, the day after does not.

    Args:
        life_: The life.
        days: The days.
        closing: Whether a whole number is the closing of a date, as of an event, or its opening, as of a payment on a
            date: the opening of the day after `until` comes too late.
    """
    moments, over = np.asarray(days), np.asarray(life_.end if life_.over is None else life_.over)
    if closing:
        in_time = (moments <= life_.last) & (moments <= over + SLACK)
    else:
        in_time = (moments < life_.last) & (moments + A_MOMENT <= over + WHOLE)
    return np.asarray((moments >= life_.start) & in_time, dtype=float)


def by_date(term: Term, life_: Life, view: View) -> Bool[ndarray, "..."]:
    """Tell where a life begins at the opening of a date, not at an event or by another term."""
    first = 0.0 if term.from_ is None else max(0.0, view.grid.day(view.calendar_date(term.from_)))
    return np.asarray(np.asarray(life_.start) <= first)


def open_from(term: Term, life_: Life, view: View) -> float | Float[ndarray, " path"]:
    """Return the first moment of a life as a condition meets it: a date's opening lies after the close before it."""
    start = np.ravel(np.asarray(life_.start) + A_MOMENT * by_date(term, life_, view))
    return start if np.ndim(life_.start) else float(start[0])
