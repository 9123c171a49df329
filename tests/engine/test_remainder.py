"""What a company's terms will move after its exit is expected from what is known there, and from nothing else."""

from collections.abc import Callable

import numpy as np
import pytest

from dealwright.engine.books import Books, CompanyBooks

Keep = Callable[..., Books]

DEAL = """
dealwright: 1
title: A firm sold while its terms run
as_of: 2025-01-01
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {{ada: {{}}, bob: {{}}}}
drivers:
  sales: {{kind: gbm, start: 100m USD/year, growth: 8%, volatility: 30%}}
  other: {{kind: gbm, start: 100m USD/year, growth: 8%, volatility: 40%}}
  sold:  {{kind: event, chance: 80% by 2027-12-31}}
  ended: {{kind: event, chance: 60% by 2028-12-31}}
  grown: {{kind: event, when: other >= 160m USD/year}}
companies: {{firm: {{enterprise_value: 9bn, cost_of_capital: 10%, exit: [sold, horizon]}}}}
terms:
  owed: {term}
  all:  {{kind: equity, company: firm, holder: ada, stake: 100%, residual: ada}}
"""


def at_exit(keep: Keep, term: str, paths: int = 4096) -> tuple[Books, CompanyBooks, np.ndarray, np.ndarray]:
    """Return what is expected to be paid after the exit, and what is."""
    books = keep(DEAL.format(term=term), paths=paths)
    firm = books.companies["firm"]
    return books, firm, firm.terms["owed"].owed["bob"], -firm.terms["owed"].realised


def test_what_is_certain_is_known_to_the_cent(keep: Keep) -> None:
    _, _, expected, realised = at_exit(keep, "{kind: flow, payer: firm, payee: bob, amount: 9m USD/year}")
    assert np.array_equal(expected, realised)


def test_a_flow_on_a_martingale_is_expected_from_its_level(keep: Keep) -> None:
    """E[sales later | sales at the exit] = sales x 1.08^time: the fit is the closed form, not the noise after it."""
    books, firm, expected, _ = at_exit(keep, "{kind: flow, payer: firm, payee: bob, amount: 10% * sales}", paths=16384)
    left = (books.view.grid.edges[-1] - firm.exit.day) / 365.25
    speed = np.log(1.08) - np.log(1.10)
    closed = 0.1 * books.view.futures.at("sales", firm.exit.day) * np.expm1(speed * left) / speed
    assert np.sqrt(np.mean((expected - closed) ** 2)) < 0.02 * np.sqrt(np.mean(closed**2))


def test_a_random_end_is_expected_by_its_hazard(keep: Keep) -> None:
    """A flat flow that ends at a constant hazard h: 9m x (1 - e^{-(h + r) t}) / (h + r) while it runs, else nothing."""
    books, firm, expected, _ = at_exit(
        keep, "{kind: flow, payer: firm, payee: bob, amount: 9m USD/year, ends_on: ended}"
    )
    running = books.view.event("ended") > firm.exit.day
    assert np.all(expected[~running] == 0.0)
    hazard, rate = -np.log(0.4) / 4.0, np.log(1.10)
    left = (books.view.grid.edges[-1] - firm.exit.day) / 365.25
    closed = 9e6 * -np.expm1(-(hazard + rate) * left) / (hazard + rate)
    assert np.sqrt(np.mean((expected - closed)[running] ** 2)) < 0.04 * np.sqrt(np.mean(closed[running] ** 2))


def test_a_milestone_still_open_is_expected_by_its_hazard_and_one_reached_is_settled(keep: Keep) -> None:
    """Open: 9m x h/(h + r) x (1 - e^{-(h + r) t}). Reached: nothing, or after a delay exactly what is still to come."""
    books, firm, expected, realised = at_exit(
        keep, "{kind: milestone, payer: firm, payee: bob, amount: 9m, on: ended, after: 6 months}"
    )
    reached = books.view.event("ended") <= firm.exit.day
    assert np.any(expected[reached] > 0)
    assert np.array_equal(expected[reached], realised[reached])
    hazard, rate = -np.log(0.4) / 4.0, np.log(1.10)
    left = np.maximum((books.view.grid.edges[-1] - firm.exit.day) / 365.25 - 0.5, 0.0)
    closed = 9e6 * 1.1**-0.5 * hazard / (hazard + rate) * -np.expm1(-(hazard + rate) * left)
    assert np.sqrt(np.mean((expected - closed)[~reached] ** 2)) < 0.06 * np.sqrt(np.mean(closed[~reached] ** 2))


def test_a_cap_is_expected_from_what_was_paid_so_far(keep: Keep) -> None:
    """Where the cap is used up nothing is owed; elsewhere what is owed falls with what was paid."""
    books, firm, expected, _ = at_exit(
        keep, "{kind: royalty, payer: firm, payee: bob, on: sales, rate: 10%, period: year, cap: 25m}"
    )
    flow = books.view.outcome("owed").flows[0]
    paid = np.sum(flow.amount * (flow.days <= firm.exit.day[:, None]), axis=1)
    assert np.mean(expected[paid > 24.9e6]) < 0.05 * np.mean(expected)
    assert np.max(expected) <= 25e6 * 1.15


def test_a_trigger_on_another_driver_counts_that_driver(keep: Keep) -> None:
    """A flow that ends once `other` reaches 160m is worth less the nearer that is at the exit."""
    books, firm, expected, _ = at_exit(
        keep, "{kind: flow, payer: firm, payee: bob, amount: 9m USD/year, ends_on: grown}"
    )
    running = (books.view.event("grown") > firm.exit.day) & (firm.exit.day < 900) & (firm.exit.day > 200)
    level = books.view.futures.at("other", firm.exit.day)
    near, far = running & (level > 130e6), running & (level < 80e6)
    assert near.sum() > 50
    assert far.sum() > 50
    assert np.mean(expected[near]) < 0.6 * np.mean(expected[far])


@pytest.mark.parametrize(
    "term",
    [
        "{kind: flow, payer: firm, payee: bob, amount: 10% * sales, ends_on: ended}",
        "{kind: royalty, payer: firm, payee: bob, on: sales, rate: 10%, cap: 25m, ends_on: grown}",
        "{kind: milestone, payer: firm, payee: bob, amount: 9m, on: ended}",
        "{kind: commitment, buyer: firm, seller: bob, usage: 10% * sales, minimum: 14m, take_or_pay: yes}",
        "{kind: profit_participation, payer: firm, payee: bob, on: sales, tiers: [{share: 9%, until_paid: 20m}]}",
    ],
)
def test_expecting_moves_no_value_and_changes_no_sign(keep: Keep, term: str) -> None:
    """Weighted by the discount to today the expectation sums to what happens, to rounding; a debt stays a debt."""
    _, firm, expected, realised = at_exit(keep, term, paths=512)
    weights = firm.exit.discount(firm.exit.rate)
    assert float(weights @ expected) == pytest.approx(float(weights @ realised), rel=1e-12)
    assert np.min(expected) >= 0.0
