"""What a company's terms will move after its exit is expected from what is known there, and from nothing else."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from dealwright.engine import regression
from dealwright.engine.books import Books, CompanyBooks
from dealwright.engine.regression import Basis, Shared, expectation

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


def years(days: np.ndarray | float) -> np.ndarray:
    """Count calendar years from `as_of`, the first of January 2025."""
    opens = [(date(year, 1, 1) - date(2025, 1, 1)).days for year in range(2025, 2032)]
    return np.interp(days, opens, np.arange(len(opens), dtype=float))


@pytest.mark.parametrize(
    ("term", "steps"),
    [
        ("{kind: flow, payer: firm, payee: bob, amount: 10% * sales}", 1),
        ("{kind: royalty, payer: firm, payee: bob, on: sales, rate: 10%, period: year}", 4),
    ],
    ids=["by the quarter", "once a year"],
)
def test_a_flow_on_a_martingale_is_expected_from_its_level(keep: Keep, term: str, steps: int) -> None:
    """E[sales later | sales at the exit] = sales x 1.08^time: the fit is the closed form, not the noise after it.

    A payment in the middle of a period counts whole once the exit comes before that day, so that what is left falls by
    steps; what was sold up to the exit is known.
    """
    books, firm, expected, _ = at_exit(keep, term, paths=16384)
    day, edges = firm.exit.day, np.array(books.view.grid.edges)
    level = [books.view.futures.at("sales", np.minimum(edge, day)) for edge in edges]
    level = [now * 1.08 ** np.maximum(years(edge) - years(day), 0.0) for now, edge in zip(level, edges, strict=True)]
    closed = np.zeros(len(day))
    for first in range(0, len(edges) - 1, steps):
        parts = range(first, first + steps)
        rate = sum((level[k] + level[k + 1]) / 2 * (edges[k + 1] - edges[k]) for k in parts)
        paid = (edges[first] + edges[first + steps]) / 2
        length = 366 if edges[first + steps] > 1095 and edges[first] < 1461 else 365
        closed += np.where(paid > day, 0.1 * rate / length * 1.1 ** ((day - paid) / 365), 0.0)
    assert np.sqrt(np.mean((expected - closed) ** 2)) < 0.02 * np.sqrt(np.mean(closed**2))


def test_a_flow_on_young_revenue_is_expected_from_its_growth_too(keep: Keep) -> None:
    """E[R(s) | R, mu] = R exp(mu_bar s + (mu - mu_bar) B + Var/2), B = (1 - exp(-kappa s)) / kappa (Vasicek's mean).

    The level alone leaves the expectation a fifth off, and with it what the company cannot pay.
    """
    text = DEAL.format(term="{kind: royalty, payer: firm, payee: bob, on: sales, rate: 60%}").replace(
        "{kind: gbm, start: 100m USD/year, growth: 8%, volatility: 30%}\n  other",
        "{kind: growth, start: 100m USD/year, volatility: 20%,\n"
        "           growth: {now: 40%, long_run: 5%, half_life: 3 years, volatility: 10%}}\n  other",
    )
    books = keep(text, paths=16384)
    firm = books.companies["firm"]
    day, edges, expected = firm.exit.day, np.array(books.view.grid.edges), firm.terms["owed"].owed["bob"]
    kappa, long_run, eta = np.log(2) / 3, np.log(1.05), 0.1
    growth = books.view.futures.growth_at("sales", day)[0]
    level = []
    for edge in edges:
        ahead = np.maximum(years(edge) - years(day), 0.0)
        b = (1 - np.exp(-kappa * ahead)) / kappa
        spread = (eta / kappa) ** 2 * (ahead - 2 * b + (1 - np.exp(-2 * kappa * ahead)) / (2 * kappa))
        mean = long_run * ahead + (growth - long_run) * b + spread / 2
        level.append(books.view.futures.at("sales", np.minimum(edge, day)) * np.exp(mean))
    closed = np.zeros(len(day))
    for k, (opens, closes) in enumerate(pairwise(edges)):
        paid, length = (opens + closes) / 2, 366 if opens >= 1095 and closes <= 1461 else 365
        rate = 0.6 * (level[k] + level[k + 1]) / 2 * (closes - opens) / length
        closed += np.where(paid > day, rate * 1.1 ** ((day - paid) / 365), 0.0)
    assert np.sqrt(np.mean((expected - closed) ** 2)) < 0.03 * np.sqrt(np.mean(closed**2))


def test_payments_on_dates_are_known_to_the_cent(keep: Keep) -> None:
    """What is still to be paid falls by a lump on each date: no curve in time may stand for it."""
    dated = {"2026-01-01": 20e6, "2028-01-01": 40e6, "2029-06-30": 70e6}
    _, firm, expected, _ = at_exit(
        keep, "{kind: payment, payer: firm, payee: bob, amount: {2026-01-01: 20m, 2028-01-01: 40m, 2029-06-30: 70m}}"
    )
    closed = np.zeros(len(firm.exit.day))
    for when, amount in dated.items():
        day = (date.fromisoformat(when) - date(2025, 1, 1)).days
        closed += np.where(day > firm.exit.day, amount * 1.1 ** ((firm.exit.day - day) / 365), 0.0)
    assert np.allclose(expected, closed, rtol=1e-12, atol=1e-3)


def test_yearly_payments_that_an_event_ends_are_expected_by_its_hazard(keep: Keep) -> None:
    """10m at the close of each year while it runs, the last one by days: the sum over when it may end."""
    books, firm, expected, _ = at_exit(
        keep,
        "{kind: payment, payer: firm, payee: bob, amount: 10m, every: year, from: 2025-01-01, until: 2029-12-31,"
        " ends_on: ended}",
    )
    day, running = firm.exit.day, books.view.event("ended") > firm.exit.day
    hazard, speed, closed = -np.log(0.4) / 1461, np.log(1.1) / 365, np.zeros(len(firm.exit.day))
    for year in range(2025, 2030):
        opens, closes = ((date(each, 1, 1) - date(2025, 1, 1)).days for each in (year, year + 1))
        first = np.maximum(opens, day)
        for part in (np.arange(100) + 0.5) / 100:
            end = first + part * (closes - first)
            density = hazard * np.exp(-(hazard + speed) * (end - day)) * (closes - first) / 100
            closed += np.where(closes > day, 10e6 * density * (end - opens) / (closes - opens), 0.0)
        closed += np.where(closes > day, 10e6 * np.exp(-(hazard + speed) * (closes - day)), 0.0)
    assert np.all(expected[~running] == 0.0)
    assert np.sqrt(np.mean((expected - closed)[running] ** 2)) < 0.02 * np.sqrt(np.mean(closed[running] ** 2))


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


def test_a_tier_that_was_reached_is_settled_to_the_cent_and_the_others_are_expected(keep: Keep) -> None:
    """After both tiers are reached nothing is open; before, what is owed lies between nothing and all of it."""
    tiers = "[{at: 100m, amount: 9m}, {at: 200m, amount: 5m}]"
    books, firm, expected, realised = at_exit(
        keep, f"{{kind: milestone, payer: firm, payee: bob, of: sales, tiers: {tiers}, after: 12 months}}"
    )
    (flow,) = books.view.outcome("owed").flows
    assert flow.reached is not None
    both = np.all(flow.reached <= firm.exit.day[:, None], axis=1)
    assert np.any(both & (expected > 0))
    assert np.array_equal(expected[both], realised[both])
    first = (flow.reached[:, 0] <= firm.exit.day) & ~both
    unpaid = 9e6 * 1.1 ** (-(flow.days[:, 0] - firm.exit.day) / 365) * (flow.days[:, 0] > firm.exit.day)
    assert np.all(expected[first] >= unpaid[first] - 1.0)
    assert np.max(expected) <= 14e6


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
        "{kind: milestone, payer: firm, payee: bob, of: sales, within: year, tiers: [{at: 90m, amount: 9m}]}",
        "{kind: milestone, payer: firm, payee: bob, of: sales, every: 90m, amount: 5m, after: 6 months}",
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


def each(rows: int) -> list[tuple[int, ...]]:
    """Return columns that are the rows themselves."""
    return [(place,) for place in range(rows)]


def test_what_terms_share_in_a_regression_changes_no_expectation() -> None:
    """Columns laid out for many terms and those of one alone give what all of them give together."""
    draws = np.random.default_rng(3)
    shared, own, weights = draws.normal(size=(4, 900)), draws.normal(size=(3, 900)), draws.uniform(0.5, 1.0, 900)
    came = {"one": shared[0] - own[1] + draws.normal(size=900), "other": own[2] + draws.normal(size=900) ** 2}
    order = [0, 3, 4, 1, 5, 2, 6]
    known = Shared.of(shared, [each(4)[:2], each(4)[2:]], weights)
    together = Basis(own, each(3), weights, known, order).expectations(came)
    whole = np.concatenate([own, shared])[order]
    for name, one in came.items():
        np.testing.assert_allclose(together[name], expectation(whole, one, weights), rtol=0, atol=1e-12)


@pytest.mark.parametrize("much", [False, True])
def test_columns_are_products_of_rows(*, much: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made where they are read, of own rows and shared ones, they give what they give when they are laid out."""
    monkeypatch.setattr(regression, "pays", lambda _: much)
    draws = np.random.default_rng(7)
    shared, own, weights = draws.normal(size=(3, 900)), draws.normal(size=(2, 900)), draws.uniform(0.5, 1.0, 900)
    came = own[0] * shared[1] - shared[2] ** 2 + draws.normal(size=900)
    known = Shared.of(shared, [[(), (0,)], [(1, 1, 0), (2, 2)]], weights)
    found = Basis(own, [(1,), (0, 3), (0, 1, 4)], weights, known).expectations({"it": came})["it"]
    laid = [own[1], own[0] * shared[1], own[0] * own[1] * shared[2], np.ones(900), shared[0]]
    laid += [shared[1] ** 2 * shared[0], shared[2] ** 2]
    np.testing.assert_allclose(found, expectation(np.array(laid), came, weights), rtol=0, atol=1e-12)
    exact = np.linalg.lstsq((np.array(laid) * np.sqrt(weights)).T, came * np.sqrt(weights), rcond=None)[0] @ laid
    np.testing.assert_allclose(found, exact + weights @ (came - exact) / weights.sum(), rtol=0, atol=1e-10)


def test_columns_that_are_nothing_everywhere_are_left_out() -> None:
    draws = np.random.default_rng(8)
    rows, weights = np.array([draws.normal(size=90), np.zeros(90)]), np.ones(90)
    found = Shared.of(rows, [[(), (1,)], [(0, 1), (0,)]], weights)
    assert found.factors == [(), (0,)]
    assert found.parts == [1, 1]
    assert found.squares == pytest.approx(np.array([[90.0, rows[0].sum()], [rows[0].sum(), rows[0] @ rows[0]]]))


def test_columns_of_other_sizes_expect_the_same() -> None:
    """Each is measured by its own size: in billions or in billionths, none is lost beside the others."""
    draws = np.random.default_rng(9)
    rows, weights = draws.normal(size=(3, 900)), draws.uniform(0.5, 1.0, 900)
    came = rows[0] - rows[1] + draws.normal(size=900)
    scaled = rows * np.array([[1e12], [1e-9], [1.0]])
    found = expectation(scaled, came, weights)
    np.testing.assert_allclose(found, expectation(rows, came, weights), rtol=0, atol=1e-12)


def test_the_columns_that_count_least_are_left_out_where_paths_are_few() -> None:
    draws = np.random.default_rng(4)
    shared, own, weights = draws.normal(size=(2, 30)), draws.normal(size=(2, 30)), np.ones(30)
    came, known = draws.normal(size=30), Shared.of(shared, [each(2)], weights)
    found = Basis(own, each(2), weights, known, [1, 2, 0, 3]).expectations({"it": came})["it"]
    two = np.concatenate([own, shared])[[1, 2]]
    np.testing.assert_allclose(found, expectation(two, came, weights), rtol=0, atol=1e-12)


@pytest.mark.parametrize("columns", [(3, 4, 2), (5, 0, 1), (4, 3, 0)])
def test_a_compiled_loop_sums_what_products_of_matrices_do(
    columns: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    draws, found = np.random.default_rng(5), []
    own, shared, came = (draws.normal(1.0, 2.0, (count, 700)) for count in columns)
    weights, factors = draws.uniform(0.5, 1.0, 700), [*each(columns[0]), *((place, 0) for place in range(columns[1]))]
    for much in (False, True):
        monkeypatch.setattr(regression, "pays", lambda _, much=much: much)
        sums = regression._sums((own, shared), factors, columns[0], came, weights)
        found.append((*sums, regression._fitted((own, shared), factors, sums[1])))
    for plain, compiled in zip(*found, strict=True):
        np.testing.assert_allclose(compiled, plain, rtol=1e-12, atol=1e-9)


def test_a_regression_expects_the_same_by_compiled_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    draws, found = np.random.default_rng(6), []
    shared, own, weights = draws.normal(size=(4, 900)), draws.normal(size=(3, 900)), draws.uniform(0.5, 1.0, 900)
    came = shared[0] - own[1] + draws.normal(size=900)
    for much in (False, True):
        monkeypatch.setattr(regression, "pays", lambda _, much=much: much)
        known = Shared.of(shared, [each(4)], weights)
        found.append(Basis(own, each(3), weights, known).expectations({"it": came})["it"])
    np.testing.assert_allclose(found[1], found[0], rtol=0, atol=1e-12)
