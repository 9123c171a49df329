"""The loop that works expressions of drivers out finds what NumPy finds, to the byte, whatever stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from dealwright.engine.view import FuturesView
from dealwright.lang.load import loads
from dealwright.terms.days.life import Life
from dealwright.terms.days.periods import cells
from dealwright.world import programs
from dealwright.world.draws import Draws
from dealwright.world.evaluate import NotFiniteError
from dealwright.world.frames import StepEnds
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression

DEAL = """dealwright: 1
title: Flows of every form
as_of: 2025-02-14
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {{ada: {{}}, bob: {{}}}}
facts: {{part: {{is: "uniform(2%, 20%)"}}, some: {{is: 3m USD/year}}}}
drivers:
  sales: {{kind: growth, start: 20m USD/year, volatility: 40%, growth: 8%}}
  cost: {{kind: gbm, start: 80%, growth: -5%, volatility: 20%}}
  margin: {{kind: schedule, 2025: 10%, 2028: 40%}}
  sold: {{kind: event, hazard: 20% / 1 year * cost}}
  profit: {{kind: derived, is: "(margin - if(year <= 2026, 5%, 0)) * sales * (1 - cost)"}}
  flow: {{kind: derived, is: "{flow}"}}
  total: {{kind: derived, is: cumulative(flow)}}
terms:
  fee: {{kind: royalty, payer: ada, payee: bob, on: sales, rate: 1%}}
"""
FLOWS = {
    "one driver": "sales",
    "the larger part": "max(profit, 0 USD/year)",
    "the least of three": "min(sales, 25m USD/year, some / part)",
    "between bounds": "clip(profit, -part * some, some)",
    "what holds decides": "if(sales > 22m USD/year and not cost >= 70%, sales * part, -profit)",
    "either holds": "if(cost < 60% or sales <= some * 5, some * cost, profit / cost)",
    "a year decides": "if(year < 2027, max(sales - some * year / 2025, some), sales)",
    "a sum decides": "if(cumulative(sales) > 40m USD, sales * 2, max(sales, some))",
    "the same twice": "max(profit, some) + max(profit, some)",
    "what is sure beside what is not": "max(margin * some, some * 20%) + max(profit, some * margin)",
}
OTHERS = {
    "an event cuts steps": "max(profit, 0 USD/year) * before(sold)",
    "a power": "max(some * cost ^ 2, some)",
    "no chance": "max(margin, 20%) * some",
}
DRAWS = Draws(7, 2, 300)


def view_of(flow: str) -> FuturesView:
    """Read a deal with a flow, on futures of its own."""
    loaded = loads(DEAL.format(flow=flow))
    assert [str(problem) for problem in loaded.errors] == []
    return FuturesView.of(loaded.sound, simulate(loaded.sound, DRAWS))


def flow_of(view: FuturesView) -> Expression:
    """Return the flow of a deal."""
    expression = view.futures.behind("flow")
    assert expression is not None
    return expression


def money(flow: str) -> list[Float[ndarray, "_ period"]]:
    """Sum a flow over the quarters of two lives, one of which ends on another day on each path."""
    view = view_of(flow)
    ends = np.linspace(100.0, 1500.0, view.paths)[:, None]
    lives = Life(0.0, np.full((1, 1), 1200.0), 0.0, 1200.0), Life(40.0, ends, 40.0, 1500.0)
    return [cells(life, view.grid, "quarter").money(flow_of(view), view) for life in lives]


def found(flow: str) -> list[bytes]:
    """Find what a flow adds up to at the edges of the steps, and what it brings in quarters."""
    return [each.tobytes() for each in (view_of(flow).futures.level("total"), *money(flow))]


@pytest.mark.parametrize("flow", [*FLOWS.values(), *OTHERS.values()], ids=[*FLOWS, *OTHERS])
def test_the_loop_finds_the_same_bytes(flow: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "pays_now", lambda _: False)
    plainly = found(flow)
    monkeypatch.setattr(programs, "pays_now", lambda _: True)
    assert found(flow) == plainly


@pytest.mark.parametrize("flow", [*FLOWS.values(), *OTHERS.values()], ids=[*FLOWS, *OTHERS])
def test_the_loop_knows_all_but_some_forms(flow: str) -> None:
    view = view_of(flow)
    known = programs.program(flow_of(view), StepEnds(view.futures)) is not None
    assert known == (flow in FLOWS.values())


@pytest.mark.parametrize("quickly", [False, True])
def test_what_is_no_number_is_told_either_way(quickly: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    monkeypatch.setattr(programs, "pays_now", lambda _: quickly)
    with pytest.raises(NotFiniteError):
        money("max(sales / (margin - margin), some)")
