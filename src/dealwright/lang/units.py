"""Find the unit of an expression, and report everything in it whose units do not fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from dealwright.deal.expression import (
    Binary,
    Call,
    Chance,
    Expression,
    Name,
    Quantity,
    Schedule,
    TermField,
    Unary,
    Uncertain,
    walk,
)
from dealwright.ground.closest import listed
from dealwright.ground.problem import Problem, error
from dealwright.ground.unit import Kind, Unit, describe
from dealwright.lang.currencies import CURRENCIES
from dealwright.lang.fisher import MOVED
from dealwright.lang.money import bare_code, repriced
from dealwright.lang.pratt import brief
from dealwright.lang.unit_mends import mend_product, mend_result, mend_sum, unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Sort: TypeAlias = Unit | Kind
"""What a value is: a number in a unit, or something else."""

_MEASURES: dict[str, Sort] = {
    "share": Unit.NONE,
    "rate": Unit.NONE,
    "multiple": Unit.NONE,
    "number": Unit.NONE,
    "count": Unit.NONE,
    "chance": Unit.NONE,
    "date": Kind.DATE,
    "duration": Unit.YEAR,
    "condition": Kind.CONDITION,
}


def unit_of_measure(measure: str, currency: str) -> Sort | None:
    """Return what a measure's values must be.

    Args:
        measure: Unit of a `Measure`, such as `money/year`.
        currency: Code of the deal's currency.

    Returns:
        A unit or kind; None for `any`.
    """
    if measure == "money":
        return Unit.of(currency)
    if measure == "money/year":
        return Unit.of(currency) / Unit.YEAR
    return _MEASURES.get(measure)


def check_units(
    expression: Expression, environment: Mapping[str, Sort], expected: Sort | None = None
) -> tuple[Sort, list[Problem]]:
    """Find the unit of an expression.

    Args:
        expression: The expression.
        environment: Unit or kind of each name that may be used; results of terms stand under `terms.NAME.due`.
        expected: What the expression must be, if that is known.

    Returns:
        Its unit or kind (`Kind.ANY` where that cannot be known), and all problems, unknown names among them.
    """
    checker = _Checker(environment)
    found = checker.sort(expression)
    for part in walk(expression):
        if part is not expression and isinstance(part, Call) and part.function == "perpetuity":
            checker.report(
                part,
                "misplaced-call",
                "`perpetuity` stands inside an expression",
                "`perpetuity` alone",
                f"write `{brief(part)}` alone",
            )
    if expected is not None and Kind.ANY not in {found, expected} and found != expected:
        what = f"`{brief(expression)}` is {describe(found)}"
        if not (isinstance(expression, Quantity) and expression.kind == "none"):
            mend = mend_result(expression, found, expected, environment)
            checker.report(expression, "unit-mismatch", what, describe(expected), mend)
    return (expected if found == Kind.ANY and expected is not None else found), checker.problems


def check_moment(expression: Expression, environment: Mapping[str, Sort], own: str = "") -> list[Problem]:
    """Find all that keeps an expression from being a date or an event.

    Args:
        expression: The expression.
        environment: Unit or kind of each name that may be used.
        own: The event that the expression is about, which it cannot wait for.

    Returns:
        All problems, unknown names among them.
    """
    checker = _Checker(environment)
    checker.moment(expression, own=own)
    return checker.problems


@dataclass(slots=True)
class _Checker:
    """Walk an expression; what is reported once is `Kind.ANY` from there on, so that it is not reported again."""

    environment: Mapping[str, Sort]
    problems: list[Problem] = field(default_factory=list)

    def report(self, where: Expression, code: str, what: str, expected: str, mend: str) -> Kind:
        """Note a problem; the value fits everywhere from now on."""
        self.problems.append(error(where.place, code, what, expected, mend))
        return Kind.ANY

    def sort(self, expression: Expression) -> Sort:
        """Return what an expression is."""
        found: Sort = Kind.ANY
        match expression:
            case Quantity():
                found = _of_literal(expression)
            case Name():
                found = self.name(expression)
            case TermField():
                found = self.term_field(expression)
            case Unary():
                found = self.unary(expression)
            case Binary():
                found = self.binary(expression)
            case Call():
                found = self.call(expression)
            case Chance():
                found = self.chance(expression)
            case Uncertain() | Schedule():
                found = self.several(expression)
        return found

    def several(self, expression: Uncertain | Schedule) -> Sort:
        """Return the unit that all numbers of an uncertain quantity or a schedule have."""
        if isinstance(expression, Schedule):
            return self.alike([value for _, value in expression.points], "values of the schedule")
        if expression.family == "one_of":
            return self.alike([value for value, _ in expression.choices], "choices")
        return self.alike(expression.parameters, "parameters")

    def chance(self, expression: Chance) -> Sort:
        """Return the unit of a chance by a date: that of its probability."""
        self.require(expression.probability, Unit.NONE, "a chance")
        self.require(expression.by, Kind.DATE, "`by`")
        return Unit.NONE

    # ------------------------------------------------------------------------------------------------- names

    def name(self, name: Name) -> Sort:
        """Return what a name stands for."""
        if name.name == "year":
            return Unit.NONE
        if name.name in self.environment:
            return self.environment[name.name]
        self.problems.append(unknown_name(name, self.environment))
        return Kind.ANY

    def term_field(self, result: TermField) -> Sort:
        """Return the unit of a result of a term."""
        key = f"terms.{result.term}.{result.field}"
        if key in self.environment:
            return self.environment[key]
        self.problems.append(unknown_name(result, self.environment))
        return Kind.ANY

    # --------------------------------------------------------------------------------------------- operators

    def unary(self, expression: Unary) -> Sort:
        """Return the unit of a negation."""
        if expression.op == "not":
            self.require(expression.operand, Kind.CONDITION, "`not`")
            return Kind.CONDITION
        found = self.sort(expression.operand)
        return found if isinstance(found, Unit) else self.no_number(expression.operand, found, "`-`")

    def binary(self, expression: Binary) -> Sort:
        """Return the unit of an operation."""
        op = expression.op
        if op in {"and", "or"}:
            self.require(expression.left, Kind.CONDITION, f"`{op}`")
            self.require(expression.right, Kind.CONDITION, f"`{op}`")
            return Kind.CONDITION
        left, right = self.sort(expression.left), self.sort(expression.right)
        if op in {"+", "-"}:
            return self.sum(expression, left, right)
        if op == "^":
            return self.power(expression, left, right)
        if op in {"*", "/"}:
            return self.product(expression, left, right)
        return self.comparison(expression, left, right)

    def sum(self, expression: Binary, left: Sort, right: Sort) -> Sort:
        """Return the unit of a sum or difference: of equal units, or of a date and a duration."""
        if left == Kind.DATE and right == Kind.DATE and expression.op == "-":
            return Unit.YEAR
        if {left, right} == {Kind.DATE, Unit.YEAR} and not (expression.op == "-" and right == Kind.DATE):
            return Kind.DATE
        if Kind.ANY in {left, right}:
            known = right if left == Kind.ANY else left
            return Kind.ANY if known == Unit.YEAR else known  # a date, perhaps
        if left == right and isinstance(left, Unit):
            return left
        word = "adds" if expression.op == "+" else "subtracts"
        ends = (left, right) if expression.op == "+" else (right, left)
        joint = "and" if expression.op == "+" else "from"
        what = f"`{brief(expression)}` {word} {describe(ends[0])} {joint} {describe(ends[1])}"
        mend = mend_sum(expression, left, right, self.environment)
        return self.report(expression, "unit-mismatch", what, "both sides in the same unit", mend)

    def product(self, expression: Binary, left: Sort, right: Sort) -> Sort:
        """Return the unit of a product or quotient."""
        for side, found in ((expression.left, left), (expression.right, right)):
            if not isinstance(found, Unit) and found != Kind.ANY:
                return self.no_number(side, found, f"`{expression.op}`")
        if not isinstance(left, Unit) or not isinstance(right, Unit):
            return Kind.ANY
        return left * right if expression.op == "*" else left / right

    def power(self, expression: Binary, left: Sort, right: Sort) -> Sort:
        """Return the unit of a power: of pure numbers, or of a unit to a whole literal."""
        if right not in {Unit.NONE, Kind.ANY}:
            what = f"the exponent `{brief(expression.right)}` is {describe(right)}"
            return self.report(expression.right, "unit-mismatch", what, "a pure number", "write a number")
        if not isinstance(left, Unit):
            return left if left == Kind.ANY else self.no_number(expression.left, left, "`^`")
        exponent = expression.right.value if isinstance(expression.right, Quantity) else None
        if left == Unit.NONE:
            return left
        if isinstance(exponent, float | int) and float(exponent).is_integer():
            return left ** int(exponent)
        what = f"`{brief(expression.left)}` is {describe(left)} and has no such power"
        expected = "a pure number below `^`, or a whole number above it"
        return self.report(expression, "unit-mismatch", what, expected, "divide it by an amount first")

    def comparison(self, expression: Binary, left: Sort, right: Sort) -> Sort:
        """Return that a comparison is a condition, if both sides can be compared."""
        comparable = left == right and (
            isinstance(left, Unit)
            or left == Kind.DATE
            or (left in {Kind.CONDITION, Kind.TEXT} and expression.op in {"==", "!="})
        )
        if not comparable and Kind.ANY not in {left, right}:
            what = f"`{brief(expression)}` compares {describe(left)} with {describe(right)}"
            mend = mend_sum(expression, left, right, self.environment)
            self.report(expression, "unit-mismatch", what, "both sides in the same unit", mend)
        return Kind.CONDITION

    # ------------------------------------------------------------------------------------------------- calls

    def call(self, call: Call) -> Sort:
        """Return the unit of a call."""
        first = call.arguments[0]
        found: Sort = Unit.NONE
        match call.function:
            case "min" | "max" | "clip":
                found = self.alike(call.arguments, f"arguments of `{call.function}`")
            case "if":
                self.require(first, Kind.CONDITION, "`if`")
                found = self.alike(call.arguments[1:], "branches of `if`")
            case "exp" | "log" | "perpetuity":
                self.require(first, Unit.NONE, f"`{call.function}`")
                found = Kind.ANY if call.function == "perpetuity" else Unit.NONE
            case "sqrt":
                found = self.root(first)
            case "before" | "after":
                self.moment(first, call.function)
            case "at":
                found = self.sort(first)
                self.moment(call.arguments[1], "at")
            case "inflated" | "deflated":
                found = self.moved(call)
            case "cumulative":
                found = self.amount(first, "cumulative")
            case "trailing":
                found = self.amount(first, "trailing")
                self.require(call.arguments[1], Unit.YEAR, "the window of `trailing`")
        return found

    def moved(self, call: Call) -> Sort:
        """Return the unit of money carried to the prices of another time."""
        found, prices = self.sort(call.arguments[0]), MOVED[call.function]
        if not isinstance(found, Unit):
            return self.no_number(call.arguments[0], found, f"`{call.function}`")
        bases = [base for base, _ in found.powers if bare_code(base) in CURRENCIES]
        made = {base: repriced(base, prices) for base in bases}
        if bases and None not in made.values():
            return Unit.product((made.get(base) or base, power) for base, power in found.powers)
        what = f"`{call.function}` is given `{brief(call.arguments[0])}`, which is {describe(found)}"
        expected = f"money of prices that are not {prices}" if bases else "money"
        return self.report(call, "unit-mismatch", what, expected, f"write `{brief(call.arguments[0])}` alone")

    def root(self, operand: Expression) -> Sort:
        """Return the unit of a square root."""
        found = self.sort(operand)
        if not isinstance(found, Unit):
            return found if found == Kind.ANY else self.no_number(operand, found, "`sqrt`")
        root = found.root()
        if root is not None:
            return root
        what = f"`{brief(operand)}` is {describe(found)}, which has no square root"
        return self.report(operand, "unit-mismatch", what, "a pure number", "divide it by an amount first")

    def moment(self, operand: Expression, function: str = "", own: str = "") -> None:
        """Require an event or a date."""
        found = self.sort(operand)
        if found not in {Kind.EVENT, Kind.DATE, Kind.ANY}:
            what = f"`{function}` is given `{brief(operand)}`, which is {describe(found)}"
            what = what if function else f"`{brief(operand)}` is {describe(found)}, and no event or date"
            events = [name for name, sort in self.environment.items() if sort == Kind.EVENT and name != own]
            expected = f"an event or a date; events: {listed(events)}" if events else "an event or a date"
            self.report(
                operand,
                "not-an-event",
                what,
                expected,
                f"write `{events[0]}`" if events else "write a date such as `2030-12-31`",
            )

    def amount(self, operand: Expression, function: str) -> Sort:
        """Return the unit of what a flow per year adds up to."""
        found = self.sort(operand)
        if found == Kind.ANY:
            return found
        if not isinstance(found, Unit):
            return self.no_number(operand, found, f"`{function}`")
        if dict(found.powers).get("year", 0) >= 0:
            what = f"`{function}` is given `{brief(operand)}`, which is {describe(found)} and not per year"
            mend = mend_result(operand, found, found / Unit.YEAR, self.environment)
            return self.report(operand, "unit-mismatch", what, "something per year, such as revenue", mend)
        return found * Unit.YEAR

    # ------------------------------------------------------------------------------------------------ shared

    def require(self, operand: Expression, wanted: Sort, by: str) -> None:
        """Require a unit or kind."""
        found = self.sort(operand)
        if found not in {wanted, Kind.ANY}:
            what = f"{by} is given `{brief(operand)}`, which is {describe(found)}"
            mend = mend_result(operand, found, wanted, {})
            self.report(operand, "unit-mismatch", what, describe(wanted), mend)

    def alike(self, operands: Sequence[Expression], words: str) -> Sort:
        """Return the one unit that all operands have."""
        common: Sort = Kind.ANY
        for operand in operands:
            found = self.sort(operand)
            if common == Kind.ANY:
                common = found
            elif found not in {common, Kind.ANY}:
                what = f"the {words} differ: `{brief(operand)}` is {describe(found)} beside {describe(common)}"
                self.report(operand, "unit-mismatch", what, describe(common), mend_result(operand, found, common, {}))
        return common

    def no_number(self, operand: Expression, found: Sort, by: str) -> Kind:
        """Report something that is no number where one must be."""
        if found == Kind.ANY:
            return Kind.ANY
        what = f"{by} is given `{brief(operand)}`, which is {describe(found)}"
        return self.report(operand, "unit-mismatch", what, "a number", mend_product(operand, found))


def _of_literal(literal: Quantity) -> Sort:
    """Return what a literal is; zero fits every unit."""
    if literal.kind in {"number", "duration"}:
        return Kind.ANY if literal.unit == Unit.NONE and literal.value == 0 else literal.unit
    return {"date": Kind.DATE, "condition": Kind.CONDITION, "none": Kind.NONE}.get(literal.kind, Kind.TEXT)
