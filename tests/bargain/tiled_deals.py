"""Small negotiations of every kind, for grids that are valued part by part."""

HEAD = """dealwright: 1
title: Ada and Bruno
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: EUR
risk_free: 3%
parties:
  ada:   {discount: 10%, risk_tolerance: 500k}
  bruno: {discount: 8%, risk_tolerance: 5m}
drivers:
  sales: {kind: gbm, start: 1m EUR/year, growth: 10%, volatility: 20%}
terms:
  royalty: {kind: royalty, payer: bruno, payee: ada, on: sales, rate: 8%, cap: 300k EUR}
  upfront: {kind: payment, payer: bruno, payee: ada, amount: 50k, on: 2025-03-31}
  profit:  {kind: flow, payee: bruno, amount: 20% * sales}
  rival:   {kind: flow, active: no, payee: ada, amount: 2% * sales}
scenarios:
  no_deal: {terms.royalty.active: no, terms.upfront.active: no, terms.profit.active: no, terms.rival.active: yes}
  elsewhere: {terms.royalty.active: no, terms.upfront.active: no, terms.profit.active: no, terms.rival.active: yes,
              terms.rival.amount: 3% * sales}
"""
OVER = """  over:
    terms.royalty.rate: 0% .. 16% by 1%
    terms.royalty.cap: [100k EUR, 200k EUR, 300k EUR]
    terms.upfront.amount: 0 EUR .. 500k EUR by 25k EUR
"""
TABLE = "negotiate:\n  between: [ada, bruno]\n  no_deal: no_deal\n"
NOBODY = "  no_deal: {terms.royalty.active: no, terms.upfront.active: no}\n"

DEALS = {
    "one world": HEAD + TABLE + OVER,
    "prices": HEAD + TABLE + "  priced_in: terms.upfront.amount\n" + OVER.replace("by 25k", "by 50k"),
    "worlds": HEAD + TABLE + OVER + "    drivers.sales.growth: [5%, 10%]\n",
    "few packages": HEAD + TABLE + OVER.replace("by 25k", "by 250k"),
    "side payments": HEAD + TABLE + "  side_payments: yes\n" + OVER,
    "an outside option": HEAD + TABLE + "  outside: {ada: elsewhere}\n  power: {ada: 2, bruno: 1}\n" + OVER,
    "it may not close": HEAD.replace("risk_free", "closing: 80% by 2025-02-01\nrisk_free") + TABLE + OVER,
    "nothing suits both": HEAD.replace("payee: ada, amount: 2%", "payee: bruno, amount: 30%") + TABLE + OVER,
    "what a party knows": HEAD.replace("risk_tolerance: 500k", "risk_tolerance: 200k to 900k").replace("20%", "share")
    .replace("volatility: share", "volatility: 20%")
    + "facts:\n  share: {is: 15% to 25%, reason: a guess, known_to: bruno}\n"
    + TABLE + OVER.replace("by 25k", "by 100k").replace("by 1%", "by 4%"),
    "three parties": HEAD.replace("  bruno: {", "  carla: {discount: 9%, risk_tolerance: 2m}\n  bruno: {")
    .replace("  rival:", "  agent:   {kind: royalty, payer: ada, payee: carla, on: sales, rate: 1%}\n  rival:")
    + TABLE.replace("[ada, bruno]", "[ada, bruno, carla]") + OVER + "    terms.agent.rate: [0.5%, 1%, 2%]\n",
}  # fmt: skip
