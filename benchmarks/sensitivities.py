"""Time slopes of worth: ten numbers of six terms for both parties, and every number, each against one valuation.

Run: python benchmarks/sensitivities.py [--quick]. Both sides are in one run, each with a study of its own whose futures
are yet to be drawn; trust the ratios.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import dealwright
from dealwright.lang.load import loads
from dealwright.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.lang.load import Loaded

REAL, SCENARIO = "examples/openai-microsoft/deal.yaml", "in_force"
SIX = """
dealwright: 1
title: Six terms between a firm and its partner
as_of: 2025-01-01
horizon: 2029-12-31
currency: USD
risk_free: 4%
parties: {holders: {discount: 12%, risk_tolerance: 2bn}, partner: {discount: 9%, risk_tolerance: 20bn}}
drivers:
  revenue:  {kind: growth, start: 1bn USD/year, growth: {now: 80%, long_run: 10%, half_life: 2 years}, volatility: 25%}
  compute:  {kind: gbm, start: 300m USD/year, growth: 25%, volatility: 20%}
  multiple: {kind: mean_reverting, start: 12x, long_run: 6x, half_life: 3 years, volatility: 25%}
  ipo:      {kind: event, hazard: 20%}
companies:
  firm: {enterprise_value: multiple * revenue * 1 year, cash_flow: 30% * revenue - 50% * compute, cash: 500m,
         cost_of_capital: 12%, exit: [ipo, horizon]}
terms:
  stake: {kind: equity, company: firm, holder: partner, stake: 20%, residual: holders}
  share: {kind: royalty, payer: firm, payee: partner, on: revenue, rate: 8%, cap: 900m, until: 2029-12-31}
  profit: {kind: profit_participation, payer: firm, payee: partner, on: 20% * revenue,
           tiers: [{share: 30%, until_paid: 300m}, {share: 10%}]}
  access: {kind: licence, grantor: firm, holder: partner, worth: 6% * revenue, costs: 1% * revenue, until: 2028-12-31}
  supply: {kind: commitment, buyer: firm, seller: partner, usage: compute, minimum: 350m USD, take_or_pay: yes,
           seller_margin: 30%, until: 2029-12-31}
  launch: {kind: milestone, payer: partner, payee: firm, amount: 250m, of: revenue, every: 10bn, most: 1}
"""
TEN = [
    "terms.stake.stake", "terms.share.rate", "terms.share.cap", "terms.profit.tiers.0.share",
    "terms.profit.tiers.0.until_paid", "terms.access.worth", "terms.access.until", "terms.supply.minimum",
    "terms.launch.amount", "terms.launch.every",
]  # fmt: skip
"""Ten numbers that the six terms leave to be negotiated."""


def main() -> None:
    """Print processor times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the paths")
    paths = 4096 if parser.parse_args().quick else 16384
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {paths:,} futures")
    six, real = loads(SIX), dealwright.load(REAL)
    Study(six, paths=64).sensitivities(of=TEN)  # what is imported once is no part of either side
    alone, ratio = ten_of_terms(six, paths)
    print(f"ten slopes for two parties with the value, over the value ({alone:.3f} s): {ratio:.1f} times")
    value, every, count = all_numbers(real, paths)
    print(f"{count} numbers of the real deal for six parties: {every:.1f} s, {every / value:.1f} times one valuation")


def ten_of_terms(deal: Loaded, paths: int, runs: int = 5) -> tuple[float, float]:
    """Return the time of one valuation, and how many times that it takes with ten slopes."""
    times = []
    for _ in range(runs):
        alone, slopes = Study(deal, paths=paths), Study(deal, paths=paths)
        value = seconds(lambda study=alone: study.value(SCENARIO))  # type: ignore[misc]
        both = seconds(lambda study=slopes: (study.value(SCENARIO), study.sensitivities(of=TEN)))  # type: ignore[misc]
        times.append((both / value, value))
    ratio, value = sorted(times)[runs // 2]
    return value, ratio


def all_numbers(deal: Loaded, paths: int) -> tuple[float, float, int]:
    """Return the time of one valuation in force, that of every slope, and how many numbers there are."""
    alone, slopes = Study(deal, paths=paths), Study(deal, paths=paths)
    value = seconds(lambda: alone.value(SCENARIO))
    found = []
    every = seconds(lambda: found.append(slopes.sensitivities()))
    return value, every, len(found[0].numbers)


def seconds(run: Callable[[], object]) -> float:
    """Return the processor time of something."""
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    main()
