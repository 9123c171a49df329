"""Hold the values of a deal file as small frozen trees: literals, names, arithmetic, uncertain values, schedules.

Two trees are equal if they say the same, wherever they stand and however their literals are written.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from dealwright.ground.place import NOWHERE, Place
from dealwright.ground.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QuantityKind = Literal["number", "duration", "date", "condition", "none", "text"]
Family = Literal["interval", "normal", "lognormal", "beta", "pert", "uniform", "one_of"]

FUNCTIONS: dict[str, tuple[int, int | None]] = {
    "min": (2, None),
    "max": (2, None),
    "clip": (3, 3),
    "if": (3, 3),
    "exp": (1, 1),
    "log": (1, 1),
    "sqrt": (1, 1),
    "before": (1, 1),
    "after": (1, 1),
    "cumulative": (1, 1),
    "trailing": (2, 2),
    "at": (2, 2),
    "perpetuity": (1, 1),
    "inflated": (1, 1),
    "deflated": (1, 1),
}
"""Every function there is, with the least and greatest number of its arguments (None: any)."""

TERM_FIELDS = ("due", "paid", "balance")
"""What an expression may ask of a term."""

BUILT_IN_NAMES = frozenset({"year"})
"""Names that stand for themselves: `year` is the calendar year as a pure number."""

FAIR_VALUE = "fair_value"
"""The name that in the price of an option on a stake stands for what the stake is then worth."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A literal.

    Args:
        value: A number in plain units (money in units of its currency, a share as a fraction, a duration in years), a
            date, a condition, a text, or None for `none`.
        unit: Unit of a number; `Unit.YEAR` for a duration; `Unit.NONE` for all that is no number.
        kind: What the value is.
        written: How the file writes it, such as `13bn USD`; empty if it was made by the program.
        place: Where it stands.
        prices: Whether a rate says that it is nominal, or real.
    """

    value: float | bool | dt.date | str | None
    unit: Unit = Unit.NONE
    kind: QuantityKind = "number"
    written: str = dataclasses.field(default="", compare=False)
    place: Place = dataclasses.field(default=NOWHERE, compare=False, repr=False)
    prices: Literal["nominal", "real"] | None = dataclasses.field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a driver or a fact, or a built-in name."""

    name: str
    place: Place = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TermField:
    """A result of a term: `terms.NAME.due`, `.paid` or `.balance`."""

    term: str
    field: str
    place: Place = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """An operator with one operand: `-` or `not`."""

    op: str
    operand: Expression
    place: Place = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator with two operands: `+ - * / ^`, `< <= > >= == !=`, `and`, `or`."""

    op: str
    left: Expression
    right: Expression
    place: Place = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of the functions of the language."""

    function: str
    arguments: tuple[Expression, ...]
    place: Place = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A quantity that is not known, by its distribution.

    Args:
        family: `interval` gives the 5th and 95th percentile; `normal` and `lognormal` mean and standard deviation of
            the quantity itself; `beta` its two shapes; `pert` least, likeliest and greatest; `uniform` both ends;
            `one_of` only choices.
        parameters: The family's numbers, in the order just said.
        choices: Values with weights that sum to 1, for `one_of`.
        place: Where it stands.
        written: How the file says it, where it became another family: an interval.
    """

    family: Family
    parameters: tuple[Quantity, ...] = ()
    choices: tuple[tuple[Quantity, float], ...] = ()
    place: Place = dataclasses.field(default=NOWHERE, compare=False, repr=False)
    written: str = dataclasses.field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Values by calendar year or by date, in rising order."""

    points: tuple[tuple[dt.date | int, Expression], ...]
    place: Place = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability that something has happened by the closing of a date: `60% by 2028-12-31`."""

    probability: Expression
    by: Expression
    place: Place = dataclasses.field(default=NOWHERE, compare=False, repr=False)


Expression: TypeAlias = Quantity | Name | TermField | Unary | Binary | Call | Uncertain | Schedule | Chance
"""Anything that may stand as a value in a deal file."""


_INSIDE: dict[type, Callable[[Any], tuple[Expression, ...]]] = {
    Unary: lambda unary: (unary.operand,),
    Binary: lambda binary: (binary.left, binary.right),
    Call: lambda call: call.arguments,
    Uncertain: lambda uncertain: uncertain.parameters + tuple(value for value, _ in uncertain.choices),
    Schedule: lambda schedule: tuple(value for _, value in schedule.points),
    Chance: lambda chance: (chance.probability, chance.by),
}
"""What stands directly inside an expression of each kind; in the others nothing does."""


def children(expression: Expression) -> tuple[Expression, ...]:
    """Return the expressions directly inside one, from left to right."""
    inside = _INSIDE.get(type(expression))
    return inside(expression) if inside else ()


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield the expression and all inside it, each before its parts, from left to right."""
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        yield current
        if inside := children(current):
            waiting.extend(inside[::-1])


def names(expression: Expression) -> frozenset[str]:
    """Return the names of drivers, facts and events that the expression uses."""
    return frozenset(e.name for e in walk(expression) if isinstance(e, Name) and e.name not in BUILT_IN_NAMES)


def term_names(expression: Expression) -> frozenset[str]:
    """Return the names of the terms whose results the expression uses."""
    return frozenset(e.term for e in walk(expression) if isinstance(e, TermField))


def is_constant(expression: Expression) -> bool:
    """Say whether the expression is made of literals only and nothing uncertain."""
    return all(isinstance(e, Quantity | Unary | Binary | Call) for e in walk(expression))


def multiply(left: Expression, right: Expression) -> Binary:
    """Return the product of two expressions, standing where the first stands."""
    return Binary("*", left, right, left.place)


PRECEDENCE: dict[str, int] = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys(("<", "<=", ">", ">=", "==", "!="), 4),
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "^": 8,
}
"""How tightly each operator binds."""
NEGATION_PRECEDENCE = 7
"""How tightly a minus sign binds: tighter than a product, looser than a power."""
_ATOM = 9
# After a number `/ year` belongs to the number, so the name `year` needs parentheses there.
_PERIOD = re.compile(r"(year|quarter|month|week|day)\b")


def show(expression: Expression) -> str:
    """Write an expression as a deal file writes it, so that reading it again gives an equal expression.

    Example:
        >>> show(Binary("*", Quantity(0.2, written="20%"), Name("revenue")))
        '20% * revenue'
    """
    return _show(expression)[0]


def _show(expression: Expression) -> tuple[str, int]:
    """Return the text of an expression and how tightly its outermost operator binds."""
    text, binding = "", _ATOM
    match expression:
        case Quantity():
            text = expression.written or show_literal(expression)
            binding = NEGATION_PRECEDENCE if text.startswith("-") else _ATOM
        case Name():
            text = expression.name
        case TermField():
            text = f"terms.{expression.term}.{expression.field}"
        case Call():
            said = expression.arguments[: FUNCTIONS[expression.function][1]]  # an inflation that was added is not said
            text = f"{expression.function}({', '.join(map(show, said))})"
        case Unary():
            text, binding = _show_unary(expression)
        case Binary():
            text, binding = _show_binary(expression)
        case Uncertain():
            text, binding = _show_uncertain(expression), 0
        case Schedule():
            points = (f"{point}: {show(value)}" for point, value in expression.points)
            text, binding = f"{{{', '.join(points)}}}", 0
        case Chance():
            text, binding = f"{show(expression.probability)} by {show(expression.by)}", 0
    return text, binding


def _show_unary(expression: Unary) -> tuple[str, int]:
    text, binding = _show(expression.operand)
    if expression.op == "not":
        precedence = PRECEDENCE["not"]
        return f"not {text if binding >= precedence else f'({text})'}", precedence
    bare = binding > NEGATION_PRECEDENCE and not isinstance(expression.operand, Quantity)
    return f"-{text if bare else f'({text})'}", NEGATION_PRECEDENCE


def _show_binary(expression: Binary) -> tuple[str, int]:
    precedence = PRECEDENCE[expression.op]
    left, left_binding = _show(expression.left)
    right, right_binding = _show(expression.right)
    if expression.op == "^":
        left_ok, right_ok = left_binding > precedence, right_binding >= NEGATION_PRECEDENCE
    elif precedence == PRECEDENCE["=="]:
        left_ok, right_ok = left_binding > precedence, right_binding > precedence
    else:
        left_ok, right_ok = left_binding >= precedence, right_binding > precedence
    if expression.op == "/" and _PERIOD.match(right):
        right_ok = False
    left = left if left_ok else f"({left})"
    right = right if right_ok else f"({right})"
    return f"{left} {expression.op} {right}", precedence


def _show_uncertain(expression: Uncertain) -> str:
    if expression.written:
        return expression.written
    if expression.family == "one_of":
        choices = (f"{show(value)}: {_show_share(weight)}" for value, weight in expression.choices)
        return f"one_of({{{', '.join(choices)}}})"
    parameters = [show(parameter) for parameter in expression.parameters]
    return (
        " to ".join(parameters) if expression.family == "interval" else f"{expression.family}({', '.join(parameters)})"
    )


_SCALES = (("tn", 12), ("bn", 9), ("m", 6), ("k", 3))


_OF_PRICES = re.compile(r" (?:real|nominal)\b")


def show_literal(quantity: Quantity) -> str:
    """Write a literal in the shortest way that reads back as exactly the same value."""
    value = quantity.value
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date | str):
        return str(value)
    if quantity.kind == "duration":
        return _show_duration(value)
    if quantity.unit == Unit.NONE:
        return _show_number(value) if quantity.prices is None else f"{_in_percent(value)} {quantity.prices}"
    unit = _OF_PRICES.sub("", str(quantity.unit))  # of which prices money is, the place tells where it stands
    amount = _scaled(value)
    return f"{amount}{unit[1:]}" if unit.startswith("1/") else f"{amount} {unit}"


def _show_number(value: float) -> str:
    text = repr(float(value))
    return text.removesuffix(".0")


def _show_share(share: float) -> str:
    percent = f"{share * 100:.10g}"
    return f"{percent}%" if float(f"{percent}e-2") == share else _show_number(share)


def _in_percent(share: float) -> str:
    """Write a share with all its digits in percent."""
    return f"{Decimal(repr(float(share))).scaleb(2):f}%"


def _scaled(value: float) -> str:
    for suffix, power in _SCALES:
        digits = _show_number(value / 10**power)
        if abs(value) >= 10**power and "e" not in digits and len(digits) <= 8 and float(f"{digits}e{power}") == value:  # noqa: PLR2004
            return digits + suffix
    return _show_number(value)


def _show_duration(years: float) -> str:
    for word, per_year in (("year", 1), ("month", 12), ("day", 365)):
        count = round(years * per_year)
        if count / per_year == years:
            return f"{count} {word}{'' if count == 1 else 's'}"
    return f"{_show_number(years)} years"
