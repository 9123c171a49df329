"""On which day the sum of a flow first passes thresholds, by compiled loops where it runs evenly."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.ground.kernels.pays import pays_now
from dealwright.terms.amounts.given import each_given, given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Number
    from dealwright.terms.view import View

PART = 2**13
"""Paths that a thread takes at a time."""


def is_much(pieces: Cells, view: View) -> bool:
    """Say whether there is so much to do that compiled loops are quicker.

    Args:
        pieces: The pieces of a life.
        view: The futures.
    """
    return pays_now(len(pieces.step) * view.paths)


def passed_straight(
    money: Float[ndarray, "_ piece"],
    pieces: Cells,
    since: Number,
    thresholds: Sequence[tuple[Number, Number]],
    view: View,
) -> Float[ndarray, "path threshold"] | None:
    """Return the day on which each threshold is first passed, infinite for never; none where all paths are alike.

    Args:
        money: What comes evenly in each piece of a life.
        pieces: The pieces.
        since: The sum before the life.
        thresholds: The thresholds, each with the number from which on it counts as reached.
        view: The futures.
    """
    if len(money) != view.paths:
        return None
    from dealwright.ground.kernels.threads import in_threads
    from dealwright.terms.dated.kernels.passed import first_passed

    starts = np.full(1, -np.inf) if pieces.start is None else pieces.start
    rows = tuple(given(_side_by_side(each)) for each in zip(*thresholds, strict=True))
    found = np.empty((len(thresholds), view.paths))
    bounds = tuple(given(each) for each in (pieces.opens, pieces.closes))
    life = each_given(starts), each_given(pieces.end)
    work = partial(first_passed, given(money.T), bounds, life, each_given(since), rows, found)
    in_threads(lambda place: work((place, min(place + PART, view.paths))), range(0, view.paths, PART))
    return found.T


def _side_by_side(numbers: Sequence[Number]) -> Float[ndarray, "threshold _"]:
    return np.array(np.broadcast_arrays(*(np.ravel(each) for each in numbers)), dtype=float)
