"""Say what a party makes of each value of one issue, before it is weighted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, final

from dealwright.lang.genius.curves import Curve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.lang.genius.issue import Issue, Value

NOTHING = 0.00001
"""What GENIUS takes for no evaluation at all: under it, as the largest of an issue, every value is worth zero."""


@final
@dataclass(frozen=True, slots=True)
class Table:
    """An evaluation for each value of a discrete issue.

    Attributes:
        entries: Each value with its evaluation, as the file has them; the last entry of a value counts.
        by_largest: Whether each is divided by the largest of all, as GENIUS does.

    Source:
        `EvaluatorDiscrete.normalize` in GENIUS 10.4: the evaluation over the largest one in the profile, also where
        that is under one; all zero where it is under 0.00001. The least is not moved to zero.
    """

    entries: tuple[tuple[Value, float], ...]
    by_largest: bool = True

    @property
    def largest(self) -> float:
        """The largest evaluation."""
        return max(dict(self.entries).values(), default=0.0)

    def of(self, values: Iterable[Value]) -> list[float]:
        """Evaluate values.

        Args:
            values: Values that the table has.

        Returns:
            What each is worth.

        Raises:
            KeyError: If the table has no such value.

        Example:
            >>> Table((("red", 2.0), ("blue", 8.0))).of(["red", "blue"])
            [0.25, 1.0]
        """
        evaluations, most = dict(self.entries), self.largest
        if not self.by_largest:
            return [evaluations[value] for value in values]
        return [evaluations[value] / most if most >= NOTHING else 0.0 for value in values]


@final
@dataclass(frozen=True, slots=True)
class Line:
    """A straight line over numbers.

    Attributes:
        slope: What one more is worth.
        offset: What `origin` is worth.
        origin: The number at which the line has its offset.
        clipped: Whether what it says is kept from 0 to 1, as GENIUS does.

    Source:
        `EvaluatorInteger` (from the lower bound) and `EvaluatorReal` (from zero) in GENIUS 10.4; `AffineFun` in NegMAS.
    """

    slope: float
    offset: float = 0.0
    origin: float = 0.0
    clipped: bool = False

    def of(self, values: Iterable[Value]) -> list[float]:
        """Evaluate numbers.

        Example:
            >>> Line(0.5, 0.1, origin=2, clipped=True).of([2, 3, 9])
            [0.1, 0.6, 1.0]
        """
        found = [self.slope * (float(value) - self.origin) + self.offset for value in values]
        return [min(1.0, max(0.0, each)) for each in found] if self.clipped else found


@final
@dataclass(frozen=True, slots=True)
class Triangle:
    """A triangle over numbers: one at its top, zero at its ends and outside.

    Attributes:
        lower: Where it begins.
        upper: Where it ends.
        top: Where it is one.

    Source:
        `EVALFUNCTYPE.evalTriangular` in GENIUS 10.4, with what it says at its ends: a top at the upper end is zero.
    """

    lower: float
    upper: float
    top: float

    def of(self, values: Iterable[Value]) -> list[float]:
        """Evaluate numbers.

        Example:
            >>> Triangle(0, 10, 4).of([0, 2, 4, 7, 10, 11])
            [0.0, 0.5, 1.0, 0.5, 0.0, 0.0]
        """
        return [self._at(float(value)) for value in values]

    def _at(self, number: float) -> float:
        if number < self.lower or number >= max(self.top, self.upper):
            return 0.0
        if number < self.top:
            return (number - self.lower) / (self.top - self.lower)
        return 1.0 - (number - self.top) / (self.upper - self.top)


Function: TypeAlias = Table | Line | Triangle | Curve
"""What a party makes of the values of an issue."""


def exact_values(function: Function, issue: Issue) -> list[tuple[Value, float]] | None:
    """List what each value of an issue is worth, where a list says all that a function does.

    Args:
        function: The function.
        issue: Its issue.

    Returns:
        The values with what they are worth, of a table, and of a curve or a line kept from 0 to 1 where the issue has
        a list of values; None of other functions.
    """
    if isinstance(function, Table):
        values = list(dict(function.entries))
    elif issue.kind != "real" and (isinstance(function, Curve) or (isinstance(function, Line) and function.clipped)):
        values = list(issue.choices())
    else:
        return None
    return list(zip(values, function.of(values), strict=True))
