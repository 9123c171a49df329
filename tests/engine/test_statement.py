"""What each term is expected to bring each side, year by year; and the error of a gain over no deal."""

import math
from collections.abc import Callable

import pytest

from dealwright.engine.books import Books
from dealwright.engine.statement import yearly_flows
from dealwright.engine.trails import trails
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import Loaded
from dealwright.world.draws import Draws

Keep = Callable[..., Books]
Read = Callable[..., Loaded]

HEAD = """
dealwright: 1
title: A statement
as_of: 2025-07-01
horizon: 2027-12-31
step: quarter
currency: USD
risk_free: 0%
parties: {ada: {discount: 10%}, bob: {discount: 10%}}
"""
SALES = "drivers: {sales: {kind: gbm, start: 100 USD/year, growth: 5%, volatility: 30%}}\n"


def test_a_statement_adds_up_by_hand(keep: Keep) -> None:
    """Half of 2025 is 184 of 365 days; the payment falls into 2026; the licence's worth is no cash."""
    books = keep(
        HEAD
        + """
terms:
  rent: {kind: flow, payer: bob, payee: ada, amount: 365 USD/year, until: 2026-12-31}
  fee:  {kind: payment, payer: ada, payee: bob, amount: 70 USD, on: 2026-12-31}
  use:  {kind: licence, grantor: ada, holder: bob, worth: 365 USD/year, until: 2025-12-31}
"""
    )
    stated = {(flow.term, flow.side, flow.cash): flow.amounts for flow in yearly_flows(books)}
    years = {
        ("rent", "ada", True): (184, 365, 0),
        ("rent", "bob", True): (-184, -365, 0),
        ("fee", "bob", True): (0, 70, 0),
        ("fee", "ada", True): (0, -70, 0),
        ("use", "bob", False): (184, 0, 0),
    }
    assert set(stated) == set(years)
    for key, expected in years.items():
        assert [stated[key][year] for year in (2025, 2026, 2027)] == pytest.approx(expected)


def test_what_goes_on_after_the_horizon_stands_under_the_year_that_follows(keep: Keep) -> None:
    books = keep(
        HEAD
        + "terms: {rent: {kind: flow, payee: ada, amount: 100 USD/year, until: 2029-12-31, beyond: perpetuity(0%)}}\n"
    )
    (flow,) = yearly_flows(books)
    assert list(flow.amounts) == [2025, 2026, 2027, 2028]
    assert flow.amounts[2028] == pytest.approx(200, abs=0.6)


def test_luck_cancels_in_the_gain_over_no_deal(read: Read) -> None:
    """Ada has the same sales in both; what she gains is a certain 7 USD, whose error is nothing."""
    loaded = read(
        HEAD
        + SALES
        + """
terms:
  sell: {kind: flow, payee: ada, amount: sales}
  fee:  {kind: payment, payer: bob, payee: ada, amount: 7 USD, on: 2025-07-01}
scenarios: {no_deal: {terms.fee.active: no}}
negotiate: {between: [ada, bob], no_deal: no_deal, over: {terms.fee.amount: [7 USD]}}
"""
    )
    found = value_deal(loaded, Draws(1, 8, 32))
    ada, refused = (found.scenarios[name].parties["ada"] for name in ("in_force", "no_deal"))
    assert refused.gain_error is None
    assert ada.certainty_equivalent.standard_error > 0.01
    assert ada.gain_error is not None
    assert math.isclose(ada.gain_error, 0.0, abs_tol=1e-9)


def test_readings_and_scenarios_lead_to_the_facts_they_use(read: Read) -> None:
    loaded = read(
        HEAD
        + """
facts:
  base: {is: 40 USD, status: assumed, reason: a guess}
  late: {is: 5 USD, status: assumed, reason: a guess}
  prize: {readings: [{is: base, weight: 50%}, {is: 2 * base, weight: 50%}]}
  clause: {readings: [{overlay: {}, weight: 50%}, {overlay: {terms.pay.amount: prize + late}, weight: 50%}]}
terms: {pay: {kind: payment, payer: bob, payee: ada, amount: prize, on: 2025-12-31}}
scenarios: {dear: {terms.pay.amount: base + late}, poor: {title: Poor, set: {terms.pay.amount: late}}}
"""
    )
    found = {trail.path: trail for trail in trails(loaded)}
    assert found["facts.prize"].uses == ("facts.base",)
    assert found["facts.clause"].uses == ("facts.late", "facts.prize")
    assert found["scenarios.dear.terms.pay.amount"].uses == ("facts.base", "facts.late")
    assert found["scenarios.poor.terms.pay.amount"].uses == ("facts.late",)
    assert found["scenarios.poor.terms.pay.amount"].line > 0


def test_what_belongs_to_the_deal_as_a_whole_leads_to_the_facts_it_uses(read: Read) -> None:
    loaded = read(
        HEAD.replace("risk_free: 0%", "risk_free: safe")
        + """
facts: {safe: {is: 3%, status: assumed, reason: a guess}, tied: {is: 30%, status: assumed, reason: a guess}}
drivers:
  one: {kind: gbm, start: 1 USD, growth: 0%, volatility: 10%}
  other: {kind: gbm, start: 1 USD, growth: 0%, volatility: 10%}
correlations: {one ~ other: tied}
terms: {pay: {kind: payment, payer: bob, payee: ada, amount: one * 1, on: 2025-12-31}}
"""
    )
    assert loaded.errors == ()
    found = {trail.path: trail for trail in trails(loaded)}
    assert found["risk_free"].uses == ("facts.safe",)
    assert found["correlations.one ~ other"].uses == ("facts.tied",)
    assert found["correlations.one ~ other"].line > 0
