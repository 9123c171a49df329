"""Between the steps of its ranges a bargain finds the packages that closed forms name."""

import math

import numpy as np
import pytest

import dealwright
from dealwright.bargain import Bargain
from dealwright.bargain.refinement import Refinement
from dealwright.bargain.refining.goals import Goal
from dealwright.bargain.refining.model import Model
from dealwright.lang.load import loads

HEAD = """
dealwright: 1
title: A pie that is cut anywhere
as_of: 2025-01-01
horizon: 2025-12-31
currency: USD
risk_free: 0%
parties:
  market: {}
  cleo: {risk_tolerance: none}
  ada: {risk_tolerance: ADA}
  ben: {risk_tolerance: BEN}
drivers:
  luck: {kind: gbm, start: 1, growth: 0%, volatility: 60%}
"""
SPLIT = """
terms:
  pie: {kind: payment, payer: market, payee: ben, amount: 10m, on: 2025-06-30}
  price: {kind: payment, payer: ben, payee: ada, amount: 0 USD, on: 2025-06-30}
negotiate:
  between: [ada, ben]
  no_deal: apart
  over: {terms.price.amount: 0 USD .. 9m by 3m}
scenarios: {apart: {terms.pie.active: no, terms.price.active: no}}
"""
BEND = """
terms:
  effort: {kind: flow, payer: market, payee: ada, amount: 0 USD/year}
  cost: {kind: flow, payer: market, payee: ben, amount: 1m USD/year * (1 - (terms.effort.due / 1m USD/year) ^ 2)}
negotiate:
  between: [ada, ben]
  no_deal: apart
  over: {terms.effort.amount: 0 USD/year .. 1m USD/year by 250k USD/year}
scenarios: {apart: {terms.effort.active: no, terms.cost.active: no}}
"""
RISK = """
companies:
  firm: {enterprise_value: 5m * luck, cost_of_capital: 0%, exit: horizon}
terms:
  stake: {kind: equity, company: firm, holder: ada, stake: 0%, residual: ben}
scenarios: {apart: {terms.stake.stake: 50%}}
negotiate:
  between: [ada, ben]
  no_deal: apart
  over: {terms.stake.stake: 0% .. 100% by 25%}
  side_payments: yes
"""
HOLLOW = """
terms:
  effort: {kind: flow, payer: market, payee: cleo, amount: 0 USD/year}
  fee: {kind: flow, payer: market, payee: ada,
        amount: 1m USD/year * (98% + 2% * exp(6 * (1 - terms.effort.due / 1m USD/year)))}
  sale: {kind: flow, payer: market, payee: ben, amount: 1m USD/year * (4 * terms.effort.due / 1m USD/year - 2.6)}
negotiate:
  between: [ada, ben]
  no_deal: apart
  over: {terms.effort.amount: 0 USD/year .. 1m USD/year by 500k USD/year}
scenarios: {apart: {terms.fee.active: no, terms.sale.active: no}}
"""


def bargained(text: str, ada: str = "none", ben: str = "none", paths: int = 64) -> Bargain:
    head = HEAD.replace("ADA", ada).replace("BEN", ben)
    loaded = loads(head + text)
    assert not loaded.errors, loaded
    return dealwright.Study(loaded, paths=paths).bargain()


def refined(found: Bargain) -> Refinement:
    assert found.refined is not None
    return found.refined


def value(found: Bargain, solution: str, path: str) -> float:
    return float(refined(found).solutions[solution].solution.package[path].split(" ")[0].rstrip("%mk/year"))


def test_a_price_that_halves_the_gain_lies_between_the_steps() -> None:
    """Ten million to split by a price in steps of three: each side gains five at 5m, which is no step."""
    found = bargained(SPLIT)
    for name in ("nash", "egalitarian"):
        solution = refined(found).solutions[name].solution
        assert solution.package == {"terms.price.amount": "5m"}
        assert solution.surplus == pytest.approx({"ada": 5e6, "ben": 5e6})
        assert refined(found).solutions[name].moved == {"terms.price.amount": ("6m", "5m")}


def test_equal_shares_of_the_ideal_gains_lie_on_the_line_between_them() -> None:
    """No price over 9m is allowed, so the ideals are 9m and 10m: x / 9 = (10 - x) / 10 at 4.737m, written as 4.74m."""
    found = bargained(SPLIT)
    assert refined(found).solutions["kalai_smorodinsky"].solution.package == {"terms.price.amount": "4.74m"}


def test_a_powerful_party_takes_its_share_of_a_split() -> None:
    """With three quarters of the power a party takes three quarters of what there is: 7.5m of 10m."""
    found = bargained(SPLIT.replace("  over:", "  power: {ada: 3, ben: 1}\n  over:"))
    assert refined(found).solutions["nash"].solution.package == {"terms.price.amount": "7.5m"}


def test_solutions_on_a_parabola_are_those_of_calculus() -> None:
    """Ada gains x, Ben 1 - x²: Nash at 1/sqrt(3), Kalai-Smorodinsky at the golden ratio, the largest sum at 1/2."""
    found = bargained(BEND)
    path = "terms.effort.amount"
    assert value(found, "nash", path) == pytest.approx(1000 / math.sqrt(3), abs=0.5)
    assert value(found, "kalai_smorodinsky", path) == pytest.approx(1000 * (math.sqrt(5) - 1) / 2, abs=0.5)
    assert value(found, "egalitarian", path) == pytest.approx(1000 * (math.sqrt(5) - 1) / 2, abs=0.5)
    assert value(found, "utilitarian", path) == pytest.approx(500, abs=0.5)


@pytest.mark.parametrize(("ada", "ben"), [(2.3, 7.1), (9.0, 1.0)])
def test_risk_is_shared_in_proportion_to_the_risk_tolerances(ada: float, ben: float) -> None:
    """Exponential utilities share any risk linearly, each its part of the sum of the tolerances.

    Source: Borch, Equilibrium in a reinsurance market, Econometrica 30(3), 1962; Wilson, The theory of syndicates,
    Econometrica 36(1), 1968.
    """
    found = bargained(RISK, f"{ada}m", f"{ben}m", paths=1024)
    assert value(found, "utilitarian", "terms.stake.stake") == pytest.approx(100 * ada / (ada + ben), abs=0.011)


def test_a_kink_between_the_steps_is_found() -> None:
    """What Ada does costs Ben nothing up to 437k a year, and above twice what she gains: the sum is largest there."""
    kink = "1m USD/year - 2 * max(0, terms.effort.due - 437k USD/year)"
    found = bargained(BEND.replace("1m USD/year * (1 - (terms.effort.due / 1m USD/year) ^ 2)", f'"{kink}"'))
    assert value(found, "utilitarian", "terms.effort.amount") == pytest.approx(437, abs=0.5)


def test_what_bends_near_a_corner_is_found_though_a_wide_model_sees_nothing_there() -> None:
    """With u = 1 - effort in millions Ada has 0.98 + 0.02 exp(6 u) and Ben 1.4 - 4 u, alike at u = 0.0961.

    A parabola through u = 0, 1/4 and 1/2 falls at first: so wide a model keeps the smaller gain at 1, that of u = 0.
    """
    u = 0.1
    for _ in range(50):
        u = (0.42 - 0.02 * math.exp(6 * u)) / 4
    found = bargained(HOLLOW)
    assert refined(found).solutions["egalitarian"].solution.surplus["ada"] == pytest.approx(
        1e6 * (1.4 - 4 * u), rel=1e-4
    )
    assert value(found, "egalitarian", "terms.effort.amount") == pytest.approx(1000 * (1 - u), abs=0.5)


def test_a_climb_goes_past_a_hollow_of_its_model() -> None:
    """0.003 x + 0.45 x^2 has its most on -1/3 .. 0 at -1/3, and a summit at 0 for who climbs from there."""
    none = np.full(1, -np.inf)
    for kind, axes in (("sum", 1), ("least", 1), ("sum", 5), ("least", 8)):
        bend, low = np.zeros((1, axes, axes)), np.zeros(axes)
        bend[0, 0, 0], low[0] = 0.9, -1 / 3
        model = Model(np.zeros(1), 0.003 * np.eye(1, axes), bend, low, np.zeros(axes))
        assert Goal(kind, np.ones(1), none, np.zeros(1)).climb(model).tolist() == [-1 / 3, *[0.0] * (axes - 1)]


def test_three_parties_divide_a_pie_evenly_between_the_steps() -> None:
    text = """
terms:
  pie: {kind: payment, payer: market, payee: ben, amount: 9.9m, on: 2025-06-30}
  one: {kind: payment, payer: ben, payee: ada, amount: 0 USD, on: 2025-06-30}
  two: {kind: payment, payer: ben, payee: cleo, amount: 0 USD, on: 2025-06-30}
scenarios: {apart: {terms.pie.active: no, terms.one.active: no, terms.two.active: no}}
negotiate:
  between: [ada, ben, cleo]
  no_deal: apart
  over: {terms.one.amount: 0 USD .. 8m by 2m, terms.two.amount: 0 USD .. 8m by 2m}
"""
    found = bargained(text)
    nash = refined(found).solutions["nash"].solution
    assert nash.package == {"terms.one.amount": "3.3m", "terms.two.amount": "3.3m"}
    assert nash.surplus == pytest.approx({"ada": 3.3e6, "ben": 3.3e6, "cleo": 3.3e6})
