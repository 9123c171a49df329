import math
from collections.abc import Callable

import numpy as np
import pytest

from dealwright.deal.deal import Deal
from dealwright.deal.expression import Expression, multiply
from dealwright.lang.compose import compose_value
from dealwright.lang.parse import Grammar, parse
from dealwright.world.draws import Draws
from dealwright.world.evaluate import NotFiniteError, evaluate, step_rates
from dealwright.world.frames import overlap
from dealwright.world.futures import Futures, simulate

Read = Callable[..., Deal]

DRAWS = Draws(seed=1, replicates=2, paths_per_replicate=4)


def read_value(text: str) -> Expression:
    """Read an expression from its text."""
    node, _ = compose_value(f'"{text}"', "test")
    assert node is not None
    expression, problems = parse(node, Grammar(terms=True))
    assert expression is not None, problems
    return expression


@pytest.fixture
def futures(read: Read) -> Futures:
    """Give two years of 365 days, on which everything is certain and easy to work out by hand."""
    deal = read(
        """
facts:
  half: {is: 50%}
  four: {is: 4}
  double: {is: four * 2}
  due: {is: 2026-01-01}
drivers:
  flow: {kind: schedule, 2025-01-01: 100 USD/year, 2027-01-01: 300 USD/year}
  clock: {kind: schedule, 2025-01-01: 0, 2027-01-01: 2}
  price: {kind: gbm, start: 100 USD, growth: 10%, volatility: 0%}
  other: {kind: gbm, start: 2 USD, growth: 0%, volatility: 30%}
  twice: {kind: derived, is: 2 * flow}
  until: {kind: derived, is: flow * before(sale)}
  rent: {kind: constant, is: four * 2 USD/year}
  sale: {kind: event, when: clock >= 0.4}
  never: {kind: event, when: clock < 0}
""",
        horizon="2026-12-31",
        step="year",
    )
    return simulate(deal, DRAWS)


EDGES = {
    "flow": [100, 200, 300],
    "twice + 1": [201, 401, 601],
    "rent": 8,
    "half * flow": [50, 100, 150],
    "double": 8,
    "year": [2025, 2026, 2026],
    "if(year < 2026, 1, 2)": [1, 2, 2],
    "min(flow, 150, 120)": [100, 120, 120],
    "max(flow, 250)": [250, 250, 300],
    "clip(flow, 150, 250)": [150, 200, 250],
    "flow > 150": [False, True, True],
    "not (flow > 150) or flow == 300": [True, False, True],
    "flow >= 100 and flow != 200": [True, False, True],
    "sqrt(flow) * 10 - exp(0)": [99, 10 * math.sqrt(200) - 1, 10 * math.sqrt(300) - 1],
    "log(flow / 100)": [0, math.log(2), math.log(3)],
    "-flow ^ 2 / 100": [-100, -400, -900],
    "before(sale)": [1, 0, 0],
    "after(sale)": [0, 1, 1],
    "before(never) + after(never)": [1, 1, 1],
    "at(flow, sale)": 140,
    "at(flow, never)": 0,
    "at(price, sale)": 100 * 1.1**0.4,
    "cumulative(flow)": [0, 150, 400],
    "cumulative(until)": [0, 60, 60],
    "trailing(flow, 1 year)": [100, 150, 250],
    "trailing(flow, 2 years)": [200, 250, 400],
    "trailing(price, 1 year)": [(1 - 1 / 1.1) / math.log(1.1) * 100, 105, 115.5],
    "price": [100, 110, 121],
}


@pytest.mark.parametrize(("text", "expected"), EDGES.items(), ids=EDGES)
def test_at_the_edges_values_are_those_worked_out_by_hand(futures: Futures, text: str, expected: list[float]) -> None:
    found = np.broadcast_to(evaluate(read_value(text), futures), (futures.paths, 3))
    assert np.allclose(found, expected, rtol=1e-9)


DAYS = {
    "flow": 150,
    "price": 100 * 1.1**0.5,
    "price * flow": 150 * 100 * 1.1**0.5,
    "year": 2025,
    "before(sale)": 0,
    "cumulative(flow)": 75,
    "trailing(flow, 1 year)": 75 + 50,
    "at(flow, sale)": 140,
    "four": 4,
}


@pytest.mark.parametrize(("text", "expected"), DAYS.items(), ids=DAYS)
def test_in_the_middle_of_a_step_values_are_interpolated(futures: Futures, text: str, expected: float) -> None:
    found = evaluate(read_value(text), futures, at=np.full(futures.paths, 182.5))
    assert found.shape == (futures.paths,)
    assert np.allclose(found, expected, rtol=1e-6)


def test_random_levels_are_interpolated_evenly_in_their_logarithm(futures: Futures) -> None:
    level = futures.level("other")
    assert np.ptp(level[:, 1]) > 0.1
    days = np.linspace(0, 729, futures.paths)
    fraction, first = np.modf(days / 365)
    rows = np.arange(futures.paths)
    left, right = level[rows, first.astype(int)], level[rows, first.astype(int) + 1]
    assert np.allclose(futures.at("other", days), left ** (1 - fraction) * right**fraction, rtol=1e-13)
    assert np.allclose(futures.at("other", np.full(futures.paths, 365.0)), level[:, 1], rtol=1e-13)


def test_days_may_come_in_columns(futures: Futures) -> None:
    days = np.stack([np.full(futures.paths, 0.0), np.full(futures.paths, 365.0)], axis=1)
    found = evaluate(read_value("other * flow"), futures, at=days)
    assert found.shape == (futures.paths, 2)
    assert np.allclose(found, futures.level("other")[:, :2] * [100, 200], rtol=1e-13)


def test_past_the_horizon_levels_stand_still_and_before_the_start_they_are_extended(futures: Futures) -> None:
    late, early = (np.full(futures.paths, day) for day in (np.inf, -365.0))
    assert np.allclose(futures.at("price", late), 121)
    assert np.allclose(futures.at("price", early), 100 * 1.1 ** (-365 / 366))  # 2024 has 366 days
    assert np.allclose(futures.at("flow", early), 100)


RATES = {
    "flow": [150, 250],
    "twice": [300, 500],
    "half * flow / four": [18.75, 31.25],
    "flow * before(sale)": [60, 0],
    "until": [60, 0],
    "until * 2 - flow": [-30, -250],
    "flow * after(sale)": [90, 250],
    "max(flow * before(sale), 50)": [0.4 * 150 + 0.6 * 50, 50],  # each part of the step by itself
    "if(after(sale) > 0, flow, 0)": [0.6 * 150, 250],
    "flow * if(before(sale) > 0, 1, 2)": [0.4 * 150 + 0.6 * 300, 500],
    "flow * before(sale) * after(sale)": [0, 0],
    "flow * before(sale) * before(2025-02-01)": [150 * 31 / 365, 0],
    "flow / (1 + after(sale))": [0.4 * 150 + 0.6 * 75, 125],
    "flow * flow": [25_000, 65_000],
    "if(year < 2026, flow, 0)": [150, 0],
    "year": [2025, 2026],
    "rent": 8,
    "at(flow, sale)": 140,
    "cumulative(flow)": [75, 275],
}


@pytest.mark.parametrize(("text", "expected"), RATES.items(), ids=RATES)
def test_over_a_step_a_rate_is_the_average_of_its_ends(futures: Futures, text: str, expected: list[float]) -> None:
    found = np.broadcast_to(step_rates(read_value(text), futures), (futures.paths, 2))
    assert np.allclose(found, expected, rtol=1e-12)


def amounts(text: str, futures: Futures, window: tuple[float, float | np.ndarray]) -> np.ndarray:
    """Return money per step: the rate over it times the days of a window, of its year's days."""
    opens, closes = overlap(futures.grid.edges, window)
    rates = step_rates(read_value(text), futures, window=window)
    return np.asarray(rates * ((closes - opens).T / np.array(futures.grid.days_of_year)))


def test_an_amount_counts_the_days_of_its_window(futures: Futures) -> None:
    assert np.allclose(amounts("flow", futures, window=(73, 438)), [150 * 292 / 365, 250 * 73 / 365])
    ends = np.linspace(0, 730, futures.paths)
    found = amounts("flow", futures, window=(0.0, ends))
    assert np.allclose(found[:, 0], 150 * np.minimum(ends, 365) / 365)
    assert np.allclose(found[:, 1], 250 * np.maximum(ends - 365, 0) / 365)


def test_before_an_event_is_a_fraction_of_the_window_s_own_days(futures: Futures) -> None:
    found = amounts("flow * before(sale)", futures, window=(73, 365))
    assert np.allclose(found, [150 * (146 - 73) / 365, 0])
    after = amounts("flow * after(sale)", futures, window=(73, 365))
    assert np.allclose(after, [150 * (365 - 146) / 365, 0])
    assert np.allclose(amounts("flow * before(sale)", futures, window=(400, 300)), 0)


def test_a_leap_year_s_days_are_366(read: Read) -> None:
    deal = read("drivers: {flow: {kind: constant, is: 366}}", as_of="2027-12-31", horizon="2028-12-31", step="year")
    found = amounts("flow", simulate(deal, DRAWS), window=(0, 10))
    assert np.allclose(found, [366 / 365, 9])


def test_trailing_goes_back_by_the_calendar(read: Read) -> None:
    deal = read("drivers: {flow: {kind: constant, is: 365 USD/year}}", horizon="2025-12-31", step="quarter")
    found = evaluate(read_value("trailing(flow, 6 months)"), simulate(deal, DRAWS))
    july, october, new_year = 181, 365 - 92 - 90, 184
    assert np.allclose(np.ravel(found)[2:], [july, october, new_year], rtol=1e-12)


def test_trailing_growth_looks_back_along_the_present_growth(read: Read) -> None:
    deal = read(
        """
drivers:
  sales: {kind: growth, start: 10 USD/year, volatility: 0%, growth: {now: 120%, long_run: 5%, half_life: 2 years}}
  steady: {kind: mean_reverting, start: 7 USD/year, long_run: 3 USD/year, half_life: 1 year, volatility: 0%}
"""
    )
    futures = simulate(deal, DRAWS)
    sales = evaluate(read_value("trailing(sales, 1 year)"), futures)[:, 0]
    assert np.allclose(sales, 10 * (1 - 1 / 2.2) / math.log(2.2), rtol=1e-9)
    assert np.allclose(evaluate(read_value("trailing(steady, 1 year)"), futures)[:, 0], 7, rtol=1e-12)


def test_each_path_looks_back_along_its_own_growth(read: Read) -> None:
    deal = read(
        """
facts: {first: {is: "uniform(10 USD/year, 20 USD/year)"}, pace: {is: "uniform(10%, 100%)"}}
drivers: {sales: {kind: growth, start: first, growth: pace, volatility: 0%}}
"""
    )
    futures = simulate(deal, DRAWS)
    first, pace = futures.fact("first"), futures.fact("pace")
    whole = first * (1 - 1 / (1 + pace)) / np.log1p(pace)
    assert np.allclose(evaluate(read_value("trailing(sales, 1 year)"), futures)[:, 0], whole, rtol=1e-9)
    days = np.linspace(0, 300, futures.paths)
    found = evaluate(read_value("trailing(sales, 1 year)"), futures, at=days)
    exact, mu, step = whole * (1 + pace) ** (days / 365), np.log1p(pace), 92 / 365
    # Quarters are added up by their ends, and their parts evenly: what that can miss of a level that grows.
    missed = first * (1 + pace) * (mu * step**2 / 8 + mu**2 * step**2 / 12)
    assert np.all(np.abs(found - exact) <= missed)


def test_results_of_terms_hold_for_their_step(futures: Futures) -> None:
    paid = np.arange(16.0).reshape(8, 2)
    fields = {("fee", "paid"): paid}
    assert np.allclose(step_rates(read_value("2 * terms.fee.paid"), futures, term_fields=fields), 2 * paid)
    found = step_rates(read_value("flow * terms.fee.paid"), futures, term_fields=fields)
    assert np.allclose(found, [150, 250] * paid)
    days = np.full(8, 400.0)
    assert np.allclose(evaluate(read_value("terms.fee.paid"), futures, at=days, term_fields=fields), paid[:, 1])
    other = step_rates(read_value("2 * terms.fee.paid"), futures, term_fields={("fee", "paid"): paid + 1})
    assert np.allclose(other, 2 * paid + 2)


@pytest.mark.parametrize("text", ["flow / (flow - 200)", "log(flow - 100)", "sqrt(flow - 150)"])
def test_what_is_no_number_is_said_and_not_passed_on(futures: Futures, text: str) -> None:
    with pytest.raises(NotFiniteError, match=r"no finite number in 33\.333% of its futures") as raised:
        evaluate(read_value(text), futures)
    assert raised.value.expression == read_value(text)


def test_only_the_branch_that_counts_has_to_be_a_number(futures: Futures) -> None:
    found = np.ravel(evaluate(read_value("if(flow > 150, log(flow - 150), 0)"), futures))
    assert np.allclose(found, [0, math.log(50), math.log(150)])


def test_a_product_with_a_rate_reuses_the_driver(futures: Futures) -> None:
    revenue = read_value("other * flow")
    first = step_rates(multiply(read_value("20%"), revenue), futures)
    kept = len(futures.store.kept._arrays)
    second = step_rates(multiply(read_value("30%"), revenue), futures)
    assert np.allclose(second, 1.5 * first)
    assert len(futures.store.kept._arrays) == kept


def test_dates_are_days_and_facts_may_stand_on_facts(futures: Futures) -> None:
    assert futures.number(read_value("due")) == 365
    assert futures.number(read_value("double + half")) == 8.5
    assert futures.number(read_value("flow")) == 100
