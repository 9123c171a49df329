"""With side payments the parties divide the largest total, and the payments sum to zero."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dealwright.bargain import Bargain, Rules, bargain
from dealwright.bargain.result import SOLUTIONS
from dealwright.bargain.side_payments import share_out

WORTH = np.array([[10.0, 30.0, 0.0], [12.0, 0.0, 25.0]])


def paid(worth: np.ndarray, outside: dict[str, float] | None = None, **power: float) -> Bargain:
    """Bargain with side payments and nothing without a deal."""
    held = dict.fromkeys("abc"[: len(worth)], 0.0)
    return bargain(worth, held, outside=outside, rules=Rules(side_payments=True, power=power))


@pytest.mark.parametrize("name", SOLUTIONS)
def test_the_best_package_s_gain_is_divided_equally(name: str) -> None:
    found = paid(WORTH)
    assert found.space == "money with side payments"
    solution = found.solutions[name]
    assert solution.number == 1
    assert solution.surplus == {"a": 15.0, "b": 15.0}
    assert solution.payments == {"a": -15.0, "b": 15.0}
    assert [point.number for point in found.frontier] == [1]
    assert found.zone == 3
    assert found.ideal == {"a": 30.0, "b": 30.0}


def test_power_divides_nash_alone() -> None:
    found = paid(WORTH, a=2.0, b=1.0)
    assert found.solutions["nash"].surplus == pytest.approx({"a": 20.0, "b": 10.0})
    assert found.solutions["egalitarian"].surplus == {"a": 15.0, "b": 15.0}


def test_an_outside_option_lifts_one_share_at_the_other_s_cost() -> None:
    found = paid(WORTH, {"a": 18.0})
    assert found.solutions["nash"].surplus == {"a": 18.0, "b": 12.0}
    assert found.solutions["egalitarian"].surplus == {"a": 18.0, "b": 12.0}
    # ideal gains 30 and 12: the first gets 30/42 of 30
    assert found.solutions["kalai_smorodinsky"].surplus == pytest.approx({"a": 30 * 30 / 42, "b": 30 * 12 / 42})


def test_a_package_that_one_party_loses_by_is_signed_for_a_payment() -> None:
    worth = np.array([[-5.0], [9.0]])
    assert bargain(worth, {"a": 0.0, "b": 0.0}).solutions == {}
    assert paid(worth).solutions["nash"].payments == {"a": 7.0, "b": -7.0}


def test_where_all_lose_together_no_payment_helps() -> None:
    found = paid(np.array([[-5.0], [4.0]]))
    assert found.solutions == {}
    assert "pay each other" in found.no_solution


def test_utilities_are_not_paid_over() -> None:
    with pytest.raises(ValueError, match="utilities"):
        bargain(WORTH, {"a": 0.0, "b": 0.0}, measure="utility", rules=Rules(side_payments=True))


def test_payments_and_draws_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="lotteries"):
        bargain(WORTH, {"a": 0.0, "b": 0.0}, rules=Rules(side_payments=True, lotteries=True))


@given(arrays.arrays(np.float64, st.tuples(st.integers(2, 3), st.integers(1, 20)), elements=st.floats(-9, 20)))
def test_payments_sum_to_zero_and_nobody_loses(worth: np.ndarray) -> None:
    found = paid(worth)
    assert bool(found.solutions) == bool(worth.sum(axis=0).max() >= 0)
    for solution in found.solutions.values():
        assert math.isclose(sum(solution.payments.values()), 0.0, abs_tol=1e-9)
        assert min(solution.surplus.values()) >= 0
        assert solution.total_surplus == pytest.approx(worth.sum(axis=0).max(), abs=1e-9)


@given(
    st.lists(st.tuples(st.floats(0, 10), st.floats(0.01, 5)), min_size=1, max_size=6),
    st.floats(0, 100),
)
def test_a_share_is_its_least_or_its_proportion_of_one_common_height(
    pairs: list[tuple[float, float]], spare: float
) -> None:
    least, proportion = (np.array(each) for each in zip(*pairs, strict=True))
    total = float(least.sum()) + spare
    shares = share_out(total, least, proportion)
    assert shares.sum() == pytest.approx(total)
    assert (shares >= least - 1e-9).all()
    above = shares > least + 1e-9
    heights = (shares / proportion)[above]
    assert np.ptp(heights) <= 1e-6 * heights.max() if above.any() else spare < 1e-6


def test_too_little_for_all_is_refused() -> None:
    with pytest.raises(ValueError, match="total"):
        share_out(1.0, np.array([1.0, 1.0]), np.ones(2))
