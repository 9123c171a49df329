"""Hold utilities that are no sums over the issues: boxes in the space of outcomes, or a number for every outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, final

How = Literal["sum", "min", "max"]


@final
@dataclass(frozen=True, slots=True)
class Box:
    """A part of the space of outcomes, and what an outcome in it is worth.

    Attributes:
        sides: The place of an issue, and the least and the largest number that it may take, both included.
        worth: What it adds, weighted.
        outside: Whether it counts for the outcomes outside instead.
    """

    sides: tuple[tuple[int, float, float], ...]
    worth: float
    outside: bool = False


@final
@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes put together.

    Attributes:
        how: By their sum, or the least or largest of them.
        boxes: The boxes.
        inner: Other sets of boxes, each with its weight.
    """

    how: How
    boxes: tuple[Box, ...]
    inner: tuple[tuple[float, Boxes], ...] = ()


@final
@dataclass(frozen=True, slots=True)
class Boxed:
    """A utility of boxes.

    Attributes:
        boxes: The boxes.
        divided_by: What the whole is divided by.
        bias: What is added to that.
        most: What no outcome is worth more than; None for no limit.

    Source:
        `NonlinearUtilitySpace` in GENIUS 10.4: inclusive boxes count inside, exclusive ones outside; the whole over
        `maxutility`, and no more than one. `HyperRectangleUtilityFunction` in NegMAS.
    """

    boxes: Boxes
    divided_by: float = 1.0
    bias: float = 0.0
    most: float | None = None


@final
@dataclass(frozen=True, slots=True)
class Listed:
    """A utility that has a number for every outcome.

    Attributes:
        worths: What each outcome is worth, the last issue running fastest.
    """

    worths: tuple[float, ...]
