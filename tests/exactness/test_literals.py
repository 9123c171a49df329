"""Uncertain literals keep their draws whatever is laid over others: packages that share futures share them too."""

from __future__ import annotations

import numpy as np
import pytest

from dealwright.bargain.packages import value_grid
from dealwright.engine.stage import IN_FORCE
from dealwright.lang.load import loads
from dealwright.study import Study
from dealwright.world.beliefs import event_slot, literals, shock_slot
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate
from exactness.one_by_one import certainty_equivalent, packages, samples, tolerances, wordings

DEAL = """dealwright: 1
title: A fee, a bonus and a bill, of which nobody knows the sums
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: USD
risk_free: 4%
parties: {ada: {discount: 9%, risk_tolerance: 3m}, bob: {discount: 8%, risk_tolerance: 8m}}
drivers:
  sales: {kind: gbm, start: 2m USD/year, growth: 1% to 9%, volatility: 30%}
  strike: {kind: event, chance: 30% by 2026-12-31}
  rent: {kind: gbm, start: 1m USD/year, growth: 5%, volatility: 40%}
  flood: {kind: event, chance: 20% by 2026-12-31}
terms:
  fee: {kind: payment, payer: ada, payee: bob, amount: 1m to 3m, on: 2025-06-30}
  bonus: {kind: payment, payer: bob, payee: ada, amount: 2m to 6m, on: 2026-06-30}
  bill: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 10% to 40%, ends_on: flood}
scenarios:
  settled: {terms.fee.amount: 2m, drivers.sales.growth: 5%}
  doubled: {terms.fee.amount: 2m to 9m, terms.bill.rate: 20%}
  calm: {drivers.sales: {kind: constant, is: 2m USD/year}, drivers.strike: {kind: constant, is: 1x}}
negotiate:
  between: [ada, bob]
  over:
    terms.fee.amount: [1m, 2m, 3m]
    terms.bill.rate: [10%, 20%]
"""
DRAWS = Draws(3, 2, 64)


def test_a_package_that_settles_one_sum_leaves_the_others_their_draws() -> None:
    loaded = loads(DEAL)
    grid, compared = value_grid(loaded, DRAWS), wordings(loaded)
    every = packages(loaded)
    for package in every:
        tolerance = tolerances(loaded, package)
        for place, (party, sample) in enumerate(samples(loaded, package, DRAWS, compared).items()):
            worth = grid.worth[place, grid.number(package)]
            assert worth == pytest.approx(certainty_equivalent(sample, tolerance[party]), rel=1e-9, abs=1e-3)


def test_what_two_packages_share_is_the_same_on_every_path() -> None:
    """A fee that is a sure 2m moves Ada by what the fee was less 2m, at one discount: all else stays what it was."""
    loaded = loads(DEAL)
    unsure, sure = (
        samples(loaded, package, DRAWS, wordings(loaded))["ada"] for package in ({}, {"terms.fee.amount": "2m"})
    )
    fee = next(each.uncertain for each in literals(loaded.sound) if each.path == "terms.fee.amount")
    ratio = (sure - unsure) / (simulate(loaded.sound, DRAWS).uncertain(fee) - 2e6)
    assert ratio == pytest.approx(np.full(DRAWS.paths, 1.04 ** (-180 / 365)), rel=1e-6)


@pytest.mark.parametrize("scenario", ["settled", "doubled", "calm"])
def test_a_scenario_gives_no_literal_and_no_driver_another_place(scenario: str) -> None:
    loaded = loads(DEAL)
    laid, deal = loaded.scenario(scenario).sound, loaded.sound
    before = {each.path: each.slot for each in literals(deal)}
    kept = {each.path: each.slot for each in literals(laid) if each.path in before}
    assert len(kept) >= 2
    assert kept.items() <= before.items()
    assert event_slot(laid, "flood") == event_slot(deal, "flood")
    assert shock_slot(laid, "rent", of_growth=False) == shock_slot(deal, "rent", of_growth=False)


def test_a_literal_that_only_an_overlay_has_moves_no_other_and_is_drawn_alone() -> None:
    loaded = loads(DEAL.replace("amount: 1m to 3m, on", "amount: 2m, on"))
    laid = loaded.package({"terms.fee.amount": "1m to 3m"}).sound
    slots = {each.path: each.slot for each in literals(laid)}
    assert slots.pop("terms.fee.amount") is None
    assert slots == {each.path: each.slot for each in literals(loaded.sound)}


def test_an_override_that_settles_one_sum_moves_a_party_by_that_sum_alone() -> None:
    plain, settled = (
        Study(loads(DEAL), paths=1024, overrides=overrides) for overrides in ({}, {"terms.fee.amount": "2m"})
    )
    deal = plain.deal.sound
    fee = next(each.uncertain for each in literals(deal) if each.path == "terms.fee.amount")
    paid = np.mean(simulate(deal, plain.randomness).uncertain(fee))
    means = [study.value().scenarios[IN_FORCE].parties["bob"].mean.value for study in (plain, settled)]
    assert means[0] - means[1] == pytest.approx((paid - 2e6) * 1.08 ** (-180 / 365), rel=1e-6)
