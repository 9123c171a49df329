"""Tell what one unit of each term is worth in units of every other, to each party, on the same futures.

The worth of one unit of a in units of b is (dW/da) / (dW/db), W the bargain's measure; what makes good for one more of
a is that much less of b. Both slopes are told of the same futures, so their errors move together.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.trade.result import ExchangeRates, Rate, TermUnit
from dealwright.engine.result import Estimate
from dealwright.engine.sensitivities.moves import Refused
from dealwright.engine.sensitivities.probe import measure
from dealwright.engine.sensitivities.result import LeftOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.trade.issues import Issue
    from dealwright.engine.sensitivities.ground import Grounds
    from dealwright.engine.sensitivities.probe import Measured
    from dealwright.engine.sensitivities.slopes import Slopes

TWO_ERRORS = 2.0
"""A slope within so many standard errors of zero is none to count in."""


@dataclass(frozen=True, slots=True)
class Slope:
    """How fast one party's worth moves with one term.

    Args:
        value: By unit of the term, in currency.
        error: Its standard error.
        by_part: The same in each scrambling of the futures, up to a constant.
    """

    value: float
    error: float
    by_part: Float[ndarray, " part"]

    @staticmethod
    def of(slopes: Slopes, size: float, worth_by: str) -> Slope:
        """Take the slope of the bargain's measure, by a unit of so many plain ones."""
        told, row = slopes.told(size), int(worth_by == "mean_at_discount")
        return Slope(told.both[row].value, told.both[row].standard_error, told.by_part[row])

    @property
    def is_told(self) -> bool:
        """Tell whether it differs from nothing by more than two errors."""
        return self.value != 0.0 and abs(self.value) > TWO_ERRORS * self.error


def exchange_rates(grounds: Grounds, issues: Sequence[Issue]) -> ExchangeRates:
    """Tell what terms are worth in each other.

    Args:
        grounds: The deal on its futures.
        issues: The terms.

    Returns:
        The rates.
    """
    found = [Refused(issue.why) if issue.lever is None else measure(grounds, issue.lever) for issue in issues]
    told = [(issue, each) for issue, each in zip(issues, found, strict=True) if not isinstance(each, Refused)]
    worth_by, parties = grounds.loaded.sound.worth_by, grounds.parties
    slopes = [
        {p: Slope.of(each.slopes[p], 1.0 if issue.number is None else issue.unit.size, worth_by) for p in parties}
        for issue, each in told
    ]
    terms = tuple(_unit(issue, each, mine) for (issue, each), mine in zip(told, slopes, strict=True))
    rates = tuple(
        rate(terms[a], terms[b], party, slopes[a][party], slopes[b][party])
        for a in range(len(terms))
        for b in range(len(terms))
        if a != b and terms[a].path != terms[b].path and not terms[b].to
        for party in parties
    )
    left_out = tuple(
        LeftOut(issue.path, issue.held, each.why)
        for issue, each in zip(issues, found, strict=True)
        if isinstance(each, Refused)
    )
    return ExchangeRates(terms, rates, left_out)


def _unit(issue: Issue, found: Measured, slopes: dict[str, Slope]) -> TermUnit:
    number = issue.number
    return TermUnit(
        path=issue.path,
        held=issue.held,
        to=issue.to,
        unit="" if number is None else issue.unit.words,
        unit_size=1.0 if number is None else issue.unit.size,
        step=found.by,
        difference=found.difference,
        shape=found.shape,
        futures=found.ground.draws.paths,
        worth={party: Estimate(each.value, each.error) for party, each in slopes.items()},
        place=0 if number is None else number.place,
    )


def rate(a: TermUnit, b: TermUnit, party: str, one: Slope, other: Slope) -> Rate:
    """Tell what one unit of a term is worth to a party in units of another.

    Args:
        a: The term.
        b: The other.
        party: The party.
        one: How its worth moves with the term.
        other: How it moves with the other.

    Returns:
        The rate with its error and its interval of 95 %; none where worth may not move with the other at all.

    Source:
        Fieller, Some Problems in Interval Estimation, Journal of the Royal Statistical Society B 16(2), 1954.
    """
    if not other.is_told:
        return Rate(a, b, party, None, None)
    together = _correlation(one.by_part, other.by_part) * one.error * other.error
    found = one.value / other.value
    variance = max(0.0, one.error**2 - 2 * found * together + (found * other.error) ** 2)
    return Rate(a, b, party, Estimate(found, sqrt(variance) / abs(other.value)), fieller(one, other, together))


def fieller(one: Slope, other: Slope, together: float) -> tuple[float, float]:
    """Return the ratios that a numerator and a denominator do not rule out at two of their errors.

    Args:
        one: The numerator.
        other: The denominator, more than two errors from nothing: so the interval is bounded.
        together: Their covariance.
    """
    k = TWO_ERRORS**2
    below = other.value**2 - k * other.error**2
    middle = (one.value * other.value - k * together) / below
    inside = middle**2 - (one.value**2 - k * one.error**2) / below
    width = sqrt(max(0.0, inside))
    return middle - width, middle + width


def _correlation(one: Float[ndarray, " part"], other: Float[ndarray, " part"]) -> float:
    """Return how two slopes move together over the scramblings; nothing where these are not the same."""
    if len(one) != len(other) or len(one) < 2 or not (np.ptp(one) and np.ptp(other)):  # noqa: PLR2004 - a pair
        return 0.0
    return float(np.clip(np.corrcoef(one, other)[0, 1], -1.0, 1.0))
