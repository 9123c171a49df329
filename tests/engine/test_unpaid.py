"""What a payee goes without is looked at on the paths on which something stays unpaid, and is what all paths say."""

from collections.abc import Callable

import numpy as np
import pytest

from dealwright.engine import unpaid
from dealwright.engine.books import Books
from dealwright.engine.lines import Rates, lines, whole, wholes
from dealwright.terms.outcome import Flow
from dealwright.world import period_money

Keep = Callable[..., Books]

DEAL = """
dealwright: 1
title: A firm that can rarely not pay
as_of: 2025-01-01
horizon: 2030-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {{ada: {{discount: 8%}}, bob: {{discount: 6%}}}}
drivers:
  sales: {{kind: gbm, start: 100m USD/year, growth: 3%, volatility: 40%}}
  sold:  {{kind: event, chance: 60% by 2028-12-31}}
companies:
  firm: {{enterprise_value: 5 * sales * 1 year, cost_of_capital: 14%, exit: sold}}
terms:
  all:  {{kind: equity, company: firm, holder: bob, stake: 50%, residual: bob}}
  owed: {term}
"""
TERMS = [
    "{kind: payment, payer: firm, payee: ada, amount: 300m, on: 2030-06-30}",
    "{kind: flow, payer: firm, payee: ada, amount: 60% * sales, from: 2026-01-01}",
    "{kind: flow, payer: firm, payee: ada, amount: 60% * sales, beyond: perpetuity(1%)}",
    "{kind: royalty, payer: firm, payee: ada, on: sales, rate: 55%, cap: 900m}",
    "{kind: profit_participation, payer: firm, payee: ada, on: sales, tiers: [{share: 70%, until_paid: 400m}]}",
]


@pytest.mark.parametrize("much", [False, True], ids=["laid out", "on demand"])
@pytest.mark.parametrize("term", TERMS)
def test_few_paths_alone_say_what_all_paths_say(
    keep: Keep, term: str, *, much: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(period_money, "pays", lambda _: much)
    books, rates = keep(DEAL.format(term=term), paths=512), Rates(0.04, own_rates=False)
    short = books.companies["firm"].unpaid["owed", "ada"]
    assert 0 < np.count_nonzero(short) < len(short)
    found = []
    for rare in (0, 10**9):
        monkeypatch.setattr(unpaid, "RARE", rare)
        found.append([lines(books, "ada", rates)["owed"], whole(books, "ada", rates)])
    np.testing.assert_array_equal(*found)


def test_what_is_paid_everywhere_costs_nothing(keep: Keep) -> None:
    books = keep(DEAL.format(term=TERMS[0]), paths=64)
    firm, owed = books.companies["firm"], ("owed", "ada")
    nothing = unpaid.lost(owed, np.zeros(64 * 2), firm.terms["owed"], firm.exit.time, 0.04, books.view)
    assert not nothing.any()


@pytest.mark.parametrize("term", TERMS)
def test_parties_together_are_worth_what_each_is_alone(keep: Keep, term: str) -> None:
    books = keep(DEAL.format(term=term), paths=64)
    rates = {"ada": Rates(0.04, own_rates=False), "bob": Rates(0.06, own_rates=True)}
    together = wholes(books, rates)
    assert list(together) == ["ada", "bob"]
    for party, found in together.items():
        np.testing.assert_array_equal(found, whole(books, party, rates[party]))


def test_a_flow_on_some_paths_moves_there_what_it_moves_on_all() -> None:
    some = np.array([1, 5, 6])
    amounts, days = np.arange(20.0).reshape(10, 2), np.arange(20.0).reshape(10, 2) + 30.0
    by_path = Flow("firm", "ada", amounts, days, lasting=np.linspace(0.0, 0.01, 10)[:, None], reached=days - 1.0)
    here = by_path.on(some)
    np.testing.assert_array_equal(here.amount, amounts[some])
    np.testing.assert_array_equal(here.days, days[some])
    np.testing.assert_array_equal(here.reached, days[some] - 1.0)
    np.testing.assert_array_equal(here.lasting, np.linspace(0.0, 0.01, 10)[some, None])
    alike = Flow("firm", "ada", amounts[:1], days[0], reached=days[:1]).on(some)
    np.testing.assert_array_equal(alike.amount, amounts[:1])
    np.testing.assert_array_equal(alike.days, days[0])
    np.testing.assert_array_equal(alike.reached, days[:1])
