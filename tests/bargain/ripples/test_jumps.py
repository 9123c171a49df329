"""The Nash package along a party's weight is that of the solution itself at every weight."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dealwright.bargain import Rules, bargain, solutions
from dealwright.bargain.ripples.jumps import jumps

GAIN = st.tuples(st.integers(2, 4), st.integers(1, 25)).flatmap(
    lambda shape: arrays.arrays(np.float64, shape, elements=st.integers(1, 30).map(float))
)


@given(gain=GAIN, weight=st.floats(0.001, 0.999), place=st.integers(0, 1))
def test_between_two_jumps_the_package_is_the_one_that_nash_names(gain: np.ndarray, weight: float, place: int) -> None:
    places, edges = jumps(gain, place)
    assert (np.diff(edges) >= 0).all()
    assert (edges[0], edges[-1]) == (0.0, 1.0)
    named = places[min(int(np.searchsorted(edges, weight)) - 1, len(places) - 1)]
    power = np.full(len(gain), (1 - weight) / (len(gain) - 1))
    power[place] = weight
    score = power @ np.log(gain)
    best = score[int(solutions.nash(gain, power)[0])]
    assert score[named] == pytest.approx(best, abs=1e-9)


def test_the_solution_jumps_where_two_products_are_equal() -> None:
    # 60^w 40^(1-w) = 65^w 35^(1-w) at w = ln(40/35) / (ln(40/35) + ln(65/60))
    places, edges = jumps(np.array([[60.0, 65.0], [40.0, 35.0]]), 0)
    assert places.tolist() == [0, 1]
    assert edges[1] == pytest.approx(math.log(40 / 35) / (math.log(40 / 35) + math.log(65 / 60)))


def test_the_others_share_the_rest_as_their_weights_say() -> None:
    gain = np.array([[1.0, 2.0], [4.0, 1.0], [1.0, 3.0]])
    assert jumps(gain, 0, np.array([0.0, 1.0, 0.0]))[0].tolist() == [0, 1]
    assert jumps(gain, 0, np.array([0.0, 0.0, 1.0]))[0].tolist() == [1]


def test_a_bargain_lists_the_stretches_of_every_party() -> None:
    worth = np.array([[60.0, 65.0, 70.0, 50.0], [40.0, 35.0, 30.0, 40.0]])
    found = bargain(worth, {"ada": 0.0, "ben": 0.0})
    assert [each.package["package"] for each in found.jumps["ada"]] == ["0", "1", "2"]
    assert [each.package["package"] for each in found.jumps["ben"]] == ["2", "1", "0"]
    edges = [each.high for each in found.jumps["ada"][:-1]]
    assert [each.low for each in found.jumps["ben"][1:]] == pytest.approx([1 - edge for edge in reversed(edges)])
    assert bargain(worth, {"ada": 0.0, "ben": 0.0}, rules=Rules(side_payments=True)).jumps == {}
    assert bargain(worth, {"ada": 99.0, "ben": 0.0}).jumps == {}
