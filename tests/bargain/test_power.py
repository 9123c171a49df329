"""The power that a package implies: an interval on a grid, a distance off the frontier."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dealwright.bargain import implied_power, solutions

GAIN = arrays.arrays(np.float64, st.tuples(st.just(2), st.integers(1, 25)), elements=st.integers(1, 30).map(float))


@given(gain=GAIN, share=st.floats(0.001, 0.999))
def test_a_power_lies_in_the_interval_of_the_package_it_names(gain: np.ndarray, share: float) -> None:
    named = int(solutions.nash(gain, np.array([share, 1 - share]))[0])
    implied = implied_power(gain, named)
    assert implied.forgone == 0.0
    assert implied.low is not None
    assert implied.high is not None
    assert implied.low - 1e-9 <= share <= implied.high + 1e-9


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
    assert (implied.low, implied.high, implied.forgone) == (None, None, 2.0)


def test_a_package_in_a_hollow_of_the_frontier_is_explained_by_no_power() -> None:
    implied = implied_power(np.array([[1.0, 2.0, 10.0], [10.0, 2.0, 1.0]]), 1)
    assert (implied.low, implied.high, implied.forgone) == (None, None, 0.0)


@pytest.mark.parametrize("gain", [[[0.0], [1.0]], [[1.0], [1.0], [1.0]]])
def test_a_package_that_is_no_gain_for_two_is_refused(gain: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="both gain"):
        implied_power(np.array(gain), 0)
