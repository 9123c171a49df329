"""Refuse expressions that are too large, and constants in them that no number can hold."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING

from dealwright.deal.expression import Binary, Call, Expression, Quantity, Unary, children
from dealwright.lang.arithmetic import CALLS, OPERATORS
from dealwright.lang.grammar import DEPTH_LIMIT, NODE_LIMIT, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

RESULT_LIMIT = 1e60
"""Constants beyond this are refused."""


def check_constants(expression: Expression) -> None:
    """Refuse an expression that is too large, or that computes from literals alone what no number can hold.

    Raises:
        Refusal: With the problem.
    """
    waiting = [(expression, 1)]
    count = 0
    while waiting:
        current, depth = waiting.pop()
        count += 1
        if count > NODE_LIMIT or depth > DEPTH_LIMIT:
            what = "this expression has more parts than anyone can read"
            expected = f"at most {NODE_LIMIT} parts, {DEPTH_LIMIT} inside each other"
            refuse(expression.place, "too-large-expression", what, expected, "split it into drivers")
        waiting += [(child, depth + 1) for child in children(current)]
    if count > 1:
        _constant(expression)


def _constant(expression: Expression) -> float | None:
    """Compute what an expression of literals comes to; None if it is not of literals alone, or is no number."""
    if isinstance(expression, Quantity):
        return float(expression.value) if isinstance(expression.value, bool | int | float) else None
    parts = [_constant(child) for child in children(expression)]
    known = [part for part in parts if part is not None]
    compute = _computation(expression)
    if compute is None or len(known) < len(parts):
        return None
    try:
        result = float(compute(*known))
    except ZeroDivisionError:
        return refuse(
            expression.place,
            "division-by-zero",
            "this divides by zero",
            "a divisor that is not zero",
            "write another divisor",
        )
    except ValueError:
        what = "this has no value among the numbers"
        return refuse(expression.place, "undefined-number", what, "a positive argument", "write one above zero")
    except OverflowError:
        result = math.inf
    if not abs(result) <= RESULT_LIMIT:
        expected = f"a number up to {RESULT_LIMIT:g}"
        refuse(expression.place, "number-too-large", "this is too large a number", expected, "write a smaller one")
    return result


def _computation(expression: Expression) -> Callable[..., float] | None:
    if isinstance(expression, Binary):
        return OPERATORS[expression.op]
    if isinstance(expression, Unary):
        return operator.neg if expression.op == "-" else operator.not_
    return CALLS.get(expression.function) if isinstance(expression, Call) else None
