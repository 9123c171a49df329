"""What a party holds out for over no deal: it limits the zone, and gains still count from no deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import dealwright
from dealwright.lang.load import loads

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain

SALE = """
dealwright: 1
title: A sale
as_of: 2026-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
parties:
  seller: {reservation: 60m}
  buyer: {}
terms:
  price: {kind: payment, payer: buyer, payee: seller, amount: 0 USD, on: 2026-01-01}
  thing: {kind: flow, payee: buyer, amount: 100m USD/year}
  other: {kind: flow, active: no, payee: seller, amount: 40m USD/year}
scenarios:
  apart: {set: {terms.thing.active: no, terms.price.active: no}}
  elsewhere: {set: {terms.thing.active: no, terms.price.active: no, terms.other.active: yes}}
negotiate:
  between: [seller, buyer]
  no_deal: apart
  refine: no
  over: {terms.price.amount: 0 USD .. 100m by 10m}
"""
"""A thing worth 100 to its buyer; without a deal both have nothing."""


def bargain(text: str) -> Bargain:
    loaded = loads(text)
    assert not loaded.errors, loaded.errors
    return dealwright.Study(loaded, paths=64).bargain()


def test_what_a_seller_holds_out_for_limits_the_zone_and_not_what_counts_as_gain() -> None:
    """Half each is out of reach, 60 to the seller is nearest; Kalai and Smorodinsky share as 100 to 40."""
    found = bargain(SALE)
    assert found.zone == 5
    assert found.solutions["nash"].surplus == pytest.approx({"seller": 60e6, "buyer": 40e6})
    assert found.solutions["egalitarian"].surplus == pytest.approx({"seller": 60e6, "buyer": 40e6})
    assert found.solutions["kalai_smorodinsky"].surplus == pytest.approx({"seller": 70e6, "buyer": 30e6})
    assert found.outside == pytest.approx({"seller": 60e6})
    assert found.probability_zone_empty == 0.0


@pytest.mark.parametrize(("wanted", "elsewhere", "least"), [("60m", "40m", 60e6), ("20m", "70m", 70e6)])
def test_of_a_reservation_and_an_outside_option_the_larger_counts(wanted: str, elsewhere: str, least: float) -> None:
    text = SALE.replace("60m", wanted).replace("40m", elsewhere)
    found = bargain(text.replace("  no_deal: apart\n", "  no_deal: apart\n  outside: {seller: elsewhere}\n"))
    assert found.outside == pytest.approx({"seller": least})
    assert found.solutions["nash"].surplus["seller"] == pytest.approx(least)


def test_a_reservation_that_is_not_known_makes_the_zone_uncertain() -> None:
    """Uniform from 80 to 120, it is met by 100 with one half; the search takes its median."""
    found = bargain(SALE.replace("60m", '"uniform(80m, 120m)"'))
    assert found.probability_zone_empty == pytest.approx(0.5, abs=1 / 64)
    assert found.solutions["nash"].surplus == pytest.approx({"seller": 100e6, "buyer": 0.0}, abs=1.0)
    assert found.solutions["nash"].probability_signs == pytest.approx({"seller": 0.5, "buyer": 1.0}, abs=1 / 64)


def test_side_payments_reach_what_a_party_holds_out_for() -> None:
    found = bargain(SALE.replace("  refine: no\n", "  refine: no\n  side_payments: yes\n").replace("60m", "130m"))
    assert not found.solutions
    found = bargain(SALE.replace("  refine: no\n", "  refine: no\n  side_payments: yes\n"))
    assert found.solutions["nash"].surplus == pytest.approx({"seller": 60e6, "buyer": 40e6})
