"""The futures that a statement is about: the certain one, and one by its number or its worth."""

import datetime as dt
import math
from collections.abc import Callable

import numpy as np
import pytest

from dealwright.engine.statements.chosen import choose, percentage
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import Loaded
from dealwright.world.draws import Draws

Read = Callable[..., Loaded]

DEAL = """
dealwright: 1
title: A mill
as_of: 2025-01-01
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {ada: {discount: 8%}, ben: {discount: 8%}}
facts:
  share: {readings: [{is: 5%, weight: 30%}, {is: 1%, weight: 30%}, {is: 3%, weight: 40%}]}
  base: {is: 80m USD to 125m USD, reason: A guess}
  clause:
    readings:
      - {overlay: {terms.fee.minimum: 1m USD}, weight: 45%}
      - {overlay: {terms.fee.minimum: 2m USD}, weight: 55%}
drivers:
  sales: {kind: growth, start: 100m USD/year, volatility: 40%,
          growth: {now: 30%, long_run: 5%, half_life: 2 years, volatility: 20%}}
  price: {kind: mean_reverting, start: 4, long_run: 2, half_life: 1 year, volatility: 50%}
  index: {kind: gbm, start: 1, growth: 10%, volatility: 60%}
  soon:  {kind: event, chance: 60% by 2026-12-31}
  late:  {kind: event, chance: 40% by 2029-12-31}
  even:  {kind: event, hazard: 20%}
terms:
  fee: {kind: royalty, payer: ada, payee: ben, on: sales, rate: share, period: year, minimum: 1m USD}
  part: {kind: flow, payer: ben, payee: ada, amount: base / 1 year * index}
"""


def test_the_certain_future_has_no_shock_and_grows_as_is_expected(read: Read) -> None:
    futures = choose(read(DEAL), Draws(1, 4, 4), "certain", None).parts[0].view.futures
    years = (dt.date(2030, 1, 1) - dt.date(2025, 1, 1)).days / 365.2
    index, price, sales = (futures.level(name)[0, -1] for name in ("index", "price", "sales"))
    assert index == pytest.approx(1.1**years, rel=1e-3), "the mean, not the median that volatility would leave"
    assert price == pytest.approx(2 * 2 ** (0.5**years), rel=1e-3)
    fading = (math.log(1.3) - math.log(1.05)) * (1 - 0.5 ** (years / 2)) / (math.log(2) / 2)
    assert sales == pytest.approx(100e6 * math.exp(math.log(1.05) * years + fading), rel=1e-3)


def test_an_event_happens_when_its_probability_passes_half_or_never(read: Read) -> None:
    futures = choose(read(DEAL), Draws(1, 4, 4), "certain", None).parts[0].view.futures
    by, hazard = 730.0, -math.log(1 - 0.6) / 730.0
    assert futures.event("soon")[0] == pytest.approx(math.log(2) / hazard)
    assert 1 - math.exp(-hazard * futures.event("soon")[0]) == pytest.approx(0.5)
    assert futures.event("soon")[0] < by
    assert futures.event("late")[0] == math.inf
    assert futures.event("even")[0] / 365.25 == pytest.approx(math.log(2) / 0.2, rel=1e-3)


def test_facts_are_at_their_median_and_clauses_read_in_the_likeliest_way(read: Read) -> None:
    chosen = choose(read(DEAL), Draws(1, 4, 4), "certain", None)
    part = chosen.parts[0]
    assert part.view.futures.fact("share") == 0.03, "not the reading that stands in the middle of the list"
    assert part.view.futures.fact("base") == pytest.approx(100e6)
    assert chosen.readings == {"clause": 1}
    other = choose(read(DEAL), Draws(1, 4, 4), "certain", None, {"clause": 0})
    assert [each.parts[0].loaded.text_at("terms.fee.minimum") for each in (chosen, other)] == ["2m USD", "1m USD"]


@pytest.mark.parametrize("percent", [5, 50, 95])
def test_a_percentile_is_the_path_whose_worth_has_that_rank(read: Read, percent: int) -> None:
    draws = Draws(1, 8, 8)
    chosen = choose(read(DEAL), draws, f"p{percent}", "ben")
    worths = value_deal(read(DEAL), draws, scenarios=["in_force"]).scenarios["in_force"].parties["ben"].sample
    assert chosen.number is not None
    assert chosen.worth == worths[chosen.number - 1]
    assert np.sum(worths < chosen.worth) < percent / 100 * 64 <= np.sum(worths <= chosen.worth)


def test_a_path_has_the_reading_that_is_true_on_it(read: Read) -> None:
    draws = Draws(1, 8, 8)
    read_so = [choose(read(DEAL), draws, number, None).readings["clause"] for number in range(1, 65)]
    assert abs(np.mean(read_so) - 0.55) < 0.1
    forms = choose(read(DEAL), draws, "mean", None).parts
    rows = np.array([part.rows for part in forms])
    assert np.array_equal(np.argmax(rows, axis=0), read_so)
    assert np.all(rows.sum(axis=0) == 1)


@pytest.mark.parametrize("number", [0, 65])
def test_there_is_no_path_beyond_the_last(read: Read, number: int) -> None:
    with pytest.raises(ValueError, match="64 futures"):
        choose(read(DEAL), Draws(1, 8, 8), number, None)


def test_a_percentile_without_a_party_is_of_nothing(read: Read) -> None:
    with pytest.raises(ValueError, match="name a party"):
        choose(read(DEAL), Draws(1, 8, 8), "p50", None)


@pytest.mark.parametrize("words", ["p101", "p-1", "pnan", "px", "p"])
def test_what_is_no_percentile_is_told(words: str) -> None:
    with pytest.raises(ValueError, match="is no path"):
        percentage(words)


def test_dates_are_at_their_median_and_yes_or_no_is_as_is_likelier(read: Read) -> None:
    text = """
facts:
  day:
    reason: Three memos
    readings: [{is: 2028-12-31, weight: 40%}, {is: 2026-12-31, weight: 30%}, {is: 2027-12-31, weight: 30%}]
  kept: {reason: Two memos, readings: [{is: yes, weight: 30%}, {is: no, weight: 70%}]}
terms:
  fee: {kind: royalty, payer: ada, payee: ben, on: 100 USD/year, rate: 10%, until: day, active: kept}
  lag: {kind: flow, payer: ada, payee: ben, amount: 1 USD/year,
        until: "one_of({2027-12-31: 45%, 2026-12-31: 10%, 2029-12-31: 45%})"}
"""
    loaded = read(DEAL[: DEAL.index("facts:")] + text)
    chosen = choose(loaded, Draws(1, 4, 4), "certain", None)
    assert chosen.readings == {"day": 2, "kept": 1, "terms.lag.until": 0}
    assert set(chosen.parts[0].view.terms) == {"lag"}


def test_forms_of_the_deal_that_hold_on_no_future_are_left_out_of_the_mean(read: Read) -> None:
    parts = choose(read(DEAL.replace("weight: 45%", "weight: 1%").replace("weight: 55%", "weight: 99%")),
                   Draws(1, 4, 1), "mean", None).parts  # fmt: skip
    assert len(parts) == 1


@pytest.mark.parametrize("by", ["2026-12-31", "2029-12-31"])
def test_what_is_as_likely_as_not_by_a_day_happens_on_that_day(read: Read, by: str) -> None:
    text = DEAL.replace(
        "late:  {kind: event, chance: 40% by 2029-12-31}", f"late: {{kind: event, chance: 50% by {by}}}"
    )
    futures = choose(read(text), Draws(1, 4, 4), "certain", None).parts[0].view.futures
    assert futures.grid.date(float(futures.event("late")[0])).isoformat() == by
