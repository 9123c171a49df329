"""Model the parties' gains around a package by a quadratic through packages next to it, each valued exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    Gain = Callable[[Float[ndarray, " axis"]], Float[ndarray, " party"] | None]
    """Gains of the package at a place, in units of the money at stake; None where there is no such package."""


@dataclass(frozen=True, slots=True)
class Model:
    """Gains as a quadratic function of steps away from a package.

    Args:
        centre: Gains at the package.
        linear: Slope of each gain along each axis, at the package.
        bend: Second derivatives.
        low: Farthest step down along each axis.
        high: Farthest step up.
    """

    centre: Float[ndarray, " party"]
    linear: Float[ndarray, "party axis"]
    bend: Float[ndarray, "party axis axis"]
    low: Float[ndarray, " axis"]
    high: Float[ndarray, " axis"]

    def gain(self, steps: Float[ndarray, " axis"]) -> Float[ndarray, " party"]:
        """Return the gains after some steps."""
        found: Float[ndarray, " party"] = self.centre + self.linear @ steps + 0.5 * (self.bend @ steps) @ steps
        return found

    def gains(self, steps: Float[ndarray, "axis try"]) -> Float[ndarray, "party try"]:
        """Return the gains after each of several steps."""
        bent = np.einsum("pij,it,jt->pt", self.bend, steps, steps)
        found: Float[ndarray, "party try"] = self.centre[:, None] + self.linear @ steps + 0.5 * bent
        return found

    def slope(self, steps: Float[ndarray, " axis"]) -> Float[ndarray, "party axis"]:
        """Return the slope of the gains after some steps."""
        found: Float[ndarray, "party axis"] = self.linear + self.bend @ steps
        return found

    def through(self, steps: Float[ndarray, " axis"], gain: Float[ndarray, " party"]) -> Model:
        """Return the model shifted so that it is right after some steps."""
        return replace(self, centre=self.centre + gain - self.gain(steps))


def model_around(
    gain: Gain,
    about: Gain,
    at: Float[ndarray, " axis"],
    nodes: Sequence[tuple[float, ...]],
    reach: Float[ndarray, "end axis"],
    before: Model | None = None,
) -> Model | None:
    """Fit a model to a package and packages next to it.

    Args:
        gain: Gains at any place.
        about: The same, where it need not be exact.
        at: Place of the package.
        nodes: One or two other places along each axis; none where the axis is to stand still.
        reach: Lowest and highest place along each axis for which the model is made.
        before: A model of greater reach near by, whose bends between pairs of axes are taken over.

    Returns:
        The model: through every node, and through one corner of each pair of axes unless that is taken over. None where
        the package has no gains, or no axis can move.
    """
    centre = gain(at)
    if centre is None:
        return None
    axes = len(at)
    linear, bend = np.zeros((len(centre), axes)), np.zeros((len(centre), axes, axes))
    moved: dict[int, tuple[float, Float[ndarray, " party"]]] = {}
    for axis, places in enumerate(nodes):
        known = [
            (place - at[axis], each - centre) for place in places if (each := about(_at(at, {axis: place}))) is not None
        ]
        if known:
            linear[:, axis], bend[:, axis, axis] = _parabola(known)
            moved[axis] = known[-1]
    if before is not None:
        apart = ~np.eye(axes, dtype=np.bool_)
        bend[:, apart] = before.bend[:, apart]
    for one, other in combinations(moved, 2) if before is None else ():
        (step, first), (along, second) = moved[one], moved[other]
        corner = about(_at(at, {one: at[one] + step, other: at[other] + along}))
        if corner is not None:
            bend[:, one, other] = bend[:, other, one] = (corner - centre - first - second) / (step * along)
    still = [axis for axis in range(axes) if axis not in moved]
    low, high = reach[0] - at, reach[1] - at
    low[still] = high[still] = 0.0
    return Model(centre, linear, bend, low, high) if moved else None


def _at(at: Float[ndarray, " axis"], places: dict[int, float]) -> Float[ndarray, " axis"]:
    moved = at.copy()
    for axis, place in places.items():
        moved[axis] = place
    return moved


def _parabola(
    known: Sequence[tuple[float, Float[ndarray, " party"]]],
) -> tuple[Float[ndarray, " party"], Float[ndarray, " party"]]:
    """Return slope and second derivative at zero of the curve through zero and one or two other points."""
    if len(known) == 1:
        step, rise = known[0]
        return rise / step, np.zeros(len(rise))
    (a, first), (b, second) = known
    bend = 2.0 * (second / b - first / a) / (b - a)
    return first / a - 0.5 * bend * a, bend
