"""Cash that is paid beside a package counts in its worth on fresh futures, too."""

from dealwright.lang.load import loads
from dealwright.study import Study

DEAL = """\
dealwright: 1
title: A bill of 10 that Ada likes and Bruno pays
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: EUR
risk_free: 0%
parties:
  ada: {discount: 0%, risk_tolerance: none}
  bruno: {discount: 0%, risk_tolerance: none}
terms:
  gift: {kind: flow, payee: ada, amount: 100 EUR/year}
  cost: {kind: payment, payer: bruno, payee: ada, amount: 10 EUR, on: 2025-06-30}
scenarios:
  no_deal: {terms.gift.active: no, terms.cost.active: no}
negotiate:
  between: [ada, bruno]
  no_deal: no_deal
  side_payments: yes
  over: {terms.cost.amount: [10 EUR, 20 EUR]}
"""


def test_the_gain_on_fresh_futures_counts_the_payment() -> None:
    # together they gain 100 whatever is paid, so each gains 50; with 10 in the package, Ada must pay 60 back
    found = Study(loads(DEAL), paths=64).bargain().solutions["egalitarian"]
    assert found.fresh is not None
    assert found.fresh_surplus is not None
    assert round(found.payments["bruno"], 9) == 60.0 if found.package["terms.cost.amount"] == "10 EUR" else 70.0
    for party in ("ada", "bruno"):
        assert abs(found.surplus[party] - 50.0) < 1e-9
        assert abs(found.fresh_surplus[party].value - 50.0) < 1e-9
        assert abs(found.fresh[party].value - 50.0) < 1e-9
