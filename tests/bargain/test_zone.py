"""The zone is what nobody refuses; reservation values are taken as they are."""

import numpy as np
import pytest

from dealwright.bargain import probability_empty, zone

WORTH = np.array([[10.0, 15.0, 30.0], [40.0, 36.0, 20.0]])


def test_a_package_exactly_at_a_reservation_value_is_in_the_zone() -> None:
    assert zone(WORTH, np.array([15.0, 20.0])).tolist() == [1, 2]


def test_a_reservation_value_under_the_worst_package_is_not_lifted_to_it() -> None:
    assert zone(WORTH, np.array([-100.0, 0.0])).tolist() == [0, 1, 2]


def test_a_reservation_value_over_the_best_package_empties_the_zone() -> None:
    assert zone(WORTH, np.array([31.0, 0.0])).size == 0


def test_an_outside_option_only_rules_packages_out() -> None:
    assert zone(WORTH, np.zeros(2), np.array([12.0, -np.inf])).tolist() == [1, 2]
    assert zone(WORTH, np.array([15.0, 0.0]), np.array([12.0, -50.0])).tolist() == [1, 2]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_worth_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="reservation"):
        zone(WORTH, np.array([bad, 0.0]))
    with pytest.raises(ValueError, match="outside"):
        zone(WORTH, np.zeros(2), np.array([bad, 0.0]))


def test_the_zone_is_empty_as_often_as_no_package_suits_both() -> None:
    worth = np.array([WORTH, WORTH, WORTH + 5, WORTH])
    floors = np.array([[12.0, 30.0], [20.0, 30.0], [20.0, 41.0], [31.0, 0.0]])
    # one suits under the first and, lifted by five, under the third belief only
    assert probability_empty(worth, floors) == pytest.approx(0.5)
