"""What tests of the command line share: small deals, and what a command answered."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KETTLE = """\
# Ada's kettle, for the tests
dealwright: 1
title: Ada's kettle
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: EUR
risk_free: 3%
parties:
  ada:   {name: Ada, discount: 10%, risk_tolerance: 500k}
  bruno: {name: Bruno, discount: 8%, risk_tolerance: 5m}   # he has a factory
drivers:
  sales: {kind: gbm, start: 1m EUR/year, growth: 10%, volatility: 20%}
  margin: {kind: schedule, 2025: -10%, 2026: 20%}
terms:
  royalty: {kind: royalty, payer: bruno, payee: ada, on: sales, rate: 8%}
  profit:  {kind: flow, payee: bruno, amount: (15% + margin) * sales}
  rival:   {kind: flow, active: no, payee: ada, amount: 2% * sales}
scenarios:
  no_deal: {terms.royalty.active: no, terms.profit.active: no, terms.rival.active: yes}
negotiate:
  between: [ada, bruno]
  no_deal: no_deal
  over:
    terms.royalty.rate: 0% .. 16% by 4%
"""

TWO_STAKES = """\
dealwright: 1
title: Two stakes in a firm
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: EUR
risk_free: 3%
facts:
  odds: {readings: [{is: 20%, weight: 50%, source: memo}, {is: 60%, weight: 50%, source: memo}]}
sources: {memo: {publisher: Ada, title: A memo, date: 2024-12-01, grade: D}}
parties:
  ada: {discount: 10%}
  ben: {discount: 8%}
  eve: {discount: 9%}
drivers:
  sold: {kind: event, chance: odds by 2026-06-30}
companies:
  firm: {enterprise_value: 100m, cash_flow: 0 EUR/year, cash: 0 EUR, cost_of_capital: 10%, exit: [sold, horizon]}
terms:
  first: {kind: equity, company: firm, holder: ben, stake: 25%, residual: ada}
  second: {kind: equity, company: firm, holder: eve, stake: 20%}
  fee: {kind: payment, payer: ben, payee: ada, amount: 20m, on: 2025-06-30}
scenarios:
  apart: {set: {terms.fee.active: no}}
negotiate:
  between: [ada, ben]
  no_deal: apart
  over:
    terms.first.stake: 10% .. 60% by 10%
    terms.second.stake: 10% .. 50% by 10%
talks:
  - {by: ben, on: 2025-01-01, offer: {terms.first.stake: 60%, terms.second.stake: 10%}}
"""
"""A deal of which one package cannot stand: its two stakes may together be more than the whole."""


@dataclass(frozen=True)
class Answer:
    """What one command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Read stdout as JSON."""
        return json.loads(self.out)


Run = Callable[..., Answer]
