from dataclasses import replace

import numpy as np
import pytest

from dealwright.engine.last_pricing import last_pricing
from dealwright.lang.load import Loaded, load, loads
from dealwright.study import Study
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

REAL = "examples/openai-microsoft/deal.yaml"
DEAL = """
dealwright: 1
title: Priced by a date
as_of: 2025-01-01
horizon: 2034-12-31
step: year
currency: USD
risk_free: 4%
facts: {{last: {{is: 2029, status: assumed, reason: said}}}}
parties: {{ada: {{}}, bob: {{}}}}
drivers:
  sales: {{kind: gbm, start: 10m USD/year, growth: 5%, volatility: 20%}}
  sale:  {{kind: event, chance: 50% by 2027-12-31}}
  late:  {{kind: event, when: year > last}}
  later: {{kind: event, when: year > 2031}}
  never: {{kind: event, when: year > 2040}}
  big:   {{kind: event, when: sales > 20m USD/year}}
companies:
{companies}
terms:
{terms}
"""
DAYS = 365 * 5 + 1
"""From 2025-01-01 to the close of 2029."""


def read(**exits: str) -> Loaded:
    companies = (
        f"  {name}: {{enterprise_value: sales * 5 years, cost_of_capital: 10%, exit: {exit_}}}"
        for name, exit_ in exits.items()
    )
    terms = (
        f"  {name}_stake: {{kind: equity, company: {name}, holder: bob, stake: 10%, residual: ada}}" for name in exits
    )
    return loads(DEAL.format(companies="\n".join(companies), terms="\n".join(terms)))


@pytest.mark.parametrize(
    ("exits", "day"),
    [
        ({"firm": "[sale, late]"}, DAYS),
        ({"firm": "[late, later]"}, DAYS),
        ({"firm": "[sale, late]", "other": "later"}, DAYS + 730),
        ({"firm": "[sale, late]", "other": "horizon"}, None),
        ({"firm": "[sale, late, horizon]"}, DAYS),
        ({"firm": "[sale, horizon]"}, None),
        ({"firm": "sale"}, None),
        ({"firm": "[big, never]"}, None),
    ],
)
def test_the_last_pricing_is_the_day_by_which_dates_alone_price_every_company(
    exits: dict[str, str], day: float | None
) -> None:
    assert last_pricing(read(**exits).sound) == (None if day is None else pytest.approx(day, abs=1e-6))


def test_without_a_company_there_is_none() -> None:
    assert last_pricing(load("examples/hello.yaml").sound) is None


def test_all_forms_of_a_study_meet_the_same_futures() -> None:
    study = Study(read(firm="[sale, late]"), paths=64, overrides={"facts.last": 2031})
    assert study.randomness.priced_by == pytest.approx(DAYS, abs=1e-6)
    assert study.randomness.training().priced_by == pytest.approx(DAYS, abs=1e-6)


def test_the_law_of_the_futures_is_the_same_wherever_the_bridges_stand_first() -> None:
    deal, draws = read(firm="[sale, late]").sound, Draws(3, 8, 2048)
    ends = [
        np.log(simulate(deal, each).level("sales")[:, -1] / 10e6) for each in (draws, replace(draws, priced_by=DAYS))
    ]
    assert not np.array_equal(*ends)
    for end in ends:
        assert end.mean() == pytest.approx(10 * (np.log(1.05) - 0.02), abs=2e-3)
        assert end.std() == pytest.approx(0.2 * 10**0.5, rel=2e-3)


def test_what_rests_on_the_day_of_pricing_is_found_with_less_variance() -> None:
    """The level on that day follows one normal: its mean over 256 paths is nearly exact."""
    deal = load(REAL).sound
    first = last_pricing(deal)
    edge = Draws(0, 1, 1, priced_by=first).far(simulate(deal, Draws(0, 1, 2)).grid)
    errors = [
        [np.mean(simulate(deal, Draws(seed, 1, 256, priced_by=each)).level("office")[:, edge]) for seed in range(16)]
        for each in (None, first)
    ]
    assert np.var(errors[1]) < np.var(errors[0]) / 4
