"""What reaches parties through companies: debts that stay unpaid, holdings of holdings, what ends a company's run."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from dealwright.engine.books import Books
from dealwright.engine.result import ScenarioWorth

Keep = Callable[..., Books]
Value = Callable[..., ScenarioWorth]

DEAL = """
dealwright: 1
title: A firm that may not pay
as_of: 2025-01-01
horizon: 2030-12-31
step: year
currency: USD
risk_free: 4%
parties: {{ada: {{discount: 8%}}, bob: {{discount: 6%}}}}
drivers:
  sales: {{kind: gbm, start: 100m USD/year, growth: 3%, volatility: 40%}}
  over:  {{kind: event, when: year >= 2026}}
  later: {{kind: event, when: year >= 2028}}
  sold:  {{kind: event, chance: 30% by 2027-12-31}}
companies:
  firm: {{enterprise_value: 1bn, cash: {cash}, cost_of_capital: 14%, exit: {exit}{more}}}
  {second}
terms:
  all:  {{kind: equity, company: firm, holder: {holder}, stake: 50%, residual: bob}}
  owed: {term}
  {others}
"""


def deal(
    term: str, *, cash: str = "0m", exit_: str = "over", more: str = "", second: str = "", holder: str = "bob",
    others: str = "",
) -> str:  # fmt: skip
    """Write a deal."""
    return DEAL.format(term=term, cash=cash, exit=exit_, more=more, second=second, holder=holder, others=others)


def days(text: str) -> int:
    """Count the days from `as_of`."""
    return (date.fromisoformat(text) - date(2025, 1, 1)).days


@pytest.mark.parametrize(
    "term",
    [
        "{kind: payment, payer: firm, payee: ada, amount: 100m, on: 2030-06-30}",
        "{kind: payment, payer: firm, payee: ada, amount: 100m, on: 2030-06-30, discount: 2%}",
        "{kind: flow, payer: firm, payee: ada, amount: 30m USD/year, from: 2026-01-01}",
    ],
)
def test_a_claim_of_which_nothing_is_paid_is_worth_nothing_whatever_the_rates(value: Value, term: str) -> None:
    """The firm owes 5bn to lenders at its exit and has 1bn: nobody who is owed something later gets any of it."""
    ada = value(deal(term, cash="-5bn")).parties["ada"]
    assert ada.mean.value == pytest.approx(0.0, abs=1.0)
    assert ada.mean_at_risk_free.value == 0.0
    assert ada.probability_of_loss == 0.0


def test_of_a_claim_paid_in_part_the_payee_counts_that_part_at_its_own_rate(value: Value) -> None:
    """At the exit of 2026-01-01 the firm has 30m, and owes 100m x 1.14^-(1641/365) = 55.46m: it pays 54.1 %."""
    text = deal("{kind: payment, payer: firm, payee: ada, amount: 100m, on: 2030-06-30}", cash="-850.877193m")
    ada = value(text).parties["ada"]
    owed = 100e6 * 1.14 ** (-(days("2030-06-30") - 365) / 365)
    there = 1e9 - 850.877193e6 * 1.14
    assert ada.mean.value == pytest.approx(there / owed * 100e6 * 1.08 ** (-days("2030-06-30") / 365), rel=1e-9)
    assert ada.mean_at_risk_free.value == pytest.approx(
        there / owed * 100e6 * 1.04 ** (-days("2030-06-30") / 365), rel=1e-9
    )


def test_what_stays_unpaid_of_random_flows_is_worth_nothing_on_average(value: Value) -> None:
    """A price at the exit expects the flows; their payee, who gets none, has nothing but what was not foreseen."""
    ada = value(deal("{kind: flow, payer: firm, payee: ada, amount: 50% * sales, from: 2026-01-01}", cash="-5bn"))
    found = ada.parties["ada"].mean
    counted = ada.parties["bob"].by_term["owed"]
    assert abs(found.value) < max(4 * found.standard_error, 0.01 * abs(counted))


SECOND = "site: {enterprise_value: 100m, cost_of_capital: 9%, exit: later}"
OTHERS = """site: {kind: equity, company: site, holder: bob, stake: 100%, residual: bob}
  debt: {kind: payment, payer: site, payee: ada, amount: 150m, on: 2030-09-30}"""


def test_what_a_company_is_not_paid_it_cannot_pay(value: Value) -> None:
    """The site gets nothing of 100m from the firm, has 100m of its own on 2028-01-01, and owes ada 150m in 2030.

    That is 118.37m at 9 %: ada gets 100m / 118.37m of it. Bob holds both and has nothing, not less than nothing.
    """
    text = deal("{kind: payment, payer: firm, payee: site, amount: 100m, on: 2030-06-30}", cash="-5bn", second=SECOND,
                others=OTHERS)  # fmt: skip
    found = value(text)
    part = 100e6 / (150e6 * 1.09 ** (-(days("2030-09-30") - days("2028-01-01")) / 365))
    assert found.parties["ada"].mean.value == pytest.approx(
        part * 150e6 * 1.08 ** (-days("2030-09-30") / 365), rel=1e-9
    )
    assert found.parties["bob"].mean.value == pytest.approx(0.0, abs=1.0)
    assert found.companies["site"].unpaid.keys() == {"debt"}


@pytest.mark.parametrize("exit_", ["later", "over"])
def test_a_debtor_that_comes_first_or_last_in_the_file_is_the_same(value: Value, exit_: str) -> None:
    text = deal("{kind: payment, payer: firm, payee: site, amount: 100m, on: 2030-06-30}", cash="-5bn", exit_=exit_,
                second=SECOND, others=OTHERS)  # fmt: skip
    firm, site = (line for line in text.split("\n") if line.startswith(("  firm:", "  site: {ent")))
    turned = text.replace(firm, "@").replace(site, firm).replace("@", site)
    assert turned != text
    first, second = value(text), value(turned)
    for name, party in first.parties.items():
        assert second.parties[name].mean.value == pytest.approx(party.mean.value, abs=1.0)


def test_a_company_waits_for_its_shares_as_a_party_does(value: Value) -> None:
    """Half of a firm of 1bn, sold a year after 2026-01-01 at 20 % less, is worth the same to bob and to the site."""
    text = deal(
        "{kind: equity, company: site, holder: ada, stake: 100%, residual: ada}", holder="site",
        more=", lock_up: 1 year, illiquidity_discount: 20%",
        second="site: {enterprise_value: 0m, cost_of_capital: 14%}",
    )  # fmt: skip
    found = value(text)
    assert found.parties["bob"].mean.value == pytest.approx(0.5 * 0.8 * 1e9 / 1.14**2, rel=1e-9)
    assert found.parties["ada"].mean.value == pytest.approx(found.parties["bob"].mean.value, rel=1e-9)


@pytest.mark.parametrize("exit_", ["sold", "[sold, horizon]", "[horizon, sold]"])
def test_an_exit_that_never_comes_is_the_horizon(value: Value, exit_: str) -> None:
    """A chance of 30 % in three years is 51 % in six; otherwise the horizon ends the run, named or not."""
    firm = value(deal("{kind: flow, payee: ada, amount: 1m USD/year}", exit_=exit_), paths=4096).companies["firm"]
    assert firm.exit_chances["sold"] == pytest.approx(1 - 0.7**2, abs=0.01)
    assert sum(firm.exit_chances.values()) == pytest.approx(1.0)
    assert firm.exit_chances["horizon"] == pytest.approx(0.7**2, abs=0.01)


def test_parts_that_cancel_are_no_loss(value: Value) -> None:
    """What one hand gives and the other takes leaves nothing, not a rounding error below zero on half of the paths."""
    text = deal(
        "{kind: flow, payer: ada, payee: bob, amount: 10% * sales}",
        others="""more: {kind: flow, payer: ada, payee: bob, amount: 20% * sales}
  back: {kind: flow, payer: bob, payee: ada, amount: 30% * sales}""",
    )
    ada = value(text).parties["ada"]
    assert ada.probability_of_loss == 0.0
    assert np.all(ada.sample == 0.0)


CHAIN = """
dealwright: 1
title: Shares in a company that is sold later, or was sold before
as_of: 2025-01-01
horizon: 2030-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {{ada: {{}}, bob: {{}}}}
drivers:
  sales: {{kind: gbm, start: 100m USD/year, growth: 5%, volatility: 20%}}
  first: {{kind: event, chance: 60% by 2028-12-31}}
  sold:  {{kind: event, chance: 70% by 2029-12-31}}
companies:
  site: {{enterprise_value: 1.5x * sales * 1 year, cost_of_capital: 9%, exit: sold{more}}}
  firm: {{enterprise_value: 10m, cost_of_capital: 12%, exit: first}}
terms:
  held: {{kind: equity, company: site, holder: firm, stake: 100%, residual: bob}}
  all:  {{kind: equity, company: firm, holder: ada, stake: 100%, residual: ada}}
"""


@pytest.mark.parametrize(("more", "waiting"), [("", 0.0), (", lock_up: 1 year", 1.0)])
def test_shares_in_a_company_are_known_once_it_is_sold_and_expected_before(
    keep: Keep, more: str, waiting: float
) -> None:
    """Sold: what they brought, carried. Unsold, with hazard h and k = ln 1.12 - ln 1.05 a year, and a time t left.

    Then level x (h/(h + k) (1 - e^{-(h + k) t}) + e^{-(h + k) t}), the horizon being the last day.
    """
    books = keep(CHAIN.format(more=more), paths=16384)
    firm, site = books.companies["firm"], books.companies["site"]
    found, at, sold = firm.terms["held"].value, firm.exit.day, site.exit.day
    level = 150e6 * books.view.futures.at("sales", np.minimum(at, sold)) / 100e6
    hazard, speed = -np.log(0.3) / 1826 * 365.25, np.log(1.12) - np.log(1.05)
    left = np.maximum(books.view.grid.edges[-1] - at, 0.0) / 365.25
    unsold = hazard / (hazard + speed) * -np.expm1(-(hazard + speed) * left) + np.exp(-(hazard + speed) * left)
    known = sold <= at
    assert np.allclose(found[known], (level * 1.12 ** ((at - sold) / 365 - waiting))[known], rtol=1e-9)
    closed = (level * unsold * 1.12**-waiting)[~known]
    assert np.sqrt(np.mean((found[~known] - closed) ** 2)) < 0.05 * np.sqrt(np.mean(closed**2))
    assert np.mean(found[~known]) == pytest.approx(np.mean(closed), rel=0.01)
