"""A longer period that is under way when a royalty's life begins, or goes on under another wording when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.amounts.rows import group_sums, running_within
from dealwright.terms.days.life import SLACK
from dealwright.terms.days.periods import days_before

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Bool, Float, Int
    from numpy import ndarray

    from dealwright.terms.days.anniversaries import Years
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Number
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]

NEVER = -np.inf
"""The day on which a longer period began that is none."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The longer period that was under way when a life began, and what it had seen.

    Args:
        clock: What the longer periods are of: `tiers`, `minimum` or `cap`.
        years: The longer periods.
        here: Which contract periods lie in the one that was under way; (path or 1, period).
        days: Its days before.
    """

    clock: str
    years: Years
    here: Bool[ndarray, "path period"]
    days: Number

    def lift(self, amount: Number) -> Money:
        """Put an amount that was seen before into each contract period of the longer one."""
        return np.asarray(np.where(self.here, amount, 0.0))

    def days_of(self, pieces: Cells) -> Money:
        """Count the days that a longer period and the term have in common, for each contract period in it."""
        return np.asarray(group_sums(pieces.overlap, self.years.first)[:, self.years.of] + self.lift(self.days))


def under_way(
    term: Royalty, view: View, pieces: Cells, years: Years, clock: tuple[str, str], *, said: bool
) -> UnderWay:
    """Find the longer period that was under way when a life began.

    Args:
        term: The royalty.
        view: The futures.
        pieces: Its contract periods.
        years: The longer periods.
        clock: What they are of, and how long they are.
        said: Whether the opening says what the one that holds `as_of` had seen.
    """
    name, longer = clock
    if view.handed is not None:
        began = view.handed.kept.get(f"{name} began", NEVER)
        here = np.asarray(years.opens[years.of][None, :] == began)
        return UnderWay(name, years, here, view.handed.kept.get(f"{name} days", 0.0))
    before = days_before(term, view, pieces, longer) if said else None
    if before is None:
        return UnderWay(name, years, np.zeros((1, len(years.of)), dtype=bool), 0.0)
    return UnderWay(name, years, (years.of == 0)[None, :], before[:, :1])


def passing(view: View, pieces: Cells) -> Bool[ndarray, " path"] | None:
    """Say on which paths another wording goes on where a life ends; none where none ever does."""
    if view.passes_on is None:
        return None
    there = np.isfinite(view.passes_on) & (np.abs(view.passes_on - pieces.end) <= SLACK)
    return there if np.any(there) else None


def days_to_come(view: View, pieces: Cells, years: Years) -> Money:
    """Count the days of a longer period after the end of a life, where another wording goes on in it.

    Args:
        view: The futures.
        pieces: The contract periods.
        years: The longer periods.

    Returns:
        For each contract period of the longer one that is cut: the days of it that others will have.
    """
    there = passing(view, pieces)
    if there is None:
        return np.zeros((1, 1))
    closes = np.minimum(years.opens + years.length, view.grid.edges[-1])
    cut = (pieces.end[:, None] >= years.opens) & (pieces.end[:, None] < closes) & there[:, None]
    return np.asarray(np.where(cut, closes - pieces.end[:, None], 0.0)[:, years.of])


def last_with_days(pieces: Cells) -> Int[ndarray, "path 1"]:
    """Return the last contract period that has days on each path; the first where none has."""
    there = pieces.overlap[:, ::-1] > 0.0
    last = there.shape[1] - 1 - np.argmax(there, axis=1)
    return np.where(np.any(there, axis=1), last, 0)[:, None]


def at_last(amounts: Money, pieces: Cells) -> Float[ndarray, "path 1"]:
    """Return what stands in the last contract period that has days on each path; those past the horizon are none."""
    last, periods = last_with_days(pieces), len(pieces.length)
    rows = max(len(last), len(amounts))
    wide = np.broadcast_to(amounts[:, :periods], (rows, periods))
    return np.take_along_axis(wide, np.broadcast_to(last, (rows, 1)), axis=1)


def seen_by_end(amounts: Money, before: Number, clock: UnderWay, pieces: Cells) -> Float[ndarray, "path 1"]:
    """Return what the longer period in which a life ends has seen until then.

    Args:
        amounts: What each contract period brought.
        before: What the longer period under way at the start had seen.
        clock: The longer periods.
        pieces: The contract periods.
    """
    wide = np.broadcast_to(amounts, (len(amounts), len(pieces.length)))
    return at_last(running_within(wide, clock.years.first) + clock.lift(before), pieces)


def handed_on(view: View, pieces: Cells, clock: UnderWay, seen: Mapping[str, Number]) -> dict[str, Number]:
    """Hand on what a longer period has seen, where another wording goes on in it.

    Args:
        view: The futures.
        pieces: The contract periods.
        clock: The longer periods.
        seen: What the one in which the life ends has seen, by name.
    """
    there = passing(view, pieces)
    if there is None:
        return {}
    began, days = f"{clock.clock} began", f"{clock.clock} days"
    ran = np.any(pieces.overlap > 0.0, axis=1)
    opens = np.broadcast_to(clock.years.opens[clock.years.of], pieces.overlap.shape)
    new = {began: at_last(opens, pieces), days: at_last(clock.days_of(pieces), pieces), **seen}
    old = {} if view.handed is None else view.handed.kept
    none = {began: NEVER}
    out: dict[str, Number] = {}
    for name, value in new.items():
        nothing = none.get(name, 0.0)
        kept = np.where(ran[:, None], value, old.get(name, nothing))
        out[name] = np.where(there[:, None], kept, nothing)
    return out
