"""What has been offered so far is valued as packages are."""

import pytest

from dealwright.lang.load import loads
from dealwright.study import Study

DEAL = """
dealwright: 1
title: Offers
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {name: Ada}, bob: {name: Bob}}
terms:
  fee:  {kind: payment, payer: ada, payee: bob, amount: 10 USD, on: 2025-06-30}
  earn: {kind: flow, payee: ada, amount: 50 USD/year}
scenarios: {no_deal: {terms.fee.active: no, terms.earn.active: no}}
negotiate:
  between: [ada, bob]
  no_deal: no_deal
  over: {terms.fee.amount: 0 USD .. 90 USD by 10 USD}
talks:
  - {by: ada, on: 2024-11-02, offer: {terms.fee.amount: 20 USD}, answer: refused}
  - {by: bob, on: 2024-11-20, note: he is thinking}
  - {by: bob, on: 2024-12-01, offer: {terms.fee.amount: 70 USD}, to: ada}
"""


def test_an_offer_is_worth_what_the_package_is_that_it_makes() -> None:
    """Ada earns 2 x 50 and pays the fee; an entry without an offer is none."""
    loaded = loads(DEAL)
    assert loaded.errors == ()
    found = Study(loaded, paths=16).bargain()
    first, second = found.offers
    assert (first.by, first.on, first.answer, first.to) == ("ada", "2024-11-02", "refused", "")
    assert first.certainty_equivalent == pytest.approx({"ada": 80.0, "bob": 20.0})
    assert (second.by, second.to, second.package) == ("bob", "ada", {"terms.fee.amount": "70 USD"})
    assert second.certainty_equivalent == pytest.approx({"ada": 30.0, "bob": 70.0})
    written = found.to_json()["offers"]
    assert isinstance(written, list)
    assert [offer["on"] for offer in written if isinstance(offer, dict)] == ["2024-11-02", "2024-12-01"]


def test_an_offer_is_worth_no_less_certain_money_when_it_may_not_close() -> None:
    """With a chance of 50 % each side has half of what the offer brings; no deal is worth nothing."""
    found = Study(loads(DEAL + "closing: 50% by 2025-03-31\n"), paths=16).bargain()
    assert found.offers[0].certainty_equivalent == pytest.approx({"ada": 40.0, "bob": 10.0})
