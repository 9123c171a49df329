"""The rule by which a level's logarithm moves from edge to edge, and its plain way over all paths at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.world.exponential import AT_HAND, exponential

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    Number = float | Float[ndarray, " path"]
    Drawn = Sequence[tuple["Part", Float[ndarray, "step path"]]]
    """Parts, with the standard normals that they draw."""


@dataclass(frozen=True, slots=True)
class Step:
    """How one step moves the logarithm of a level and the distance of its growth from its long run.

    Args:
        left: What is left of the logarithm.
        drift: What is added to it.
        own: What the level's shock adds to it, per standard deviation.
        lag: What the growth's distance adds to it, in years.
        keep: What is left of that distance.
        through: What the growth's shock adds to the logarithm.
        spread: What it adds to the growth.
    """

    left: Number
    drift: Number
    own: Number
    lag: Number = 0.0
    keep: Number = 1.0
    through: Number = 0.0
    spread: Number = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """How a level moves.

    Args:
        steps: How each step moves it.
        scale: The level where its logarithm is zero.
        logarithm: That logarithm at the start.
        distance: The growth's distance from its long run at the start.
        long_run: That long run.
    """

    steps: tuple[Step, ...]
    scale: Number
    logarithm: Number = 0.0
    distance: Number = 0.0
    long_run: Number = 0.0

    @property
    def alike(self) -> bool:
        """Say whether it is the same on all paths."""
        own = (self.scale, self.logarithm, self.distance, self.long_run)
        step = self.steps[0]  # what makes one step different from path to path makes all
        moving = (step.left, step.drift, step.own, step.lag, step.keep, step.through, step.spread)
        return all(np.ndim(number) == 0 for number in own + moving)


@dataclass(frozen=True, slots=True)
class Part:
    """Independent normals that a driver's shocks are made of.

    Args:
        name: Whose they are.
        slot: Their Sobol dimensions.
        level: Their weight in the level's shock.
        growth: Their weight in the growth's shock; 0 where chance does not move the growth.
    """

    name: str
    slot: int
    level: float
    growth: float

    def onto_level(self, step: Step) -> Number:
        """Return what they add to the logarithm of the level in a step."""
        return step.own * self.level + step.through * self.growth if self.growth else step.own * self.level

    def onto_growth(self, step: Step) -> Number:
        """Return what they add to the growth in a step."""
        return step.spread * self.growth


def levels(
    rule: Rule, drawn: Drawn, out: Float[ndarray, "edge path"], rates: Float[ndarray, "edge path"] | None = None
) -> None:
    """Write a level at every edge.

    Args:
        rule: How it moves.
        drawn: What its shocks are made of.
        out: Where it goes.
        rates: Where the growth that moves it goes; none where it is not wanted.
    """
    paths = out.shape[1]
    together = max(1, AT_HAND // paths)
    logarithms = np.empty((together, paths))
    for edge, (logarithm, distance) in enumerate(_moved(rule, drawn, paths)):
        last = edge % together
        logarithms[last] = logarithm
        if rates is not None:
            np.add(distance, rule.long_run, out=rates[edge])
        if last == together - 1 or edge == len(rule.steps):
            rows = out[edge - last : edge + 1]
            exponential(logarithms[: last + 1], rows)
            np.multiply(rows, rule.scale, out=rows)


def growth(rule: Rule, drawn: Drawn, out: Float[ndarray, "edge path"]) -> None:
    """Write the growth that moves a level at every edge."""
    for row, (_, distance) in zip(out, _moved(rule, drawn, out.shape[1]), strict=True):
        np.add(distance, rule.long_run, out=row)


def _moved(rule: Rule, drawn: Drawn, paths: int) -> Iterator[tuple[Float[ndarray, " path"], Float[ndarray, " path"]]]:
    """Yield the logarithm and the growth's distance at every edge, in the order of operations that is everywhere."""
    logarithm, distance = np.empty((2, paths))
    logarithm[:], distance[:] = rule.logarithm, rule.distance
    yield logarithm, distance
    moving = any(part.growth for part, _ in drawn)
    for k, step in enumerate(rule.steps):
        level_drive, growth_drive = np.zeros((2, paths))
        for part, normals in drawn:
            level_drive += normals[k] * part.onto_level(step)
            if moving:
                growth_drive += normals[k] * part.onto_growth(step)
        logarithm *= step.left
        logarithm += step.drift
        logarithm += distance * step.lag
        logarithm += level_drive
        distance *= step.keep
        distance += growth_drive
        yield logarithm, distance
