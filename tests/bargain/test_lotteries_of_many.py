"""Draws between packages where three and more bargain: closed forms, certificates of optimality, the edge of two."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dealwright.bargain import Bargain, Rules, bargain, lotteries
from dealwright.bargain.lotteries import utility_of
from dealwright.bargain.lotteries_of_many import (
    Draws,
    egalitarian_draw,
    kalai_smorodinsky_draw,
    nash_draw,
    utilitarian_draw,
)
from dealwright.bargain.result import SOLUTIONS

NAMES = "abcde"
SEED = st.integers(0, 2**32 - 1)


def drawn(
    worth: object, *, power: dict[str, float] | None = None, outside: dict[str, float] | None = None, **tolerance: float
) -> Bargain:
    """Bargain over lotteries with everything at zero without a deal."""
    rows = np.array(worth, dtype=float)
    rules = Rules(lotteries=True, risk_tolerance=tolerance, power=power or {})
    return bargain(rows, dict.fromkeys(NAMES[: len(rows)], 0.0), measure="utility", outside=outside, rules=rules)


def gains(found: Bargain, name: str) -> list[float]:
    return list(found.solutions[name].surplus.values())


def scattered(parties: int, packages: int, seed: int) -> np.ndarray:
    """Make packages of which some suit nobody, with ties and equal ones."""
    random = np.random.default_rng(seed)
    return random.integers(-6, 13, (parties, packages)).astype(float)


@pytest.mark.parametrize("name", ["nash", "kalai_smorodinsky", "egalitarian"])
@pytest.mark.parametrize("parties", [3, 4, 5])
def test_who_would_each_take_all_draw_lots_with_equal_chances(name: str, parties: int) -> None:
    found = drawn(np.eye(parties))
    assert gains(found, name) == pytest.approx([1 / parties] * parties)
    assert [each.probability for each in found.solutions[name].lottery] == pytest.approx([1 / parties] * parties)
    assert list(found.ideal.values()) == pytest.approx([1.0] * parties)


def test_powers_are_the_chances_of_who_would_each_take_all() -> None:
    assert gains(drawn(np.eye(3), power={"a": 1, "b": 2, "c": 3}), "nash") == pytest.approx([1 / 6, 2 / 6, 3 / 6])


def test_on_a_plane_nash_spends_the_same_on_each_and_the_egalitarian_gives_the_same() -> None:
    """Utilities x/6 + y/3 + z/2 = 1: a product is largest where the three terms are equal."""
    found = drawn(np.diag([6.0, 3.0, 2.0]))
    assert gains(found, "nash") == pytest.approx([2.0, 1.0, 2 / 3])
    assert gains(found, "kalai_smorodinsky") == pytest.approx([2.0, 1.0, 2 / 3])
    assert gains(found, "egalitarian") == pytest.approx([1.0, 1.0, 1.0])
    assert gains(found, "utilitarian") == [6.0, 0.0, 0.0]


def test_kalai_smorodinsky_leaves_a_third_party_nothing_it_could_have_for_nothing() -> None:
    """On the hull of (1, 0, 1) and (0, 1, 1) the line to the ideals ends at (1/2, 1/2, 1/2), as Roth (1979) shows.

    That is dominated by (1/2, 1/2, 1), which Imai's (1983) lexicographic solution names.
    """
    found = drawn([[1, 0, 0.5], [0, 1, 0.5], [1, 1, 0.5]])
    for name in ("nash", "kalai_smorodinsky", "egalitarian"):
        assert gains(found, name) == pytest.approx([0.5, 0.5, 1.0])


@pytest.mark.parametrize(
    ("estate", "equal_awards", "proportional"),
    [
        (100.0, [100 / 3] * 3, [100 / 3] * 3),
        (200.0, [200 / 3] * 3, [40.0, 80.0, 80.0]),
        (300.0, [100.0] * 3, [50.0, 100.0, 150.0]),
        (400.0, [100.0, 150.0, 150.0], [400 / 6, 800 / 6, 200.0]),
    ],
)
def test_the_talmud_s_estate_is_divided_as_published(
    estate: float, equal_awards: list[float], proportional: list[float]
) -> None:
    """Claims of 100, 200 and 300 (Dagan and Volij, Mathematical Social Sciences 26, 1993).

    Nash and the egalitarian solution are the constrained equal awards; Kalai-Smorodinsky is in proportion to the
    claims, none counted for more than the estate. Packages: who claims first, second and third.
    """
    claims, packages = np.array([100.0, 200.0, 300.0]), []
    for order in permutations(range(3)):
        left, paid = estate, np.zeros(3)
        for party in order:
            paid[party] = min(claims[party], left)
            left -= paid[party]
        packages.append(paid)
    found = drawn(np.array(packages).T)
    assert gains(found, "nash") == pytest.approx(equal_awards)
    assert gains(found, "egalitarian") == pytest.approx(equal_awards)
    assert gains(found, "kalai_smorodinsky") == pytest.approx(proportional)
    assert sum(gains(found, "utilitarian")) == pytest.approx(estate)


def test_packages_that_suit_one_each_suit_three_by_lot_or_not_at_all() -> None:
    found = drawn(np.full((3, 3), -2.0) + 12 * np.eye(3))
    assert found.zone == 0
    assert gains(found, "nash") == pytest.approx([2.0, 2.0, 2.0])
    assert list(found.ideal.values()) == pytest.approx([6.0, 6.0, 6.0])  # the others get nothing
    none = drawn(np.full((3, 3), -20.0) + 30 * np.eye(3))
    assert none.solutions == {}
    assert "draw" in none.no_solution


def test_an_outside_option_cuts_the_hull() -> None:
    found = drawn(np.eye(3), outside={"a": 0.6})
    assert gains(found, "nash") == pytest.approx([0.6, 0.2, 0.2])
    assert gains(found, "egalitarian") == pytest.approx([0.6, 0.2, 0.2])
    assert gains(found, "utilitarian") == [1.0, 0.0, 0.0]
    assert list(found.ideal.values()) == pytest.approx([1.0, 0.4, 0.4])
    assert gains(found, "kalai_smorodinsky") == pytest.approx([0.6, 0.2, 0.2])


def test_risk_averse_parties_take_less_for_sure_than_the_mean_of_the_draw() -> None:
    """Each has 20 or nothing, with one chance in three: -10 ln((2 + exp(-2)) / 3)."""
    found = drawn(20 * np.eye(3), a=10.0, b=10.0, c=10.0)
    assert gains(found, "nash") == pytest.approx([-10 * math.log((2 + math.exp(-2)) / 3)] * 3)


def test_a_party_that_can_gain_nothing_stops_nobody() -> None:
    found = drawn([[0, 0, 0], [1, 0, 0.4], [0, 1, 0.4]])
    assert gains(found, "nash") == pytest.approx([0.0, 0.5, 0.5])
    assert gains(found, "kalai_smorodinsky") == pytest.approx([0.0, 0.5, 0.5])


def test_who_has_no_power_gets_what_the_powerful_leave() -> None:
    found = drawn([[1, 1, 0], [0, 0.5, 1], [1, 0.5, 1]], power={"a": 1.0})
    assert gains(found, "nash") == pytest.approx([1.0, 0.5, 0.5])  # or (1, 0, 1)


@pytest.mark.parametrize("name", SOLUTIONS)
@pytest.mark.parametrize("packages", [1, 3])
def test_one_package_or_equal_ones_are_drawn_for_sure(name: str, packages: int) -> None:
    solution = drawn(np.repeat([[3.0], [4.0], [0.0]], packages, axis=1)).solutions[name]
    assert (solution.number, list(solution.surplus.values()), solution.lottery) == (0, [3.0, 4.0, 0.0], ())


def test_a_ruinous_package_is_never_drawn() -> None:
    found = drawn([[1, 2, 3], [1, 0.5, -1e9], [1, 1, 9]], a=1.0, b=1.0, c=1.0)
    assert "2" not in {each.package["package"] for name in SOLUTIONS for each in found.solutions[name].lottery}


@settings(max_examples=20)
@given(st.integers(3, 5), st.integers(1, 10), SEED)
def test_a_draw_is_best_by_the_certificate_of_its_programme(parties: int, packages: int, seed: int) -> None:
    """A product of utilities u is largest over a hull if no package v has a mean ratio v / u above one.

    The other solutions are asked of a solver that sees all packages at once.
    """
    worth = scattered(parties, packages, seed)
    found = drawn(worth)
    assume(found.solutions)
    ideal = np.array(list(found.ideal.values()))
    for name in SOLUTIONS:
        chances = {int(each.package["package"]): each.probability for each in found.solutions[name].lottery}
        mixed = sum(chance * worth[:, number] for number, chance in chances.items()) if chances else None
        assert mixed is None or mixed.tolist() == pytest.approx(gains(found, name), abs=1e-9)
        assert len(chances) <= parties
        assert min(gains(found, name)) >= 0
    if min(ideal) > 0:
        nash = np.array(gains(found, "nash"))
        assert np.max(np.mean(worth / nash[:, None], axis=0)) <= 1 + 1e-9
        shares = np.array(gains(found, "kalai_smorodinsky")) / ideal
        assert shares.min() == pytest.approx(largest_level(worth, ideal), abs=1e-8)
    assert min(gains(found, "egalitarian")) == pytest.approx(largest_level(worth, np.ones(parties)), abs=1e-8)
    assert sum(gains(found, "utilitarian")) == pytest.approx(largest_sum(worth), abs=1e-8)


def largest_level(worth: np.ndarray, unit: np.ndarray) -> float:
    """Ask a linear solver for the largest level that a draw gives everyone, in units."""
    from scipy.optimize import linprog

    rows, once = np.column_stack([-worth, unit]), np.append(np.ones(worth.shape[1]), 0.0)
    ends = [*[(0.0, None)] * worth.shape[1], (None, None)]
    found = linprog(np.append(np.zeros(worth.shape[1]), -1.0), rows, np.zeros(len(unit)), once[None], [1.0], ends)
    return float(-found.fun)


def largest_sum(worth: np.ndarray) -> float:
    """Ask a linear solver for the largest sum of a draw that nobody refuses."""
    from scipy.optimize import linprog

    once = np.ones((1, worth.shape[1]))
    return float(-linprog(-worth.sum(axis=0), -worth, np.zeros(len(worth)), once, [1.0]).fun)


@settings(max_examples=20)
@given(st.integers(1, 12), SEED, st.sampled_from([None, 3.0, 40.0]), st.sampled_from([0.0, 2.5]))
def test_two_parties_draw_as_on_the_edge_of_their_hull(
    packages: int, seed: int, tolerance: float | None, outside: float
) -> None:
    worth = scattered(2, packages, seed)
    least = np.array([outside, 0.0])
    hull = lotteries.Hull.of(worth, least, (tolerance, None))
    assume(hull.corners)
    draws = Draws.of(worth, least, (tolerance, None))
    power = np.array([1.0, 3.0])
    for edge, many in (
        (lotteries.nash_lottery(hull, power), nash_draw(draws, power)),
        (lotteries.kalai_smorodinsky_lottery(hull), kalai_smorodinsky_draw(draws)),
        (lotteries.egalitarian_lottery(hull), egalitarian_draw(draws)),
    ):
        assert many.gain == pytest.approx(edge.gain, abs=1e-8)
    assert sum(utilitarian_draw(draws).utility) == pytest.approx(
        sum(lotteries.utilitarian_lottery(hull).utility), abs=1e-9
    )


@settings(max_examples=10)
@given(st.integers(2, 9), SEED, st.permutations(range(4)))
def test_the_order_and_the_units_of_the_parties_do_not_matter(packages: int, seed: int, order: list[int]) -> None:
    worth = scattered(4, packages, seed)
    units = np.array([1e-6, 1.0, 1e3, 1e9])
    found, moved = drawn(worth), drawn((worth * units[:, None])[order])
    assume(found.solutions)
    for name in ("nash", "kalai_smorodinsky"):
        expected = (np.array(gains(found, name)) * units)[order]
        assert np.array(gains(moved, name)) / units[order] == pytest.approx(expected / units[order], abs=1e-7)


def test_a_draw_is_found_where_rounding_leaves_none_at_a_level_that_was_reached() -> None:
    """A level that one programme has reached is kept by no draw to the last digit in the next."""
    worth = np.array(
        [
            [0.012276290412132239, 0.0016945402197898823, 0.0041192471834593705, 0.025972617662976562, 0.0025093035807],
            [-11426845.60599072, -125618520.69324858, 140505765.27033666, 182153945.98386544, 30431504.8478077],
            [12.041438282200648, 11.913709594940931, -8.786909552753269, 18.014666607873625, 4.174624298220923],
            [1.6510535676053605e-07, 1.4733635942e-07, 1.7529839968950288e-08, 2.560268061255e-07, 3.788982267678e-08],
            [-4920013.984716885, 21400038.231340066, 5311336.355680719, -4036248.5124638546, -12954793.494426312],
        ]
    )
    tolerance = {
        "a": 0.1298630883,
        "b": 910769729.9193,
        "c": 18.0146666,
        "d": 7.680804183765e-08,
        "e": 107000191.15670033,
    }
    found = drawn(worth, power=dict(zip(NAMES, [2.0, 2.0, 2.0, 3.0, 0.0], strict=True)), **tolerance)
    shares = np.array(gains(found, "kalai_smorodinsky")) / np.array(list(found.ideal.values()))
    assert shares.min() > 0.2


def test_a_thousand_packages_on_a_sphere_are_drawn_near_its_middle() -> None:
    """On the sphere of radius one all but the utilitarian name the point where every utility is 1 / sqrt(3)."""
    worth = np.abs(np.random.default_rng(1).normal(size=(3, 1000)))
    found = drawn(worth / np.linalg.norm(worth, axis=0))
    for name in ("nash", "kalai_smorodinsky", "egalitarian"):
        assert gains(found, name) == pytest.approx([3**-0.5] * 3, abs=0.03)
    assert utility_of(np.array(gains(found, "egalitarian")), None).std() < 1e-9
