"""Options against known values: Bermudan puts, a call on the better of two, a put on a price that reverts to its mean.

A policy that was fitted on other futures is a lower bound: at most four standard errors above the truth.
"""

import math

import numpy as np
import pytest

from dealwright.engine.books import keep_books
from dealwright.engine.lines import Rates, whole
from dealwright.engine.measures import mean
from dealwright.engine.result import Estimate
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

HEAD = """dealwright: 1
title: An option with a known value
as_of: 2025-01-01
currency: USD
parties: {ada: {discount: 5%}, bob: {discount: 5%}}
"""


def percent(rate: float) -> str:
    """Write a continuous rate as the effective yearly one of a deal file."""
    return f"{(math.exp(rate) - 1) * 100!r}%"


def worth(text: str, rate: float, paths: int) -> Estimate:
    """Value a deal to Ada at a continuous rate."""
    loaded = loads(f"{HEAD}risk_free: {percent(rate)}\n{text}")
    assert [problem.what for problem in loaded.errors] == []
    draws = Draws.for_paths(1, paths)
    books = keep_books(loaded.sound, simulate(loaded.sound, draws))
    return mean(whole(books, "ada", Rates(math.exp(rate) - 1, own_rates=False)), draws.replicates)


@pytest.mark.parametrize(
    ("start", "volatility", "years", "bermudan", "american"),
    [
        # Bermudan with monthly dates: QuantLib 1.44, FdBlackScholesVanillaEngine, 1600 by 1600. American: Longstaff and
        # Schwartz 2001, table 1, finite differences.
        (36, 0.2, 1, 4.4501, 4.478),
        (44, 0.2, 1, 1.1007, 1.110),
        (40, 0.4, 1, 5.2924, 5.312),
        (44, 0.4, 2, 5.6241, 5.647),
    ],
)
def test_a_bermudan_put_is_worth_what_finite_differences_say(
    start: int, volatility: float, years: int, bermudan: float, american: float
) -> None:
    last = f"{2024 + years}-12-31"
    text = f"""horizon: {last}
step: month
drivers: {{share: {{kind: gbm, start: {start} USD, growth: {percent(0.06)}, volatility: {volatility:.0%}}}}}
terms:
  put: {{kind: option, holder: ada, writer: bob, until: {last}, every: month, receives: 40 USD - share}}
"""
    found = worth(text, 0.06, 65536)
    assert abs(found.value - bermudan) < 4 * found.standard_error
    assert found.value / bermudan == pytest.approx(1.0, abs=0.003)
    assert found.value < american


def test_a_call_on_the_better_of_two_shares_is_worth_its_published_value() -> None:
    """Broadie and Glasserman's symmetric call: 5 % interest, 10 % dividends, 20 % volatility, 9 dates in 3 years.

    Source: L. Andersen and M. Broadie, Management Science 50(9), 2004, table 2: 13.902 at 100, by a binomial tree. Time
    runs three times as slowly here, so that its dates are the ends of years.
    """
    share = f"{{kind: gbm, start: 100 USD, growth: {percent(-0.05 / 3)}, volatility: {20 / math.sqrt(3)!r}%}}"
    text = f"""horizon: 2033-12-31
step: year
drivers: {{one: {share}, two: {share}}}
terms:
  call: {{kind: option, holder: ada, writer: bob, until: 2033-12-31, every: year, receives: "max(one, two)",
         price: 100 USD}}
"""
    found = worth(text, 0.05 / 3, 65536)
    assert abs(found.value - 13.902) < 4 * found.standard_error
    assert found.value / 13.902 == pytest.approx(1.0, abs=0.003)


def reverting_put(start: float, strike: float, half_life: float, volatility: float, rate: float, years: int) -> float:
    """Value a put with yearly dates on a price whose logarithm reverts to that of the strike, on a fine grid."""
    speed = math.log(2) / half_life
    spread = volatility * math.sqrt((1 - math.exp(-2 * speed)) / (2 * speed))
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    logs = np.linspace(math.log(strike) - 3, math.log(strike) + 3, 4001)
    paid = strike - np.exp(logs)
    value = np.maximum(paid, 0.0)
    for year in range(years, 0, -1):
        middle = math.log(strike) + (logs - math.log(strike)) * math.exp(-speed)
        there = np.interp(middle[:, None] + spread * nodes, logs, value)
        waiting = math.exp(-rate) * there @ weights / math.sqrt(2 * math.pi)
        value = np.maximum(paid, waiting) if year > 1 else waiting
    return float(np.interp(math.log(start), logs, value))


def test_a_put_on_a_price_that_reverts_is_worth_what_a_grid_says() -> None:
    text = """horizon: 2029-12-31
step: year
drivers: {price: {kind: mean_reverting, start: 80 USD, long_run: 100 USD, half_life: 2 years, volatility: 30%}}
terms:
  put: {kind: option, holder: ada, writer: bob, until: 2029-12-31, every: year, receives: 100 USD - price}
"""
    found, truth = worth(text, 0.04, 65536), reverting_put(80.0, 100.0, 2.0, 0.3, 0.04, 5)
    assert abs(found.value - truth) < 4 * found.standard_error
    assert found.value / truth == pytest.approx(1.0, abs=0.003)
