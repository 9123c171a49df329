"""Where a sum may be divided in many ways, a refinement moves nothing from one side to another."""

from __future__ import annotations

from dealwright.lang.load import loads
from dealwright.study import Study

DEAL = """
dealwright: 1
title: A price to divide
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 0%
parties:
  ada: {name: Ada, discount: 0%}
  ben: {name: Ben, discount: 0%}
  cleo: {name: Cleo, discount: 0%}
terms:
  price: {kind: payment, payer: ben, payee: ada, amount: 3m USD, on: 2025-06-30}
  prize: {kind: payment, payer: cleo, payee: ben, amount: 10m USD, on: 2025-06-30}
negotiate:
  between: [ada, ben]
  no_deal: apart
  over: {terms.price.amount: 1m USD .. 9m USD by 4m USD}
scenarios:
  apart: {terms.price.amount: 0 USD, terms.prize.amount: 0 USD}
"""


def test_a_sum_that_stays_the_same_is_no_reason_to_move() -> None:
    found = Study(loads(DEAL), paths=64).bargain()
    assert found.refined is not None
    assert found.solutions["utilitarian"].surplus
    assert not found.refined.solutions["utilitarian"].moved
