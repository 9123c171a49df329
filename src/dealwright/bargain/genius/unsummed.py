"""Say what outcomes are worth by utilities that are no sums over the issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float, Int

    from dealwright.lang.genius.boxes import Box, Boxed, Boxes

    Numbers = Sequence[Float[np.ndarray, " _"]]

_LARGEST = float(2**31 - 1)
"""What GENIUS starts a minimum from, and a maximum from its negative."""


def boxed(utility: Boxed, numbers: Numbers, places: Int[np.ndarray, "outcome issue"]) -> Float[np.ndarray, " outcome"]:
    """Evaluate boxes.

    Args:
        utility: The boxes.
        numbers: The values of each issue as numbers; what is no number is in no box.
        places: Which value of each issue each outcome takes.

    Returns:
        The utility of each outcome.
    """
    columns = [row[places[:, issue]] for issue, row in enumerate(numbers)]
    found = _together(utility.boxes, columns, len(places)) / utility.divided_by + utility.bias
    return found if utility.most is None else np.minimum(found, utility.most)


def _together(boxes: Boxes, columns: Numbers, count: int) -> Float[np.ndarray, " outcome"]:
    start = {"sum": 0.0, "min": _LARGEST, "max": -_LARGEST}[boxes.how]
    put = {"sum": np.add, "min": np.minimum, "max": np.maximum}[boxes.how]
    total = np.full(count, start)
    for box in boxes.boxes:
        put(total, _one(box, columns, count), out=total)
    for weight, inner in boxes.inner:
        put(total, weight * _together(inner, columns, count), out=total)
    return total


def _one(box: Box, columns: Numbers, count: int) -> Float[np.ndarray, " outcome"]:
    inside = np.ones(count, dtype=np.bool_)
    for issue, low, high in box.sides:
        inside &= (columns[issue] >= low) & (columns[issue] <= high)
    return np.where(inside != box.outside, box.worth, 0.0)
