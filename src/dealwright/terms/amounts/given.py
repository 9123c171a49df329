"""Hands numbers to compiled loops in one form, wherever they come from, so that each loop is compiled once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray


def given(numbers: Any) -> Float[ndarray, "..."]:  # noqa: ANN401 - one number, or an array
    """Return numbers side by side in memory that are only read."""
    found = np.ascontiguousarray(numbers, dtype=float).view()
    found.setflags(write=False)
    return found


def each_given(number: Any) -> Float[ndarray, " _"]:  # noqa: ANN401 - one number, or one per path
    """Return one number for all, or one per path, as a row."""
    return given(np.ravel(number))
