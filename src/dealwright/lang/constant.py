"""Compute what an expression comes to when it is made of literals and of facts that are certain."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeAlias

from dealwright.deal.expression import Binary, Call, Expression, Name, Quantity, Unary, Uncertain, names
from dealwright.ground.calendar import add_years
from dealwright.lang.arithmetic import CALLS, OPERATORS
from dealwright.lang.order import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dealwright.deal.source import Fact

Constant: TypeAlias = float | bool | dt.date | None


class Constants:
    """Compute what expressions come to when they are made of literals and of facts that are certain.

    Args:
        facts: The facts that expressions may name.
    """

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts
        self._known: dict[str, Constant] = {}

    def of(self, expression: Expression | None) -> Constant:
        """Return the number (in plain units, a duration in years), date or condition that an expression always is.

        Returns:
            None where it depends on anything uncertain or moving, or on itself.
        """
        if expression is None:
            return None
        asked = [name for name in names(expression) if name not in self._known]
        for fact in in_order(asked, self._needs, self._known):
            self._known[fact] = self._computed(self._facts[fact].is_) if fact in self._facts else None
        return self._computed(expression)

    def number(self, expression: Expression | None) -> float | None:
        """Return the number that an expression always is, or None."""
        value = self.of(expression)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def moment(self, expression: Expression | None) -> dt.date | None:
        """Return the date that an expression always is, or None."""
        value = self.of(expression)
        return value if isinstance(value, dt.date) else None

    def is_no(self, expression: Expression | None) -> bool:
        """Say whether a condition is always `no`."""
        return self.of(expression) is False

    def _needs(self, fact: str) -> Iterable[str]:
        value = self._facts[fact].is_ if fact in self._facts else None
        return () if value is None else names(value)

    def _computed(self, expression: Expression | None) -> Constant:
        try:
            return self._value(expression)
        except (ArithmeticError, TypeError, ValueError):
            return None

    def _value(self, expression: Expression | None) -> Constant:
        """Compute an expression whose facts are all known."""
        if isinstance(expression, Quantity):
            return expression.value if not isinstance(expression.value, str) else None
        if isinstance(expression, Name):
            return self._known.get(expression.name)
        if isinstance(expression, Unary):
            value = self._value(expression.operand)
            return None if value is None else not value if expression.op == "not" else -value  # type: ignore[operator]
        if isinstance(expression, Binary):
            left, right = self._value(expression.left), self._value(expression.right)
            return None if left is None or right is None else combine(expression.op, left, right)
        if isinstance(expression, Call) and expression.function in CALLS:
            values = [self._value(argument) for argument in expression.arguments]
            return None if None in values else CALLS[expression.function](*values)
        return None


def combine(op: str, left: Any, right: Any) -> Constant:  # noqa: ANN401 - numbers, dates and conditions
    """Apply an operator; a date moves by years.

    Raises:
        ArithmeticError: If there is no such number or day.
        TypeError: If the sides have nothing to do with one another.
        ValueError: If there is no such number.
    """
    if isinstance(left, dt.date) and op in {"+", "-"} and not isinstance(right, dt.date):
        return add_years(left, right if op == "+" else -right)
    if isinstance(left, dt.date) and isinstance(right, dt.date) and op == "-":
        return (left - right).days / 365
    value = OPERATORS[op](left, right)
    return value if isinstance(value, bool | int | float) else None


def ends(expression: Expression) -> tuple[Expression, ...]:
    """Return the values between which a quantity surely lies: itself, its choices, or the ends of its distribution."""
    if not isinstance(expression, Uncertain):
        return (expression,)
    if expression.family == "one_of":
        return tuple(value for value, _ in expression.choices)
    if expression.family == "uniform":
        return expression.parameters
    return (expression.parameters[0], expression.parameters[-1]) if expression.family == "pert" else ()
