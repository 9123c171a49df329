"""Bring rates that say whether they are nominal or real to the kind that the file counts in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.deal.expression import (
    Binary,
    Call,
    Expression,
    Quantity,
    Schedule,
    Uncertain,
    children,
    show,
    walk,
)
from dealwright.deal.rebuilt import rebuilt
from dealwright.ground.problem import Problem, error
from dealwright.lang.literal import exact_of

if TYPE_CHECKING:
    from dealwright.deal.measure import Measure
    from dealwright.lang.money import Money, Prices

_ONE = Quantity(1.0, written="1")
MOVED: dict[str, Prices] = {"inflated": "nominal", "deflated": "real"}
"""Functions that carry money to the prices of another time, with the prices that they give."""
_FREE = frozenset({"any", "beyond"})
"""Measures of what may be a rate and may be something else."""


def restate(expression: Expression, measure: Measure, money: Money) -> tuple[Expression, list[Problem]]:
    """Return an expression in which every rate is of the kind that the file counts in.

    A real rate r and inflation i make the nominal rate (1 + r)(1 + i) - 1, and the other way round.

    Args:
        expression: The expression, as it was read.
        measure: What its key measures.
        money: The money of the file.

    Returns:
        The expression, the very same where nothing in it says what it is, and the problems.

    Source:
        Fisher, The Theory of Interest, 1930, chapter 19.
    """
    if isinstance(expression, Quantity) and expression.prices is None:  # as most values are
        return expression, []
    moved = [part for part in walk(expression) if isinstance(part, Call) and part.function in MOVED]
    if moved and money.inflation is None:
        return expression, [_without_inflation(moved[0], f"`{show(moved[0])}`", money.prices)]
    if moved:
        expression = rebuilt(expression, lambda part: _with_inflation(part, money))
    own = measure.prices == "own" or measure.unit == "beyond"
    return _restated(expression, measure, replace(money, prices=money.amounts) if own else money)


def _restated(expression: Expression, measure: Measure, money: Money) -> tuple[Expression, list[Problem]]:
    """Bring the rates of an expression to the kind that its money counts in."""
    said = marked(expression)
    if said and not (measure.prices or measure.unit in _FREE):
        return expression, [_misplaced(said[0])]
    other = [rate for rate in said if rate.prices != money.prices]
    if not other:
        return expression, []
    if money.inflation is None:
        return expression, [_without_inflation(other[0], f"`{other[0].written}`", money.prices)]
    return rebuilt(expression, lambda part: _converted(part, money)), []


def marked(expression: Expression) -> list[Quantity]:
    """Return the literals of an expression that say whether they are nominal or real."""
    return [part for part in walk(expression) if isinstance(part, Quantity) and part.prices is not None]


def bare(expression: Expression) -> list[Quantity]:
    """Return the percentages of an expression that do not say so; a number that is the whole counts as one."""
    if isinstance(expression, Quantity):
        return [expression] if expression.prices is None and expression.value else []
    if isinstance(expression, Uncertain):
        parts = [*expression.parameters, *(choice for choice, _ in expression.choices)]
        told = replace(parts[0], written=expression.written or parts[0].written, place=expression.place)
        return [] if any(part.prices for part in parts) else [told]
    inside = [part for child in children(expression) for part in bare(child)]
    one = isinstance(expression, Call | Schedule)
    return [part for part in inside if one or part.written.endswith("%")]


def prices_of(uncertain: Uncertain) -> Prices | None:
    """Return whether an uncertain rate is nominal or real, if it says so; one parameter says it for all."""
    parts = [*uncertain.parameters, *(choice for choice, _ in uncertain.choices)]
    return next((part.prices for part in parts if part.prices is not None), None)


def _converted(part: Expression, money: Money) -> Expression | None:
    """Return a rate of the other kind as one of the file's; None for all else."""
    prices = prices_of(part) if isinstance(part, Uncertain) else getattr(part, "prices", None)
    if prices is None:
        return None
    if prices == money.prices or money.inflation is None:
        return part
    if isinstance(part, Quantity) and isinstance(money.inflation, Quantity):
        return _computed(part, money.inflation, money.prices)
    above = Binary("+", _ONE, money.inflation, part.place)
    op = "*" if prices == "real" else "/"
    return Binary("-", Binary(op, Binary("+", _ONE, part, part.place), above, part.place), _ONE, part.place)


def _computed(rate: Quantity, inflation: Quantity, prices: Prices) -> Quantity:
    """Return a literal rate in other prices as a literal, exactly."""
    said, above = exact_of(rate), exact_of(inflation)
    if said is None or above is None:
        return rate
    made = (1 + said) * (1 + above) - 1 if prices == "nominal" else (1 + said) / (1 + above) - 1
    return replace(rate, value=float(made), written="", prices=prices)


def _misplaced(rate: Quantity) -> Problem:
    what = f"`{rate.written}` stands where nothing tells nominal from real"
    expected = "a rate of discount or growth, or a fact"
    plain = rate.written.rpartition(" ")[0]
    return error(rate.place, "misplaced-prices", what, expected, f"write `{plain}`")


def _without_inflation(where: Expression, words: str, prices: Prices) -> Problem:
    what = f"{words} cannot be brought to other prices, for the file names no inflation"
    expected = "`inflation` in the head of the file"
    return error(where.place, "no-inflation", what, expected, f"add `inflation: 2%`, or write {prices} prices")


def _with_inflation(part: Expression, money: Money) -> Expression | None:
    """Return a call that moves money in time with the inflation by which it does; None for all else."""
    if not (isinstance(part, Call) and part.function in MOVED and money.inflation is not None):
        return None
    inner = rebuilt(part.arguments[0], lambda inside: _with_inflation(inside, money))
    return replace(part, arguments=(inner, money.inflation))
