"""Deals that random drawing found to be valued wrongly once: each package of theirs is worth what it is alone."""

import pytest

from dealwright.bargain.packages import Eyes, Worlds
from dealwright.world.draws import Draws
from exactness.test_exactness import assert_exact, sound

HEAD = """dealwright: 1
title: What touches in a way that was not seen
as_of: 2025-02-10
horizon: 2029-11-20
currency: USD
risk_free: 4%
"""
RIGHT = HEAD + """parties: {ada: {discount: 9%, risk_tolerance: 90m}, bob: {discount: 9%, risk_tolerance: 5m}}
drivers: {sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}}
negotiate: {between: [ada, bob], over: {terms.fee.rate: [0%, 60%], terms.more.price: [25m, 35m]}}
terms:
  fee: {kind: royalty, payer: firm, payee: ada, on: sales, rate: 9%}
  rent: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 5%}
  more: {kind: option, holder: bob, writer: ada, from: 2026-01-01, until: 2027-12-31, price: 35m,
         switches: {terms.rent.rate: 20%}}
"""  # fmt: skip
FIRM = """companies:
  firm:
    enterprise_value: 1x * sales * 1 year
    cash: -10m
    cost_of_capital: 11%
"""

READ = (
    HEAD
    + """worth_by: mean_at_discount
facts: {meant: {known_to: nobody, readings: [{weight: 60%, overlay: {parties.ada.discount: 5%}},
                                             {weight: 40%, overlay: {parties.ada.discount: 20%}}]}}
parties: {ada: {discount: 9%}, bob: {discount: 9%}}
drivers: {sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}}
terms: {fee: {kind: royalty, payer: bob, payee: ada, on: sales, rate: 9%}}
negotiate: {between: [ada, bob], over: {terms.fee.rate: [0%, 60%]}}
"""
)

BUYS = (
    HEAD
    + """facts: {meant: {known_to: nobody, readings: [{weight: 60%, overlay: {companies.firm.rounds: []}},
                     {weight: 40%, overlay: {companies.firm.rounds: [
                        {on: 2026-08-15, new_money: 20m, pre_money: 30m, by: bob}]}}]}}
parties: {ada: {discount: 9%, risk_tolerance: 90m}, bob: {discount: 9%, risk_tolerance: 50m}}
drivers: {sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}}
terms:
  fee: {kind: royalty, payer: firm, payee: ada, on: sales, rate: 9%}
  rent: {kind: flow, payer: firm, payee: bob, amount: 3m USD/year}
  stake: {kind: equity, company: firm, holder: ada, stake: 100%}
negotiate:
  between: [ada, bob]
  over: {terms.fee.rate: [0%, 30%], terms.rent.amount: [0 USD/year, 9m USD/year]}
"""
    + FIRM
)

INVESTS = (
    HEAD
    + """parties: {ada: {discount: 9%, risk_tolerance: 90m}, bob: {discount: 9%, risk_tolerance: 50m}}
drivers:
  sales: {kind: gbm, start: 60m USD/year, growth: 8%, volatility: 45%}
  sold: {kind: event, chance: 70% by 2027-06-30}
companies:
  firm: {enterprise_value: 1x * sales * 1 year, cash: -60m, cost_of_capital: 11%, exit: [sold, horizon]}
  site:
    enterprise_value: 1x * sales * 1 year
    cost_of_capital: 11%
    securities:
      stakeholders: {bob: {}, firm: {}}
      classes: {common: {kind: common}}
      events: [{kind: issue, on: 2024-01-15, of: common, holder: bob, shares: 1_000_000, price: 1 USD}]
      rounds:
        b: {on: 2028-08-15, investors: {firm: 9m}, pre_money: 40m, new_class: {kind: preferred, converts_into: common}}
terms:
  stake: {kind: equity, company: firm, holder: ada, stake: 100%}
  fee: {kind: royalty, payer: firm, payee: bob, on: sales, rate: 9%}
  rent: {kind: flow, payer: firm, payee: ada, amount: 3m USD/year}
negotiate:
  between: [ada, bob]
  over: {terms.fee.rate: [0%, 30%], terms.rent.amount: [0 USD/year, 9m USD/year]}
"""
)

FOUND = {
    "who holds a company goes without what another is to pay for its shares and cannot": INVESTS,
    "a reading does not move the rate at which a party counts, in a grid as alone": READ,
    "a holder of an option who has securities of a company weighs what the company pays": RIGHT + FIRM
    + """    securities:
      stakeholders: {ada: {}, bob: {}}
      classes: {common: {kind: common}}
      events: [{kind: issue, on: 2024-01-15, of: common, holder: bob, shares: 1_000}]
""",
    "a holder of an option who buys in a later round weighs what the company pays": RIGHT
    + "  stake: {kind: equity, company: firm, holder: ada, stake: 100%}\n" + FIRM
    + "    rounds: [{on: 2026-08-15, new_money: 20m, pre_money: 5m, by: bob}]\n",
    "by one reading only someone at the table buys in later": BUYS,
}  # fmt: skip


def test_who_buys_in_by_one_reading_only_is_settled_inside_a_group() -> None:
    loaded = sound(BUYS)
    plan = Worlds.of(loaded, Draws(1, 1, 2), loaded.ranges(), Eyes(), ()).plan
    assert plan.settled == {"firm": ("buying",)}


@pytest.mark.parametrize("name", FOUND)
def test_a_deal_found_by_drawing_is_exact(name: str) -> None:
    assert_exact(sound(FOUND[name]), 1, most=12)
