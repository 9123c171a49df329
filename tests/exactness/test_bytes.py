"""The worths of a grid are the same bytes whatever the threads, the order of tiles, and what was computed before."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from dealwright.bargain.packages import value_grid
from dealwright.engine.grids import tiles
from dealwright.engine.grids.grid import value_packages
from dealwright.engine.grids.prepared import prepare
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from exactness.test_exactness import sound

DEAL = """dealwright: 1
title: Two halves, a stake, and a company short of money on some paths
as_of: 2025-02-10
horizon: 2028-12-31
currency: USD
risk_free: 4%
parties:
  ada: {discount: 9%, risk_tolerance: 60m}
  bob: {discount: 8%, risk_tolerance: 200m}
  eve: {discount: 8%}
facts: {burn: {is: 5% to 30%, known_to: nobody}}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}
  sold: {kind: event, chance: 60% by 2028-06-30}
companies:
  firm: {enterprise_value: 1x * sales * 1 year, cash_flow: -burn * sales, cash: -60m, cost_of_capital: 11%,
         exit: [sold, horizon]}
terms:
  fee: {kind: royalty, payer: firm, payee: bob, on: sales, rate: 9%, cap: 30m, minimum: 1m}
  rent: {kind: flow, payer: firm, payee: eve, amount: 3m USD/year}
  upfront: {kind: payment, payer: bob, payee: ada, amount: 5m, on: 2025-06-30}
  stake: {kind: equity, company: firm, holder: bob, stake: 30%, residual: ada}
scenarios: {other: {terms.fee.rate: 20%, terms.rent.active: no}}
negotiate:
  between: [ada, bob, eve]
  over:
    terms.stake.stake: 0% .. 60% by 20%
    terms.fee.rate: 1% .. 30% by 1%
    terms.fee.cap: [10m, 60m]
    terms.rent.amount: [0 USD/year, 5m USD/year, 9m USD/year, 15m USD/year]
    terms.upfront.amount: 0m .. 95m by 5m
    drivers.sold.chance: [20% by 2028-06-30, 80% by 2028-06-30]
"""


def draws() -> Draws:
    """Draw futures anew, of which nothing has been computed yet."""
    return Draws(5, 4, 256)


@pytest.mark.parametrize("precision", ["double", "single"])
def test_worths_are_the_same_bytes_whatever_the_threads_and_the_order_of_tiles(
    precision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "LONGEST", 0.0005)  # a grid of several tiles, small as it is
    columns = value_grid(sound(DEAL), draws(), worth=False).worlds[0].columns
    first, *others = (value_packages(columns, threads=threads, precision=precision) for threads in (1, 2, 4))
    for other in others:
        assert other.certainty_equivalent.tobytes() == first.certainty_equivalent.tobytes()
        assert other.mean.tobytes() == first.mean.tobytes()
    prepared = prepare(columns, precision)
    cut = tiles.tiles_of(prepared.index, columns.paths, len(columns.parties))
    assert len(cut) > 2
    whole = first.certainty_equivalent.reshape(-1, *prepared.index.shape)
    with threadpool_limits(limits=1, user_api="blas"):
        for place in np.random.default_rng(1).permutation(len(cut)):
            again = tiles.value_tile(prepared, cut[place]).certainty_equivalent
            assert again.tobytes() == whole[..., cut[place].first, cut[place].second].tobytes()


def test_worths_are_the_same_bytes_whatever_was_computed_on_the_same_futures_before() -> None:
    loaded, used = sound(DEAL), draws()
    alone = value_grid(loaded, draws()).worth
    value_deal(loaded, used)
    value_grid(loads(DEAL.replace("cash: -60m", "cash: -90m")), used, worth=False)
    assert value_grid(loaded, used).worth.tobytes() == alone.tobytes()


def test_worths_are_the_same_bytes_whatever_the_order_of_the_ranges() -> None:
    """The paths of the file in another order: each package has the same worth."""
    head, over = DEAL.split("  over:\n")
    turned = "".join(reversed(over.splitlines(keepends=True)))
    grid, other = value_grid(sound(DEAL), draws()), value_grid(sound(f"{head}  over:\n{turned}"), draws())
    for number in range(0, grid.worth.shape[1], 997):
        place = other.number(grid.package(number))
        assert np.allclose(other.worth[:, place], grid.worth[:, number], rtol=1e-11)
