"""Warrants that vest with what is bought under a term: counted on every path, and paid by the waterfall there."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.engine.books import Books
from dealwright.engine.issuers.earned import earned_share
from dealwright.lang.load import loads

Keep = Callable[..., Books]

INSTALMENT, STEP, STRIKE, COMMON = 7_274_565, 50e6, 1.1893, 180_000_000
TRANCHES = ", ".join(
    f"{{share: 25%, when: cumulative(terms.orders.due) >= {n * STEP / 1e6:.0f}m USD}}" for n in range(1, 5)
)

HALF_AND_HALF = (
    'vests_with: {share: "0.5 * min(1, cumulative(terms.orders.due) / 80m USD)", '
    "tranches: [{share: 50%, when: cumulative(terms.orders.due) >= 90m USD}]}"
)


def firm(
    vests: str, bought: str = "{kind: gbm, start: 40m USD/year, growth: 10%, volatility: 70%}", more: str = ""
) -> str:
    """Write a company that sells to the holder of a warrant on its shares."""
    return f"""
dealwright: 1
title: A warrant that vests with purchases
as_of: 2025-01-01
horizon: 2028-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {{ada: {{discount: 12%}}, amazon: {{discount: 9%}}, eve: {{discount: 9%}}}}
drivers:
  bought: {bought}
  worth: {{kind: gbm, start: 600m USD, growth: 4%, volatility: 60%}}
  sold: {{kind: event, chance: 60% by 2028-06-30}}
companies:
  firm:
    enterprise_value: worth
    cost_of_capital: 12%
    exit: [sold, horizon]
    securities:
      stakeholders: {{ada: {{}}, amazon: {{}}}}
      classes: {{common: {{kind: common}}}}
      events: [{{kind: issue, on: 2024-01-15, of: common, holder: ada, shares: {COMMON}}}]
      rights:
        bonus: {{kind: warrant, holder: amazon, of: common, count: {4 * INSTALMENT}, strike: {STRIKE} USD,
          on: 2024-06-01, {vests}}}
{more}
terms:
  orders: {{kind: flow, payer: amazon, payee: eve, amount: bought}}
"""


def by_hand(equity: float, vested: float) -> float:
    """Pay one exit: with p a share, 180m p + vested x max(0, p - strike) is the equity."""
    if equity <= STRIKE * COMMON:
        return 0.0
    return vested * ((equity + vested * STRIKE) / (COMMON + vested) - STRIKE)


def payout(books: Books, holder: str = "amazon") -> Any:
    return books.companies["firm"].payout(holder)


def equity(books: Books) -> Any:
    return payout(books) + payout(books, "ada")


def bought_by(books: Books, days: Any) -> list[float]:
    """Add up what was bought up to a day of each path, from the flows alone, in even amounts over each quarter."""
    edges = np.array(books.view.grid.edges)
    amounts = np.broadcast_to(books.view.outcome("orders").flows[0].amount, (books.view.paths, len(edges) - 1))
    return [float(np.interp(day, edges, [0.0, *np.cumsum(row)])) for day, row in zip(days, amounts, strict=True)]


def test_instalments_vest_for_every_fifty_million_of_payments(keep: Keep) -> None:
    """Of 29,098,260 warrant shares 7,274,565 vest each time that payments reach another 50m: two of four for 130m.

    Source: Plug Power, Amazon transaction agreement of 2017, second tranche; note 4 of the annual report for 2017,
    https://www.sec.gov/Archives/edgar/data/1093691/000155837018001828/R11.htm. What the company is worth is ours.
    """
    books = keep(firm(f"vests_with: {{tranches: [{TRANCHES}]}}", "{kind: constant, is: 32.5m USD/year}"), paths=16)
    day = books.companies["firm"].exit.day
    for at_exit, paid, whole in zip(day, payout(books), equity(books), strict=True):
        instalments = int(bought_by(books, [at_exit] * 16)[0] // STEP)
        assert paid == pytest.approx(by_hand(whole, instalments * INSTALMENT), abs=0.01)
    late = day == day.max()
    assert payout(books)[late] == pytest.approx([by_hand(each, 14_549_130) for each in equity(books)[late]])


@pytest.mark.parametrize(
    ("vests", "share"),
    [
        (f"vests_with: {{tranches: [{TRANCHES}]}}", lambda spent: min(spent // STEP, 4) / 4),
        ("vests_with: {share: cumulative(terms.orders.due) / 200m USD}", lambda spent: min(spent / 200e6, 1.0)),
        (
            HALF_AND_HALF,
            lambda spent: 0.5 * min(1.0, spent / 80e6) + 0.5 * (spent >= 90e6),
        ),
    ],
)
def test_each_path_is_paid_as_if_it_were_valued_alone(keep: Keep, vests: str, share: Callable[[float], float]) -> None:
    books = keep(firm(vests), paths=256)
    spent = bought_by(books, books.companies["firm"].exit.day)
    expected = [by_hand(e, 4 * INSTALMENT * share(s)) for e, s in zip(equity(books), spent, strict=True)]
    assert payout(books) == pytest.approx(np.array(expected), abs=1.0)
    assert len({round(share(each), 6) for each in spent}) > 2


def test_a_warrant_of_which_all_has_vested_is_a_plain_one(keep: Keep) -> None:
    plain = firm("note: plain")
    assert payout(keep(firm("vests_with: {share: 100%}"))) == pytest.approx(payout(keep(plain)))
    nothing = keep(firm("vests_with: {share: 0%}"))
    assert not payout(nothing).any()
    half = keep(firm("vests_with: {share: 0%}", more="      exit: {accelerates: 50%}"))
    expected = [by_hand(each, 2 * INSTALMENT) for each in equity(half)]
    assert payout(half) == pytest.approx(expected), "what has not vested is accelerated as of any right"


@given(st.integers(1, 300), st.integers(0, 200), st.sampled_from(["tranches", "share"]))
def test_more_spend_never_vests_fewer_shares(keep: Keep, first: int, more: int, how: str) -> None:
    said = f"tranches: [{TRANCHES}]" if how == "tranches" else "share: cumulative(terms.orders.due) / 200m USD"

    def vested(million: int) -> Any:
        books = keep(firm(f"vests_with: {{{said}}}", f"{{kind: constant, is: {million}m USD/year}}"), paths=8)
        vests = books.deal.companies["firm"].securities.rights["bonus"].vests_with
        return earned_share(vests, books.companies["firm"].exit.time, books.view)

    assert np.all(vested(first + more) >= vested(first) - 1e-12)


@pytest.mark.parametrize(
    ("vests", "code"),
    [
        ("vests_with: {share: 50%}, vesting: {start: 2025-01-01, months: 12}", "one-too-many"),
        ("vests_with: {}", "none-of"),
        ("vests_with: {share: cumulative(terms.orders.due)}", "unit-mismatch"),
        ("vests_with: {share: cumulative(terms.none.due) / 1m USD}", "unknown-term"),
        ("vests_with: {tranches: [{share: 60%, when: bought > 1 USD/year}, {share: 50%, when: yes}]}", "over-whole"),
    ],
)
def test_vesting_that_contradicts_itself_is_a_problem(vests: str, code: str) -> None:
    assert code in [problem.code for problem in loads(firm(vests)).errors]


def test_nothing_vests_where_no_term_is_in_force(keep: Keep) -> None:
    """Without the purchases the sum of them is nothing, so the warrant claims nothing; all goes to the others."""
    without = firm(HALF_AND_HALF).replace("terms:\n  orders: {", "terms:\n  orders: {active: no, ")
    books = keep(without, paths=16)
    assert not books.view.terms
    assert payout(books) == pytest.approx(np.zeros(16))
    assert payout(books, "ada") == pytest.approx(equity(books))
