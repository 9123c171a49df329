"""How far worth may fall: the spread of the packages that a bargain finds, by hand."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dealwright.bargain import spread
from dealwright.bargain.packages import value_grid
from dealwright.lang.load import loads
from dealwright.study import Study
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain

DEAL = """\
dealwright: 1
title: Ada's prize, which a strike in 3 % of all futures takes, for a bill that Bruno sends
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: EUR
risk_free: 0%
parties:
  ada: {discount: 0%, risk_tolerance: none}
  bruno: {discount: 0%, risk_tolerance: none}
  jury: {discount: 0%, risk_tolerance: none}
drivers:
  strike: {kind: event, chance: 3% by 2025-12-31}
terms:
  prize: {kind: payment, payer: jury, payee: ada, amount: 100 EUR, on: 2025-12-31, ends_on: strike}
  bill: {kind: payment, payer: ada, payee: bruno, amount: 10 EUR, on: 2025-06-30}
scenarios:
  no_deal: {terms.prize.active: no, terms.bill.active: no}
negotiate:
  between: [ada, bruno]
  no_deal: no_deal
  over: {terms.bill.amount: [10 EUR, 20 EUR, 30 EUR]}
"""


def bargained(text: str = DEAL) -> Bargain:
    return Study(loads(text), paths=2048).bargain(tails=True)


@pytest.mark.parametrize("many", [0, 1000])
def test_a_loss_in_three_futures_of_a_hundred(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "MANY", many)
    found = bargained()
    assert found.spread is not None
    assert len(found.spread.frontier) == len(found.frontier) == 3
    for point, each in zip(found.frontier, found.spread.frontier, strict=True):
        bill = float(point.package["terms.bill.amount"].split()[0])
        struck = 1 - (point.certainty_equivalent["ada"] + bill) / 100
        assert struck == pytest.approx(0.03, abs=0.001)
        assert each["ada"].standard_deviation == pytest.approx(100 * sqrt(struck * (1 - struck)))
        assert each["ada"].p5 == pytest.approx(100 - bill)
        assert each["ada"].cvar5 == pytest.approx(100 * (1 - struck / 0.05) - bill)
        assert each["bruno"].standard_deviation == pytest.approx(0, abs=1e-9)
        assert each["bruno"].p5 == each["bruno"].cvar5 == pytest.approx(bill)


def test_a_payment_moves_the_worst_and_not_the_spread() -> None:
    found = bargained(DEAL.replace("  over:", "  side_payments: yes\n  over:"))
    assert found.spread is not None
    solution, each = found.solutions["nash"], found.spread.solutions["nash"]["ada"]
    assert solution.payments["ada"] != 0
    bill = float(solution.package["terms.bill.amount"].split()[0])
    assert each.p5 == pytest.approx(100 - bill + solution.payments["ada"])
    assert each.standard_deviation == pytest.approx(17.0, abs=0.3)


def test_a_closing_that_is_only_likely_is_taken_for_sure_and_that_is_said() -> None:
    found = bargained(DEAL.replace("risk_free: 0%", "risk_free: 0%\nclosing: 50% by 2025-06-30"))
    assert found.spread is not None
    bill = float(found.frontier[0].package["terms.bill.amount"].split()[0])
    assert found.spread.frontier[0]["ada"].p5 == pytest.approx(100 - bill)
    assert found.frontier[0].certainty_equivalent["ada"] == pytest.approx((97 - bill) / 2, abs=0.1)
    assert any("as if the deal closed" in note for note in found.notes)
    assert not any("as if the deal closed" in note for note in bargained().notes)


def test_the_spread_is_told_under_the_values_of_each_package() -> None:
    said = str(bargained())
    said = said[said.index("How far worth may fall") :]
    assert all(f"Frontier: {bill} EUR" in said for bill in (10, 20, 30))


def test_the_spread_is_told_in_json_only_where_it_was_asked_for() -> None:
    asked, not_asked = bargained().to_json(), Study(loads(DEAL), paths=256).bargain().to_json()
    assert not_asked["spread"] is None
    assert isinstance(asked["spread"], dict)
    assert set(asked["spread"]) == {"frontier", "solutions"}


def test_all_packages_have_a_spread_in_their_order() -> None:
    grid = value_grid(loads(DEAL), Draws(1, 8, 256))
    every = spread.spread_of_all(grid)
    bills = [float(grid.package(number)["terms.bill.amount"].split()[0]) for number in range(3)]
    assert every.p5.shape == (2, 3)
    assert np.abs(every.p5 - np.array([[100 - bill for bill in bills], bills])).max() < 1e-9
