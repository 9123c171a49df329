"""A refinement leaves a solution at its steps where nothing between them is worth a move."""

from __future__ import annotations

import pytest

from dealwright.lang.load import loads
from dealwright.study import Study

BEND = """
dealwright: 1
title: An effort whose sum is largest at half
as_of: 2025-01-01
horizon: 2025-12-31
currency: USD
risk_free: 0%
parties: {market: {}, ada: {risk_tolerance: none}, ben: {risk_tolerance: none}}
terms:
  effort: {kind: flow, payer: market, payee: ada, amount: 0 USD/year}
  cost: {kind: flow, payer: market, payee: ben, amount: 1m USD/year * (1 - (terms.effort.due / 1m USD/year) ^ 2)}
negotiate:
  between: [ada, ben]
  no_deal: apart
  over: {terms.effort.amount: LOW .. HIGH by 250k USD/year}
scenarios: {apart: {terms.effort.active: no, terms.cost.active: no}}
"""


@pytest.mark.parametrize(
    ("low", "high", "moves"),
    [
        pytest.param("245k USD/year", "995k USD/year", False, id="a step 5k under the best gives up 2 in 100,000"),
        pytest.param("195k USD/year", "945k USD/year", True, id="a step 55k under the best gives up 2 in 1,000"),
    ],
)
def test_a_solution_moves_only_for_a_gain_worth_it(low: str, high: str, moves: bool) -> None:  # noqa: FBT001 - a case of the table
    found = Study(loads(BEND.replace("LOW", low).replace("HIGH", high)), paths=64).bargain()
    assert found.refined is not None
    assert bool(found.refined.solutions["utilitarian"].moved) is moves
