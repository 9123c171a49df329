"""Say what outcomes are worth by utilities that are no sums over the issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float, Int

    from dealwright.lang.genius.boxes import Box, Boxed, Boxes
    from dealwright.lang.genius.issue import Value
    from dealwright.lang.genius.ruled import Rule, Ruled

    Places = Int[np.ndarray, "outcome issue"]
    Values = Sequence[Sequence[Value]]

_LARGEST = float(2**31 - 1)
"""What GENIUS starts a minimum from, and a maximum from its negative."""


def boxed(utility: Boxed, values: Values, places: Places) -> Float[np.ndarray, " outcome"]:
    """Evaluate boxes.

    Args:
        utility: The boxes.
        values: The values of each issue.
        places: Which value of each issue each outcome takes.

    Returns:
        The utility of each outcome.
    """
    found = _together(utility.boxes, values, places) / utility.divided_by + utility.bias
    return found if utility.most is None else np.minimum(found, utility.most)


def _together(boxes: Boxes, values: Values, places: Places) -> Float[np.ndarray, " outcome"]:
    start = {"sum": 0.0, "min": _LARGEST, "max": -_LARGEST}[boxes.how]
    put = {"sum": np.add, "min": np.minimum, "max": np.maximum}[boxes.how]
    total = np.full(len(places), start)
    for box in boxes.boxes:
        put(total, _one(box, values, places), out=total)
    for weight, inner in boxes.inner:
        put(total, weight * _together(inner, values, places), out=total)
    return total


def _one(box: Box, values: Values, places: Places) -> Float[np.ndarray, " outcome"]:
    inside = np.ones(len(places), dtype=np.bool_)
    for side in box.sides:
        inside &= np.array(side.holds(values[side.issue]), dtype=np.bool_)[places[:, side.issue]]
    return np.where(inside != box.outside, box.worth, 0.0)


def ruled(utility: Ruled, places: Places) -> Float[np.ndarray, " outcome"]:
    """Evaluate ranks and rules.

    Args:
        utility: The ranks and rules.
        places: Which value of each issue each outcome takes.

    Returns:
        The utility of each outcome, from 0 to 1.
    """
    spoken_of = [(rule.of, _holds(rule, places)) for rule in utility.rules]
    total = np.zeros(len(places))
    for issue, row in utility.ranks:
        worth = np.array(row)[places[:, issue]]
        for of, holds in spoken_of:
            if of == issue:
                worth[holds] = 0.0
        total += worth
    total /= len(utility.ranks)
    for of, holds in spoken_of:
        if of is None:
            total[holds] = 0.0
    return total


def _holds(rule: Rule, places: Places) -> Bool[np.ndarray, " outcome"]:
    found = np.ones(len(places), dtype=np.bool_)
    for issue, row in rule.checks:
        found &= np.array(row, dtype=np.bool_)[places[:, issue]]
    total = np.zeros(len(places), dtype=np.int64)
    for issue, numbers in rule.summed:
        total += np.array(numbers, dtype=np.int64)[places[:, issue]]
    return found & (rule.low <= total) & (total <= rule.high)
