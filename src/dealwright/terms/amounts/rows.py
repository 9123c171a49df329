"""Adds up along time, row by row: arrays are stored time-major, so that one moment of all paths stays at hand."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from numpy import ndarray


def group_sums(entries: Float[ndarray, "path cell"], first: Int[ndarray, " group"]) -> Float[ndarray, "path group"]:
    """Add up consecutive entries, group by group.

    Args:
        entries: What is added up.
        first: Index of the first entry of each group, rising from 0.
    """
    rows = entries.T
    if len(first) == len(rows):
        return entries
    out: Float[ndarray, "group path"] = rows[first]
    for group, (begin, end) in enumerate(pairwise([*first, len(rows)])):
        for row in rows[begin + 1 : end]:
            out[group] += row
    return out.T


def running_total(entries: Float[ndarray, "path entry"]) -> Float[ndarray, "path entry"]:
    """Add up entries along time, each with all before it."""
    rows = entries.T
    out = np.empty(rows.shape)
    out[:1] = rows[:1]
    for k in range(1, len(rows)):
        np.add(out[k - 1], rows[k], out=out[k])
    return out.T


def running_within(
    entries: Float[ndarray, "path entry"], first: Int[ndarray, " group"]
) -> Float[ndarray, "path entry"]:
    """Add up entries along time, each with all before it in its group.

    Args:
        entries: What is added up.
        first: Index of the first entry of each group, rising from 0.
    """
    rows = entries.T
    begins = np.isin(np.arange(len(rows)), first)
    out = np.empty(rows.shape)
    for k, row in enumerate(rows):
        out[k] = row if begins[k] or k == 0 else out[k - 1] + row
    return out.T
