"""Who owns a company that has stakes: from the first day through rounds and options on stakes to its exit."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from dealwright.engine.books import Books
from dealwright.engine.company_worth import OUTSIDERS, company_worth
from dealwright.engine.result import Ownership
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import load
from dealwright.world.draws import Draws

Keep = Callable[..., Books]
HEAD = """dealwright: 1
title: A firm and its owners
as_of: 2025-01-01
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 3%
parties: {ada: {discount: 8%}, bob: {discount: 8%}, eve: {discount: 8%}}
"""
TWO_ROUNDS = (
    HEAD
    + """drivers:
  sales: {kind: gbm, start: 100 USD/year, growth: 6%, volatility: 50%}
  sold:  {kind: event, chance: 70% by 2028-12-31}
companies:
  firm:
    enterprise_value: 10x * sales * 1 year
    cost_of_capital: 10%
    exit: [sold, horizon]
    rounds:
      - {on: 2028-03-31, new_money: 500 USD, pre_money: 1500 USD}
      - {on: 2026-06-30, new_money: 250 USD, pre_money: 1000 USD, by: eve}
      - {on: 2027-06-30, new_money: 90 USD}
terms:
  shares: {kind: equity, company: firm, holder: ada, stake: 40%, residual: bob}
  call: {kind: option, holder: eve, writer: bob, from: 2026-12-31, until: 2028-12-31, every: year,
         company: firm, stake: 20%, price: 210 USD}
"""
)
SURE = (
    HEAD
    + """companies:
  firm: {enterprise_value: 1000 USD, cost_of_capital: 10%, exit: [horizon], rounds: [ROUNDS]}
terms:
  shares: {kind: equity, company: firm, holder: ada, stake: 40%, residual: bob}
  right:  {kind: option, holder: eve, writer: ada, company: firm, stake: 10%, exercise: always, price: 1 USD, WHEN}
"""
)


def owned(books: Books, name: str = "firm") -> tuple[Ownership, ...]:
    return company_worth(books, name, replicates=4).owned


def sure(keep: Keep, when: str, rounds: str = "") -> list[tuple[date | None, dict[str, float]]]:
    text = SURE.replace("ROUNDS", rounds).replace("WHEN", when)
    return [(each.on, dict(each.shares)) for each in owned(keep(text))]


def whole(each: Ownership) -> bool:
    return sum(each.shares.values()) == pytest.approx(1.0, abs=1e-12) and min(each.shares.values()) >= 0.0


def test_shares_of_each_day_are_the_whole_of_every_company_of_the_real_deal(root: Path) -> None:
    deal = load(root / "examples" / "openai-microsoft" / "deal.yaml")
    scenarios = value_deal(deal, Draws(1, 4, 32)).scenarios
    found = {name: each.companies for name, each in scenarios.items()}
    for companies in found.values():
        assert all(whole(each) for company in companies.values() for each in company.owned)
        assert [each.on for each in companies["openai"].owned] == [date(2025, 5, 14), date(2025, 12, 31), None]
        assert companies["openai"].owned[1].investors == ("softbank",)
        assert [each.on for each in companies["stargate"].owned] == [date(2025, 5, 14)]
    first, second, _ = found["signed"]["openai"].owned
    assert second.shares["microsoft"] == pytest.approx(first.shares["microsoft"] * 270 / 300)
    assert second.shares["softbank"] == pytest.approx(10 / 270 * 270 / 300 + 30 / 300)


def test_two_rounds_and_a_call_move_shares_of_the_company_as_it_then_stands(keep: Keep) -> None:
    books = keep(TWO_ROUNDS, paths=512)
    found = owned(books)
    assert all(whole(each) for each in found)
    assert [each.on for each in found] == [
        date(2025, 1, 1),
        date(2026, 6, 30),
        date(2026, 12, 31),
        date(2028, 3, 31),
        None,
    ]
    exit_day, called = books.companies["firm"].exit.day, books.view.event("call")
    first, second, call, third, last = found
    assert first.shares == pytest.approx({"ada": 0.4, "bob": 0.6})
    assert second.shares == pytest.approx({"ada": 0.32, "bob": 0.48, "eve": 0.2})
    assert second.standing == pytest.approx(np.mean(exit_day >= (date(2026, 6, 30) - date(2025, 1, 1)).days))
    day = (date(2027, 1, 1) - date(2025, 1, 1)).days
    there = exit_day >= day
    used = np.mean(called[there] <= day)
    assert 0.0 < used < 1.0
    assert call.options == pytest.approx({"call": used})
    assert call.shares == pytest.approx({"ada": 0.32, "bob": 0.48 - 0.16 * used, "eve": 0.2 + 0.16 * used})
    assert call.standing == pytest.approx(np.mean(there))
    assert third.investors == (OUTSIDERS,)
    assert third.shares["ada"] == pytest.approx(0.24)
    assert third.shares[OUTSIDERS] == pytest.approx(0.25)
    assert third.shares["bob"] + third.shares["eve"] == pytest.approx(0.51)
    assert last.shares["eve"] == pytest.approx(np.mean(books.companies["firm"].shares["eve"]))
    assert last.options == pytest.approx({"call": np.mean(called <= exit_day)})


def test_a_call_before_a_round_and_a_put_after_it_are_diluted_alike(keep: Keep) -> None:
    found = sure(keep, "on: 2026-05-31", "{on: 2026-06-30, new_money: 1000 USD, pre_money: 1000 USD, by: bob}")
    assert [on for on, _ in found] == [date(2025, 1, 1), date(2026, 5, 31), date(2026, 6, 30), None]
    assert [shares for _, shares in found] == [
        pytest.approx({"ada": 0.4, "bob": 0.6}),
        pytest.approx({"ada": 0.3, "bob": 0.6, "eve": 0.1}),
        pytest.approx({"ada": 0.15, "bob": 0.8, "eve": 0.05}),
        pytest.approx({"ada": 0.15, "bob": 0.8, "eve": 0.05}),
    ]


def test_a_round_that_opens_the_day_after_is_not_yet_counted(keep: Keep) -> None:
    found = sure(keep, "on: 2026-06-30", "{on: 2026-07-01, new_money: 1000 USD, pre_money: 1000 USD}")
    assert [on for on, _ in found] == [date(2025, 1, 1), date(2026, 6, 30), date(2026, 7, 1), None]
    assert found[1][1] == pytest.approx({"ada": 0.3, "bob": 0.6, "eve": 0.1})
    assert found[2][1] == pytest.approx({"ada": 0.15, "bob": 0.3, "eve": 0.05, OUTSIDERS: 0.5})


def test_a_right_that_comes_with_the_exit_is_told_there(keep: Keep) -> None:
    found = sure(keep, "on: 2029-12-31")
    assert [on for on, _ in found] == [date(2025, 1, 1), None]
    assert found[1][1] == pytest.approx({"ada": 0.3, "bob": 0.6, "eve": 0.1})


@pytest.mark.parametrize(
    "rounds", ["", "{on: 2026-07-01, new_money: 9 USD}", "{on: 2026-07-01, new_money: 9 USD, pre_money: 9 USD, if: no}"]
)
def test_what_moves_no_share_leaves_one_day(keep: Keep, rounds: str) -> None:
    found = sure(keep, "on: 2026-06-30, if: 1 > 2", rounds)
    assert found == [(date(2025, 1, 1), pytest.approx({"ada": 0.4, "bob": 0.6}))]


def test_a_company_of_which_nobody_has_a_stake_has_no_owners_to_tell(keep: Keep) -> None:
    text = SURE.replace("ROUNDS", "{on: 2026-07-01, new_money: 9 USD, pre_money: 9 USD}").replace(
        "{kind: equity,", "{kind: equity, active: no,"
    )
    assert owned(keep(text[: text.index("  right:")])) == ()
