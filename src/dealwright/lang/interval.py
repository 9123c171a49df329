"""Turn an interval, which names a 5th and a 95th percentile, into the distribution that its key asks for."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache

from dealwright.deal.expression import Chance, Expression, Quantity, Schedule, Uncertain, show
from dealwright.deal.measure import Measure
from dealwright.ground.problem import Problem, error
from dealwright.ground.unit import Unit
from dealwright.lang.beta import beta_through

NORMAL_95 = 1.6448536269514722
"""The 95th percentile of the standard normal distribution."""
_PROBABILITY = Measure("share", low=0, high=1)


def resolve(expression: Expression, measure: Measure) -> tuple[Expression, list[Problem]]:
    """Return the distribution that an interval stands for by the bounds of its key.

    It is a beta where the key is bounded to [0, 1], a lognormal where it is positive, else a normal. An amount of money
    is positive where both ends are. A key without bounds of its own, such as a fact's `is`, takes them from the
    interval: percentages between 0 and 100 % make a beta, other positive ends a lognormal.

    Args:
        expression: Any expression.
        measure: What the key measures.

    Returns:
        The expression itself, or an `Uncertain` of a named family with the interval's percentiles, and the problems.
    """
    if isinstance(expression, Chance):
        probability, problems = resolve(expression.probability, _PROBABILITY)
        return replace(expression, probability=probability), problems
    if isinstance(expression, Schedule):
        points = [(point, resolve(value, measure)) for point, value in expression.points]
        values = tuple((point, value) for point, (value, _) in points)
        return replace(expression, points=values), [problem for _, (_, found) in points for problem in found]
    return _resolved(expression, measure)


def _resolved(expression: Expression, measure: Measure) -> tuple[Expression, list[Problem]]:
    """Return the distribution that an interval stands for."""
    if not isinstance(expression, Uncertain) or expression.family != "interval":
        return expression, []
    low, high = expression.parameters
    if not isinstance(low.value, float | int) or not isinstance(high.value, float | int):
        return expression, []
    family = _family(low, high, measure)
    if family == "beta" and low.unit != Unit.NONE:  # its unit is what is wrong with it
        return expression, []
    refused = _refuse(expression, family, low.value, high.value)
    if refused:
        return expression, refused
    first, second = _fit(family, low.value, high.value)
    unit, prices = low.unit, low.prices or high.prices
    if family == "beta":
        parameters = (Quantity(first, prices=prices), Quantity(second))
    else:
        parameters = (Quantity(first, unit, low.kind, prices=prices), Quantity(second, unit, low.kind))
    return Uncertain(family, parameters, (), expression.place, show(expression)), []  # type: ignore[arg-type]


def _family(low: Quantity, high: Quantity, measure: Measure) -> str:
    """Choose the family by the key's bounds, or by the interval where the key has none."""
    if measure.low == 0 and measure.high == 1:
        return "beta"
    if any(bound is not None and bound >= 0 for bound in (measure.low, measure.above)):
        return "lognormal"
    if measure.unit.startswith("money") and low.value > 0:  # type: ignore[operator]
        return "lognormal"
    if measure.unit == "any" and low.value > 0:  # type: ignore[operator]
        percent = "%" in low.written and "%" in high.written
        return "beta" if percent and high.value < 1 else "lognormal"  # type: ignore[operator]
    return "normal"


def _refuse(expression: Uncertain, family: str, low: float, high: float) -> list[Problem]:
    """Report ends between which the family cannot lie."""
    if family == "beta" and not 0 < low < high < 1:
        expected, mend = "two different shares above 0% and below 100%", "write ends inside, such as `1% to 99%`"
    elif family == "lognormal" and not 0 < low < high:
        expected, mend = "two different values above 0", "write a low end above 0"
    elif not low < high:
        expected, mend = "the smaller value first", "exchange the two"
    else:
        return []
    what = f"`{show(expression)}` cannot be the 5th and 95th percentile of what stands here"
    return [error(expression.place, "bad-interval", what, expected, mend)]


def _fit(family: str, low: float, high: float) -> tuple[float, float]:
    """Return the two parameters of the family through both percentiles."""
    if family == "beta":
        return _beta(low, high)
    if family == "lognormal":
        middle, spread = (math.log(low) + math.log(high)) / 2, math.log(high / low) / (2 * NORMAL_95)
        mean = math.exp(middle + spread**2 / 2)
        return mean, mean * math.sqrt(math.expm1(spread**2))
    return (low + high) / 2, (high - low) / (2 * NORMAL_95)


@lru_cache(maxsize=256)
def _beta(low: float, high: float) -> tuple[float, float]:
    return beta_through(low, high)
