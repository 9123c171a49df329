"""What operators and functions compute of constants: the one table of them."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": math.pow,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "and": lambda left, right: bool(left) and bool(right),
    "or": lambda left, right: bool(left) or bool(right),
}
"""What each operator computes of two constants."""
CALLS: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "clip": lambda value, low, high: min(max(value, low), high),
    "if": lambda condition, then, otherwise: then if condition else otherwise,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
}
"""What each function computes of constants."""
