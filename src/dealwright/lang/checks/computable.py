"""Check what expressions compute from constants: no division by zero, no day outside the calendar, no empty window."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dealwright.deal.expression import Binary, Call, Expression, Unary, children, show
from dealwright.ground.problem import Problem, error
from dealwright.lang.arithmetic import CALLS
from dealwright.lang.constant import combine

if TYPE_CHECKING:
    from dealwright.lang.constant import Constant
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


def check_computable(draft: Draft, entry: Entry) -> list[Problem]:
    """Find divisions by what is always zero, and other parts of an expression that never have a value."""
    computer = _Computer(draft)
    for value in entry.values:
        if children(value.expression):
            computer.value(value.expression)
    return computer.problems


@dataclass(slots=True)
class _Computer:
    """Compute every part of an expression that is constant; branches of `if` that are never taken do not count."""

    draft: Draft
    problems: list[Problem] = field(default_factory=list)

    def value(self, expression: Expression) -> Constant:
        """Return what a part always is; None where it moves, is uncertain, or was reported."""
        if isinstance(expression, Call) and expression.function == "if":
            return self.branch(expression)
        values = [self.value(child) for child in children(expression)]
        if isinstance(expression, Binary):
            return self.binary(expression, *values)
        if isinstance(expression, Call):
            return self.call(expression, values)
        return None if isinstance(expression, Unary) and None in values else self.draft.constants.of(expression)

    def branch(self, call: Call) -> Constant:
        """Return what the branches that may be taken come to."""
        condition, *branches = call.arguments
        holds = self.value(condition)
        if holds is not None:
            return self.value(branches[0 if holds else 1])
        for each in branches:
            self.value(each)
        return None

    def binary(self, expression: Binary, left: Constant, right: Constant) -> Constant:
        """Return what an operation always comes to."""
        if expression.op == "/" and right is not None and right == 0:
            what = f"`{show(expression)}` divides by zero"
            mend = "write another divisor, or guard it with `if(...)`"
            return self.report(expression, "division-by-zero", what, "a divisor that is not zero", mend)
        if left is None or right is None:
            return None
        return self.computed(expression, combine, expression.op, left, right)

    def call(self, call: Call, values: list[Constant]) -> Constant:
        """Return what a call always comes to."""
        if call.function == "trailing" and isinstance(values[1], float) and values[1] <= 0:
            what = f"the window `{show(call.arguments[1])}` of `trailing` has no length"
            return self.report(call.arguments[1], "out-of-bounds", what, "a duration above zero", "write `1 year`")
        if call.function == "clip" and None not in values[1:] and values[1] > values[2]:  # type: ignore[operator]
            low, high = (show(argument) for argument in call.arguments[1:])
            what, mend = f"the low end `{low}` of `clip` lies above its high end `{high}`", "exchange the two"
            return self.report(call, "bad-expression", what, "`clip(x, low, high)`", mend)
        if call.function == "at" and isinstance(values[1], dt.date):
            return self.moment(call.arguments[1], values[1])
        if call.function not in CALLS or None in values:
            return None
        return self.computed(call, CALLS[call.function], *values)

    def moment(self, where: Expression, day: dt.date) -> Constant:
        """Find a day past all that the deal looks at, on which `at` would find nothing."""
        last = self.draft.horizon
        if last is None or day <= last:
            return None
        what, mend = f"{day} lies past the horizon ({last})", "write an earlier date, or set a later `horizon`"
        return self.report(where, "past-horizon", what, f"a date up to {last}", mend)

    def computed(self, expression: Expression, compute: Any, *values: Any) -> Constant:  # noqa: ANN401 - any operation
        """Compute, and report what has no value."""
        try:
            result: Constant = compute(*values)
        except TypeError:  # units that do not fit are reported as such
            return None
        except ZeroDivisionError:
            what = f"`{show(expression)}` divides by zero"
            return self.report(expression, "division-by-zero", what, "a divisor that is not zero", "write another one")
        except (ValueError, OverflowError):
            if any(isinstance(value, dt.date) for value in values):
                what = f"`{show(expression)}` lies outside the calendar"
                return self.report(expression, "bad-date", what, "a day of the calendar", "write an earlier date")
            what = f"`{show(expression)}` has no value among the numbers"
            return self.report(expression, "undefined-number", what, "an argument that has one", "write another one")
        return result

    def report(self, where: Expression, code: str, what: str, expected: str, mend: str) -> Constant:
        """Note a problem; nothing is known of the part from there on."""
        self.problems.append(error(where.place, code, what, expected, mend))
        return None
