"""A stake changes hands when an option on it is exercised: a call, a put, before and after a round and the exit."""

from collections.abc import Callable

import numpy as np
import pytest

from dealwright.engine.books import Books
from dealwright.engine.lines import Rates, lines, whole

Keep = Callable[..., Books]

FIRM = """drivers:
  listed: {kind: event, when: year >= 2026, not_before: 2026-07-02}
companies:
  firm: {enterprise_value: 1000 USD, cost_of_capital: 10%, exit: [EXIT], rounds: [ROUNDS]}
terms:
  shares: {kind: equity, company: firm, holder: ada, stake: 40%, residual: bob}
  right:  {kind: option, company: firm, stake: 10%, exercise: always, RIGHT}
"""


def worths(keep: Keep, right: str, *, leaves: str = "horizon", rounds: str = "") -> dict[str, float]:
    """Return what the deal is worth to each party without discount, on its one future."""
    text = FIRM.replace("EXIT", leaves).replace("ROUNDS", rounds).replace("RIGHT", right)
    books = keep(text)
    return {
        party: float(whole(books, party, Rates(0.0, own_rates=False))[0])
        for party in ("ada", "bob", "eve")
        if np.any(whole(books, party, Rates(0.0, own_rates=False)))
    }


def test_who_calls_a_stake_pays_its_price_and_has_it_at_the_exit(keep: Keep) -> None:
    found = worths(keep, "holder: eve, writer: ada, on: 2025-12-31, price: 70 USD")
    assert found == pytest.approx({"ada": 300 + 70, "bob": 600, "eve": 100 - 70})


def test_who_puts_a_stake_is_paid_its_price_and_has_it_no_more(keep: Keep) -> None:
    found = worths(keep, "holder: bob, writer: eve, sells: yes, on: 2025-12-31, price: 130 USD")
    assert found == pytest.approx({"ada": 400, "bob": 500 + 130, "eve": 100 - 130})


def test_a_round_dilutes_the_stake_that_was_called_and_the_one_that_was_kept(keep: Keep) -> None:
    """Half of the firm is sold for 1,000: old holders keep one half, and 2,000 are there to be shared."""
    found = worths(
        keep,
        "holder: eve, writer: ada, on: 2025-12-31, price: 70 USD",
        rounds="{on: 2026-06-30, new_money: 1000 USD, pre_money: 1000 USD}",
    )
    growth = 1.1 ** (185 / 365)  # from the opening of 30 June to the close of 31 December
    there = 1000 + 1000 * growth
    assert found == pytest.approx({"ada": 0.15 * there + 70, "bob": 0.30 * there, "eve": 0.05 * there - 70})


def test_an_exercise_after_the_exit_does_nothing_and_costs_nothing(keep: Keep) -> None:
    found = worths(keep, "holder: eve, writer: ada, on: 2026-12-30, price: 70 USD", leaves="listed, horizon")
    assert found == pytest.approx({"ada": 400, "bob": 600})


def test_a_stake_goes_along_with_the_exit_at_which_it_is_put(keep: Keep) -> None:
    right = "holder: ada, writer: eve, sells: yes, at: listed, price: 130 USD"
    found = worths(keep, right, leaves="listed, horizon")
    assert found == pytest.approx({"ada": 300 + 130, "bob": 600, "eve": 100 - 130})


def test_a_call_is_exercised_where_the_stake_is_worth_more_than_its_price(keep: Keep) -> None:
    text = """drivers:
  value: {kind: gbm, start: 1000 USD, growth: 10%, volatility: 40%}
companies:
  firm: {enterprise_value: value, cost_of_capital: 10%, exit: [horizon]}
terms:
  shares: {kind: equity, company: firm, holder: ada, stake: 40%, residual: bob}
  right:  {kind: option, company: firm, stake: 10%, holder: eve, writer: ada, on: 2025-12-31, price: 10% * 1000 USD}
"""
    books = keep(text, paths=2048)
    value = books.view.futures.at("value", np.full(2048, 365.0))
    wrong = (value > 1000.0) != np.isfinite(books.view.event("right"))
    assert np.max(np.abs(value[wrong] - 1000.0), initial=0.0) < 40.0
    total = sum(whole(books, party, Rates(0.1, own_rates=False)) for party in ("ada", "bob", "eve"))
    assert total == pytest.approx(books.companies["firm"].resources / 1.1**2)


@pytest.mark.parametrize(("part", "left"), [("40%", 0.0), ("10%", 300 / 1.2**2)])
def test_a_stake_with_a_discount_of_its_own_that_is_put_is_gone_at_that_discount(
    keep: Keep, part: str, left: float
) -> None:
    """By hand: Ada counts 40 % of 1,000 in two years at 20 % a year, and sells a part or all of it after the first."""
    text = f"""companies:
  firm: {{enterprise_value: 1000 USD, cost_of_capital: 10%, exit: [horizon]}}
terms:
  shares: {{kind: equity, company: firm, holder: ada, stake: 40%, residual: bob, discount: 20%}}
  right:  {{kind: option, company: firm, stake: {part}, holder: ada, writer: eve, sells: yes, on: 2025-12-31,
           price: 110 USD, exercise: always}}
"""
    found = lines(keep(text), "ada", Rates(0.1, own_rates=True))
    assert float(found["right"][0]) == pytest.approx(100.0)
    assert float(found.get("exit", np.zeros(1))[0]) == pytest.approx(left)
