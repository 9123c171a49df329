"""What a term has added up to is found once, however often and in however many stretches others read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.engine.view import FuturesView
from dealwright.lang.load import loads
from dealwright.world.accumulate import Total
from dealwright.world.draws import Draws
from dealwright.world.frames import EVERY
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    import pytest

DEAL = """\
dealwright: 1
title: A second royalty that ends once both have paid enough
as_of: 2025-01-01
horizon: 2034-12-31
step: month
currency: EUR
risk_free: 0%
parties: {ada: {discount: 0%}, bob: {discount: 0%}}
drivers: {sales: {kind: gbm, start: 10m EUR/year, growth: 5%, volatility: 30%}}
terms:
  first: {kind: royalty, payer: bob, payee: ada, on: sales, rate: 5%}
  second: {kind: flow, payer: bob, payee: ada, amount: "if(cumulative(terms.first.due) > 2m, 0 EUR/year, 3% * sales)"}
  third: {kind: flow, payer: bob, payee: ada, amount: "if(cumulative(terms.first.due) > 3m, 0 EUR/year, 1% * sales)"}
"""


def seen() -> FuturesView:
    deal = loads(DEAL).sound
    return FuturesView.of(deal, simulate(deal, Draws(1, 2, 4096)))


def test_a_sum_of_a_term_is_added_up_once_for_all_that_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[object] = []
    add_up = Total.of.__func__  # type: ignore[attr-defined]

    def counted(cls: type[Total], *args: Any) -> Total:
        added.append(args)
        return add_up(cls, *args)

    monkeypatch.setattr(Total, "of", classmethod(counted))
    view = seen()
    for name in ("second", "third"):
        assert view.outcome(name).flows
    assert len(added) == 1


def test_a_result_over_some_steps_is_that_part_of_all_of_it() -> None:
    stated = seen().statements
    assert np.array_equal(stated.during("first", "due", slice(7, 20)), stated["first", "due"][:, 7:20])
    assert np.array_equal(stated.during("none", "due", EVERY), np.zeros((1, 120)))
