"""Amounts of several ages on each path: what was bought above a minimum, or paid for and not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    Amounts = Float[ndarray, " _"]
    Lots = list[Amounts]
    """Oldest first; the last is of the period that runs, the one before it of the period before, and so on."""

_WHOLE = 1e-6


def periods_kept(years: float | Float[ndarray, "..."], per_year: int) -> Amounts:
    """Return for how many whole contract periods a lot may be used after its own, by path or one for all.

    Args:
        years: How long it is kept.
        per_year: Periods in a year.
    """
    return np.asarray(np.floor(np.ravel(np.asarray(years, dtype=float)) * per_year + _WHOLE))


def opened(before: Sequence[float | Float[ndarray, "..."]], kept: Amounts, *, handed: bool) -> Lots:
    """Lay out what there was before a term begins.

    Args:
        before: Amounts, oldest first.
        kept: For how many periods a lot may be used.
        handed: Whether they come from a term before, whose last is of the period that runs; those of an opening are of
            the period before.
    """
    length = int(np.max(kept)) + 1
    amounts = [np.ravel(np.asarray(each, dtype=float)) for each in before]
    amounts = amounts if handed else [*amounts, np.zeros(1)]
    return ([np.zeros(1)] * length + amounts)[-length:]


def taken(lots: Lots, wanted: Amounts, kept: Amounts) -> tuple[Lots, Amounts]:
    """Take from lots, oldest first.

    Args:
        lots: The lots.
        wanted: How much is taken at most.
        kept: For how many periods a lot may be used.

    Returns:
        What is left of the lots, and what was taken.
    """
    if not np.any(kept):
        return list(lots), np.zeros(1)
    rest, left = list(lots), wanted
    for place, lot in enumerate(lots):
        part = np.minimum(lot, left) * _in_time(len(lots) - 1 - place, kept)
        rest[place], left = lot - part, left - part
    return rest, wanted - left


def usable(lots: Lots, kept: Amounts, *, later: bool = False) -> Amounts:
    """Add up what may be used in the running period, or what may still be used after it.

    Args:
        lots: The lots.
        kept: For how many periods a lot may be used.
        later: Whether only what may be used in a later period counts.
    """
    ages = range(len(lots) - 1 + later, -1 + later, -1)
    return sum((lot * _in_time(age, kept) for lot, age in zip(lots, ages, strict=True)), np.zeros(1))


def _in_time(age: int, kept: Amounts) -> Bool[ndarray, " _"]:
    return np.asarray((age <= kept) & (kept > 0))


def aged(lots: Lots, moved: Bool[ndarray, " path"] | None) -> Lots:
    """Make lots a period older, on paths on which the term runs on into the next period.

    Args:
        lots: The lots.
        moved: Whether it does, by path; none where it does on all.
    """
    older = [*lots[1:], np.zeros(1)]
    if moved is None:
        return older
    return [np.where(moved, then, now) for then, now in zip(older, lots, strict=True)]
