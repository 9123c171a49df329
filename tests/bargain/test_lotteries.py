"""Draws between packages: the convex hull in expected utility, and what it is worth in money."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dealwright.bargain import Bargain, Rules, bargain
from dealwright.bargain.result import SOLUTIONS

ALL = pytest.mark.parametrize("name", SOLUTIONS)
WORTH = arrays.arrays(np.float64, st.tuples(st.just(2), st.integers(1, 25)), elements=st.integers(-9, 20).map(float))


def drawn(worth: np.ndarray, *, power: dict[str, float] | None = None, **tolerance: float) -> Bargain:
    """Bargain over lotteries with everything at zero without a deal."""
    rules = Rules(lotteries=True, risk_tolerance=tolerance, power=power or {})
    return bargain(worth, {"a": 0.0, "b": 0.0}, measure="certainty_equivalent" if tolerance else "utility", rules=rules)


def gains(found: Bargain, name: str) -> tuple[float, float]:
    first, second = found.solutions[name].surplus.values()
    return first, second


def best_of_all_draws(worth: np.ndarray, score: str) -> float:
    """Search every draw between two packages on a fine grid, the plain way."""
    ideal = gains_at_ideal(worth)
    best = -math.inf
    for one, two in itertools.combinations_with_replacement(range(worth.shape[1]), 2):
        share = np.linspace(0, 1, 2001)
        first, second = (worth[party, one] * (1 - share) + worth[party, two] * share for party in (0, 1))
        fits = (first >= 0) & (second >= 0)
        value = {
            "nash": first * second,
            "egalitarian": np.minimum(first, second),
            "utilitarian": first + second,
            "kalai_smorodinsky": np.minimum(first / (ideal[0] or math.inf), second / (ideal[1] or math.inf)),
        }[score]
        best = max(best, float(np.max(np.where(fits, value, -np.inf))))
    return best


def gains_at_ideal(worth: np.ndarray) -> tuple[float, float]:
    found = drawn(worth)
    first, second = found.ideal.values()
    return first, second


@given(worth=WORTH)
def test_no_draw_between_two_packages_is_better(worth: np.ndarray) -> None:
    worth = worth[:, :8]
    found = drawn(worth)
    if not found.solutions:
        assert best_of_all_draws_fits_nowhere(worth)
        return
    scores = {
        "nash": math.prod(gains(found, "nash")),
        "egalitarian": min(gains(found, "egalitarian")),
        "utilitarian": sum(gains(found, "utilitarian")),
    }
    for name, ours in scores.items():
        assert ours >= best_of_all_draws(worth, name) - 1e-9
    ideal = gains_at_ideal(worth)
    if min(ideal) > 0:
        ours = min(gain / most for gain, most in zip(gains(found, "kalai_smorodinsky"), ideal, strict=True))
        assert ours >= best_of_all_draws(worth, "kalai_smorodinsky") - 1e-9


def best_of_all_draws_fits_nowhere(worth: np.ndarray) -> bool:
    share = np.linspace(0, 1, 2001)
    pairs = itertools.combinations_with_replacement(range(worth.shape[1]), 2)
    return not any(
        ((worth[:, [one]] * (1 - share) + worth[:, [two]] * share) >= 0).all(axis=0).any() for one, two in pairs
    )


@ALL
@given(worth=WORTH)
def test_the_chances_sum_to_one_and_give_the_gain(name: str, worth: np.ndarray) -> None:
    found = drawn(worth)
    assume(found.solutions)
    solution = found.solutions[name]
    if not solution.lottery:
        assert list(worth[:, solution.number]) == pytest.approx(list(solution.surplus.values()))
        return
    assert sum(chance.probability for chance in solution.lottery) == pytest.approx(1)
    number = {str(place): place for place in range(worth.shape[1])}
    mixed = np.sum([each.probability * worth[:, number[each.package["package"]]] for each in solution.lottery], axis=0)
    assert mixed.tolist() == pytest.approx(list(solution.surplus.values()), abs=1e-9)


@given(worth=WORTH, more=WORTH)
def test_with_draws_a_larger_set_with_the_same_ideal_hurts_nobody_by_kalai_smorodinsky(
    worth: np.ndarray, more: np.ndarray
) -> None:
    larger = np.concatenate([worth, more], axis=1)
    before, after = drawn(worth), drawn(larger)
    assume(before.solutions)
    same = np.allclose(list(before.ideal.values()), list(after.ideal.values()), rtol=1e-12)
    assume(same and min(before.ideal.values()) > 0)
    for mine, grown in zip(gains(before, "kalai_smorodinsky"), gains(after, "kalai_smorodinsky"), strict=True):
        assert grown >= mine - 1e-9


@pytest.mark.parametrize("name", ["nash", "kalai_smorodinsky"])
@given(worth=WORTH, unit=st.tuples(st.integers(-8, 8), st.integers(-8, 8)))
def test_units_do_not_change_the_draw(name: str, worth: np.ndarray, unit: tuple[int, int]) -> None:
    found, scaled = drawn(worth), drawn(worth * np.exp2(unit)[:, None])
    assume(found.solutions)
    expected = [gain * 2.0**power for gain, power in zip(gains(found, name), unit, strict=True)]
    assert list(gains(scaled, name)) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    "name", ["nash", "kalai_smorodinsky", "egalitarian"]
)  # any point of an edge may be utilitarian
@given(worth=WORTH)
def test_a_symmetric_problem_has_a_symmetric_draw(name: str, worth: np.ndarray) -> None:
    found = drawn(np.concatenate([worth, worth[::-1]], axis=1))
    assume(found.solutions)
    first, second = gains(found, name)
    assert first == pytest.approx(second, abs=1e-9)


def test_a_draw_between_two_packages_that_each_suit_one_suits_both() -> None:
    found = drawn(np.array([[10.0, -2.0], [-2.0, 10.0]]))
    assert found.zone == 0
    assert gains(found, "nash") == pytest.approx((4.0, 4.0))
    assert [chance.probability for chance in found.solutions["nash"].lottery] == pytest.approx([0.5, 0.5])


def test_no_draw_may_help_either() -> None:
    found = drawn(np.array([[10.0, -20.0], [-20.0, 10.0]]))
    assert found.solutions == {}
    assert "draw" in found.no_solution


def test_a_risk_averse_party_takes_less_for_sure_than_the_mean_of_the_draw() -> None:
    worth = np.array([[20.0, 0.0], [0.0, 20.0]])
    found = drawn(worth, a=10.0, b=10.0)
    # Each holds 20 or nothing by the toss of a coin: -10 ln((1 + exp(-2)) / 2).
    expected = -10 * math.log((1 + math.exp(-2)) / 2)
    assert gains(found, "nash") == pytest.approx((expected, expected))
    assert found.space == "lotteries"


def test_gains_of_many_risk_tolerances_keep_their_worth_in_money() -> None:
    found = drawn(np.array([[1000.0, 900.0], [900.0, 1000.0]]), a=1.0, b=1.0)
    first, second = gains(found, "nash")
    assert math.isfinite(first)
    assert min(first, second) >= 900.0 - 1e-9


def test_power_moves_the_draw() -> None:
    worth = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert gains(drawn(worth, power={"a": 3.0, "b": 1.0}), "nash") == pytest.approx((0.75, 0.25))


def test_an_outside_option_cuts_the_edge() -> None:
    rules = Rules(lotteries=True)
    found = bargain(
        np.array([[1.0, 0.0], [0.0, 1.0]]), {"a": 0.0, "b": 0.0}, measure="utility", outside={"a": 0.8}, rules=rules
    )
    assert gains(found, "nash") == pytest.approx((0.8, 0.2))
    assert gains(found, "egalitarian") == pytest.approx((0.8, 0.2))
    assert list(found.ideal.values()) == pytest.approx([1.0, 0.2])


def test_a_ruinous_package_is_never_drawn() -> None:
    found = drawn(np.array([[1.0, 2.0, 3.0], [1.0, 0.5, -1e9]]), a=1.0, b=1.0)
    assert set(found.solutions["nash"].package.values()) <= {"0", "1"}
