"""Exchange some parts of an expression for others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.deal.expression import Binary, Call, Chance, Expression, Schedule, Unary

if TYPE_CHECKING:
    from collections.abc import Callable


def rebuilt(expression: Expression, change: Callable[[Expression], Expression | None]) -> Expression:
    """Return an expression with some of its parts exchanged for others.

    Args:
        expression: The expression.
        change: Returns what is to stand in the place of a part; None where the part itself stays and is looked into.

    Example:
        >>> from dealwright.deal.expression import Name, show
        >>> whole = Binary("+", Name("a"), Name("b"))
        >>> show(rebuilt(whole, lambda part: Name("c") if part == Name("b") else None))
        'a + c'
    """
    changed = change(expression)
    if changed is not None:
        return changed
    made = expression
    if isinstance(expression, Schedule):
        made = replace(expression, points=tuple((point, rebuilt(each, change)) for point, each in expression.points))
    elif isinstance(expression, Call):
        made = replace(expression, arguments=tuple(rebuilt(each, change) for each in expression.arguments))
    elif isinstance(expression, Binary):
        left, right = rebuilt(expression.left, change), rebuilt(expression.right, change)
        made = replace(expression, left=left, right=right)
    elif isinstance(expression, Chance):
        probability, by = rebuilt(expression.probability, change), rebuilt(expression.by, change)
        made = replace(expression, probability=probability, by=by)
    elif isinstance(expression, Unary):
        made = replace(expression, operand=rebuilt(expression.operand, change))
    return made
