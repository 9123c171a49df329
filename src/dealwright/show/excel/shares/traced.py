"""Exact numbers that know the formula by which a sheet computes them, so that a replayed history becomes formulas.

The replay of a company's history is arithmetic on exact numbers. Given numbers that carry their formula, it returns
holdings that carry theirs. What it decides on the way (which lot goes first) is decided once, as the file stands.
"""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self, final

from dealwright.show.excel.cells import Node, node
from dealwright.show.excel.dates import whole

if TYPE_CHECKING:
    from collections.abc import Callable

SLACK = 1e-7
"""Part of a share by which a sheet's count may be off, being no exact number, before it is cut to a whole one."""


def _both_ways(operation: Callable[[Any, Any], Any]) -> tuple[Any, Any]:
    """Return an operation as a number's own method, and as that of the number on its right."""

    def own(self: Traced, other: Any) -> Any:  # noqa: ANN401 - any number, as for fractions
        return _computed(operation, self, other)

    def reflected(self: Traced, other: Any) -> Any:  # noqa: ANN401 - any number, as for fractions
        return _computed(operation, other, self)

    return own, reflected


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

    __add__, __radd__ = _both_ways(operator.add)
    __sub__, __rsub__ = _both_ways(operator.sub)
    __mul__, __rmul__ = _both_ways(operator.mul)
    __truediv__, __rtruediv__ = _both_ways(operator.truediv)
    __pow__, _ = _both_ways(operator.pow)

    def __neg__(self) -> Any:  # noqa: ANN401 - any number, as for fractions
        """Change the sign."""
        return _computed(operator.sub, 0, self)

    def __floor__(self) -> Any:  # noqa: ANN401 - a whole number, as for fractions
        """Return the greatest whole number that is not above it."""
        return _whole(Fraction(super().__floor__()), whole(self.node + SLACK))

    def __ceil__(self) -> Any:  # noqa: ANN401 - a whole number, as for fractions
        """Return the least whole number that is not below it."""
        return _whole(Fraction(super().__ceil__()), -whole(-(self.node - SLACK)))

    def __hash__(self) -> int:  # type: ignore[override]  # as for fractions
        """Hash as the number."""
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        """Compare as the number."""
        return super().__eq__(other)


def _whole(value: Fraction, formula: Node) -> Traced:
    """Return a whole number with its formula, which has no rounding to tell from it."""
    return Traced(value, Node(formula.parts, float(value), formula.binding))


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
