"""Slopes of random deals of every kind are the differences of whole valuations on the same futures."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.engine.result import PartyWorth
from dealwright.engine.sensitivities.ground import Grounds
from dealwright.engine.sensitivities.moves import Move, moved
from dealwright.engine.sensitivities.result import Sensitivity
from dealwright.engine.sensitivities.sensitivities import sensitivities
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import Loaded, loads
from dealwright.lang.numbers import Number, numbers_at, numbers_of
from dealwright.world.draws import Draws
from exactness.random_deals import random_deal

FEW = 3
"""Numbers moved of each deal."""


@settings(max_examples=12)
@given(dice=st.randoms(use_true_random=True))
def test_slopes_are_the_differences_of_whole_valuations(dice: Random) -> None:
    loaded = loads(random_deal(dice).text)
    if loaded.deal is None:
        return
    every = numbers_of(loaded)
    chosen = tuple(each for each in dice.sample(every, min(FEW, len(every))))
    compare(loaded, chosen)


DISPUTED = """
dealwright: 1
title: Two disputed clauses of an indebted firm with a subsidiary
as_of: 2025-01-01
horizon: 2028-12-31
currency: USD
risk_free: 3%
parties: {ada: {discount: 8%, risk_tolerance: 30m to 60m}, bob: {discount: 6%, risk_tolerance: 40m}, cyd: {}}
facts:
  rate: {is: 6%}
  debt: {is: 12m}
  lower: {is: 0.6}
  meant:
    known_to: [ada]
    readings: [{weight: 60%, overlay: {}}, {weight: 40%, overlay: {terms.share.rate: lower * rate}}]
  owed:
    known_to: [ada, bob]
    readings: [{weight: 70%, overlay: {}}, {weight: 30%, overlay: {terms.loan.amount: debt / 2}}]
  many: {known_to: [bob], readings: [{is: 1.5, weight: 50%}, {is: rate * 10, weight: 50%}]}
drivers:
  sales: {kind: gbm, start: 10m USD/year, growth: 5%, volatility: 40%}
companies:
  firm: {enterprise_value: many * sales * 1 year, cash: -8m, cost_of_capital: 10%, exit: horizon}
  child: {enterprise_value: 0.5 * sales * 1 year, cost_of_capital: 9%, exit: horizon}
terms:
  stake: {kind: equity, company: firm, holder: ada, stake: 60%, residual: bob}
  hold: {kind: equity, company: child, holder: firm, stake: 80%, residual: cyd}
  share: {kind: royalty, payer: firm, payee: cyd, on: sales, rate: rate, until: 2028-12-31}
  fee: {kind: royalty, payer: child, payee: bob, on: sales, rate: 2%, until: 2027-12-31}
  loan: {kind: payment, payer: firm, payee: cyd, on: 2028-12-31, amount: debt, rank: 2}
  late: {kind: payment, payer: firm, payee: bob, on: 2028-12-31, amount: 5m, rank: 1}
"""


SOME = ("terms.hold", "terms.loan", "terms.late", "drivers.sales.volatility", "companies.firm.cash", "risk_free")


@pytest.mark.parametrize("paths", [("facts",), SOME], ids=["facts", "others"])
def test_slopes_of_a_firm_in_debt_by_disputed_clauses_are_the_differences_of_whole_valuations(
    paths: tuple[str, ...],
) -> None:
    loaded = loads(DISPUTED)
    assert [problem.what for problem in loaded.errors] == []
    compare(loaded, numbers_at(loaded, paths))


OWED_IN_TURN = """
dealwright: 1
title: A firm that cannot pay, owed by a company with securities that cannot pay either
as_of: 2025-01-01
horizon: 2028-12-31
currency: USD
risk_free: 4%
parties: {ada: {discount: 8%, risk_tolerance: 40m}, dan: {discount: 8%, risk_tolerance: 25m}}
drivers:
  sales: {kind: gbm, start: 30m USD/year, growth: 5%, volatility: 40%}
  sold: {kind: event, when: year > 2026}
companies:
  site:
    enterprise_value: 0.2x * sales * 1 year
    cash: -10m
    cost_of_capital: 12%
    exit: sold
    securities:
      stakeholders: {first: {party: ada}}
      others: ada
      classes: {common: {kind: common}}
      events: [{kind: issue, on: 2024-01-15, of: common, holder: first, shares: 6_000_000, price: 0.001 USD}]
  firm: {enterprise_value: 1m, cash: -141m, cost_of_capital: 12%, exit: horizon}
terms:
  fee: {kind: royalty, payer: site, payee: firm, on: sales, rate: 20%, until: 2028-12-31}
  supply: {kind: flow, payer: firm, payee: dan, amount: 30% * sales, beyond: perpetuity(-5%)}
  stake: {kind: equity, company: firm, holder: ada, stake: 100%}
"""


def test_slopes_of_what_a_firm_leaves_unpaid_are_the_differences_of_whole_valuations() -> None:
    loaded = loads(OWED_IN_TURN)
    assert [problem.what for problem in loaded.errors] == []
    compare(loaded, numbers_at(loaded, ("terms.supply", "terms.fee")))


def compare(loaded: Loaded, chosen: tuple[Number, ...]) -> None:
    """Compare the slopes of some numbers with valuations of the deal on both sides of each."""
    draws, every = Draws(1, 4, 16), numbers_of(loaded)
    grounds = Grounds(loaded, draws, tuple(loaded.sound.parties), len(chosen), exact=True)
    found = sensitivities(grounds, "in_force", chosen)
    base = valued(loaded)
    for number in chosen:
        told = [each for each in found.numbers if (each.path, each.place) == (number.path, number.place)]
        assert told or any(each.path == number.path for each in found.left_out)
        for each in told:
            sides = differences(loaded, number, each, every)
            for party, effect in each.parties.items():
                scale = abs(base[party].mean.value) + 1e-3 * max(abs(b.mean.value) for b in base.values()) + 1.0
                room = 1e-8 * scale * each.unit_size / each.step
                mean = sum(weight * worth[party].mean.value for weight, worth in sides)
                sure = sum(weight * worth[party].certainty_equivalent.value for weight, worth in sides)
                assert effect.mean.value == pytest.approx(mean, rel=1e-6, abs=room)
                assert effect.certainty_equivalent.value == pytest.approx(sure, rel=1e-6, abs=room)


def differences(
    loaded: Loaded, number: Number, told: Sensitivity, every: tuple[Number, ...]
) -> list[tuple[float, dict[str, PartyWorth]]]:
    """Value the deal where the number is moved as it was, each form with its weight in the difference."""

    def form(by: float) -> dict[str, PartyWorth] | None:
        made = moved(loaded, number, by, every)
        return valued(made.loaded) if isinstance(made, Move) else None

    size, step = told.unit_size, told.step
    if told.difference == "the other":
        weighted = [(1.0, form(1.0)), (-1.0, valued(loaded))]
    elif told.difference == "central":
        weighted = [(size / step / 2, form(step)), (-size / step / 2, form(-step))]
    else:
        by = step if told.difference == "upwards" else -step
        far = form(2 * by)
        weights = (-1.5, 2.0, -0.5) if far is not None else (-1.0, 1.0)
        weighted = [(weight * size / by, each) for weight, each in zip(weights, (valued(loaded), form(by), far))]  # noqa: B905
    return [(weight, each) for weight, each in weighted if each is not None]


def valued(loaded: Loaded) -> dict[str, PartyWorth]:
    """Value a deal in force to every party, on draws of which nothing has been computed yet."""
    return dict(value_deal(loaded, Draws(1, 4, 16), scenarios=["in_force"]).scenarios["in_force"].parties)
