"""Finds between which two of some rising knots each of many numbers stands."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray

FEW = 2**12
"""Numbers that are found quickly by halving; for more, which come in no order, a table is quicker."""
MOST = 2**14
"""Entries of a table that stays in the processor's cache."""
APART = 0.75
"""Length of an entry, as a part of the least distance of two knots, so that no two stand in one."""


def places(knots: Float[ndarray, " knot"], numbers: Float[ndarray, "..."]) -> Int[ndarray, "..."]:
    """Return the index of the last knot that is no larger than each number.

    Args:
        knots: Rising, at least two.
        numbers: Any; before the first knot counts as after it, and from the last one on as before it.

    Returns:
        From 0 to the last but one.

    Example:
        >>> places(np.array([0.0, 31.0, 59.0]), np.array([-1.0, 30.9, 31.0, 60.0])).tolist()
        [0, 0, 1, 1]
    """
    if numbers.size > FEW and (table := table_of(tuple(knots.tolist()))) is not None:
        last, per_entry, before = table
        entry = np.fmin(np.fmax((numbers - knots[0]) * per_entry, 0.0), float(len(before) - 1))
        found = before.take(entry.astype(np.int64))
        found += last.take(found) <= numbers
    else:
        found = np.searchsorted(knots, numbers, side="right") - 1
    return np.asarray(np.clip(found, 0, len(knots) - 2))


@lru_cache(maxsize=16)
def table_of(
    knots: tuple[float, ...],
) -> tuple[Float[ndarray, " knot"], float, Int[ndarray, " entry"]] | None:
    """Return the knot after each, entries per unit, and by entry how many knots stand in those before it, less one.

    None where it would be too large to stay close to a processor.

    Args:
        knots: Rising, at least two.
    """
    marks = np.array(knots)
    per_entry = 1.0 / (APART * float(np.diff(marks).min()))
    if not (marks[-1] - marks[0]) * per_entry < MOST:
        return None
    entry = ((marks - marks[0]) * per_entry).astype(np.int64)
    before = np.maximum(np.searchsorted(entry, np.arange(entry[-1] + 2), side="left") - 1, 0)
    return np.append(marks[1:], np.inf), per_entry, before
