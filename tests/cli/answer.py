"""What tests of the command line share: a small deal, and what a command answered."""

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
