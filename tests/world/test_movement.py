"""Drivers moved by compiled loops are, to the byte, what the plain way gives."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from dealwright.deal.deal import Deal
from dealwright.ground.kernels import threads
from dealwright.world import drivers, exponential, movement, normal_quantile, sobol
from dealwright.world.block_normals import block_normals
from dealwright.world.draws import Draws
from dealwright.world.futures import Futures, simulate
from dealwright.world.movement import Ahead

Read = Callable[..., Deal]

DRIVERS = """
facts: {wild: {is: "uniform(10%, 50%)"}, calming: {is: "uniform(1 years, 5 years)"}}
drivers:
  sales: {kind: growth, start: 10bn USD/year, volatility: {now: 30%, long_run: 10%, half_life: 2 years},
          growth: {now: 80%, long_run: 5%, half_life: 1.5 years, volatility: 30%}}
  multiple: {kind: mean_reverting, start: 23x, long_run: 8x, half_life: 3 years, volatility: 25%}
  price: {kind: gbm, start: 100 USD, growth: 8%, volatility: wild}
  users: {kind: growth, start: 1m, volatility: wild,
          growth: {now: 50%, long_run: 5%, half_life: calming, volatility: wild}}
  plain: {kind: growth, start: 1m, volatility: 10%, growth: 5%, ceiling: 1.2m}
correlations: {sales ~ multiple: 30%, sales ~ sales.growth: 40%, users.growth ~ sales: -20%}
companies: {firm: {name: Firm, enterprise_value: multiple * sales * 1 year, cost_of_capital: 10%}}
terms: {shares: {kind: equity, company: firm, holder: ann, stake: 100%}}
"""
NAMES = ("sales", "multiple", "price", "users", "plain")


def found(deal: Deal, draws: Draws) -> dict[str, bytes]:
    """Give the bytes of every driver's levels, and of the growth of those that have one."""
    return found_in(simulate(deal, draws))


def found_in(futures: Futures) -> dict[str, bytes]:
    """Give the same of futures that are there."""
    levels = {name: futures.level(name).tobytes() for name in NAMES}
    days = np.linspace(0, 1800, futures.paths)
    return levels | {f"{name}.growth": futures.growth_at(name, days).tobytes() for name in ("sales", "users")}


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give the choice between the two ways."""
    return lambda way: monkeypatch.setattr(movement, "pays_now", lambda _: way == "compiled")


@pytest.mark.parametrize(
    "draws",
    [
        Draws(5, 3, 700),
        Draws(5, 4, 256),
        Draws(6, 2, 40),
        Draws(6, 1, 9000),
        Draws(5, 3, 300, "plain"),
        Draws(5, 2, 8, "median"),
        Draws(5, 2, 300, priced_by=400.0),
    ],
    ids=lambda draws: f"{draws.mode} {draws.replicates} x {draws.paths_per_replicate} {draws.priced_by or ''}".strip(),
)
def test_compiled_loops_give_the_bytes_of_the_plain_way(read: Read, go: Callable[[str], None], draws: Draws) -> None:
    deal = read(DRIVERS)
    both = []
    for way in ("plainly", "compiled"):
        go(way)
        both.append(found(deal, replace(draws)))
    assert both[0] == both[1]


def test_levels_beyond_the_table_of_directions_are_the_same_bytes_too(read: Read, go: Callable[[str], None]) -> None:
    deal = read(
        "drivers:\n  a: {kind: gbm, start: 1 USD, growth: 8%, volatility: 20%, slot: 700}\n"
        "  b: {kind: gbm, start: 1 USD, growth: 8%, volatility: 20%, slot: 1500}\ncorrelations: {a ~ b: 50%}",
        step="month",
    )
    both = []
    for way in ("plainly", "compiled"):
        go(way)
        both.append(simulate(deal, Draws(1, 2, 300)).level("b").tobytes())
    assert both[0] == both[1]


@pytest.mark.parametrize("first", ["multiple", "users"])
def test_drivers_that_are_moved_with_another_have_the_bytes_of_those_moved_alone(
    read: Read, go: Callable[[str], None], first: str
) -> None:
    deal, draws = read(DRIVERS), Draws(5, 2, 300)
    go("compiled")
    together = simulate(deal, draws, needed=[first])
    assert all(together.recall("trajectory", each) is not None for each in ("sales", "multiple", "users"))
    go("plainly")
    alone = found(deal, Draws(5, 2, 300))
    assert {name: together.level(name).tobytes() for name in NAMES} == {name: alone[name] for name in NAMES}


@pytest.mark.parametrize(
    "draws",
    [Draws(5, 3, 700), Draws(6, 2, 40), Draws(5, 3, 300, "plain"), Draws(5, 2, 300, priced_by=400.0)],
    ids=lambda draws: f"{draws.mode} {draws.replicates} x {draws.paths_per_replicate} {draws.priced_by or ''}".strip(),
)
def test_what_is_drawn_only_so_far_ahead_has_the_same_bytes_and_the_rest_is_drawn_when_asked(
    read: Read, go: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, draws: Draws
) -> None:
    deal = read(DRIVERS)
    go("compiled")
    expected, futures = simulate(deal, replace(draws)), simulate(deal, replace(draws))
    far = {"sales": (9, 2), "multiple": (3, 0), "price": (1, 0), "users": (4, 11), "plain": (0, 0)}
    monkeypatch.setattr(np, "empty", lambda shape, dtype=float, empty=np.empty: np.full_like(empty(shape, dtype), 77))
    drivers.draw_ahead({name: Ahead(*each) for name, each in far.items()}, futures)
    monkeypatch.undo()
    go("compiled")
    edges = np.asarray(futures.grid.edges)
    for name, (level, growth) in far.items():
        known = futures.trajectory(name).drawn.known  # type: ignore[attr-defined]
        assert known.shape == (level + 1, draws.paths)
        assert known.tobytes() == expected.level(name, level + 1).T.tobytes()
        if level:
            within = np.linspace(-10.0, np.nextafter(edges[level], 0.0), draws.paths)
            assert futures.at(name, within).tobytes() == expected.at(name, within).tobytes()
            assert len(futures.trajectory(name).drawn.known) == level + 1  # type: ignore[attr-defined]
        if name in ("sales", "users"):
            within = np.linspace(0.0, np.nextafter(edges[growth], 0.0), draws.paths)
            assert futures.growth_at(name, within).tobytes() == expected.growth_at(name, within).tobytes()
    on_an_edge = np.full(draws.paths, edges[3])
    assert futures.at("multiple", on_an_edge).tobytes() == expected.at("multiple", on_an_edge).tobytes()
    assert found_in(futures) == found_in(expected)


def test_days_beyond_what_was_drawn_have_the_rest_drawn_once(
    read: Read, go: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = read(DRIVERS)
    go("compiled")
    futures, counted = simulate(deal, Draws(5, 2, 300)), []
    drivers.draw_ahead({"price": Ahead(3, 3)}, futures)
    levels = movement.levels
    monkeypatch.setattr(movement, "levels", lambda *given, **how: (counted.append(1), levels(*given, **how))[1])
    futures.at("price", np.full(600, 100.0))
    assert not counted
    for days in ([1e9], [np.inf], [np.nan], [800.0]):
        futures.at("price", np.array([0.0, *days] * 300))
    assert len(counted) == 1


@pytest.mark.parametrize("processors", [1, 3])
def test_threads_change_no_byte(
    read: Read, go: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, processors: int
) -> None:
    deal = read(DRIVERS)
    go("compiled")
    expected = found(deal, Draws(5, 4, 600))
    monkeypatch.setattr(threads, "processors", lambda: processors)
    assert found(deal, Draws(5, 4, 600)) == expected


def test_normal_quantiles_are_those_of_the_library_to_two_parts_in_ten_to_the_fifteenth() -> None:
    thin = 10.0 ** -np.linspace(0.4, 16.2, 20_001)
    uniforms = np.concatenate([np.linspace(0, 1, 100_003)[1:-1], thin, 1 - thin[:19_000], [0.5, 20 / 256, 236 / 256]])
    found = uniforms[None].copy()
    normal_quantile.normal_quantile(found)
    assert np.abs(found[0] - ndtri(uniforms)).max() < 2e-15 * 8.3
    assert np.allclose(found[0], ndtri(uniforms), rtol=2e-15, atol=1e-16)


@pytest.mark.parametrize("count", [1, 200, 256, 1000])
def test_normals_of_a_block_of_points_are_the_quantiles_of_each_point(count: int) -> None:
    dimensions = np.array([0, 1, 2, 77, 5000])
    words = np.random.default_rng(3).integers(0, 2**32, (5, sobol.WORDS), dtype=np.uint32)
    numbers, shift = sobol.scrambled(sobol.direction_numbers(dimensions, 12), words)
    expected = sobol.points(numbers, shift, count) * 2.0**-32 + 2.0**-33
    normal_quantile.normal_quantile(expected)
    assert np.array_equal(block_normals(numbers, shift, count), expected)


def test_exponentials_are_those_of_the_library_to_their_last_digit_but_one() -> None:
    powers = np.concatenate([np.linspace(-707, 709, 100_001), np.linspace(-1e-3, 1e-3, 1001)])
    found = np.empty_like(powers)
    exponential.exponential(powers, found)
    assert np.abs(found / np.exp(powers) - 1).max() < 4.5e-16


def test_exponentials_at_the_ends_of_the_range() -> None:
    powers = np.array([-np.inf, -800.0, -0.0, 0.0, 709.9, 1e9, np.inf, np.nan])
    found = np.empty_like(powers)
    with np.errstate(over="ignore"):
        exponential.exponential(powers, found)
    assert np.array_equal(found, [0, 0, 1, 1, np.inf, np.inf, np.inf, np.nan], equal_nan=True)
