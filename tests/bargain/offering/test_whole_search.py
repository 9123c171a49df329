"""The best offer is the one that an exhaustive search finds, with chances and gains put together anew."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.special import ndtri

from dealwright.lang.load import loads
from dealwright.study import Study

TWO = """
dealwright: 1
title: A festival books a caterer
as_of: 2026-01-01
horizon: 2026-12-31
step: year
currency: EUR
risk_free: 0%
parties:
  fest: {name: Festival}
  chef: {name: Caterer, reservation: 100k to 900k}
  bank: {name: Bank}
facts:
  margin: {is: 1m to 3m, known_to: chef, status: assumed, reason: what caterers say}
terms:
  fee: {kind: payment, payer: chef, payee: fest, amount: 1m, on: 2026-06-30}
  stalls: {kind: payment, active: no, payer: chef, payee: fest, amount: 300k, on: 2026-06-30}
  kitchen: {kind: payment, active: no, payer: fest, payee: chef, amount: 400k, on: 2026-06-30}
  banner: {kind: payment, active: no, payer: bank, payee: chef, amount: 5k, on: 2026-06-30}
  profit: {kind: payment, payer: bank, payee: chef, amount: margin, on: 2026-06-30}
scenarios:
  apart: {set: {terms.fee.active: no, terms.profit.active: no}}
negotiate:
  between: [fest, chef]
  no_deal: apart
  over:
    terms.fee.amount: 0 EUR .. 3m by 60k
    terms.stalls.active: [yes, no]
    terms.kitchen.active: [yes, no]
    terms.banner.amount: [5k EUR, 6k EUR]
"""
FEES = np.arange(0.0, 3_000_001.0, 60_000.0)


@pytest.fixture(scope="module")
def study() -> Study:
    loaded = loads(TWO)
    assert loaded.errors == ()
    return Study(loaded, paths=64)


def test_the_best_offer_is_that_of_all_packages(study: Study) -> None:
    """Only the margin and what the caterer insists on are not known: a thousand quantiles of each, in all pairs."""
    best = study.offers("fest").sides[0].best
    assert best is not None
    margin, reservation = (quantiles(*ends) for ends in ((1e6, 3e6), (1e5, 9e5)))
    room = np.sort((margin[:, None] - reservation[None, :]).ravel())  # what it can pay and sign
    found = {}
    for fee, stalls, kitchen in product(FEES, (0.0, 300_000.0), (0.0, -400_000.0)):
        paid = fee + stalls + kitchen
        found[paid] = paid * (1.0 - np.searchsorted(room, paid) / len(room))
    most = max(found.values())
    again = best.again
    assert again is not None
    assert again.surplus.value == pytest.approx(most, abs=4.0 * again.surplus.standard_error)
    paid = paid_in(best.package)
    chance = 1.0 - np.searchsorted(room, paid) / len(room)
    assert paid * chance >= most * 0.985  # flat at its top: 256 draws choose among packages of nearly the same worth
    assert again.signs.value == pytest.approx(chance, abs=4.0 * again.signs.standard_error)
    assert again.gain.value == pytest.approx(paid)


def quantiles(low: float, high: float) -> np.ndarray:
    """A thousand values of a range, log-normal with its ends as 5th and 95th percentiles."""
    middle, spread = np.log(low * high) / 2.0, np.log(high / low) / (2.0 * ndtri(0.95))
    return np.exp(middle + spread * ndtri((np.arange(1000) + 0.5) / 1000))


def paid_in(package: dict[str, str]) -> float:
    fee = package["terms.fee.amount"].removesuffix(" EUR")
    size = {"k": 1e3, "m": 1e6}.get(fee[-1], 1.0)
    return (
        float(fee.rstrip("km")) * size
        + 300_000 * (package["terms.stalls.active"] == "yes")
        - 400_000 * (package["terms.kitchen.active"] == "yes")
    )


def test_offers_of_the_same_worth_differ_in_terms_that_matter(study: Study) -> None:
    """The banner is never paid for: it is the same in all of them, and they differ in two terms without it."""
    found = study.offers("fest").equivalents
    assert found is not None
    assert len(found.offers) == 3
    first = found.offers[0].package
    for each in found.offers:
        assert each.package["terms.banner.amount"] == first["terms.banner.amount"]
        assert paid_in(dict(each.package)) == pytest.approx(paid_in(dict(first)), rel=0.006)
    for one, other in product(found.offers, repeat=2):
        apart = sum(value != other.package[path] for path, value in one.package.items())
        assert one is other or apart >= 2


def test_a_term_that_matters_to_nobody_is_no_end_to_mind(study: Study) -> None:
    assert not any("banner" in note for note in study.offers("fest").notes)
