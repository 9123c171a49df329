"""Packages that are the same by construction have the same worth to the last bit; one that is no deal gains nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from dealwright.bargain.figures import Figures
from dealwright.bargain.negotiation import compare
from dealwright.bargain.packages import value_grid
from dealwright.engine.executors.running import Running
from dealwright.engine.executors.threads import Threads
from dealwright.engine.grids import tiles
from dealwright.engine.grids.grid import value_packages
from dealwright.world.draws import Draws
from exactness.test_exactness import sound

if TYPE_CHECKING:
    from dealwright.engine.grids.precision import Name

DEAL = """dealwright: 1
title: A clause that may be off, a cap that never binds, and a stake that may be off
as_of: 2025-02-10
horizon: 2028-12-31
currency: USD
risk_free: 4%
parties:
  ada: {discount: 9%, risk_tolerance: ADA}
  bob: {discount: 8%, risk_tolerance: 200m}
  eve: {discount: 8%}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}
  sold: {kind: event, chance: 60% by 2028-06-30}
companies:
  firm: {enterprise_value: 1x * sales * 1 year, cash: -60m, cost_of_capital: 11%, exit: [sold, horizon]}
terms:
  fee: {kind: royalty, payer: firm, payee: bob, on: sales, rate: 9%, cap: 900m}
  rent: {kind: flow, payer: firm, payee: eve, amount: 3m USD/year}
  gift: {kind: royalty, payer: bob, payee: ada, on: sales, rate: 1%, active: no}
  stake: {kind: equity, company: firm, holder: bob, stake: 30%, residual: ada}
  other: {kind: equity, company: firm, holder: eve, stake: 20%, active: no}
negotiate:
  between: [ada, bob, eve]
  over:
    terms.stake.stake: [10%, 30%, 45%]
    terms.other.active: [no, yes]
    terms.other.stake: [5%, 20%]
    terms.fee.rate: 1% .. 30% by 1%
    terms.fee.cap: [900m, 950m]
    terms.gift.active: [no, yes]
    terms.gift.rate: [1%, 2%]
    terms.rent.amount: 0 USD/year .. 9m USD/year by 1m USD/year
"""
PRECISIONS: tuple[Name, ...] = ("double", "single")


def said(package: dict[str, str]) -> tuple[str, ...]:
    """Say what a package sets that does anything."""
    does = {path: value for path, value in package.items() if path != "terms.fee.cap"}
    for term, path in (("other", "terms.other.stake"), ("gift", "terms.gift.rate")):
        does |= {path: ""} if does[f"terms.{term}.active"] == "no" else {}
    return tuple(does.values())


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("longest", [0.5, 0.0005])
def test_packages_that_do_the_same_are_worth_the_same_to_the_last_bit(
    precision: Name, longest: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "LONGEST", longest)
    grid = value_grid(sound(DEAL.replace("ADA", "60m")), Draws(3, 2, 128), worth=False)
    worth = value_packages(grid.worlds[0].columns, precision=precision, tails=True)
    assert worth.tails is not None
    every = np.concatenate([worth.certainty_equivalent, worth.mean, *worth.tails.every])
    named, first = grid.package, dict[tuple[str, ...], int]()
    same = [first.setdefault(said(named(number)), number) for number in range(every.shape[1])]
    assert len(first) == every.shape[1] * 3 // 4 * 3 // 4 // 2
    assert every[:, same].tobytes() == every.tobytes()


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("tolerance", ["60m", "1bn", "1tn", "1000tn", "none"])
def test_a_package_that_is_no_deal_gains_exactly_nothing(precision: Name, tolerance: str) -> None:
    loaded = sound(DEAL.replace("ADA", tolerance))
    for running in (None, Running(executor=Threads())):
        _, held, grid = compare(
            loaded, Draws(3, 2, 128), lambda _done, _of: None, running=running, figures=Figures(precision=precision)
        )
        gains = grid.worth - np.array([[each.value] for each in held.values()])
        found = {said(grid.package(int(number))) for number in np.flatnonzero(np.all(gains == 0.0, axis=0))}
        assert found == {("30%", "no", "", "9%", "no", "", "3m USD/year")}
