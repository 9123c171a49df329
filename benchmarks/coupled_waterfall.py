"""Time packages of a company whose securities none of them changes: hinges of its waterfall against paying each exit.

Once as in a sale, and once where a class must convert at an offering of so much: what securities pay jumps there.

Run: python benchmarks/coupled_waterfall.py [--quick]. One run values the same packages both ways; trust the ratio.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np

from dealwright.bargain.fresh import reserve
from dealwright.bargain.packages import value_grid
from dealwright.engine.scenario import Scene
from dealwright.lang.load import loads
from dealwright.world.draws import Draws

SAMPLE = 20
DEAL = """
dealwright: 1
title: A company with preferred shares, and what it pays
as_of: 2025-02-10
horizon: 2029-11-20
step: quarter
currency: USD
risk_free: 4%
parties:
  ada: {discount: 12%, risk_tolerance: 90m}
  bob: {discount: 9%, risk_tolerance: 200m}
  eve: {discount: 7%}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}
  sold: {kind: event, chance: 40% by 2028-06-30}
companies:
  firm:
    enterprise_value: 1x * sales * 1 year
    cash_flow: -10% * sales
    cash: -10m
    cost_of_capital: 11%
    exit: [sold, horizon]
    securities:
      stakeholders: {founder: {party: ada}, bob: {}, staff: {party: eve}}
      classes:
        common: {kind: common}
        series_a: {kind: preferred, converts_into: common, original_issue_price: 10 USD, preference: 1x, seniority: 1,
                   participation: capped, cap: 2x, dividend: {rate: 6%}}
      rights:
        options: {kind: option, holder: staff, of: common, count: 500_000, strike: 2 USD, on: 2024-06-01}
      events:
        - {kind: issue, on: 2024-01-15, of: common, holder: founder, shares: 6_000_000, price: 0.001 USD}
        - {kind: issue, on: 2024-06-01, of: series_a, holder: bob, shares: 3_000_000, price: 10 USD}
terms:
  fee: {kind: royalty, payer: firm, payee: bob, on: sales, rate: 9%, cap: 30m, until: 2028-12-31}
  rent: {kind: flow, payer: firm, payee: eve, amount: 3m USD/year}
  late: {kind: payment, payer: firm, payee: eve, amount: 3m USD, on: 2027-01-01}
negotiate:
  between: [ada, bob]
  over:
    terms.fee.rate: 0% .. 31% by 1%
    terms.rent.amount: 0 USD/year .. 15.5m USD/year by 0.5m USD/year
    terms.late.amount: 0 USD .. 31m USD by 1m USD
"""


JUMPING = DEAL.replace("seniority: 1,", "seniority: 1, qualified_ipo: {price_multiple: 1.5x},").replace(
    "      events:\n", "      exit: {ipo: [sold]}\n      events:\n"
)


def main() -> None:
    """Print both times, their ratio and the largest error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="2,048 futures in place of 16,384")
    draws = Draws.for_paths(1, 2048 if parser.parse_args().quick else 16384)
    for name, text in (("hinges", DEAL), ("hinges and steps", JUMPING)):
        measure(name, text, draws)


def measure(name: str, text: str, draws: Draws) -> None:
    """Value the packages of a deal both ways.

    Args:
        name: What its securities pay is made of.
        text: Its file.
        draws: Its futures.
    """
    loaded, draws = loads(text), replace(draws)
    start = time.process_time()
    grid = value_grid(loaded, draws)
    spent, packages = time.process_time() - start, grid.worth.shape[1]
    numbers = np.random.default_rng(1).choice(packages, SAMPLE, replace=False)
    start = time.process_time()
    again = replace(draws)  # nothing of the grid is found again
    scenes = [Scene(loaded.package(grid.package(int(number))), again) for number in numbers]
    alone = np.array([[reserve(scene, party).value for scene in scenes] for party in ("ada", "bob")])
    each = (time.process_time() - start) / SAMPLE
    error = np.abs(alone - grid.worth[:, numbers]).max() / np.abs(alone).max()
    print(
        f"{name}: {packages:,} packages on {draws.paths:,} futures: {spent:.2f} processor-s; "
        f"one by one {each * packages:.0f}, ratio {each * packages / spent:.0f}; largest error {error:.0e}"
    )


if __name__ == "__main__":
    main()
