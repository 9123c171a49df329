"""Builds Brownian motion from a far point inwards, so that the first normals carry most of its variance."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float, Int
    from numpy import ndarray


@dataclass(frozen=True, slots=True)
class Stage:
    """One point of a Brownian motion, given two that are known.

    Args:
        left: Index of the known time before it.
        middle: Index of the time it is drawn for.
        right: Index of the known time after it; where there is none, `middle` for the first point and `left` for the
            end.
        weight_left: Weight of the value at `left` in the conditional mean.
        weight_right: Weight of the value at `right`.
        deviation: Conditional standard deviation.
    """

    left: int
    middle: int
    right: int
    weight_left: float
    weight_right: float
    deviation: float


@lru_cache(maxsize=16)
def plan(times: tuple[float, ...], far: int | None = None) -> tuple[Stage, ...]:
    """Plan the order in which the points of a Brownian motion are drawn: a far one, then midpoints, level by level.

    Args:
        times: Rising times from the origin, K + 1 of them; steps need not be equal.
        far: Index of the point that is drawn first, 1 to K, where it is not the end; the end is then the second.

    Returns:
        K stages; the n-th consumes the n-th normal.

    Source:
        Caflisch, Morokoff and Owen, Valuation of mortgage-backed securities using Brownian bridges to reduce
        effective dimension, Journal of Computational Finance 1 (1997).

    Example:
        >>> [stage.middle for stage in plan((0, 1, 2, 3, 4))]
        [4, 2, 1, 3]
        >>> [stage.middle for stage in plan((0, 1, 2, 3, 4), far=2)]
        [2, 4, 1, 3]
    """
    last = len(times) - 1
    first = far or last
    stages = [Stage(0, first, first, 1.0, 0.0, (times[first] - times[0]) ** 0.5)]
    gaps = deque([(0, first)])
    if first < last:
        stages.append(Stage(first, last, first, 1.0, 0.0, (times[last] - times[first]) ** 0.5))
        gaps.append((first, last))
    while gaps:
        left, right = gaps.popleft()
        if right - left < 2:  # noqa: PLR2004 - no point between neighbours
            continue
        middle = (left + right) // 2
        stages.append(_between(times, left, middle, right))
        gaps += [(left, middle), (middle, right)]
    return tuple(stages)


def _between(times: Sequence[float], left: int, middle: int, right: int) -> Stage:
    before, after = times[middle] - times[left], times[right] - times[middle]
    span = before + after
    return Stage(left, middle, right, after / span, before / span, (before * after / span) ** 0.5)


def increments(
    times: tuple[float, ...], normals: Float[ndarray, "level path"], far: int | None = None
) -> Float[ndarray, "step path"]:
    """Turn independent normals, most important first, into the standardised increments of Brownian motion.

    Plain array arithmetic in a fixed order, so that the result does not depend on the matrix library.

    Args:
        times: Rising times from the origin, K + 1 of them.
        normals: Standard normals, one row per stage of `plan(times, far)`.
        far: Index of the point that is drawn first, where it is not the end.

    Returns:
        Increments over each step divided by the square root of its length: standard normals, independent over steps.
    """
    motion = np.empty((len(times), normals.shape[1]))
    motion[0] = 0.0
    for stage, normal in zip(plan(times, far), normals, strict=True):
        row = motion[stage.middle]
        np.multiply(normal, stage.deviation, out=row)
        if stage.right != stage.middle:
            row += stage.weight_left * motion[stage.left]
            row += stage.weight_right * motion[stage.right]
    found: Float[ndarray, "step path"] = np.diff(motion, axis=0)
    found *= per_root(times)[:, None]
    return found


def wanted(
    places: Int[ndarray, "stage 3"], levels: int, lasts: Int[ndarray, " motion"]
) -> Bool[ndarray, "motion level"]:
    """Tell which normals decide a motion up to a point: those of its points, and of the points between which they lie.

    Args:
        places: The index before, its own and the one after, by stage; none without a bridge.
        levels: How many normals there are.
        lasts: The index of the last point that is wanted of each motion.
    """
    if not len(places):
        return np.arange(levels) < lasts[:, None]
    found = places[:, 1] <= lasts[:, None]
    for stage, (before, own, after) in reversed(list(enumerate(places))):
        for point in {int(before), int(after)} - {0, int(own)}:
            found[:, places[:, 1] == point] |= found[:, stage, None]
    return found


def per_root(times: tuple[float, ...]) -> Float[ndarray, " step"]:
    """Return one over the square root of each step's length."""
    return np.asarray(1.0 / np.sqrt(np.diff(times)))


def tables(
    times: tuple[float, ...], *, bridged: bool, far: int | None = None
) -> tuple[Int[ndarray, "stage 3"], Float[ndarray, "stage 4"]]:
    """Return the plan as tables.

    Args:
        times: Rising times from the origin, K + 1 of them.
        bridged: Whether there is a bridge; else the tables are empty.
        far: Index of the point that is drawn first, where it is not the end.

    Returns:
        The index before, its own and the one after, by stage; the weights of the values before and after, the
        deviation, and one over the root of the length of the step of the same number.
    """
    stages = plan(times, far) if bridged else ()
    places = [(stage.left, stage.middle, stage.right) for stage in stages]
    weights = [(stage.weight_left, stage.weight_right, stage.deviation) for stage in stages]
    per = per_root(times)[: len(stages)]
    return np.array(places, np.int64).reshape(-1, 3), np.column_stack([np.array(weights).reshape(-1, 3), per])
