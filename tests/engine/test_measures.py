"""Figures of a sample against their definitions and closed forms; standard errors against the spread over seeds."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dealwright.engine import measures
from dealwright.engine.result import ScenarioWorth
from dealwright.engine.scenario import independent
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import Loaded
from dealwright.world.draws import Draws

Read = Callable[..., Loaded]
Value = Callable[..., ScenarioWorth]

samples = arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e6, 1e6))


@given(samples, st.floats(0.01, 1.0))
def test_shortfall_is_the_mean_of_the_worst_part(sample: np.ndarray, alpha: float) -> None:
    """Worst first, each path weighs 1/n until alpha is used up: the definition, one path after another."""
    left, total = alpha * len(sample), 0.0
    for value in sorted(sample):
        weight = min(1.0, left)
        total, left = total + weight * value, left - weight
    assert measures.shortfall(sample, alpha) == pytest.approx(total / (alpha * len(sample)), rel=1e-9, abs=1e-3)
    assert measures.shortfall(sample, alpha) <= np.mean(sample) + 1e-6
    assert measures.shortfall(sample, alpha) >= np.min(sample) - 1e-6


@given(samples, st.floats(1e3, 1e7), st.floats(-1e6, 1e6))
def test_a_certainty_equivalent_lies_between_the_worst_and_the_mean(
    sample: np.ndarray, tolerance: float, sure: float
) -> None:
    found = measures.certainty_equivalent(sample, tolerance, 1).value
    assert np.min(sample) - 1e-6 <= found <= np.mean(sample) + 1e-6
    assert measures.certainty_equivalent(sample, 2 * tolerance, 1).value >= found - 1e-6
    assert measures.certainty_equivalent(sample + sure, tolerance, 1).value == pytest.approx(found + sure, abs=1e-3)
    assert measures.certainty_equivalent(sample, None, 1).value == pytest.approx(np.mean(sample))


def test_a_certainty_equivalent_survives_values_far_beyond_the_tolerance() -> None:
    """All but certain ruin of -1e12 at a tolerance of 1: the worst, less the logarithm of its chance."""
    sample = np.array([-1e12, 0.0, 5e11, 1e12])
    found = measures.certainty_equivalent(sample, 1.0, 1).value
    assert found == pytest.approx(-1e12 + math.log(4.0), rel=1e-15)


@pytest.mark.parametrize("tolerance", [1e5, 1e7, 1e12, 1e27])
def test_a_certainty_equivalent_of_who_hardly_minds_risk_is_the_mean_less_half_the_variance(tolerance: float) -> None:
    """At 1e27 every utility rounds to one, and minus rho times its logarithm gave the worst path of the sample."""
    sample = np.random.default_rng(1).normal(50.0, 8.0, 4096)
    expected = np.mean(sample) - np.var(sample) / (2 * tolerance)
    assert measures.certainty_equivalent(sample, tolerance, 1).value == pytest.approx(expected, rel=1e-9)


NORMAL = """
dealwright: 1
title: A bet
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: USD
risk_free: {rate}
facts: {{bet: {{is: "normal(100 USD, 60 USD)", known_to: []}}}}
parties: {{ada: {{risk_tolerance: 80 USD}}, bob: {{risk_tolerance: none}}}}
terms: {{pay: {{kind: payment, payer: bob, payee: ada, amount: bet, on: 2026-01-01}}}}
""".replace("on: 2026-01-01", "on: 2025-12-31")


def test_figures_of_a_normal_bet_are_those_of_the_normal_law(value: Value) -> None:
    """Mean 100, sd 60: CE = 100 - 60^2/(2 x 80) = 77.5; 5 % and 95 % at 1.6449 sd; CVaR at 2.0627 sd; loss 4.78 %."""
    ada = value(NORMAL.format(rate="0%"), paths=16384).parties["ada"]
    assert ada.certainty_equivalent.value == pytest.approx(77.5, abs=0.1)
    assert ada.mean.value == pytest.approx(100.0, abs=0.01)
    assert (ada.p5, ada.p95) == pytest.approx((100 - 60 * 1.6449, 100 + 60 * 1.6449), abs=0.2)
    assert (ada.p25, ada.p50, ada.p75) == pytest.approx((100 - 60 * 0.6745, 100, 100 + 60 * 0.6745), abs=0.2)
    assert ada.cvar5 == pytest.approx(100 - 60 * 2.0627, abs=0.3)
    assert ada.probability_of_loss == pytest.approx(0.0478, abs=0.001)


def test_risk_is_charged_once_at_the_risk_free_rate(value: Value) -> None:
    """At 10 % risk-free all but the mean at discount shrinks by 1.1^(364/365); ada's discount of 20 % has its own."""
    text = NORMAL.format(rate="10%").replace("ada: {", "ada: {discount: 20%, ")
    ada = value(text, paths=16384).parties["ada"]
    factor = 1.1 ** (-364 / 365)
    assert ada.certainty_equivalent.value == pytest.approx(100 * factor - (60 * factor) ** 2 / 160, abs=0.1)
    assert ada.mean_at_risk_free.value == pytest.approx(100 * factor, abs=0.01)
    assert ada.p95 == pytest.approx((100 + 60 * 1.6449) * factor, abs=0.2)
    assert ada.mean.value == pytest.approx(100 * 1.2 ** (-364 / 365), abs=0.01)


def test_worse_than_no_deal_is_counted_path_by_path(read: Read) -> None:
    """No deal brings a tenth of the bet less 20: better on the paths where 90 % of the bet is under -20, 2.08 %."""
    text = (
        NORMAL.format(rate="0%")
        + """
scenarios: {no_deal: {terms.pay.amount: 10% * bet - 20 USD}}
negotiate: {between: [ada, bob], no_deal: no_deal, over: {terms.pay.on: [2025-12-30, 2025-12-31]}}
"""
    )
    found = value_deal(read(text), Draws(1, 8, 2048), scenarios=["in_force", "no_deal"])
    worse = found.scenarios["in_force"].parties["ada"].probability_worse_than_no_deal
    assert worse == pytest.approx(0.0208, abs=0.001)
    assert found.scenarios["in_force"].parties["bob"].probability_worse_than_no_deal == pytest.approx(0.9792, abs=0.001)
    assert found.scenarios["no_deal"].parties["ada"].probability_worse_than_no_deal is None


DEAL = """
dealwright: 1
title: Something random of every sort
as_of: 2025-02-10
horizon: 2029-11-20
step: quarter
currency: USD
risk_free: 4%
parties:
  ada: {discount: 12%, risk_tolerance: 90m}
  bob: {discount: 9%, risk_tolerance: 200m}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}
  sold:  {kind: event, chance: 60% by 2028-06-30}
companies:
  firm: {enterprise_value: 2x * sales * 1 year, cash_flow: -10% * sales, cash: -120m, cost_of_capital: 11%,
         exit: [sold, horizon]}
terms:
  fee:   {kind: royalty, payer: firm, payee: bob, on: sales, rate: 9%, cap: 30m}
  stake: {kind: equity, company: firm, holder: bob, stake: 30%, residual: ada}
"""


@pytest.mark.parametrize("mode", ["plain", "sobol"])
def test_stated_standard_errors_are_the_spread_over_seeds(read: Read, mode: str) -> None:
    """Over 32 seeds the spread of an estimate is what it states: within a factor of two, as 32 of them can tell."""
    loaded = read(DEAL)
    values, stated = [], []
    for seed in range(32):
        draws = Draws(seed, 1 if mode == "plain" else 8, 512 if mode == "plain" else 64, mode)  # type: ignore[arg-type]
        parties = value_deal(loaded, draws, scenarios=["in_force"]).scenarios["in_force"].parties.values()
        figures = [
            each for party in parties for each in (party.mean, party.mean_at_risk_free, party.certainty_equivalent)
        ]
        values.append([each.value for each in figures])
        stated.append([each.standard_error for each in figures])
    ratio = np.std(values, axis=0, ddof=1) / np.sqrt(np.mean(np.square(stated), axis=0))
    assert np.all((ratio > 0.5) & (ratio < 2.0)), ratio


def test_the_error_of_a_plain_certainty_equivalent_is_that_of_its_effective_paths() -> None:
    """For a two-point lottery the delta method gives rho sd(u) / (mean(u) sqrt(N)), the same as rho sqrt(1/n - 1/N)."""
    sample, rho = np.repeat([0.0, 300.0], [100, 900]), 100.0
    pain = np.exp(-sample / rho)
    expected = rho * np.std(pain) / np.mean(pain) / math.sqrt(len(sample))
    assert measures.certainty_equivalent(sample, rho, 1).standard_error == pytest.approx(expected, rel=1e-12)
    assert measures.effective_paths(np.zeros(50), rho) == pytest.approx(50.0)
    assert measures.effective_paths(np.array([-1e6, *np.zeros(49)]), rho) == pytest.approx(1.0)


def test_plain_draws_are_one_sample_and_scramblings_are_several() -> None:
    assert independent(Draws(1, 8, 64, "plain")) == 1
    assert independent(Draws(1, 8, 64, "sobol")) == 8
    assert independent(Draws(1, 1, 64, "sobol")) == 1


def test_scramblings_that_agree_by_chance_do_not_make_an_estimate_certain() -> None:
    """Each of 8 scramblings of 100 holds 30 of 100 m, for a chance of 30.4 %: off by 0.4 of a path, not by nothing."""
    sample = np.tile(np.repeat([100e6, 0.0], [30, 70]), 8)
    found = measures.mean(sample, 8)
    assert found.value == pytest.approx(30e6)
    assert found.standard_error == pytest.approx(np.std(sample) / 100)
    sure = measures.certainty_equivalent(sample, 100e6, 8)
    exact = -100e6 * math.log(0.304 * math.exp(-1) + 0.696)
    assert 0 < abs(sure.value - exact) < sure.standard_error
    assert measures.mean(np.full(800, 7.0), 8).standard_error == 0.0
