"""One deal that has all of it: a payer in debt that burns cash, a random exit, a payee with shares, a binding cap."""

EVERYTHING = """
dealwright: 1
title: A payer that burns cash, in debt, held by its payee
as_of: 2025-05-14
horizon: 2031-12-31
step: month
currency: USD
risk_free: 4%
parties:
  founders: {discount: 12%, risk_tolerance: 60bn}
  partner:  {discount: 9%, risk_tolerance: 90bn}
  fund:     {discount: 11%, risk_tolerance: none}
drivers:
  revenue:
    kind: growth
    start: 10bn USD/year
    growth: {now: 60%, long_run: 6%, half_life: 2 years, volatility: 12%}
    volatility: {now: 40%, long_run: 15%, half_life: 3 years}
  margin:       {kind: schedule, 2025: -60%, 2028: -5%, 2031: 25%}
  multiple:     {kind: mean_reverting, start: 9x, long_run: 4x, half_life: 2 years, volatility: 45%}
  ipo:          {kind: event, chance: 60% by 2029-06-30, not_before: 2026-06-15}
  breakthrough: {kind: event, chance: 45% by 2030-03-31}
correlations: {revenue ~ multiple: 30%, revenue ~ revenue.growth: 25%}
companies:
  northwind:
    enterprise_value: multiple * trailing(revenue, 1 year)
    cash_flow: margin * revenue
    cash: -6bn
    cost_of_capital: 12%
    exit: [ipo, horizon]
    rounds: [{on: 2027-03-10, new_money: 8bn, pre_money: 70bn, by: fund}]
terms:
  share:   {kind: royalty, payer: northwind, payee: partner, on: revenue, rate: 18%, period: quarter, until: 2030-08-20,
            ends_on: breakthrough, cap: 11bn, opening: {paid: 1.5bn}, minimum: 250m}
  access:  {kind: licence, grantor: northwind, holder: partner, worth: 6% * revenue, costs: 2% * revenue,
            fee: 100m USD/year, until: 2030-12-31, ends_on: breakthrough}
  compute: {kind: commitment, buyer: northwind, seller: partner, minimum: {2025: 4bn, 2027: 9bn}, usage: 30% * revenue,
            price: 100%, market_price: 90%, otherwise_bought: 70%, seller_margin: 30%, avoidable_cost: 40%,
            take_or_pay: yes, carry_forward: 1 year, until: 2030-12-31}
  scale:   {kind: milestone, payer: northwind, payee: partner, amount: 3bn, on: breakthrough, until: 2031-06-30}
  upfront: {kind: payment, payer: partner, payee: northwind, amount: 1bn, on: 2025-09-30}
  stake:   {kind: equity, company: northwind, holder: partner, stake: 30%, residual: founders}
"""
