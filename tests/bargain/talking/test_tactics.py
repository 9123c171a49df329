"""Tactics give way as Faratin, Sierra and Jennings describe them."""

from itertools import pairwise

import numpy as np
import pytest

from dealwright.bargain.talking.tactics import (
    BOULWARE,
    CONCEDER,
    LINEAR,
    TACTICS,
    TIT_FOR_TAT,
    Tactic,
    come_closer,
    offered,
)


@pytest.mark.parametrize("tactic", TACTICS, ids=lambda tactic: tactic.name)
def test_a_tactic_opens_with_the_most_and_never_goes_under_the_least(tactic: Tactic) -> None:
    assert tactic.aspiration(0.0, 10, 4) == 10
    asked = [tactic.aspiration(time, 10, 4, given=time) for time in np.linspace(0, 1, 21)]
    assert asked[-1] == pytest.approx(4)
    assert all(later <= earlier for earlier, later in pairwise(asked))


def test_by_half_time_boulware_gave_little_and_a_conceder_most() -> None:
    """Time to the power 1 / beta: 0.5^5 = 3.1 %, 0.5, and 0.5^0.2 = 87.1 % of what there is to give."""
    given = [(10 - tactic.aspiration(0.5, 10, 0)) / 10 for tactic in (BOULWARE, LINEAR, CONCEDER)]
    assert given == pytest.approx([0.5**5, 0.5, 0.5**0.2])


def test_tit_for_tat_gives_what_it_is_given_whatever_the_time() -> None:
    assert TIT_FOR_TAT.aspiration(0.9, 10, 4, given=0.0) == 10
    assert TIT_FOR_TAT.aspiration(0.1, 10, 4, given=0.5) == pytest.approx(7)


def test_how_far_they_came_is_a_part_of_what_they_could_have_given() -> None:
    assert come_closer([3.0], 10) == 0
    assert come_closer([2.0, 6.0], 10) == pytest.approx(0.5)
    assert come_closer([2.0, 6.0, 4.0], 10) == pytest.approx(0.5)
    assert come_closer([10.0, 12.0], 10) == 0


def test_an_offer_pleases_the_other_most_of_what_gains_enough() -> None:
    own, other = np.array([1.0, 5.0, 6.0, 9.0]), np.array([9.0, 7.0, 6.5, 0.0])
    assert offered(own, other, 5.0) == 1
    assert offered(own, other, 5.5) == 2
    assert offered(own, other, 99.0) == 3
