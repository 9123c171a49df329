"""Nash, Kalai-Smorodinsky, egalitarian and utilitarian on grids of packages: properties, ties and the odd cases."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dealwright.bargain import Bargain, bargain, solutions
from dealwright.bargain.result import SOLUTIONS

ALL = pytest.mark.parametrize("name", SOLUTIONS)
GAINS = st.integers(2, 4).flatmap(
    lambda parties: arrays.arrays(
        np.float64, st.tuples(st.just(parties), st.integers(1, 40)), elements=st.integers(-5, 20).map(float)
    )
)


def over(worth: np.ndarray, **changes: float) -> Bargain:
    """Bargain over packages with everything at zero without a deal."""
    held = {f"p{place}": 0.0 for place in range(len(worth))} | changes
    return bargain(worth, held, measure="utility")


def named(found: Bargain, name: str) -> list[float]:
    return list(found.solutions[name].surplus.values())


@ALL
@given(worth=GAINS)
def test_a_solution_lies_on_the_frontier_and_in_the_zone(name: str, worth: np.ndarray) -> None:
    found = over(worth)
    assert bool(found.solutions) == (found.zone > 0)
    if found.solutions:
        chosen = found.solutions[name]
        assert min(chosen.surplus.values()) >= 0
        assert chosen.number in {point.number for point in found.frontier}
        assert list(worth[:, chosen.number]) == list(chosen.certainty_equivalent.values())


@ALL
@given(worth=GAINS, random=st.randoms())
def test_the_order_of_the_parties_does_not_matter(name: str, worth: np.ndarray, random: Random) -> None:
    order = list(range(len(worth)))
    random.shuffle(order)
    found, shuffled = over(worth), over(worth[order])
    assume(found.solutions)
    assert shuffled.solutions[name].number == found.solutions[name].number
    assert shuffled.solutions[name].tied == found.solutions[name].tied


@pytest.mark.parametrize("name", ["nash", "kalai_smorodinsky"])
@given(
    worth=GAINS,
    unit=st.lists(st.integers(-10, 10), min_size=4, max_size=4),
    zero=st.lists(st.integers(-99, 99), min_size=4, max_size=4),
)
def test_neither_the_unit_nor_the_zero_of_a_party_s_worth_changes_the_choice(
    name: str, worth: np.ndarray, unit: list[int], zero: list[int]
) -> None:
    found = over(worth)
    assume(found.solutions)
    parties = len(worth)
    # Powers of two and whole numbers: every gain stays exact.
    moved = worth * np.exp2(unit[:parties])[:, None] + np.array(zero[:parties])[:, None]
    again = bargain(moved, {f"p{place}": float(zero[place]) for place in range(parties)}, measure="utility")
    assert again.solutions[name].number == found.solutions[name].number
    assert again.solutions[name].tied == found.solutions[name].tied


@ALL
@given(worth=arrays.arrays(np.float64, (2, 8), elements=st.integers(0, 9).map(float)))
def test_a_symmetric_problem_has_symmetric_solutions(name: str, worth: np.ndarray) -> None:
    both_ways = np.concatenate([worth, worth[::-1]], axis=1)
    found = over(both_ways).solutions[name]
    best = {tuple(found.surplus.values())} | {tuple(each.certainty_equivalent.values()) for each in found.ties}
    assert best == {pair[::-1] for pair in best}


@given(worth=arrays.arrays(np.float64, st.tuples(st.just(2), st.integers(1, 30)), elements=st.floats(0.01, 100)))
def test_nash_is_the_largest_product_and_the_others_what_they_say(worth: np.ndarray) -> None:
    found = over(worth)
    assert np.prod(named(found, "nash")) == pytest.approx(worth.prod(axis=0).max(), rel=1e-10)
    assert min(named(found, "egalitarian")) == pytest.approx(worth.min(axis=0).max(), rel=1e-10)
    assert sum(named(found, "utilitarian")) == pytest.approx(worth.sum(axis=0).max(), rel=1e-10)
    ratio = worth / worth.max(axis=1, keepdims=True)
    chosen = np.array(named(found, "kalai_smorodinsky")) / worth.max(axis=1)
    assert chosen.min() == pytest.approx(ratio.min(axis=0).max(), rel=1e-10)


def test_the_ideal_gain_counts_only_what_the_other_accepts() -> None:
    worth = np.array([[100.0, 6.0, 4.0, 2.0], [-1.0, 1.0, 3.0, 5.0]])
    # With 100 as the first's ideal, 6 : 1 would win; within what both accept the ideal is (6, 5).
    assert named(over(worth), "kalai_smorodinsky") == [4.0, 3.0]
    assert over(worth).ideal == {"p0": 6.0, "p1": 5.0}


def test_an_outside_option_rules_out_and_leaves_the_gains_alone() -> None:
    worth = np.array([[1.0, 4.0, 6.0, 8.0], [8.0, 6.0, 4.0, 1.0]])
    held = {"a": 0.0, "b": 0.0}
    free = bargain(worth, held)
    idle, binding = bargain(worth, held, outside={"a": 3.0}), bargain(worth, held, outside={"a": 5.0})
    assert named(free, "nash") == named(idle, "nash") == [4.0, 6.0]
    assert named(binding, "nash") == [6.0, 4.0]
    assert binding.reservation["a"].value == 0.0
    assert (idle.zone, binding.zone) == (3, 2)


def test_power_moves_nash_towards_the_powerful() -> None:
    gain = np.array([[1.0, 4.0, 6.0, 8.0], [8.0, 6.0, 4.0, 1.0]])
    assert solutions.nash(gain, np.array([1.0, 1.0])).tolist() == [1, 2]
    assert solutions.nash(gain, np.array([0.7, 0.3])).tolist() == [2]
    assert solutions.nash(gain, np.array([1.0, 0.0])).tolist() == [3]
    assert solutions.nash(gain, np.array([0.0, 5.0])).tolist() == [0]


@pytest.mark.parametrize("power", [[-1.0, 2.0], [0.0, 0.0], [np.nan, 1.0], [1.0]])
def test_a_power_that_is_none_is_refused(power: list[float]) -> None:
    with pytest.raises(ValueError, match="power"):
        solutions.nash(np.ones((2, 3)), np.array(power))


@ALL
def test_a_single_package_is_every_solution(name: str) -> None:
    assert named(over(np.array([[3.0], [4.0]])), name) == [3.0, 4.0]


@ALL
def test_packages_that_give_nobody_anything_are_all_tied(name: str) -> None:
    found = over(np.zeros((2, 3)))
    assert found.solutions[name].number == 0
    assert found.solutions[name].tied == 3
    assert [each.number for each in found.solutions[name].ties] == [1, 2]


@ALL
def test_a_party_that_cannot_gain_does_not_stop_the_other(name: str) -> None:
    worth = np.array([[0.0, 0.0, 0.0], [1.0, 3.0, 2.0]])
    assert named(over(worth), name) == [0.0, 3.0]


def test_where_both_never_gain_together_nash_takes_the_first_of_what_one_gains_fully() -> None:
    worth = np.array([[0.0, 5.0, 0.0], [0.0, 0.0, 7.0]])
    found = over(worth).solutions["nash"]
    assert (found.number, found.tied) == (1, 2)


def test_with_three_parties_the_next_smallest_gain_decides_a_tie() -> None:
    worth = np.array([[1.0, 1.0, 1.0], [5.0, 4.0, 2.0], [2.0, 3.0, 9.0]])
    assert named(over(worth), "egalitarian") == [1.0, 4.0, 3.0]


def test_without_a_zone_there_is_a_reason_and_no_solution() -> None:
    found = bargain(np.array([[10.0, 15.0], [40.0, 36.0]]), {"a": 16.0, "b": 37.0})
    assert found.solutions == {}
    assert found.zone == 0
    assert "reservation value" in found.no_solution
    assert found.nearest is not None
    assert found.nearest.number == 1  # it lacks 1 and 1, the other 6
    assert len(found.frontier) == 2


def test_gains_count_from_a_reservation_value_under_the_worst_package() -> None:
    worth = np.array([[110.0, 115.0, 130.0], [40.0, 36.0, 20.0]])
    assert bargain(worth, {"a": 100.0, "b": 0.0}).solutions["nash"].number == 2


def test_nested_grids_need_not_be_monotone_but_a_larger_maximum_never_hurts_the_utilitarian_sum() -> None:
    smaller = np.array([[1.0, 3.0], [3.0, 1.0]])
    larger = np.concatenate([smaller, [[4.0], [2.0]]], axis=1)
    assert sum(named(over(larger), "utilitarian")) > sum(named(over(smaller), "utilitarian"))


@pytest.mark.parametrize("function", [solutions.nash, solutions.kalai_smorodinsky])
def test_the_choice_is_not_lost_to_rounding_at_billions(function: Callable[[np.ndarray], np.ndarray]) -> None:
    gain = np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]])
    assert function(gain * 1e-9).tolist() == function(gain * 1e12).tolist() == function(gain).tolist() == [1]
