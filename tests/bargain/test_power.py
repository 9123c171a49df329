"""The power that a package implies: a set of powers on a grid, a distance off the frontier."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.optimize import linprog

from dealwright.bargain import implied_power, solutions
from dealwright.bargain.power import nearest_power

GAIN = arrays.arrays(np.float64, st.tuples(st.just(2), st.integers(1, 25)), elements=st.integers(1, 30).map(float))


@settings(max_examples=30)
@given(gain=GAIN, share=st.floats(0.001, 0.999))
def test_a_power_lies_in_the_interval_of_the_package_it_names(gain: np.ndarray, share: float) -> None:
    named = int(solutions.nash(gain, np.array([share, 1 - share]))[0])
    implied = implied_power(gain, named)
    assert implied.forgone == 0.0
    assert implied.low is not None
    assert implied.high is not None
    assert implied.low - 1e-9 <= share <= implied.high + 1e-9


@settings(max_examples=30)
@given(gain=GAIN, step=st.floats(0.01, 0.99))
def test_every_power_in_the_interval_names_a_package_as_good(gain: np.ndarray, step: float) -> None:
    implied = implied_power(gain, 0)
    if implied.low is None or implied.high is None:
        return
    share = implied.low + step * (implied.high - implied.low)
    product = share * np.log(gain[0]) + (1 - share) * np.log(gain[1])
    assert product[0] >= product.max() - 1e-9


def test_off_the_frontier_the_distance_is_given() -> None:
    implied = implied_power(np.array([[1.0, 3.0], [1.0, 4.0]]), 0)
    assert (implied.low, implied.high, implied.central, implied.forgone) == (None, None, None, 2.0)


def test_a_package_in_a_hollow_of_the_frontier_is_explained_by_no_power() -> None:
    implied = implied_power(np.array([[1.0, 2.0, 10.0], [10.0, 2.0, 1.0]]), 1)
    assert (implied.low, implied.high, implied.forgone) == (None, None, 0.0)


@pytest.mark.parametrize("gain", [[[0.0], [1.0]], [[1.0], [0.0], [1.0]]])
def test_a_package_that_is_no_gain_for_one_is_refused(gain: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="all gain"):
        implied_power(np.array(gain), 0)


def test_on_two_parties_it_is_the_interval_between_the_packages_beside_it() -> None:
    """65^w 35^(1-w) is at least 70^w 30^(1-w) and 60^w 40^(1-w)."""
    implied = implied_power(np.array([[60.0, 65.0, 70.0], [40.0, 35.0, 30.0]]), 1)
    low = math.log(40 / 35) / (math.log(40 / 35) + math.log(65 / 60))
    high = math.log(35 / 30) / (math.log(35 / 30) + math.log(70 / 65))
    assert implied.ranges == (pytest.approx((low, high)), pytest.approx((1 - high, 1 - low)))
    assert implied.central == pytest.approx(((low + high) / 2, 1 - (low + high) / 2))
    assert not implied.unique


@pytest.mark.parametrize("own", [(2, 4, 6), (3, 3, 3), (1, 2, 3, 6)])
def test_where_a_sum_is_divided_the_powers_are_near_the_shares(own: tuple[int, ...]) -> None:
    """A sum of s divided in whole parts: by the exact Nash solution the powers are the shares x / s.

    With moves of a unit from one party to another alone, that is a move from i to j, the powers w keep
    w(j) log(x(j) + 1) + w(i) log(x(i) - 1) under their own: the shares do, since a log is concave.
    """
    total = sum(own)
    parts = [each for each in product(range(1, total), repeat=len(own)) if sum(each) == total]
    implied = implied_power(np.array(parts, dtype=float).T, parts.index(own))
    assert implied.ranges is not None
    assert implied.central is not None
    for (low, high), share, middle in zip(implied.ranges, np.array(own) / total, implied.central, strict=True):
        assert low < share < high
        assert low < middle < high
        assert middle == pytest.approx(share, abs=0.25 * (high - low))
    assert sum(implied.central) == pytest.approx(1.0)
    if len(set(own)) == 1:
        assert implied.central == pytest.approx([1 / 3] * 3)


def test_a_single_package_is_explained_by_any_powers() -> None:
    implied = implied_power(np.array([[1.0], [2.0], [7.0]]), 0)
    assert implied.ranges == tuple([pytest.approx((0.0, 1.0), abs=1e-9)] * 3)
    assert implied.central == pytest.approx([1 / 3] * 3)


def test_powers_that_no_other_set_matches_are_told_as_unique() -> None:
    """Rivals that are better for one and worse for another in the same proportion leave one set of powers."""
    gain = np.exp(np.array([[0, 1, -1, 1, -1], [0, -1, 1, 0, 0], [0, 0, 0, -1, 1]], dtype=float))
    implied = implied_power(gain, 0)
    assert implied.unique
    assert implied.central == pytest.approx([1 / 3] * 3)


@settings(max_examples=15)
@given(st.integers(2, 5), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_the_powers_of_many_name_the_package_and_its_solution_lies_in_their_ranges(
    parties: int, packages: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    gain = random.integers(1, 30, (parties, packages)).astype(float)
    power = random.dirichlet(np.ones(parties))
    named = int(solutions.nash(gain, power)[0])
    implied = implied_power(gain, named)
    assert implied.ranges is not None
    assert implied.central is not None
    for (low, high), share in zip(implied.ranges, power, strict=True):
        assert low - 1e-9 <= share <= high + 1e-9
    products = np.array(implied.central) @ np.log(gain)
    assert products[named] >= products.max() - 1e-8
    for place in range(min(packages, 4)):
        explained = implied_power(gain, place)
        assert (explained.ranges is None) == (least_excess(gain, place) > 1e-9)


def least_excess(gain: np.ndarray, own: int) -> float:
    """Ask a solver that sees all rivals by how much a package misses the largest product at the best powers."""
    rows = np.log(gain / gain[:, [own]]).T
    rows /= np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-300)
    parties, ones = len(gain), np.ones((len(rows), 1))
    once = np.append(np.ones(parties), 0.0)[None]
    ends = [*[(0.0, 1.0)] * parties, (None, None)]
    exact = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    least = np.append(np.zeros(parties), 1.0)
    return float(linprog(least, np.hstack([rows, -ones]), 0 * ones[:, 0], once, [1.0], ends, options=exact).fun)


@settings(max_examples=10)
@given(st.integers(2, 4), st.integers(2, 20), st.integers(0, 2**32 - 1))
def test_the_nearest_powers_of_many_are_as_near_as_any(parties: int, packages: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    gain, own = random.uniform(1, 30, (parties, packages)), random.uniform(1, 20, parties)

    def excess(power: np.ndarray) -> float:
        return max(0.0, float(np.max(power @ np.log(gain / own[:, None]))))

    nearest = excess(nearest_power(gain, own))
    assert all(nearest <= excess(power) + 1e-8 for power in random.dirichlet(np.ones(parties), 200))
