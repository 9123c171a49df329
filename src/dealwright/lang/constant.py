"""Compute what an expression comes to when it is made of literals and of facts that are certain."""

from __future__ import annotations

import datetime as dt
import operator
from typing import TYPE_CHECKING, Any, TypeAlias

from dealwright.deal.expression import Binary, Call, Expression, Name, Quantity, Unary, Uncertain
from dealwright.ground.calendar import add_years

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dealwright.deal.source import Fact

Constant: TypeAlias = float | bool | dt.date | None
_DEEPEST = 50

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "and": lambda left, right: bool(left) and bool(right),
    "or": lambda left, right: bool(left) or bool(right),
}
_CALLS: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "clip": lambda value, low, high: min(max(value, low), high),
    "if": lambda condition, then, otherwise: then if condition else otherwise,
}


def constant(expression: Expression | None, facts: Mapping[str, Fact], depth: int = 0) -> Constant:
    """Return the number, date or condition that an expression always is.

    Args:
        expression: Any expression.
        facts: The facts it may name.
        depth: How many facts deep; definitions that go round in a circle end here.

    Returns:
        A number in plain units (a duration in years), a date, a condition, or None where it depends on anything
        uncertain or moving.
    """
    try:
        return _constant(expression, facts, depth)
    except (ArithmeticError, TypeError, ValueError):
        return None


def _constant(expression: Expression | None, facts: Mapping[str, Fact], depth: int) -> Constant:
    if isinstance(expression, Quantity):
        return expression.value if not isinstance(expression.value, str) else None
    if isinstance(expression, Name):
        fact = facts.get(expression.name)
        return _constant(fact.is_, facts, depth + 1) if fact is not None and depth < _DEEPEST else None
    if isinstance(expression, Unary):
        value = _constant(expression.operand, facts, depth)
        return None if value is None else not value if expression.op == "not" else -value  # type: ignore[operator]
    if isinstance(expression, Binary):
        left, right = _constant(expression.left, facts, depth), _constant(expression.right, facts, depth)
        return None if left is None or right is None else _combine(expression.op, left, right)
    if isinstance(expression, Call) and expression.function in _CALLS:
        values = [_constant(argument, facts, depth) for argument in expression.arguments]
        return None if None in values else _CALLS[expression.function](*values)
    return None


def _combine(op: str, left: Any, right: Any) -> Constant:  # noqa: ANN401 - numbers, dates and conditions
    """Apply an operator; a date moves by years."""
    if isinstance(left, dt.date) and op in {"+", "-"} and not isinstance(right, dt.date):
        return add_years(left, right if op == "+" else -right)
    if isinstance(left, dt.date) and isinstance(right, dt.date) and op == "-":
        return (left - right).days / 365
    value = _BINARY[op](left, right)
    return value if isinstance(value, bool | int | float) else None


def number(expression: Expression | None, facts: Mapping[str, Fact]) -> float | None:
    """Return the number that an expression always is, or None."""
    value = constant(expression, facts)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def moment(expression: Expression | None, facts: Mapping[str, Fact]) -> dt.date | None:
    """Return the date that an expression always is, or None."""
    value = constant(expression, facts)
    return value if isinstance(value, dt.date) else None


def is_no(expression: Expression | None, facts: Mapping[str, Fact]) -> bool:
    """Say whether a condition is always `no`."""
    return constant(expression, facts) is False


def ends(expression: Expression) -> tuple[Expression, ...]:
    """Return the values between which a quantity surely lies: itself, its choices, or the ends of its distribution."""
    if not isinstance(expression, Uncertain):
        return (expression,)
    if expression.family == "one_of":
        return tuple(value for value, _ in expression.choices)
    if expression.family == "uniform":
        return expression.parameters
    return (expression.parameters[0], expression.parameters[-1]) if expression.family == "pert" else ()
