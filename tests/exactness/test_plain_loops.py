"""Grids against a simulation in plain loops that shares nothing with the engine but the futures that it drew."""

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.bargain.packages import value_grid
from dealwright.world.draws import Draws
from dealwright.world.futures import Futures
from dealwright.world.futures import simulate as draw_futures
from exactness.one_by_one import packages
from exactness.test_exactness import EXACT, sound
from oracle.reading import Clock, Deal
from oracle.simulate import simulate
from oracle.world import World

DRAWS = Draws(11, 2, 64)
DEAL = """dealwright: 1
title: What plain loops know, between three parties and two companies
as_of: 2025-02-10
horizon: 2030-11-20
step: quarter
currency: EUR
risk_free: 3%
parties:
  inventor: {{discount: 11%, risk_tolerance: 40m}}
  maker: {{discount: 8%, risk_tolerance: 300m}}
  charity: {{discount: 3%, risk_tolerance: none}}
drivers:
  sales: {{kind: gbm, start: 80m EUR/year, growth: 12%, volatility: 30%}}
  price: {{kind: mean_reverting, start: 2x, long_run: 1x, half_life: 18 months, volatility: 35%}}
  margin: {{kind: schedule, 2026: -10%, 2029: 30%}}
  fixed: {{kind: constant, is: 5m EUR/year}}
  approved: {{kind: event, chance: 70% by 2027-12-31}}
  rival: {{kind: event, chance: 50% by 2029-12-31, not_before: 2026-07-01}}
  sold: {{kind: event, chance: 60% by 2028-12-31}}
correlations: {{sales ~ price: -40%}}
companies:
  firm: {{enterprise_value: 1x * sales * 1 year, cash_flow: -10% * sales, cash: {cash}m, cost_of_capital: 11%,
         exit: [sold, horizon], remainder: realised}}
terms:
  royalty: {{kind: royalty, payer: {payer}, payee: inventor, on: sales * price, rate: 7%, period: half,
            from: 2025-04-15, until: 2029-05-31, ends_on: rival, minimum: 2m, period_cap: 6m,
            cap: 30m, opening: {{paid: 4m}}, paid: end}}
  profits: {{kind: profit_participation, payer: maker, payee: inventor, on: margin * sales, residual: charity,
            residual_share: 60%, period: quarter, opening: {{paid: 1m, base: 3m}},
            tiers: [{{share: 40%, until_paid: {until}m}}, {{share: 15%, until_base: 45m}}]}}
  upfront: {{kind: payment, payer: maker, payee: firm, amount: 3m, on: 2025-06-30}}
  approval: {{kind: milestone, payer: firm, payee: inventor, amount: 8m, on: approved, until: 2028-06-30}}
  access: {{kind: licence, grantor: inventor, holder: maker, worth: 9% * sales, costs: fixed, fee: 1m EUR/year,
           ends_on: [rival, approved]}}
  supply: {{kind: commitment, buyer: maker, seller: firm, minimum: {{2025: 6m, 2027: 11m}}, usage: 8% * sales,
           price: 110%, market_price: 100%, seller_margin: 20%, otherwise_bought: 50%, take_or_pay: yes,
           until: 2030-03-31}}
  rent: {{kind: flow, payer: firm, payee: maker, amount: 6m EUR/year}}
  stake: {{kind: equity, company: firm, holder: maker, stake: 30%, residual: inventor}}
negotiate:
  between: [inventor, maker, charity]
  over:
    terms.royalty.rate: [2%, {rate}%]
    terms.royalty.cap: [12m, 60m]
    terms.profits.residual_share: [10%, 90%]
    terms.upfront.amount: [0m, 25m]
    terms.approval.payer: [firm, maker]
    terms.access.fee: [1m EUR/year, 5% * sales]
    terms.supply.take_or_pay: [yes, no]
    terms.rent.amount: [1m EUR/year, 20m EUR/year]
    terms.stake.stake: [0%, 25%, 70%]
"""


class Drawn(World):
    """Futures that the engine drew, for plain loops to read."""

    def __init__(self, deal: Deal, futures: Futures) -> None:
        """Take the levels at the edges of the steps, and the days of events."""
        self.clock, self.drivers, self.paths = Clock(deal), deal["drivers"], futures.paths
        assert list(futures.grid.edges) == self.clock.edges
        self.totals, self.rates = {}, {}
        happens = [name for name, driver in self.drivers.items() if driver["kind"] == "event"]
        self.events = {name: futures.event(name) for name in happens}
        moving = {name: np.broadcast_to(futures.level(name), (self.paths, self.clock.steps + 1))
                  for name in self.drivers if name not in happens}  # fmt: skip
        self.levels = {name: list(np.array(rows.T)) for name, rows in moving.items()}


def laid(text: str, package: Mapping[str, str]) -> Deal:
    """Read a deal with the values of a package in their places, as texts only."""
    deal: dict[str, Any] = copy.deepcopy(yaml.load(text, yaml.BaseLoader))  # noqa: S506 - texts only
    for path, value in package.items():
        *above, key = path.split(".")
        place = deal
        for name in above:
            place = place[name]
        place[key] = value
    return deal


@settings(max_examples=6)
@given(
    cash=st.integers(-120, 0), payer=st.sampled_from(("firm", "maker")), until=st.integers(5, 20),
    rate=st.integers(3, 30), seed=st.integers(0, 2**31),
)  # fmt: skip
def test_packages_are_worth_what_plain_loops_find_on_the_same_futures(
    cash: int, payer: str, until: int, rate: int, seed: int
) -> None:
    text = DEAL.format(cash=cash, payer=payer, until=until, rate=rate)
    loaded = sound(text)
    grid, every = value_grid(loaded, DRAWS), packages(loaded)
    assert not grid.worlds[0].plan.settled, "limited liability couples the groups"
    futures = draw_futures(loaded.sound, DRAWS)
    for place in np.random.default_rng(seed).choice(len(every), size=4, replace=False):
        deal = laid(text, every[place])
        found = simulate(deal, paths=DRAWS.paths, seed=0, drawn=Drawn(deal, futures)).parties
        number = grid.number(every[place])
        scale = max(1e7, *(abs(found[party].certainty_equivalent.value) for party in found))
        for worth, party in zip(grid.worth[:, number], ("inventor", "maker", "charity"), strict=True):
            assert abs(worth - found[party].certainty_equivalent.value) < EXACT * scale, (party, every[place])
