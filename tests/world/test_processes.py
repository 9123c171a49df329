import math
from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest

from dealwright.deal.correlation import Shock
from dealwright.deal.deal import Deal
from dealwright.deal.dispersion import NEVER, GrowthLaw, Volatility, integrals, mean_over_median, moments, pieces
from dealwright.deal.expression import Call, Name, Quantity
from dealwright.world import processes
from dealwright.world.draws import Draws
from dealwright.world.evaluate import evaluate
from dealwright.world.futures import Futures, simulate
from dealwright.world.rule import Step

Read = Callable[..., Deal]
Estimate = Callable[[np.ndarray, Draws], tuple[float, float]]

DRAWS = Draws(seed=5, replicates=32, paths_per_replicate=256)
PLAIN = Draws(seed=5, replicates=32, paths_per_replicate=1024, mode="plain")


def within(found: tuple[float, float], expected: float) -> bool:
    """Say whether an estimate lies within four of its standard errors of what it should be."""
    return abs(found[0] - expected) <= 4 * found[1]


@pytest.mark.parametrize("draws", [DRAWS, PLAIN], ids=["sobol", "plain"])
def test_gbm_has_the_mean_and_variance_of_its_closed_form(read: Read, estimate: Estimate, draws: Draws) -> None:
    deal = read("drivers: {price: {kind: gbm, start: 100 USD, growth: 8%, volatility: 30%}}")
    price = simulate(deal, draws).level("price")
    assert price.shape == (draws.paths, 21)
    for edge, years in ((4, 1.0), (20, 5.0)):
        mean = 100 * 1.08**years
        assert within(estimate(price[:, edge], draws), mean)
        second = mean**2 * math.exp(0.3**2 * years)
        assert within(estimate(price[:, edge] ** 2, draws), second)


def test_mean_reversion_has_the_moments_of_an_ornstein_uhlenbeck_process(read: Read, estimate: Estimate) -> None:
    deal = read(
        "drivers: {multiple: {kind: mean_reverting, start: 23x, long_run: 8x, half_life: 3 years, volatility: 25%}}"
    )
    logarithm = np.log(simulate(deal, DRAWS).level("multiple"))
    kappa = math.log(2) / 3
    for edge, years in ((2, 181 / 365), (20, 5.0)):
        mean = math.log(8) + math.log(23 / 8) * math.exp(-kappa * years)
        variance = 0.25**2 * (1 - math.exp(-2 * kappa * years)) / (2 * kappa)
        assert within(estimate(logarithm[:, edge], DRAWS), mean)
        assert within(estimate((logarithm[:, edge] - mean) ** 2, DRAWS), variance)


GROWTH = """
drivers:
  revenue: {kind: growth, start: 10bn USD/year, volatility: 20%,
            growth: {now: 80%, long_run: 5%, half_life: 1.5 years, volatility: 30%}}
correlations: {revenue ~ revenue.growth: 40%}
"""


def growth_moments(years: float) -> tuple[float, float]:
    """Give mean and variance of the logarithm of Schwartz and Moon's level over its start, by their closed form."""
    kappa, sigma, eta, rho = math.log(2) / 1.5, 0.2, 0.3, 0.4
    now, long_run = math.log(1.8), math.log(1.05)
    lag = (1 - math.exp(-kappa * years)) / kappa
    twice = (1 - math.exp(-2 * kappa * years)) / (2 * kappa)
    mean = long_run * years + (now - long_run) * lag - sigma**2 * years / 2
    from_growth = eta**2 / kappa**2 * (years - 2 * lag + twice)
    together = 2 * rho * eta * sigma / kappa * (years - lag)
    return mean, sigma**2 * years + from_growth + together


@pytest.mark.parametrize("step", ["month", "quarter", "year"])
def test_growth_has_the_moments_of_schwartz_and_moon_whatever_the_step(
    read: Read, estimate: Estimate, step: str
) -> None:
    revenue = simulate(read(GROWTH, step=step), DRAWS).level("revenue")
    logarithm = np.log(revenue / 10e9)
    per_year = {"month": 12, "quarter": 4, "year": 1}[step]
    for years in (1, 5):
        mean, variance = growth_moments(years)
        at_end = logarithm[:, years * per_year]
        assert within(estimate(at_end, DRAWS), mean)
        assert within(estimate((at_end - mean) ** 2, DRAWS), variance)


@pytest.mark.parametrize("long_run", [0.0, 0.1, 0.5])
def test_step_moments_compose_exactly_to_those_of_the_whole_time(long_run: float) -> None:
    law = GrowthLaw(0.6, 0.05, 1.5, Volatility(0.25, 0.1, 3.0), 0.3, 2.0, 0.4, long_run)
    mean, growth, both, level = 0.6, 0.0, 0.0, 0.0
    logarithm = 0.0
    for k in range(20):
        step = moments(law, k / 4, integrals(law, 0.25))
        logarithm += 0.05 * 0.25 + (mean - 0.05) * step.lag - step.drag
        mean = 0.05 + (mean - 0.05) * step.keep
        level += 2 * both * step.lag + growth * step.lag**2 + step.level
        both = both * step.keep + growth * step.lag * step.keep + step.both
        growth = growth * step.keep**2 + step.growth
    whole = moments(law, 0.0, integrals(law, 5.0, pieces=pieces(5.0)))
    assert math.isclose(growth, whole.growth, rel_tol=1e-12)
    assert math.isclose(both, whole.both, rel_tol=1e-12)
    assert math.isclose(level, whole.level, rel_tol=1e-12)
    assert math.isclose(logarithm, 0.05 * 5 + 0.55 * whole.lag - whole.drag, rel_tol=1e-12)


def test_moments_equal_their_antiderivatives() -> None:
    kappa, sigma, eta, rho, years = math.log(2) / 1.5, 0.2, 0.3, 0.4, 0.25
    law = GrowthLaw(0.6, 0.05, 1.5, Volatility(sigma, sigma), eta, NEVER, rho)
    step = moments(law, 0.0, integrals(law, years))
    lag, twice = (1 - math.exp(-kappa * years)) / kappa, (1 - math.exp(-2 * kappa * years)) / (2 * kappa)
    assert math.isclose(step.growth, eta**2 * twice, rel_tol=1e-13)
    assert math.isclose(step.both, eta**2 / kappa * (lag - twice) + rho * eta * sigma * lag, rel_tol=1e-12)
    assert math.isclose(step.drag, sigma**2 * years / 2, rel_tol=1e-14)


@pytest.mark.parametrize("volatility", ["{now: 30%, long_run: 30%, half_life: 2 years}", "30%"])
def test_a_growth_whose_volatility_has_keys_of_its_own_fades_as_they_say(read: Read, volatility: str) -> None:
    """One that fades to where it is stays, as one does that fades with a level's volatility that stays."""
    found = simulate(read(GROWTH.replace("volatility: 30%", f"volatility: {volatility}")), DRAWS).level("revenue")
    assert np.allclose(found, simulate(read(GROWTH), DRAWS).level("revenue"), rtol=1e-12)


def test_the_volatility_of_growth_fades_to_its_own_long_run() -> None:
    """By a fine sum: eta from 30 % to 10 % in halves of two years, on a growth that reverts in halves of 1.5."""
    law = GrowthLaw(0.6, 0.05, 1.5, Volatility(0.25, 0.1, 3.0), 0.3, 2.0, 0.4, 0.1)
    time = (np.arange(40_000) + 0.5) * 5 / 40_000
    eta, sigma = 0.1 + 0.2 * 0.5 ** (time / 2), 0.1 + 0.15 * 0.5 ** (time / 3)
    lag = (1 - 0.5 ** ((5 - time) / 1.5)) * 1.5 / math.log(2)
    variance = float(np.mean((eta * lag) ** 2 + 2 * 0.4 * eta * lag * sigma + sigma**2) * 5)
    assert math.isclose(moments(law, 0.0, integrals(law, 5.0, pieces=pieces(5.0))).level, variance, rel_tol=1e-8)


def test_a_fading_volatility_has_its_exact_integral() -> None:
    law = GrowthLaw(0.1, 0.1, NEVER, Volatility(0.25, 0.1, 3.0))
    speed, years = math.log(2) / 3, 7.0
    expected = (
        0.1**2 * years
        + 2 * 0.1 * 0.15 * (1 - math.exp(-speed * years)) / speed
        + 0.15**2 * (1 - math.exp(-2 * speed * years)) / (2 * speed)
    )
    assert math.isclose(moments(law, 0.0, integrals(law, years, pieces=pieces(years))).level, expected, rel_tol=1e-13)


def test_arrays_and_numbers_have_the_same_moments() -> None:
    law = GrowthLaw(0.6, 0.05, 1.5, Volatility(0.25, 0.1, 3.0), 0.3, 2.0, 0.4)
    arrays = replace(law, half_life=np.array([1.5, 9.0]), spread=np.array([0.3, 0.1]))
    found = moments(arrays, 0.5, integrals(arrays, 0.25, processes.ARRAYS), processes.ARRAYS)
    for k in range(2):
        own = replace(law, half_life=float(arrays.half_life[k]), spread=float(arrays.spread[k]))
        number = moments(own, 0.5, integrals(own, 0.25))
        for name in ("keep", "lag", "growth", "both", "level", "drag"):
            assert math.isclose(np.broadcast_to(getattr(found, name), 2)[k], getattr(number, name), rel_tol=1e-13)


def test_steps_worked_out_at_once_are_those_worked_out_in_turn() -> None:
    law = GrowthLaw(0.6, 0.05, 1.5, Volatility(0.25, 0.1, 3.0), 0.3, 2.0, 0.4, 0.1)
    times = np.array([0.0, 0.1, 0.35, 0.6, 0.852, 1.104, 2.104])  # steps of one, two and four pieces
    at_once = processes.growth(3.0, law, times)
    in_turn = processes.growth(3.0, replace(law, spread=np.array([0.3, 0.3])), times)
    assert at_once.alike
    assert not in_turn.alike
    for one, other in zip(at_once.steps, in_turn.steps, strict=True):
        for each in fields(Step):
            number, numbers = getattr(one, each.name), getattr(other, each.name)
            assert np.allclose(np.broadcast_to(numbers, 2), number, rtol=1e-14, atol=0), each.name


def test_growth_and_its_level_are_correlated_as_the_file_says(read: Read) -> None:
    futures = simulate(read(GROWTH), PLAIN)
    level, growth = futures.shocks(Shock("revenue"))[:], futures.shocks(Shock("revenue", of_growth=True))[:]
    found = float(np.mean(level * growth))
    assert abs(found - 0.4) < 4 * ((1 + 0.4**2) / level.size) ** 0.5


def test_the_growth_on_a_path_is_what_moves_its_level(read: Read) -> None:
    """Without a volatility of its own, the level's logarithm moves by the growth: the trapezium over a month's ends."""
    deal = read(
        "drivers: {sales: {kind: growth, start: 100 USD/year, volatility: {now: 0%, long_run: 0%, half_life: 9 years},"
        " growth: {now: 40%, long_run: 5%, half_life: 2 years,"
        " volatility: {now: 30%, long_run: 10%, half_life: 3 years}}}}",
        step="month",
    )
    futures = simulate(deal, Draws(2, 2, 128))
    edges = np.array(futures.grid.edges)
    growth = np.array([futures.growth_at("sales", np.full(futures.paths, edge))[0] for edge in edges])
    assert np.allclose(growth[0], math.log(1.4), rtol=1e-14)
    moved = np.diff(np.log(futures.level("sales").T), axis=0)
    ends = (growth[1:] + growth[:-1]) / 2 * np.diff(edges)[:, None] / 365
    noise = 0.3 * (1 / 12) ** 1.5 / math.sqrt(12)  # what a month's path strays from the line between its ends
    assert np.sqrt(np.mean((moved - ends) ** 2)) < 1.2 * noise
    assert np.corrcoef(moved.ravel(), ends.ravel())[0, 1] > 0.97


def test_without_growth_volatility_the_growth_is_certain(read: Read) -> None:
    deal = read(
        """
drivers:
  sales: {kind: growth, start: 10 USD/year, volatility: 0%, growth: {now: 100%, long_run: 0%, half_life: 1 year}}
"""
    )
    sales = simulate(deal, DRAWS).level("sales")
    years = np.array([0, 1, 2, 5])
    expected = 10 * np.exp(math.log(2) * (1 - 0.5**years) / math.log(2))
    assert np.allclose(sales[:, years * 4], expected, rtol=1e-13)


def test_a_ceiling_is_never_passed(read: Read) -> None:
    deal = read(
        "drivers: {sales: {kind: growth, start: 10 USD/year, growth: 30%, volatility: 40%, ceiling: 15 USD/year}}"
    )
    sales = simulate(deal, DRAWS).level("sales")
    assert sales.max() == 15
    assert 10 < sales[:, -1].mean() < 15


@pytest.mark.parametrize("as_of", ["2025-01-01", "2025-05-14", "2025-12-30"])
def test_a_calendar_year_s_total_is_reproduced(read: Read, estimate: Estimate, as_of: str) -> None:
    deal = read(
        """
drivers:
  revenue: {kind: growth, total: {2025: 12.7bn USD}, volatility: {now: 25%, long_run: 10%, half_life: 3 years},
            growth: {now: 120%, long_run: 5%, half_life: 1.5 years, volatility: 30%}}
""",
        as_of=as_of,
    )
    futures = simulate(deal, DRAWS)
    new_year = futures.grid.years.index(2026)
    year = evaluate(Call("trailing", (Name("revenue"), Quantity(1.0))), futures)[:, new_year]
    assert within(estimate(year, DRAWS), 12.7e9)


def test_a_future_year_s_total_is_reproduced(read: Read, estimate: Estimate) -> None:
    deal = read("drivers: {sales: {kind: growth, total: {2027: 40m USD}, growth: 20%, volatility: 30%}}")
    sales = simulate(deal, DRAWS).level("sales")
    ends = sales[:, 8:13]
    year = ((ends[:, 1:] + ends[:, :-1]) / 2 * np.array([90, 91, 92, 92]) / 365).sum(axis=1)
    assert within(estimate(year, DRAWS), 40e6)


def test_a_call_on_gbm_costs_what_black_and_scholes_say(read: Read, estimate: Estimate) -> None:
    rate, volatility, strike, years = 0.05, 0.2, 110.0, 5.0
    deal = read(f"drivers: {{price: {{kind: gbm, start: 100 USD, growth: {math.expm1(rate):.17f}, volatility: 20%}}}}")
    payoff = np.exp(-rate * years) * np.maximum(simulate(deal, DRAWS).level("price")[:, -1] - strike, 0)

    def normal(x: float) -> float:
        return math.erfc(-x / math.sqrt(2)) / 2

    first = (math.log(100 / strike) + (rate + volatility**2 / 2) * years) / (volatility * years**0.5)
    price = 100 * normal(first) - strike * math.exp(-rate * years) * normal(first - volatility * years**0.5)
    assert within(estimate(payoff, DRAWS), price)


def test_parameters_may_be_uncertain(read: Read, estimate: Estimate) -> None:
    deal = read(
        """
facts: {drift: {is: "uniform(0%, 20%)"}}
drivers: {price: {kind: gbm, start: 100 USD, growth: drift, volatility: 10%}}
"""
    )
    futures = simulate(deal, DRAWS)
    expected = 100 * (1.2**6 - 1) / 6 / 0.2
    assert within(estimate(futures.level("price")[:, -1], DRAWS), expected)
    fixed = futures.with_facts({"drift": 0.1})
    assert within(estimate(fixed.level("price")[:, -1], DRAWS), 100 * 1.1**5)


def test_uncertain_half_lives_and_volatilities_keep_every_path_s_own_law(read: Read) -> None:
    deal = read(
        """
facts: {calming: {is: "uniform(1 years, 5 years)"}, wild: {is: "uniform(10%, 50%)"}}
drivers:
  revenue: {kind: growth, start: 1 USD/year, growth: {now: 50%, long_run: 5%, half_life: calming, volatility: wild},
            volatility: {now: wild, long_run: 5%, half_life: calming}}
"""
    )
    few = Draws(seed=1, replicates=2, paths_per_replicate=4)
    futures = simulate(deal, few)
    together = futures.level("revenue")
    for path in range(few.paths):
        own = futures.with_facts({name: float(futures.fact(name)[path]) for name in ("calming", "wild")})
        assert np.allclose(own.level("revenue")[path], together[path], rtol=1e-12)


@pytest.mark.parametrize(
    "driver",
    [
        "{kind: growth, start: 1, growth: {now: 9%, long_run: 5%, half_life: 2 years, volatility: 9%}, volatility: 9%}",
        "{kind: gbm, start: 1 USD, growth: 8%, volatility: 30%}",
        "{kind: mean_reverting, start: 2x, long_run: 1x, half_life: 2 years, volatility: 30%}",
    ],
)
def test_mean_over_median_is_that_of_the_simulated_levels(read: Read, estimate: Estimate, driver: str) -> None:
    deal = read(f"drivers: {{x: {driver}}}")
    futures = simulate(deal, DRAWS)
    expected = mean_over_median(deal.drivers["x"], 5.0, futures.number)
    logarithm = np.log(futures.level("x")[:, -1])
    ratio = np.exp(logarithm - logarithm.mean())
    assert within(estimate(ratio, DRAWS), expected)


def test_what_no_shock_moves_has_mean_and_median_alike(read: Read) -> None:
    deal = read("drivers: {x: {kind: schedule, 2025: 1 USD}, y: {kind: constant, is: 2 USD}}")
    assert [mean_over_median(driver, 9.0, float) for driver in deal.drivers.values()] == [1.0, 1.0]
    assert isinstance(simulate(deal, DRAWS), Futures)
