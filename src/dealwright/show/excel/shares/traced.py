"""Exact numbers that know the formula by which a sheet computes them, so that a replayed history becomes formulas.

The replay of a company's history is arithmetic on exact numbers. Given numbers that carry their formula, it returns
holdings that carry theirs. What it decides on the way (which lot goes first) is decided once, as the file stands.
"""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self, final

from dealwright.show.excel.cells import Node, node

if TYPE_CHECKING:
    from collections.abc import Callable


@final
class Traced(Fraction):
    """An exact number with the formula that computes it; it equals, sorts and hashes as the number."""

    __slots__ = ("node",)
    node: Node

    def __new__(cls, value: Fraction, formula: Node) -> Self:
        """Put a number and its formula together."""
        made = super().__new__(cls, value.numerator, value.denominator)
        made.node = formula
        return made

    def __add__(self, other: Any) -> Any:  # noqa: ANN401 - any number, as for fractions
        """Add."""
        return _computed(operator.add, self, other)

    def __radd__(self, other: Any) -> Any:  # noqa: ANN401 - any number, as for fractions
        """Add to a number."""
        return _computed(operator.add, other, self)

    def __sub__(self, other: Any) -> Any:  # noqa: ANN401 - any number, as for fractions
        """Subtract."""
        return _computed(operator.sub, self, other)

    def __rsub__(self, other: Any) -> Any:  # noqa: ANN401 - any number, as for fractions
        """Subtract from a number."""
        return _computed(operator.sub, other, self)

    def __mul__(self, other: Any) -> Any:  # noqa: ANN401 - any number, as for fractions
        """Multiply."""
        return _computed(operator.mul, self, other)

    def __rmul__(self, other: Any) -> Any:  # noqa: ANN401 - any number, as for fractions
        """Multiply a number."""
        return _computed(operator.mul, other, self)

    def __truediv__(self, other: Any) -> Any:  # noqa: ANN401 - any number, as for fractions
        """Divide."""
        return _computed(operator.truediv, self, other)

    def __rtruediv__(self, other: Any) -> Any:  # noqa: ANN401 - any number, as for fractions
        """Divide a number."""
        return _computed(operator.truediv, other, self)

    def __pow__(self, other: Any) -> Any:  # noqa: ANN401 - a whole number, as for fractions
        """Raise to a power."""
        return _computed(operator.pow, self, other)

    def __neg__(self) -> Any:  # noqa: ANN401 - any number, as for fractions
        """Change the sign."""
        return _computed(operator.sub, 0, self)

    def __hash__(self) -> int:  # type: ignore[override]  # as for fractions
        """Hash as the number."""
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        """Compare as the number."""
        return super().__eq__(other)


def formula_of(number: Fraction | float) -> Node:
    """Return the formula of a number: its own, or the number itself."""
    return number.node if isinstance(number, Traced) else node(float(number))


def is_live(number: object) -> bool:
    """Say whether a number has a formula that names a cell."""
    return isinstance(number, Traced) and not number.node.constant


def _plain(number: Fraction | float) -> Fraction | int | float:
    return Fraction(number.numerator, number.denominator) if isinstance(number, Traced) else number


def _computed(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:  # noqa: ANN401 - as for fractions
    """Compute exactly and as a formula; what names no cell is a plain number again, as is what a float makes of it."""
    value = operation(_plain(left), _plain(right))
    if not isinstance(value, Fraction | int):
        return value
    formula = operation(formula_of(left), formula_of(right))
    return Fraction(value) if formula.constant else Traced(Fraction(value), formula)
