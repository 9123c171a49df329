"""The frontier holds every package that no other beats, and none that another beats."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dealwright.bargain import frontier

FEW_VALUES = st.integers(-3, 3).map(float)
ANY_VALUE = st.integers(-(10**12), 10**12).map(float)  # apart by more than what is not told apart
WORTH = st.integers(1, 6).flatmap(
    lambda parties: st.one_of(
        *[
            arrays.arrays(np.float64, st.tuples(st.just(parties), st.integers(0, 120)), elements=values)
            for values in (FEW_VALUES, ANY_VALUE)
        ]
    )
)


def beaten(worth: np.ndarray, number: int) -> bool:
    """Compare one package with all the others, the plain way."""
    own = worth[:, [number]]
    return bool(((worth >= own).all(axis=0) & (worth > own).any(axis=0)).any())


@given(WORTH)
def test_the_frontier_is_what_comparing_every_pair_finds(worth: np.ndarray) -> None:
    plain = [number for number in range(worth.shape[1]) if not beaten(worth, number)]
    assert sorted(frontier(worth).tolist()) == plain


@pytest.mark.parametrize("parties", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("values", [2, 3, 12, 1000])
def test_a_larger_frontier_is_what_comparing_every_pair_finds(parties: int, values: int) -> None:
    worth = np.random.default_rng(parties * values).integers(0, values, (parties, 2500)).astype(float)
    plain = [number for number in range(worth.shape[1]) if not beaten(worth, number)]
    assert sorted(frontier(worth).tolist()) == plain


@pytest.mark.parametrize("parties", [3, 4, 5, 6])
def test_the_frontier_of_shares_that_sum_to_nearly_one_is_what_comparing_every_pair_finds(parties: int) -> None:
    random = np.random.default_rng(parties)
    worth = random.dirichlet(np.ones(parties), 3000).T * random.uniform(0.8, 1.0, 3000)
    worth[:, 1000:1500] = worth[:, :500]  # equal to everyone: they do not beat each other
    worth[0, 2000:2500] = worth[0, 1500:2000]
    plain = [number for number in range(worth.shape[1]) if not beaten(worth, number)]
    assert sorted(frontier(worth).tolist()) == plain


@pytest.mark.parametrize("unit", [1.0, 1e-310, 1e300])
@pytest.mark.parametrize("shape", ["scattered", "falling", "a line", "ties", "one far away", "all equal"])
def test_two_parties_with_more_packages_than_strips(shape: str, unit: float) -> None:
    random = np.random.default_rng(7)
    first, second = random.uniform(size=(2, 3000))
    worth = (
        unit
        * {
            "scattered": np.array([first, second]),
            "falling": np.array([first, 0.1 * second - first]),
            "a line": np.array([first, 1 - first]),
            "ties": np.round(np.array([first, second - first]) * 40),
            "one far away": np.array([np.where(second == second.max(), 1e6, first), second]),
            "all equal": np.ones((2, 3000)),
        }[shape]
    )
    plain = [number for number in range(worth.shape[1]) if not beaten(worth, number)]
    found = frontier(worth)
    assert sorted(found.tolist()) == plain
    assert found.tolist() == found[np.lexsort((found, worth[1, found], worth[0, found]))].tolist()


def test_packages_of_equal_worth_are_all_kept_in_their_order() -> None:
    worth = np.array([[1.0, 2.0, 1.0, 2.0, 1.0], [2.0, 1.0, 2.0, 1.0, 1.0]])
    assert frontier(worth).tolist() == [0, 2, 1, 3]


def test_a_package_as_good_for_one_and_worse_for_the_other_is_beaten() -> None:
    assert frontier(np.array([[1.0, 1.0], [2.0, 1.0]])).tolist() == [0]
    assert frontier(np.array([[2.0, 1.0], [1.0, 1.0]])).tolist() == [0]


@given(WORTH)
def test_the_frontier_runs_from_the_first_party_s_worst_to_its_best(worth: np.ndarray) -> None:
    first = worth[0, frontier(worth)]
    assert (np.diff(first) >= 0).all()


@given(WORTH, st.randoms())
def test_the_order_of_the_parties_does_not_matter(worth: np.ndarray, random: Random) -> None:
    order = list(range(len(worth)))
    random.shuffle(order)
    assert sorted(frontier(worth[order]).tolist()) == sorted(frontier(worth).tolist())


def test_three_parties_who_only_divide_a_cake_cost_no_comparison_of_all_pairs() -> None:
    shares = np.random.default_rng(3).dirichlet([1, 1, 1], 30_000).T
    assert len(frontier(shares)) > 29_000


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_worth_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        frontier(np.array([[1.0, bad], [0.0, 1.0]]))


def test_no_party_is_refused() -> None:
    with pytest.raises(ValueError, match="party"):
        frontier(np.zeros((0, 3)))


@pytest.mark.parametrize("parties", [2, 3])
@pytest.mark.parametrize("count", [600, 5_000])
def test_packages_that_differ_by_the_order_of_sums_alone_do_not_beat_each_other(parties: int, count: int) -> None:
    generator = np.random.default_rng(parties)
    price = generator.integers(0, 40, count) * 1e6
    truth = np.array([price, 1e9 - price, np.full(count, 5e8)][:parties])
    noisy = truth * (1.0 + generator.uniform(-1e-15, 1e-15, truth.shape))
    worse = truth[:, :100] * np.array([[1.0], [1.0 - 1e-9], [1.0]][:parties])
    found = frontier(np.concatenate([noisy, worse], axis=1))
    assert sorted(found.tolist()) == list(range(count))
