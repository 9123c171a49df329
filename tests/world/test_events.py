import datetime as dt
import math
from collections.abc import Callable

import numpy as np
import pytest

from dealwright.deal.deal import Deal
from dealwright.ground.calendar import A_MOMENT, TimeGrid
from dealwright.world import conditions
from dealwright.world.beliefs import event_slot
from dealwright.world.conditions import first_time
from dealwright.world.draws import Draws
from dealwright.world.events import by_chance
from dealwright.world.futures import simulate

Read = Callable[..., Deal]
Estimate = Callable[[np.ndarray, Draws], tuple[float, float]]

DRAWS = Draws(seed=3, replicates=32, paths_per_replicate=256)


def day(deal: Deal, moment: str) -> float:
    """Give the days from the opening of `as_of` to that of a date."""
    return float((dt.date.fromisoformat(moment) - deal.dates[0]).days)


def probability(found: np.ndarray, by: float, draws: Draws, estimate: Estimate, expected: float) -> bool:
    """Say whether the share of paths on which an event has happened is as expected, within four standard errors."""
    share, error = estimate((found <= by).astype(float), draws)
    # One uniform in each of n equal parts: at least this much of the count of a replicate is left to chance.
    part = expected * draws.paths_per_replicate % 1
    least = (part * (1 - part) / draws.replicates) ** 0.5 / draws.paths_per_replicate
    return abs(share - expected) <= 4 * max(error, least)


@pytest.mark.parametrize("draws", [DRAWS, Draws(3, 32, 1024, "plain")], ids=["sobol", "plain"])
def test_a_chance_holds_by_the_closing_of_its_date(read: Read, estimate: Estimate, draws: Draws) -> None:
    deal = read("drivers: {ipo: {kind: event, chance: 60% by 2027-12-31}}")
    ipo = simulate(deal, draws).event("ipo")
    closing = day(deal, "2027-12-31") + 1
    assert probability(ipo, closing, draws, estimate, 0.6)
    assert probability(ipo, closing / 3, draws, estimate, 1 - 0.4 ** (1 / 3))


def test_the_hazard_of_a_chance_runs_from_the_opening_of_as_of_to_the_closing_of_its_date(read: Read) -> None:
    deal = read("drivers: {ipo: {kind: event, chance: 60% by 2027-12-31}}")
    ipo = simulate(deal, DRAWS).event("ipo")
    closing = day(deal, "2027-12-31") + 1
    expected = closing * np.log1p(-DRAWS.uniform("ipo", event_slot(deal, "ipo"))) / math.log(0.4)
    happens = np.isfinite(ipo)
    assert np.allclose(ipo[happens], expected[happens], rtol=1e-13)
    assert np.all(expected[~happens] > 5 * 365 + 1)


def test_an_event_after_the_horizon_never_happens(read: Read) -> None:
    ipo = simulate(read("drivers: {ipo: {kind: event, chance: 60% by 2027-12-31}}"), DRAWS).event("ipo")
    assert np.isinf(ipo).any()
    assert ipo[np.isfinite(ipo)].max() <= 5 * 365 + 1


def test_a_chance_of_nothing_or_of_everything_needs_no_luck(read: Read) -> None:
    deal = read("drivers: {ipo: {kind: event, chance: 0% by 2027-12-31}}")
    assert np.all(simulate(deal, DRAWS).event("ipo") == np.inf)
    grid = TimeGrid.of(*deal.dates, deal.step)
    found = by_chance(np.array([0.1, 0.9]), np.array([1.0, 1.0]), 1095.0, grid, 30.0)
    assert np.all(found == 30 + A_MOMENT)  # at the opening of its date


def test_not_before_shifts_the_whole_hazard_behind_a_date(read: Read, estimate: Estimate) -> None:
    deal = read("drivers: {ipo: {kind: event, chance: 60% by 2027-12-31, not_before: 2026-01-01}}")
    ipo = simulate(deal, DRAWS).event("ipo")
    assert ipo.min() >= day(deal, "2026-01-01")
    assert probability(ipo, day(deal, "2028-01-01"), DRAWS, estimate, 0.6)
    assert probability(ipo, day(deal, "2027-01-01"), DRAWS, estimate, 1 - 0.4**0.5)


def test_a_lower_chance_only_delays_an_event_on_each_path(read: Read) -> None:
    likely, unlikely = (
        simulate(read(f"drivers: {{ipo: {{kind: event, chance: {chance} by 2028-12-31}}}}"), DRAWS).event("ipo")
        for chance in ("60%", "10%")
    )
    both = np.isfinite(unlikely)
    assert np.all(likely <= unlikely)
    assert np.allclose(unlikely[both] / likely[both], math.log(0.4) / math.log(0.9))


def test_a_constant_hazard_is_an_exponential_waiting_time(read: Read, estimate: Estimate) -> None:
    loss = simulate(read("drivers: {loss: {kind: event, hazard: 20%}}"), DRAWS).event("loss")
    for edge, years in ((365, 1.0), (365 + 181, 1 + 181 / 365)):
        assert probability(loss, edge, DRAWS, estimate, 1 - math.exp(-0.2 * years))


def test_a_hazard_linear_in_time_is_integrated_exactly(read: Read, estimate: Estimate) -> None:
    deal = read(
        """
drivers:
  risk: {kind: schedule, 2025-01-01: 0%, 2030-01-01: 50%}
  loss: {kind: event, hazard: risk}
"""
    )
    loss = simulate(deal, DRAWS).event("loss")
    for edge, years in ((365, 1.0), (1096, 3 + 1 / 366), (1826, 5.0)):
        assert probability(loss, edge, DRAWS, estimate, 1 - math.exp(-0.05 * years**2))


def test_a_hazard_may_depend_on_a_driver_and_never_runs_backwards(read: Read) -> None:
    deal = read(
        """
drivers:
  trend: {kind: schedule, 2025-01-01: -100%, 2027-01-01: -100%, 2029-01-01: 100%}
  loss: {kind: event, hazard: trend, not_before: 2026-01-01}
"""
    )
    loss = simulate(deal, DRAWS).event("loss")
    assert loss.min() >= day(deal, "2028-01-01")
    assert np.isfinite(loss).any()


def test_not_before_suspends_a_hazard_inside_a_step(read: Read, estimate: Estimate) -> None:
    deal = read("drivers: {loss: {kind: event, hazard: 50%, not_before: 2025-02-15}}", step="year")
    loss = simulate(deal, DRAWS).event("loss")
    assert loss.min() >= 45
    for days in (160, 320):
        assert probability(loss, 45 + days, DRAWS, estimate, 1 - math.exp(-0.5 * days / 365))


@pytest.mark.parametrize("hazard", ["40% * after(ipo)", "if(after(ipo) > 0, 40%, 0%)", "lasting"])
def test_a_hazard_that_begins_with_another_event_begins_on_its_day(read: Read, estimate: Estimate, hazard: str) -> None:
    """In steps of a year: nothing happens before it, and the sum of two exponential waits has its closed form."""
    deal = read(
        f"""
drivers:
  ipo: {{kind: event, chance: 60% by 2027-12-31}}
  lasting: {{kind: derived, is: 0.4 * (1 - before(ipo))}}
  loss: {{kind: event, hazard: "{hazard}"}}
""",
        step="year",
    )
    futures = simulate(deal, DRAWS)
    ipo, loss = futures.event("ipo"), futures.event("loss")
    assert np.all(loss[np.isfinite(loss)] > ipo[np.isfinite(loss)])
    first, second = -math.log(0.4) / 1095, 0.4 / 365
    for days in (200, 365, 900):
        waits = second * math.exp(-first * days) - first * math.exp(-second * days)
        assert probability(loss, days, DRAWS, estimate, 1 - waits / (second - first))


GROWING = "price: {kind: gbm, start: 100 USD, growth: 10%, volatility: 0%}"


@pytest.mark.parametrize("step", ["month", "quarter", "year"])
def test_a_driver_crosses_its_threshold_on_the_day_it_reaches_it(read: Read, step: str) -> None:
    deal = read(f"drivers: {{{GROWING}, rich: {{kind: event, when: price >= 115 USD}}}}", step=step)
    rich = simulate(deal, DRAWS).event("rich")
    years = math.log(1.15) / math.log(1.1)
    assert np.allclose(rich, 365 * years, rtol=1e-12)


def test_a_condition_true_from_the_start_happens_at_once_or_when_it_first_counts(read: Read) -> None:
    deal = read(
        f"""
drivers:
  {GROWING}
  now: {{kind: event, when: price > 50 USD}}
  later: {{kind: event, when: price > 50 USD, not_before: 2026-02-10}}
  never: {{kind: event, when: price < 50 USD}}
"""
    )
    futures = simulate(deal, DRAWS)
    assert np.all(futures.event("now") == A_MOMENT)
    assert np.all(futures.event("later") == day(deal, "2026-02-10") + A_MOMENT)
    assert np.all(np.isinf(futures.event("never")))


def test_conditions_join_inside_a_step(read: Read) -> None:
    deal = read(
        f"""
drivers:
  {GROWING}
  cost: {{kind: schedule, 2025-01-01: 100 USD, 2026-01-01: 0 USD}}
  both: {{kind: event, when: price > 102 USD and cost < 50 USD}}
  either: {{kind: event, when: price > 102 USD or cost < 50 USD}}
  neither: {{kind: event, when: not (price < 102 USD or cost > 50 USD)}}
""",
        step="year",
    )
    futures = simulate(deal, DRAWS)
    price = 365 * math.log(1.02) / math.log(1.1)
    assert np.allclose(futures.event("either"), price)
    assert np.allclose(futures.event("both"), 182.5)
    assert np.allclose(futures.event("neither"), 182.5)


def test_what_rises_and_falls_within_the_futures_is_caught_while_true(read: Read) -> None:
    deal = read(
        """
drivers:
  wave: {kind: schedule, 2026-01-01: 0, 2027-01-01: 10, 2028-01-01: 0}
  high: {kind: event, when: wave > 5}
  again: {kind: event, when: wave > 5, not_before: 2027-03-01}
  late: {kind: event, when: wave > 5, not_before: 2028-01-01}
"""
    )
    futures = simulate(deal, DRAWS)
    assert np.allclose(futures.event("high"), 365 + 182.5, atol=0.6)
    assert np.all(futures.event("again") == day(deal, "2027-03-01") + A_MOMENT)
    assert np.all(np.isinf(futures.event("late")))


def test_an_event_may_wait_for_another(read: Read) -> None:
    deal = read(
        f"""
drivers:
  {GROWING}
  ipo: {{kind: event, chance: 60% by 2027-12-31}}
  sold: {{kind: event, when: after(ipo) > 0 and price > 105 USD}}
"""
    )
    futures = simulate(deal, DRAWS)
    ipo, sold = futures.event("ipo"), futures.event("sold")
    rich = 365 * math.log(1.05) / math.log(1.1)
    assert np.allclose(sold, np.maximum(ipo, rich))


def test_a_running_total_sets_off_an_event(read: Read) -> None:
    deal = read(
        """
drivers:
  profit: {kind: constant, is: 10m USD/year}
  recouped: {kind: event, when: cumulative(profit) >= 25m USD}
"""
    )
    recouped = simulate(deal, DRAWS).event("recouped")
    assert np.allclose(recouped, 365 * 2.5)


def test_conditions_that_take_turns_are_met_when_both_hold(read: Read) -> None:
    deal = read(
        """
drivers:
  slow: {kind: schedule, 2025-01-01: 0, 2026-01-01: 10, 2027-01-01: 0, 2028-01-01: 10, 2029-01-01: 0}
  fast: {kind: schedule, 2026-07-02: 0, 2028-01-01: 9, 2029-12-31: 9}
  both: {kind: event, when: slow > 5 and fast > 4.5}
  at_the_end: {kind: event, when: fast > 8.99999 and not (slow > 0)}
""",
        step="month",
    )
    futures = simulate(deal, DRAWS)
    assert np.allclose(futures.event("both"), day(deal, "2027-07-02"), atol=0.6)
    assert np.allclose(futures.event("at_the_end"), day(deal, "2029-01-01"))


def test_a_random_level_is_at_its_threshold_when_it_crosses_it(read: Read) -> None:
    deal = read(
        """
drivers:
  price: {kind: gbm, start: 100 USD, growth: 10%, volatility: 30%}
  cost: {kind: gbm, start: 2x, growth: 5%, volatility: 20%}
  rich: {kind: event, when: price * cost > 250 USD}
  later: {kind: event, when: price < 120 USD, not_before: 2026-02-10}
"""
    )
    futures = simulate(deal, DRAWS)
    rich = futures.event("rich")
    happens = np.isfinite(rich)
    assert 0.5 < happens.mean() < 1
    product = futures.at("price", rich) * futures.at("cost", rich)
    assert np.allclose(product[happens], 250, rtol=1e-12)
    level = futures.level("price") * futures.level("cost")
    assert np.array_equal(happens, (level > 250).any(axis=1))
    later = futures.event("later")
    waited = np.isfinite(later) & (later > day(deal, "2026-02-10") + A_MOMENT)
    assert np.allclose(futures.at("price", later)[waited], 120, rtol=1e-12)
    assert np.all(futures.at("price", later)[~waited & np.isfinite(later)] < 120)


@pytest.mark.parametrize(
    ("when", "crossed"),
    [
        ("max(x, 130) > 140", 0.4),
        ("140 < max(130, x)", 0.4),
        ("min(x, 150) >= 110", 0.1),
        ("x * x > 22500", 0.5),
        ("x + price / 1 USD > 240 ", None),
        ("if(x > 125, 1, 0) > 0.5", 0.25),  # a jump
        ("max(x, 130) > 130", 0.3),  # the bend itself
    ],
)
def test_what_bends_within_a_step_crosses_where_its_sides_are_equal(
    read: Read, when: str, crossed: float | None
) -> None:
    deal = read(
        f"drivers: {{{GROWING}, x: {{kind: schedule, 2025-01-01: 100, 2026-01-01: 200}}, "
        f"bent: {{kind: event, when: '{when}'}}}}",
        step="year",
    )
    bent = simulate(deal, DRAWS).event("bent")
    if crossed is None:  # 100 (1 + t) + 100 x 1.1^t = 240
        crossed = 0.0
        for _ in range(60):
            crossed = 1.4 - 1.1**crossed
    assert np.allclose(bent, 365 * crossed, rtol=1e-6)


@pytest.mark.parametrize(
    "condition",
    [
        "year > 2027",
        "price > 4 USD",
        "not (price > 2 USD) or price > 4 USD",
        "price > 2 USD and year < 2028",
        "year > 2027 and sales > 5 USD/year",
        "price > 4 USD or sales > 6 USD/year",
        "price > 3 USD and after(closing) > 0",
        "cumulative(5 USD/year) > 12 USD",
    ],
)
def test_what_is_certain_is_true_when_it_is_from_whichever_day_each_path_waits(read: Read, condition: str) -> None:
    deal = read(
        "drivers:\n  price: {kind: schedule, 2025-01-01: 1 USD, 2029-12-31: 5 USD}\n"
        "  sales: {kind: gbm, start: 5 USD/year, growth: 5%, volatility: 40%}\n"
        "  closing: {kind: event, chance: 60% by 2028-12-31}\n"
        f"  met: {{kind: event, when: '{condition}'}}"
    )
    few = Draws(seed=3, replicates=2, paths_per_replicate=8)
    when = deal.drivers["met"].when
    waits = np.linspace(0.0, 1500.0, few.paths)
    found = first_time(when, simulate(deal, few), waits)
    each = [first_time(when, simulate(deal, few), day)[path] for path, day in enumerate(waits)]
    assert found.tolist() == each
    assert np.isfinite(found).any()


def test_a_condition_of_drivers_is_looked_for_once_however_many_packages_hang_on_it(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    sales = "sales: {kind: gbm, start: 10m USD/year, growth: 5%, volatility: 30%}"
    few = "{kind: event, when: 'trailing(sales, 1 year) < 9m USD'}"
    deal = read(f"drivers: {{{sales}, one: {few}, two: {few}}}")
    futures, looked = simulate(deal, DRAWS), []
    condition, same = deal.drivers["one"].when, deal.drivers["two"].when
    truth = conditions._truth
    monkeypatch.setattr(conditions, "_truth", lambda *asked: looked.append(asked) or truth(*asked))
    found = first_time(condition, futures, 400.0)
    assert first_time(same, futures, 400.0) is found
    assert len(looked) == 1
    later = first_time(condition, futures, 900.0)
    assert np.all(later >= np.maximum(found, 900.0))
    assert not np.array_equal(later, found)
    assert len(looked) == 2


@pytest.mark.parametrize("paths", [64, 4096])
@pytest.mark.parametrize("condition", ["cumulative(max(sales, 9m USD/year)) >= 22m USD", "sales > 12m USD/year"])
def test_an_event_that_counts_by_a_day_is_looked_for_no_further_and_is_the_same(
    read: Read, condition: str, paths: int
) -> None:
    sales = "sales: {kind: gbm, start: 10m USD/year, growth: 5%, volatility: 30%}"
    deal = read(f"drivers: {{{sales}, met: {{kind: event, when: '{condition}'}}}}")
    whole, early = (simulate(deal, Draws(3, 2, paths)) for _ in range(2))  # each with draws, and a store, of its own
    days = whole.event("met")
    found = early.event("met", 700.0)
    assert np.array_equal(found[days <= 700.0], days[days <= 700.0])
    assert np.isinf(found[days > 800.0]).all()
    assert 0 < np.mean(days <= 700.0) < np.mean(days <= 800.0) < 1
    assert early.event("met", 500.0) is found
    assert np.array_equal(early.event("met", 900.0), days)
    assert early.event("met", 500.0) is early.event("met")
