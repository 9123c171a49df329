"""How an outcome moves with one thing that is not known: a function of it, fitted scrambling by scrambling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from dealwright.world.normal_quantile import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

GRID, REACH = 512, 7.0
"""Normal scores at which a function of a number is looked at, and how far out they lie."""
INSIDE = 1e-9
"""So far from the ends of its stretch of levels a reading is laid."""
KNOTS = (0.02, 0.10, 0.25, 0.50, 0.75, 0.90, 0.98)
"""Levels of probability at which a natural cubic spline bends."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The functions of which an outcome's dependence on one unknown is made.

    Args:
        weights: Weights of its readings; none of a number with a distribution.
        middle: Mean of each function over what the unknown may be.
        scale: What each is divided by.

    Source: natural cubic splines: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd edition,
        Springer 2009, section 5.2.1.
    """

    weights: tuple[float, ...]
    middle: Float[ndarray, " basis"]
    scale: Float[ndarray, " basis"]

    @staticmethod
    def of(weights: Sequence[float] = ()) -> Shape:
        """Lay out the functions of readings with some weights, or of a number with a distribution."""
        kept = tuple(weights)
        raw = _raw(kept, _points(kept))
        chances = _chances(kept)
        middle = chances @ raw
        scale = np.sqrt(np.maximum(chances @ (raw - middle) ** 2, 1e-300))
        return Shape(kept, middle, scale)

    @property
    def points(self) -> Float[ndarray, " point"]:
        """Return levels of probability that stand for all that the unknown may be."""
        return _points(self.weights)

    @property
    def chances(self) -> Float[ndarray, " point"]:
        """Return how likely each of them is."""
        return _chances(self.weights)

    def nearest(self, paths: int) -> Int[ndarray, " point"]:
        """Return of each point the nearest that is no rarer than one of so many futures."""
        places = np.arange(len(self.points))
        if self.weights:
            return places
        seen = places[np.minimum(self.points, 1.0 - self.points) * max(paths, len(places)) >= 1.0]
        return np.clip(places, seen[0], seen[-1])

    def nearest_point(self, levels: Float[ndarray, " path"]) -> Int[ndarray, " path"]:
        """Return the nearest of its points to some levels of probability."""
        if self.weights:
            return self.place(levels)
        places = np.rint((scores(levels) + REACH) * (GRID - 1) / (2.0 * REACH)).astype(np.intp)
        return np.clip(places, 0, GRID - 1)

    def at(self, levels: Float[ndarray, " path"]) -> Float[ndarray, "path basis"]:
        """Return the functions at some levels of probability; each has mean zero and deviation one."""
        return np.asarray((_raw(self.weights, levels) - self.middle) / self.scale)

    def place(self, levels: Float[ndarray, " path"]) -> Int[ndarray, " path"]:
        """Tell which of its readings is true at some levels of probability."""
        return np.asarray(np.searchsorted(np.cumsum(_kept(self.weights))[:-1], levels, side="right"))

    def in_each(self, levels: Float[ndarray, " path"]) -> Float[ndarray, "reading path"]:
        """Return levels at which each of its readings is true, as far into its stretch as some are into theirs."""
        chances = self.chances
        starts, place = np.cumsum(chances) - chances, self.place(levels)
        inside = np.clip((levels - starts[place]) / chances[place], INSIDE, 1.0 - INSIDE)
        return np.asarray(starts[:, None] + chances[:, None] * inside)

    @property
    def on_points(self) -> Float[ndarray, "point basis"]:
        """Return the functions at the points."""
        return self.at(self.points)


def _kept(weights: Sequence[float]) -> Float[ndarray, " reading"]:
    found = np.array([weight for weight in weights if weight > 0])
    return np.asarray(found / found.sum())


def _points(weights: Sequence[float]) -> Float[ndarray, " point"]:
    if not weights:
        return np.asarray(ndtr(np.linspace(-REACH, REACH, GRID)))
    chances = _kept(weights)
    return np.asarray(np.cumsum(chances) - chances / 2.0)


def _chances(weights: Sequence[float]) -> Float[ndarray, " point"]:
    if weights:
        return _kept(weights)
    density = np.exp(-0.5 * np.linspace(-REACH, REACH, GRID) ** 2)  # the trapezoid rule: exact for what is smooth
    return np.asarray(density / density.sum())


def _raw(weights: Sequence[float], levels: Float[ndarray, " path"]) -> Float[ndarray, "path basis"]:
    if weights:
        place = np.searchsorted(np.cumsum(_kept(weights))[:-1], levels, side="right")
        return np.asarray(place[:, None] == np.arange(1, len(_kept(weights))), dtype=float)
    score, knots = scores(levels), scores(np.array(KNOTS))
    cubes = np.maximum(score[:, None] - knots, 0.0) ** 3
    slopes = (cubes[:, :-1] - cubes[:, -1:]) / (knots[-1] - knots[:-1])
    return np.column_stack([score, slopes[:, :-1] - slopes[:, -1:]])


def scores(levels: Float[ndarray, " path"]) -> Float[ndarray, " path"]:
    """Return the normal scores of levels of probability."""
    found = np.array(levels, dtype=float)
    normal_quantile(found.reshape(1, -1))
    return found


def fitted(
    basis: Float[ndarray, "path basis"], outcomes: Float[ndarray, "outcome path"], folds: int, *, level: bool = True
) -> Float[ndarray, "fold outcome basis"]:
    """Fit outcomes by least squares on each of several equal stretches of the paths by itself.

    Args:
        basis: The functions on each path.
        outcomes: The outcomes.
        folds: Number of stretches, independent of each other.
        level: Whether outcomes have a level of their own; differences have none.

    Returns:
        Coefficients, in the unit of the outcomes.
    """
    paths = basis.shape[0] // folds
    parts = basis.reshape(folds, paths, -1)
    values = np.moveaxis(outcomes.reshape(len(outcomes), folds, paths), 0, 2)  # fold, path, outcome
    if level:
        parts = parts - parts.mean(axis=1, keepdims=True)
        values = values - values.mean(axis=1, keepdims=True)
    across = np.swapaxes(parts, 1, 2)
    left = across @ parts
    left += 1e-9 * np.trace(left, axis1=1, axis2=2)[:, None, None] / left.shape[1] * np.eye(left.shape[1])
    return np.swapaxes(np.linalg.solve(left, across @ values), 1, 2)


def together(
    one: Float[ndarray, "fold outcome basis"], other: Float[ndarray, "fold outcome basis"]
) -> Float[ndarray, "fold outcome basis"]:
    """Weigh two independent-minded estimates of the same coefficients by how far their folds agree.

    Args:
        one: Coefficients from plain paths.
        other: The same from differences between paths that differ in the unknown alone.

    Returns:
        Coefficients of each fold; of each outcome the estimate with the smaller spread counts for more.
    """
    first, second = (np.sum(np.var(each, axis=0, ddof=1), axis=-1) for each in (one, other))
    weight = np.divide(first, first + second, out=np.ones_like(first), where=first + second > 0)[None, :, None]
    return np.asarray(weight * other + (1.0 - weight) * one)
