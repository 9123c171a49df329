"""Hold an issue of a scenario: what is negotiated, and which values it may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Value: TypeAlias = str | int | float
"""A value of an issue: a word, a whole number or a number."""
Kind = Literal["discrete", "integer", "real"]

REAL_STEPS = 21
"""Values at which GENIUS looks at a real issue."""


@final
@dataclass(frozen=True, slots=True)
class Issue:
    """One issue.

    Attributes:
        name: What it is called.
        kind: `discrete` for a list of values, `integer` for all whole numbers from `lower` to `upper`, `real` for all
            numbers between them.
        values: The values of a discrete issue, in the order of the file.
        lower: The least number.
        upper: The largest.
        index: The number by which profiles of GENIUS know it.
    """

    name: str
    kind: Kind = "discrete"
    values: tuple[Value, ...] = ()
    lower: float = 0.0
    upper: float = 0.0
    index: int = 0

    def choices(self, steps: int = REAL_STEPS) -> Sequence[Value]:
        """List the values that are compared.

        Args:
            steps: How many values of a real issue, its ends included; at least two.

        Returns:
            All values of a discrete or integer issue, evenly spaced ones of a real issue.

        Example:
            >>> Issue("price", "real", lower=1.0, upper=2.0).choices(5)
            (1.0, 1.25, 1.5, 1.75, 2.0)
        """
        if self.kind == "discrete":
            return self.values
        if self.kind == "integer":
            return range(int(self.lower), int(self.upper) + 1)
        step = (self.upper - self.lower) / (steps - 1)
        return tuple(self.lower + step * place for place in range(steps))

    def count(self, steps: int = REAL_STEPS) -> int:
        """Count the values that are compared."""
        if self.kind == "integer":
            return int(self.upper) - int(self.lower) + 1
        return len(self.values) if self.kind == "discrete" else steps


def outcomes_of(issues: Iterable[Issue], steps: int = REAL_STEPS) -> int:
    """Count the outcomes of some issues: a value for each.

    Example:
        >>> outcomes_of([Issue("a", values=("x", "y")), Issue("b", "integer", lower=0, upper=9)])
        20
    """
    product = 1
    for issue in issues:
        product *= issue.count(steps)
    return product
