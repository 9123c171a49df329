"""Compute exactly what the values of securities come to: literals as they are written, and facts that are certain."""

from __future__ import annotations

import datetime as dt
import operator
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from dealwright.deal.expression import Binary, Call, Expression, Name, Quantity, Unary, Uncertain, names
from dealwright.equity.exact import exact
from dealwright.lang.arithmetic import CALLS
from dealwright.lang.constant import combine
from dealwright.lang.literal import exact_of
from dealwright.lang.order import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dealwright.deal.source import Fact

Certain: TypeAlias = Fraction | dt.date | bool | None

_EXACT: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_ROOTS = frozenset({"exp", "log", "sqrt"})
_LARGEST_POWER = 100


class ExactValues:
    """Compute values exactly; of a fact that is one of a few, the first that it may be.

    Args:
        facts: The facts that expressions may name.
    """

    def __init__(self, facts: Mapping[str, Fact] | None = None) -> None:
        self._facts = facts or {}
        self._known: dict[str, Certain] = {}

    def of(self, expression: Expression | None) -> Certain:
        """Return the exact number, the date or the truth that an expression is; None where it moves or is unknown."""
        if expression is None:
            return None
        if isinstance(expression, Quantity):
            return _literal(expression)
        for fact in in_order(names(expression), self._needs, self._known):
            self._known[fact] = self._computed(_first(self._facts[fact])) if fact in self._facts else None
        return self._computed(expression)

    def _needs(self, fact: str) -> Iterable[str]:
        value = _first(self._facts[fact]) if fact in self._facts else None
        return () if value is None else names(value)

    def _computed(self, expression: Expression | None) -> Certain:
        try:
            return self._value(expression)
        except (ArithmeticError, TypeError, ValueError):
            return None

    def _value(self, expression: Expression | None) -> Certain:
        """Compute an expression whose facts are all known."""
        found: Certain = None
        match expression:
            case Quantity():
                found = _literal(expression)
            case Name():
                found = self._known.get(expression.name)
            case Uncertain(choices=((first, _), *_)):
                found = _literal(first)
            case Unary():
                found = _turned(expression.op, self._value(expression.operand))
            case Binary():
                found = _operated(expression.op, self._value(expression.left), self._value(expression.right))
            case Call() if expression.function in CALLS:
                found = _called(expression.function, [self._value(argument) for argument in expression.arguments])
        return found


def _literal(quantity: Quantity) -> Certain:
    """Return what a literal says."""
    value = quantity.value
    return value if isinstance(value, bool | dt.date) else exact_of(quantity)


def _first(fact: Fact) -> Expression | None:
    """Return what a fact is, or the first thing that it may be."""
    if fact.is_ is not None:
        return fact.is_
    return next((reading.is_ for reading in fact.readings or () if reading.is_ is not None), None)


def _turned(op: str, value: Certain) -> Certain:
    """Apply `-` or `not`."""
    if value is None:
        return None
    if op == "not":
        return not value
    return -value if isinstance(value, Fraction) else None


def _operated(op: str, left: Certain, right: Certain) -> Certain:
    """Apply an operator, exactly where rational numbers allow it."""
    if left is None or right is None:
        return None
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        if op in _EXACT:
            return _EXACT[op](left, right)
        if op == "^" and right.denominator == 1 and abs(right) <= _LARGEST_POWER:
            return exact(left ** int(right))
    plain = [float(side) if isinstance(side, Fraction) else side for side in (left, right)]
    return _as_exact(combine(op, *plain))


def _called(function: str, values: list[Certain]) -> Certain:
    """Apply a function; a root or an exponential is no rational number and is taken as its nearest decimal."""
    if None in values:
        return None
    if function in _ROOTS:
        values = [float(value) if isinstance(value, Fraction) else value for value in values]  # type: ignore[misc]
    return _as_exact(CALLS[function](*values))


def _as_exact(result: Fraction | float | dt.date | bool | None) -> Certain:  # noqa: FBT001 - any value
    return exact(result) if isinstance(result, float) else result
