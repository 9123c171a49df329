"""Say what a search between the steps aims at, and climb towards it on a quadratic model of the parties' gains."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Literal

import numpy as np

from dealwright.engine.threads import loaded_in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.refining.model import Model

SLACK = 1e-12
"""A gain this little under what a party must get is rounding; gains are counted in units of the money at stake."""
LEAST = 1e-9
"""Smallest gain of which a logarithm is taken, in the same units."""
BESIDE = 1e-6
"""Weight of the mean ratio beside the smallest."""
FEW, MANY = 3, 6
"""Axes up to which five marks are laid along each, and up to which three are laid in every combination."""
ALIKE = 1e-12
"""Scores that differ by no more are one: what is first then stays, whatever the order of sums."""
STEPS, PRECISION = 60, 1e-10
"""Most steps of the climb, and the change under which it stops."""


def first_of_best(scores: Float[ndarray, " package"]) -> int:
    """Return the place of the first of the best scores; those that differ by rounding alone are as good."""
    return int(np.argmax(scores >= np.max(scores) - ALIKE))


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be as large as it can be, of the gains of a package in units of the money at stake.

    Args:
        kind: `sum` for the weighted sum of gains; `product` for their product, each to the power of its weight;
            `least` for the smallest of the ratios (gain - origin) / weight, and hardly at all for their mean, so that
            what costs the smallest nothing is not left.
        weight: Weight of each party, at least zero.
        floor: Gain under which a party refuses; minus infinity where it is not asked.
        origin: Where `least` counts from.
    """

    kind: Literal["sum", "product", "least"]
    weight: Float[ndarray, " party"]
    floor: Float[ndarray, " party"]
    origin: Float[ndarray, " party"]

    def score(self, gain: Float[ndarray, "party package"]) -> Float[ndarray, " package"]:
        """Say how good some packages are by this goal; minus infinity where a party refuses."""
        counts = self.weight > 0
        weight = self.weight[counts, None]
        if self.kind == "sum":
            found = weight[:, 0] @ gain[counts]
        elif self.kind == "product":
            found = np.sum(weight * np.log(np.maximum(gain[counts], LEAST)), axis=0)
        else:
            ratios = (gain[counts] - self.origin[counts, None]) / weight
            found = np.min(ratios, axis=0) + BESIDE * np.mean(ratios, axis=0)
        refused = np.any(gain < self.floor[:, None] - SLACK, axis=0)
        return np.where(refused, -np.inf, found)

    def climb(self, model: Model) -> Float[ndarray, " axis"]:
        """Find where the model has most of the goal, inside the model's reach.

        Args:
            model: Gains as a function of steps along the axes.

        Returns:
            The steps.
        """
        near = self._climbed(model, np.zeros(len(model.low)))
        far = _lattice(model)
        scores = self.score(model.gains(np.column_stack([near, far])))
        best = first_of_best(scores)
        if best == 0 or scores[best] <= scores[0] + PRECISION:
            return near
        tries = np.column_stack([far[:, best - 1], self._climbed(model, far[:, best - 1])])
        return np.asarray(tries[:, first_of_best(self.score(model.gains(tries)))])

    def _climbed(self, model: Model, start: Float[ndarray, " axis"]) -> Float[ndarray, " axis"]:
        """Climb from some steps to where no step near by has more of the goal."""
        minimize = loaded_in_order("scipy.optimize").minimize  # heavy; only a refinement needs it
        aim = _least(self, model, start) if self.kind == "least" else _smooth(self, model, start)
        found = minimize(
            aim.loss,
            aim.start,
            jac=aim.slope,
            method="SLSQP",
            bounds=aim.bounds,
            constraints=aim.constraints,
            options={"maxiter": STEPS, "ftol": PRECISION},
        )
        steps: Float[ndarray, " axis"] = np.clip(found.x[: len(model.low)], model.low, model.high)
        return steps if np.isfinite(steps).all() else start


@dataclass(frozen=True, slots=True)
class _Aim:
    """A goal in the words of the solver."""

    loss: Callable[[Float[ndarray, " unknown"]], float]
    slope: Callable[[Float[ndarray, " unknown"]], Float[ndarray, " unknown"]]
    start: Float[ndarray, " unknown"]
    bounds: list[tuple[float, float]]
    constraints: list[dict[str, object]]


def _lattice(model: Model) -> Float[ndarray, "axis try"]:
    """Lay a few steps over a model's reach: where a gain is hollow, what lies beyond the hollow may be more."""
    parts = (-1.0, -0.5, 0.0, 0.5, 1.0) if len(model.low) <= FEW else (-1.0, 0.0, 1.0)
    marks = [
        np.unique(np.where(np.array(parts) < 0, -low, high) * parts)
        for low, high in zip(model.low, model.high, strict=True)
    ]
    if len(marks) <= MANY:
        return np.array(list(product(*marks))).T
    along = np.eye(len(marks))
    return np.column_stack([mark * along[axis] for axis, each in enumerate(marks) for mark in each])


def _smooth(goal: Goal, model: Model, start: Float[ndarray, " axis"]) -> _Aim:
    """Aim at a sum, or at the logarithm of a product, with every party's floor kept."""

    def loss(x: Float[ndarray, " axis"]) -> float:
        gain = model.gain(x)
        return float(-goal.weight @ (gain if goal.kind == "sum" else np.log(np.maximum(gain, LEAST))))

    def slope(x: Float[ndarray, " axis"]) -> Float[ndarray, " axis"]:
        by_gain = goal.weight if goal.kind == "sum" else goal.weight / np.maximum(model.gain(x), LEAST)
        found: Float[ndarray, " axis"] = -by_gain @ model.slope(x)
        return found

    bounds = list(zip(model.low, model.high, strict=True))
    return _Aim(loss, slope, start, bounds, _floors(goal, model, 0))


def _least(goal: Goal, model: Model, steps: Float[ndarray, " axis"]) -> _Aim:
    """Aim at the smallest ratio: one more unknown, under which no ratio may lie."""
    counts = goal.weight > 0
    weight, origin = goal.weight[counts], goal.origin[counts]

    def over(x: Float[ndarray, " unknown"]) -> Float[ndarray, " party"]:
        found: Float[ndarray, " party"] = (model.gain(x[:-1])[counts] - origin) / weight - x[-1]
        return found

    def slope(x: Float[ndarray, " unknown"]) -> Float[ndarray, "party unknown"]:
        return np.hstack([model.slope(x[:-1])[counts] / weight[:, None], -np.ones((len(weight), 1))])

    def loss(x: Float[ndarray, " unknown"]) -> float:
        return -float(x[-1] + BESIDE * np.mean((model.gain(x[:-1])[counts] - origin) / weight))

    def fall(x: Float[ndarray, " unknown"]) -> Float[ndarray, " unknown"]:
        return -np.append(BESIDE * np.mean(model.slope(x[:-1])[counts] / weight[:, None], axis=0), 1.0)

    start = np.append(steps, 0.0)
    start[-1] = float(np.min(over(start)))
    bounds = [*zip(model.low, model.high, strict=True), (-np.inf, np.inf)]
    ratios = {"type": "ineq", "fun": over, "jac": slope}
    return _Aim(loss, fall, start, bounds, [ratios, *_floors(goal, model, 1)])


def _floors(goal: Goal, model: Model, more: int) -> list[dict[str, object]]:
    """Keep every gain over its floor, with so many unknowns behind those of the axes."""
    asked = np.isfinite(goal.floor)
    if not asked.any():
        return []
    axes = len(model.low)

    def over(x: Float[ndarray, " unknown"]) -> Float[ndarray, " party"]:
        found: Float[ndarray, " party"] = model.gain(x[:axes])[asked] - goal.floor[asked]
        return found

    def slope(x: Float[ndarray, " unknown"]) -> Float[ndarray, "party unknown"]:
        return np.hstack([model.slope(x[:axes])[asked], np.zeros((int(asked.sum()), more))])

    return [{"type": "ineq", "fun": over, "jac": slope}]
