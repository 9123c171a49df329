"""A grid gives every package of a random deal the worth that it has simulated alone, on the same futures."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from jaxtyping import Float

from dealwright.bargain.fresh import reserve
from dealwright.bargain.packages import Grid, forms, value_grid
from dealwright.engine.grids.grid import value_packages
from dealwright.engine.grids.precision import ERROR
from dealwright.engine.scenario import Scene
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import Loaded, loads
from dealwright.world.draws import Draws
from exactness.one_by_one import certainty_equivalent, packages, samples, tails, tolerances, wordings
from exactness.random_deals import RandomDeal, random_deals
from exactness.written import quoted

DRAWS = Draws(3, 2, 64)
EXACT = 1e-9
"""What worths may be apart, of the mean absolute value of the deal on a path; a thousandth of what is asked for."""
UNIT = 1e6
"""The least that a deal is taken to be about: its amounts are written in millions."""
PRECISIONS = ("double", "single")
FIGURES = ("certainty equivalent", "mean", "standard deviation", "5 % quantile", "mean of the worst 5 %")
DEALS = os.environ.get("DEALWRIGHT_RANDOM_DEALS", "")
"""How many random deals are drawn anew; twenty that are the same each time unless said."""

SMALL = """dealwright: 1
title: A fee and a stake
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
parties: {ada: {discount: 9%, risk_tolerance: 50m}, bob: {discount: 8%}}
drivers: {sales: {kind: gbm, start: 20m USD/year, growth: 5%, volatility: 40%}}
companies: {firm: {enterprise_value: 1x * sales * 1 year, cash: -10m, cost_of_capital: 10%}}
terms:
  fee: {kind: royalty, payer: firm, payee: bob, on: sales, rate: 10%}
  stake: {kind: equity, company: firm, holder: bob, stake: 30%, residual: ada}
negotiate: {between: [ada, bob], over: {terms.fee.rate: [5%, 20%], terms.stake.stake: [0%, 40%]}}
"""


def sound(text: str) -> Loaded:
    """Read a deal that must have no errors."""
    loaded = loads(text)
    assert [str(problem) for problem in loaded.errors] == []
    return loaded


def assert_refusal_exact(loaded: Loaded) -> None:
    """Compare what no deal is worth with the same simulated alone."""
    refusing = Scene(loaded.no_deal(), DRAWS, forms=forms(loaded))
    tolerance = tolerances(loaded, None)
    for party, sample in samples(loaded, None, DRAWS, wordings(loaded)).items():
        worth = certainty_equivalent(sample, tolerance[party])
        scale = max(float(np.mean(np.abs(sample))), UNIT)
        assert abs(reserve(refusing, party).value - worth) < EXACT * scale, party


def figures(grid: Grid, precision: str) -> Float[np.ndarray, "figure party package"]:
    """Compute all figures of every package in one precision."""
    worlds = [value_packages(world.columns, precision=precision, tails=True) for world in grid.worlds]
    return np.concatenate([(each.certainty_equivalent, each.mean, *each.tails.every) for each in worlds], axis=2)


def assert_exact(loaded: Loaded, seed: int, most: int = 5) -> None:
    """Compare all figures of a few packages with those of each simulated alone."""
    grid = value_grid(loaded, DRAWS)
    found = {name: figures(grid, name) for name in PRECISIONS}
    every, compared = packages(loaded), wordings(loaded)
    chosen = np.random.default_rng(seed).choice(len(every), size=min(most, len(every)), replace=False)
    alone = [(every[place], samples(loaded, every[place], DRAWS, compared)) for place in chosen]
    scale = max(float(np.mean(np.abs(sample))) for _, each in alone for sample in each.values())
    largest = max(float(np.max(np.abs(sample))) for _, each in alone for sample in each.values())
    bounds = {"double": EXACT * max(scale, UNIT), "single": ERROR["single"] * max(largest, UNIT)}
    for package, each in alone:
        number, tolerance = grid.number(package), tolerances(loaded, package)
        assert grid.package(number) == package
        for place, (party, sample) in enumerate(each.items()):
            expected = certainty_equivalent(sample, tolerance[party]), float(np.mean(sample)), *tails(sample)
            assert abs(grid.worth[place, number] - expected[0]) < bounds["double"], (party, package)
            for name, ours in found.items():
                apart = np.abs(ours[:, place, number] - expected)
                assert apart.max() < bounds[name], (FIGURES[int(apart.argmax())], name, party, package)


@settings(max_examples=int(DEALS or 20), derandomize=not DEALS)
@given(random_deals(), st.integers(0, 2**31))
def test_every_package_of_a_random_deal_is_worth_what_it_is_simulated_alone(deal: RandomDeal, seed: int) -> None:
    loaded = sound(deal.text)
    assert_exact(loaded, seed)
    assert_refusal_exact(loaded)


@settings(max_examples=int(DEALS or 24) // 4, derandomize=not DEALS)
@given(random_deals(certain=True), st.integers(0, 2**31))
def test_a_package_is_worth_what_a_scenario_of_the_same_values_is_where_nothing_is_in_doubt(
    deal: RandomDeal, seed: int
) -> None:
    """The scenario is valued as `dealwright value` does it, over all beliefs: there are none."""
    grid = value_grid(sound(deal.text), DRAWS)
    number = seed % grid.worth.shape[1]
    pairs = ", ".join(f"{path}: {quoted(value)}" for path, value in grid.package(number).items())
    loaded = sound(f"{deal.text}scenarios: {{taken: {{{pairs}}}}}\n")
    found = value_deal(loaded, replace(DRAWS), scenarios=["taken"]).scenarios["taken"].parties
    own = loaded.sound.worth_by == "mean_at_discount"
    worths = {party: found[party].mean if own else found[party].certainty_equivalent for party in deal.table}
    scale = max(UNIT, *(abs(each.value) for each in worths.values()))
    for place, (party, worth) in enumerate(worths.items()):
        assert abs(grid.worth[place, number] - worth.value) < EXACT * scale, (party, pairs)


def test_the_side_that_is_compared_with_imports_neither_planner_nor_columns() -> None:
    """Whatever is imported while a package is simulated: nothing of the grids, nothing that values them."""
    program = f"""
import sys
from exactness.one_by_one import packages, samples, wordings
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
loaded = loads({SMALL!r})
for package in packages(loaded):
    samples(loaded, package, Draws(1, 1, 16), wordings(loaded))
print(sorted(name for name in sys.modules if name.startswith("dealwright.")))
"""
    tests = str(Path(__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([tests, os.environ.get("PYTHONPATH", "")])}
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert "dealwright.engine.books" in told.stdout
    assert "dealwright.engine.grids" not in told.stdout
    assert "dealwright.bargain" not in told.stdout


def test_every_package_of_a_small_deal_is_worth_what_it_is_simulated_alone() -> None:
    assert_exact(sound(SMALL), 1, most=1000)
