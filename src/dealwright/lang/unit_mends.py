"""Find something to type that puts units right."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from dealwright.deal.expression import Binary, Expression, Name, Quantity, Schedule, TermField, Uncertain, show_literal
from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, error
from dealwright.ground.unit import Kind, Unit
from dealwright.lang.literal import exact_of
from dealwright.lang.money import bare_code
from dealwright.lang.pratt import brief

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_TO_MEND = 40
_PRICED = re.compile(r"\b([A-Z]{3}) (real|nominal)\b")
"""A currency with the prices that it has in a term: an amount there is written without them."""
_SCALED = re.compile(r"\d[\d_.]*(?:k|m|bn|tn)")
"""An amount of money in the deal's currency, by its suffix alone."""


def mend_sum(expression: Binary, left: Unit | Kind, right: Unit | Kind, environment: Mapping[str, Unit | Kind]) -> str:
    """Return what to write instead of a sum or comparison of different units."""
    mend = _mend_sum(expression, left, right, environment) or such_as(left if isinstance(left, Unit) else right)
    return _PRICED.sub(r"\1", mend)


def _mend_sum(expression: Binary, left: Unit | Kind, right: Unit | Kind, environment: Mapping[str, Unit | Kind]) -> str:
    a, b = brief(expression.left), brief(expression.right)
    share = isinstance(expression.right, Quantity) and expression.right.written.endswith("%")
    if share and isinstance(left, Unit) and expression.op in {"+", "-"}:
        return f"write `{a} * (1 {expression.op} {b})`"
    if left == Kind.DATE and expression.op in {"+", "-"}:
        left = Unit.YEAR
    mend = _literal(expression.right, left) or _literal(expression.left, right)
    whole = f"({b})" if isinstance(expression.right, Binary) else b
    return mend or _between_units(left, right, whole, environment)


def mend_result(
    expression: Expression, found: Unit | Kind, expected: Unit | Kind, environment: Mapping[str, Unit | Kind]
) -> str:
    """Return what to write instead of an expression whose unit is not the one expected."""
    return _PRICED.sub(r"\1", _mend_result(expression, found, expected, environment) or such_as(expected))


def _mend_result(
    expression: Expression, found: Unit | Kind, expected: Unit | Kind, environment: Mapping[str, Unit | Kind]
) -> str:
    mend = (
        _literal(expression, expected)
        or _count(expression, expected)
        or (_date(expression, found) if expected == Kind.DATE else "")
    )
    if mend:
        return mend
    if expected == Kind.CONDITION:
        return mend_to_condition(expression, found)
    if isinstance(found, Unit) and isinstance(expected, Unit):
        return _to_unit(expression, found, expected, environment)
    return f"write `if({brief(expression)}, 1, 0)`" if (found, expected) == (Kind.CONDITION, Unit.NONE) else ""


def _count(expression: Expression, expected: Unit | Kind) -> str:
    """Return a number with its zeros for `5m`, which is money, where a plain number should stand."""
    if not isinstance(expression, Quantity) or expected != Unit.NONE or not _SCALED.fullmatch(expression.written):
        return ""
    number = exact_of(expression)
    return f"write `{number.numerator:_}`" if number is not None and number.denominator == 1 else ""


def _date(expression: Expression, found: Unit | Kind) -> str:
    """Return what to write instead of an event, a duration or `12/31/2030` where a date should stand."""
    text = brief(expression)
    if found == Kind.EVENT:
        return f"write a date, or `ends_on: {text}` for an end, or `kind: milestone` for what it brings"
    if found == Unit.NONE and isinstance(expression, Binary):
        from dealwright.lang.sloppy import mend_date

        return next((f"write `{day}`" for day in mend_date(text.replace(" ", ""))), "")
    return "write the day itself, such as `2030-12-31`" if found == Unit.YEAR else ""


def such_as(expected: Unit | Kind) -> str:
    """Return the advice to write a value of a unit or kind, with an example of one."""
    examples = {Unit.NONE: "20%", Unit.YEAR: "18 months", Kind.DATE: "2030-12-31", Kind.CONDITION: "yes"}
    example = examples.get(expected)
    if example is None and isinstance(expected, Unit):
        example = show_literal(Quantity(13e9 if str(expected)[0].isupper() else 0.05, expected))
    return f"write a value such as `{example}`" if example else "write another value"


def _to_unit(expression: Expression, found: Unit, expected: Unit, environment: Mapping[str, Unit | Kind]) -> str:
    """Return how to turn a number into one of another unit."""
    text = brief(expression)
    whole = f"({text})" if isinstance(expression, Binary) else text
    if isinstance(expression, Schedule) and found in {expected / Unit.YEAR, expected * Unit.YEAR}:
        return such_as(expected).replace("a value", "values")
    if found == expected / Unit.YEAR and expected != Unit.YEAR:
        return f"write `trailing({text}, 1 year)` or `cumulative({text})`"
    if found == expected * Unit.YEAR and found != Unit.YEAR:
        return f"write `{whole} / (1 year)`"
    factor = _one_fits(environment, expected)
    if found == Unit.NONE and factor and not isinstance(expression, Uncertain):
        return f"multiply it, as in `{whole} * {factor}`"
    return _between_units(expected, found, whole, environment)


def _one_fits(environment: Mapping[str, Unit | Kind], expected: Unit | Kind) -> str:
    return next((name for name, sort in environment.items() if sort == expected and "." not in name), "")


def _literal(literal: Expression, expected: Unit | Kind) -> str:
    """Return how to write a literal with the unit that is expected; empty if it is none, or cannot have it."""
    if not isinstance(literal, Quantity) or not literal.written:
        return ""
    if expected == Kind.CONDITION:
        return "write `yes` or `no`"
    text, value = literal.written, literal.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    plain = literal.unit == Unit.NONE and not text.endswith(("%", "x"))
    instead = ""
    if expected == Kind.DATE and plain and _FIRST_YEAR <= value <= _LAST_YEAR:
        instead = f"{value:.0f}-12-31"
    elif expected == Unit.YEAR and plain:
        instead = f"{text} years"
    elif isinstance(expected, Unit) and plain and expected != Unit.NONE:
        over, slash, under = str(expected).partition("/")
        instead = f"{text}{slash}{under}" if over == "1" else f"{text} {expected}"
    elif literal.unit in {Unit.NONE, Unit.YEAR}:
        pass
    elif isinstance(expected, Unit) and literal.unit / Unit.YEAR == expected:
        instead = f"{text}/year"
    elif isinstance(expected, Unit) and literal.unit == expected / Unit.YEAR:
        instead = text.partition("/")[0].strip()
    return f"write `{instead}`" if instead else ""


def _between_units(left: Unit | Kind, right: Unit | Kind, text: str, environment: Mapping[str, Unit | Kind]) -> str:
    """Return how to bring what has the right unit to the left one where only the currency or the year differs."""
    if not isinstance(left, Unit) or not isinstance(right, Unit):
        return ""
    quotient = left / right
    if is_exchange_rate(quotient):
        if function := carrying(quotient):
            return f"write `{function}({text})`"
        return exchanged(text, quotient, environment) or f"multiply `{text}` by an exchange rate in {quotient}"
    if quotient == Unit.YEAR:
        return f"multiply `{text}` by a duration such as `1 year`"
    if quotient == Unit.YEAR**-1:
        return f"divide `{text}` by a duration such as `1 year`"
    return ""


def is_exchange_rate(unit: Unit) -> bool:
    """Say whether a unit is one thing by another, and neither of them a year."""
    powers = dict(unit.powers)
    return sorted(powers.values()) == [-1, 1] and "year" not in powers


def carrying(unit: Unit) -> str:
    """Return the function that carries money to the prices of another time; empty where a unit is of two currencies.

    Args:
        unit: What the money would have to be multiplied by, such as USD real/USD.
    """
    wanted, found = (next(base for base, power in unit.powers if power == sign) for sign in (1, -1))
    if bare_code(wanted) != bare_code(found):
        return ""
    said = wanted.partition(" ")[2]
    opposite = {"real": "nominal", "nominal": "real"}.get(found.partition(" ")[2], "")
    return {"real": "deflated", "nominal": "inflated"}.get(said or opposite, "")


def exchanged(text: str, unit: Unit, environment: Mapping[str, Unit | Kind]) -> str:
    """Return how to exchange something at a rate that the file knows; empty if it knows none.

    Args:
        text: The amount, in parentheses if it needs them.
        unit: Unit of the rate by which it should be multiplied, such as USD/EUR.
        environment: Unit or kind of each name that may be used.
    """
    if name := _one_fits(environment, unit):
        return f"write `{text} * {name}`"
    name = _one_fits(environment, unit**-1)
    return f"write `{text} / {name}`" if name else ""


def mend_product(operand: Expression, found: Unit | Kind) -> str:
    """Return what to write instead of something that is no number."""
    text = brief(operand)
    if found == Kind.EVENT:
        return f"write `before({text})` or `after({text})`"
    if found == Kind.CONDITION:
        return f"write `if({text}, 1, 0)`"
    return "write a duration or a number" if found == Kind.DATE else "write a number"


def mend_to_condition(operand: Expression, found: Unit | Kind) -> str:
    """Return what to write instead of something that is no condition."""
    text = brief(operand)
    if found == Kind.EVENT:
        return f"write `after({text}) > 0`"
    if isinstance(operand, Quantity):
        return "write `yes` or `no`"
    return f"compare it, as in `{text} > 0`" if len(text) <= _TO_MEND else "compare it with something"


def unknown_name(name: Name | TermField, environment: Mapping[str, Unit | Kind]) -> Problem:
    """Return the problem of a name that nothing bears, with the names it may have been meant to be."""
    if isinstance(name, TermField):
        terms = list(dict.fromkeys(key.split(".")[1] for key in environment if key.startswith("terms.")))
        likely = closest(name.term, terms)
        mend = f"write `terms.{likely}.{name.field}`" if likely else f"add `{name.term}` to `terms`"
        return error(name.place, "unknown-term", f"there is no term `{name.term}`", listed(terms) or "a term", mend)
    known = list(takewhile(lambda key: not key.startswith("terms."), environment))  # results of terms come last
    likely = closest(name.name, [*known, "yes", "no", "none", "year"])
    what = f"nothing is named `{name.name}`"
    mend = f"write `{likely}`" if likely else f"add `{name.name}` to `facts` or `drivers`"
    return error(name.place, "unknown-name", what, listed(known) or "a literal", mend)
