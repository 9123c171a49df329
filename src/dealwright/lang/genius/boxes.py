"""Hold utilities that are no sums over the issues: boxes in the space of outcomes, or a number for every outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.lang.genius.issue import Value

How = Literal["sum", "min", "max"]


@final
@dataclass(frozen=True, slots=True)
class Side:
    """Which values of an issue are inside.

    Attributes:
        issue: Its place.
        spans: The least and the largest number of each stretch, both included.
        words: Values that are words.
    """

    issue: int
    spans: tuple[tuple[float, float], ...]
    words: tuple[str, ...] = ()

    def holds(self, values: Iterable[Value]) -> list[bool]:
        """Say which values are inside.

        Example:
            >>> Side(0, ((1, 2), (5, 5)), ("none",)).holds([1, 3, 5.0, "none", "some"])
            [True, False, True, True, False]
        """
        return [
            value in self.words if isinstance(value, str) else any(low <= value <= high for low, high in self.spans)
            for value in values
        ]


@final
@dataclass(frozen=True, slots=True)
class Box:
    """A part of the space of outcomes, and what an outcome in it is worth.

    Attributes:
        sides: What is inside of each issue that matters.
        worth: What it adds, weighted.
        outside: Whether it counts for the outcomes outside instead.
    """

    sides: tuple[Side, ...]
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
