"""What was computed of a deal before does not show in what it is worth once other values are laid over it."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.engine import beliefs
from dealwright.engine.scenario import Scene
from dealwright.world.draws import Draws
from exactness.random_deals import random_deal
from exactness.test_exactness import DEALS, assert_exact, sound

if TYPE_CHECKING:
    from dealwright.lang.load import Loaded
    from exactness.random_deals import RandomDeal

CHANGED, PATHS = 4, 3
"""How often other values are laid over a deal, one set after the other on the same draws, and of how many paths."""

HELD = """dealwright: 1
title: A company holds another, of which another worth is agreed
as_of: 2025-02-10
horizon: 2029-11-20
currency: USD
risk_free: 4%
parties: {ada: {discount: 9%, risk_tolerance: 90m}, bob: {discount: 9%, risk_tolerance: 50m}}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}
  rent: {kind: gbm, start: 50m USD/year, growth: 2%, volatility: 45%}
  sold: {kind: event, chance: 60% by 2028-06-30}
companies:
  firm: {enterprise_value: 1x * sales * 1 year, cost_of_capital: 10%, exit: [sold, horizon]}
  site: {enterprise_value: 1 year * rent, cost_of_capital: 12%}
terms:
  stake: {kind: equity, company: firm, holder: ada, stake: 30%, residual: bob}
  part: {kind: equity, company: site, holder: firm, stake: 60%, residual: bob}
negotiate:
  between: [ada, bob]
  over: {companies.site.enterprise_value: [1 year * rent, 0.7 year * sales, 1 year * sales + 1 year * rent]}
"""

SAFE = """dealwright: 1
title: A SAFE beside preferred shares, whose preference is agreed
as_of: 2025-02-10
horizon: 2029-11-20
currency: USD
risk_free: 4%
parties: {ada: {discount: 9%, risk_tolerance: 90m}, bob: {discount: 9%, risk_tolerance: 50m}}
drivers: {sales: {kind: gbm, start: 30m USD/year, growth: 8%, volatility: 45%}}
companies:
  firm:
    enterprise_value: 1x * sales * 1 year
    cost_of_capital: 11%
    securities:
      stakeholders: {ada: {}, bob: {}}
      classes:
        common: {kind: common}
        series_a: {kind: preferred, converts_into: common, original_issue_price: 10 USD, seniority: 1, preference: 1x}
      convertibles: {safe: {kind: safe, holder: bob, amount: 9m, on: 2024-07-01, cap: 60m}}
      events:
        - {kind: issue, on: 2024-01-15, of: common, holder: ada, shares: 6_000_000, price: 0.001 USD}
        - {kind: issue, on: 2024-06-01, of: series_a, holder: ada, shares: 3_000_000, price: 10 USD}
terms: {fee: {kind: royalty, payer: bob, payee: ada, on: sales, rate: 9%}}
negotiate: {between: [ada, bob], over: {companies.firm.securities.classes.series_a.preference: [0x, 2x]}}
"""


def worth(loaded: Loaded, draws: Draws) -> dict[str, bytes]:
    """Simulate a deal, and return what it is worth to each party on each path."""
    scene, deal = Scene(loaded, draws), loaded.sound
    return {party: scene.samples(party, beliefs.traits(deal, party)).risk_free.tobytes() for party in deal.parties}


def changes(deal: RandomDeal, dice: Random) -> dict[str, str]:
    """Choose other values of some paths, none inside another."""
    paths = dice.sample(sorted(path for path, values in deal.others.items() if values), PATHS)
    outer = [path for path in paths if not any(path.startswith(f"{other}.") for other in paths)]
    return {path: dice.choice(deal.others[path]) for path in outer}


def test_a_company_that_another_holds_may_have_another_worth_in_each_package() -> None:
    assert_exact(sound(HELD), 1)


def test_a_safe_ranks_with_the_most_senior_preference_of_each_package() -> None:
    loaded, used = sound(SAFE), Draws(3, 1, 16)
    without, twice = (loaded.package({path: to}) for path, values in loaded.ranges().items() for to in values)
    worth(without, used)
    assert worth(twice, used) == worth(twice, Draws(3, 1, 16))


@settings(max_examples=int(DEALS or 24) // 4, derandomize=not DEALS)
@given(st.integers(0, 2**63))
def test_a_deal_with_other_values_is_worth_what_it_is_where_nothing_was_computed_before(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - no secret
    deal, used = random_deal(dice), Draws(3, 1, 16)
    loaded = sound(deal.text)
    worth(loaded.package({}), used)
    for other in (loaded.with_overrides(changes(deal, dice), warnings=False) for _ in range(CHANGED)):
        if not other.errors:
            assert worth(other, used) == worth(other, Draws(3, 1, 16))
