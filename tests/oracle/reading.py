"""Reads the texts of a deal and counts its days: the oracle's own arithmetic of literals, expressions, the calendar."""

import ast
import operator
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any, Protocol

import numpy as np

Deal = dict[str, Any]
Rows = Any
"""A number, or one per path."""

SUFFIX = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12}
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
LITERAL = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\s*(%|x\b|years?\b|months?\b|(?:tn|bn|m|k)\b)?(?:\s*[A-Z]{3}\b(?:/year\b)?)?"
)
ARITHMETIC: dict[type[ast.operator], Callable[[Rows, Rows], Rows]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
SMALLER_LARGER: dict[str, Callable[[Rows, Rows], Rows]] = {"max": np.maximum, "min": np.minimum}


class Moment(Protocol):
    """A time at which an expression can be computed."""

    def level(self, name: str) -> Rows:
        """Return a driver's level."""
        ...

    def trailing(self, flow: ast.expr, years: float) -> Rows:
        """Return what a yearly flow came to over the years before."""
        ...


def read(text: str) -> ast.expr:
    """Parse an expression: the deal's literals become numbers, the rest is Python's own grammar."""

    def plain(match: re.Match[str]) -> str:
        unit = match[2] or ""
        if unit == "%":
            return repr(float(match[1]) / 100.0)
        if unit.startswith("month"):
            return repr(float(match[1]) / 12.0)
        return repr(float(match[1]) * SUFFIX.get(unit, 1.0))

    return ast.parse(LITERAL.sub(plain, text), mode="eval").body


def evaluate(node: ast.expr, moment: Moment | None) -> Rows:
    """Compute an expression at a moment; literals need none."""
    match node:
        case ast.Constant(value):
            return value
        case ast.Name(name) if moment is not None:
            return moment.level(name)
        case ast.UnaryOp(ast.USub(), operand):
            return -evaluate(operand, moment)
        case ast.BinOp(left, op, right):
            return ARITHMETIC[type(op)](evaluate(left, moment), evaluate(right, moment))
        case ast.Call(ast.Name("trailing"), [flow, years]) if moment is not None:
            return moment.trailing(flow, evaluate(years, moment))
        case ast.Call(ast.Name(name), [left, right]):
            return SMALLER_LARGER[name](evaluate(left, moment), evaluate(right, moment))
    message = f"the oracle does not know `{ast.unparse(node)}`"
    raise ValueError(message)


@cache
def number(text: str) -> float:
    """Read a literal, or arithmetic of literals."""
    return float(evaluate(read(text), None))


class Clock:
    """The calendar: days from the opening of `as_of`, steps cut where the calendar's own periods begin."""

    def __init__(self, deal: Deal) -> None:
        """Lay out the steps from `as_of` to the close of the horizon."""
        self.first = date.fromisoformat(deal["as_of"])
        self.horizon = self.closing(deal["horizon"])
        openings = self.openings(deal.get("step", "quarter"), 0.0, self.horizon)
        self.edges = [0.0, *(day for day in openings if 0.0 < day < self.horizon), self.horizon]
        self.steps = len(self.edges) - 1

    def opening(self, text: str) -> float:
        """Return the day on which a date opens."""
        return float((date.fromisoformat(text) - self.first).days)

    def closing(self, text: str) -> float:
        """Return the day on which a date closes."""
        return self.opening(text) + 1.0

    def date(self, day: float) -> date:
        """Return the date that holds a day."""
        return self.first + timedelta(days=int(day // 1))

    def year_length(self, day: float) -> float:
        """Return the days of the calendar year that holds a day."""
        year = self.date(day).year
        return float((date(year + 1, 1, 1) - date(year, 1, 1)).days)

    def openings(self, period: str, first: float, last: float) -> list[float]:
        """List the openings of calendar periods, from the one that holds the first day to the first past the last."""
        held = self.date(first)
        month = (held.year * 12 + held.month - 1) // MONTHS[period] * MONTHS[period]
        found: list[float] = []
        while not found or found[-1] < last:
            found.append(float((date(month // 12, month % 12 + 1, 1) - self.first).days))
            month += MONTHS[period]
        return found

    def year_before(self, day: float) -> float:
        """Return the day one year before, by the calendar."""
        whole = self.date(day)
        leap_day = (whole.month, whole.day) == (2, 29)
        return float((date(whole.year - 1, whole.month, 28 if leap_day else whole.day) - self.first).days)
