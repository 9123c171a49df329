"""Simulated talks go as tactics say: who gives way late takes more, and what is agreed late is worth less."""

import numpy as np
import pytest

from dealwright.bargain.talking.simulation import Sides, play, tendencies
from dealwright.bargain.talking.tactics import BOULWARE, CONCEDER, LINEAR, TACTICS, TIT_FOR_TAT

PIE = np.linspace(0, 1, 1001)
PATIENT = Sides(PIE, 1 - PIE)


def test_two_linear_sides_meet_half_way_in_the_middle_of_the_time() -> None:
    """Each asks 1 - t: they meet where what one offers is what the other would ask next."""
    found = play(PATIENT, LINEAR, LINEAR, rounds=201)
    assert found.gains == pytest.approx((0.5, 0.5), abs=0.01)
    assert found.offers == pytest.approx(101, abs=2)


def test_whoever_gives_way_late_takes_more() -> None:
    hard = play(PATIENT, BOULWARE, CONCEDER, rounds=41)
    soft = play(PATIENT, CONCEDER, BOULWARE, rounds=41)
    assert hard.gains[0] > 0.8
    assert soft.gains[1] > 0.8
    assert hard.gains[0] + hard.gains[1] == pytest.approx(1)


def test_two_sides_who_only_return_what_they_are_given_give_nothing() -> None:
    assert play(PATIENT, TIT_FOR_TAT, TIT_FOR_TAT).package is None


def test_what_is_agreed_late_is_worth_less_to_the_impatient() -> None:
    """The package is the same; the gain is discounted once for each offer before the one that is accepted."""
    once = play(PATIENT, LINEAR, LINEAR)
    late = play(Sides(PIE, 1 - PIE, (0.9, 1.0)), LINEAR, LINEAR)
    assert (late.package, late.offers) == (once.package, once.offers)
    assert late.gains[0] == pytest.approx(once.gains[0] * 0.9 ** (once.offers - 1))
    assert late.gains[1] == once.gains[1]


def test_nothing_is_agreed_where_no_package_suits_both() -> None:
    split = Sides(np.array([1.0, -1.0]), np.array([-1.0, 1.0]))
    for mine in TACTICS:
        for theirs in TACTICS:
            assert play(split, mine, theirs).package is None


@pytest.mark.parametrize("seed", range(20))
def test_nobody_agrees_to_less_than_nothing(seed: int) -> None:
    random = np.random.default_rng(seed)
    sides = Sides(random.normal(0.2, 1, 40), random.normal(0.2, 1, 40))
    for mine in TACTICS:
        for theirs in TACTICS:
            found = play(sides, mine, theirs)
            assert min(found.gains) >= 0


def test_money_in_another_unit_changes_no_agreement() -> None:
    random = np.random.default_rng(3)
    mine, theirs = random.normal(0.2, 1, 40), random.normal(0.2, 1, 40)
    for own in TACTICS:
        for other in TACTICS:
            one, same = play(Sides(mine, theirs), own, other), play(Sides(mine * 1e9, theirs * 1e6), own, other)
            assert (one.package, one.offers) == (same.package, same.offers)


def test_every_tactic_meets_every_other_in_every_world() -> None:
    found = tendencies(PIE, np.stack([1 - PIE, 0.9 - PIE]), (1.0, 1.0))
    assert len({(each.mine, each.theirs) for each in found}) == len(TACTICS) ** 2
    linear = next(each for each in found if (each.mine, each.theirs) == ("linear", "linear"))
    played = [play(Sides(PIE, theirs), LINEAR, LINEAR).gains[0] for theirs in (1 - PIE, 0.9 - PIE)]
    assert linear.gains[0] == pytest.approx(np.mean(played))
    assert linear.errors[0] == pytest.approx(np.std(played, ddof=1) / 2**0.5)
    assert linear.agreed == 1
