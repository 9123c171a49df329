"""Bets on what will happen."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from dealwright.bargain.offering.bets import Odds, best_bet, best_swing, settled_bet


@pytest.mark.parametrize(("tolerances", "chances"), [((10.0, 10.0), (0.6, 0.4)), ((30.0, 5.0), (0.2, 0.7))])
def test_two_exponential_parties_bet_the_harmonic_sum_of_tolerances_times_the_log_of_the_odds_ratio(
    tolerances: tuple[float, float], chances: tuple[float, float]
) -> None:
    # Wilson 1968, Borch 1962: s = rho_a rho_b / (rho_a + rho_b) ln((p_a / (1 - p_a)) / (p_b / (1 - p_b))).
    one, other = (Odds(p, p, rho) for p, rho in zip(chances, tolerances, strict=True))
    (rho_a, rho_b), (p_a, p_b) = tolerances, chances
    expected = rho_a * rho_b / (rho_a + rho_b) * abs(np.log(p_a / (1 - p_a) * (1 - p_b) / p_b))
    bet = best_bet(one, other, stated=0.5)
    assert bet is not None
    assert bet.swing == pytest.approx(expected, rel=1e-12)
    assert (bet.backer == "first") is (p_a > p_b)
    backs, against = (one, other) if p_a > p_b else (other, one)
    best = minimize_scalar(
        lambda s: -backs.gain(s, 0.0) - against.gain(-s, 0.0),
        bounds=(0, 10 * expected),
        method="bounded",
        options={"xatol": 1e-9},
    )
    assert bet.created == pytest.approx(-best.fun, rel=1e-9)
    assert bet.gains[0] == pytest.approx(bet.gains[1])


def test_one_that_does_not_mind_risk_leaves_the_other_with_its_own_tolerance() -> None:
    assert best_swing(Odds(0.6, 0.6, None), Odds(0.4, 0.4, 8.0)) == pytest.approx(8.0 * np.log(0.6 / 0.4 * 0.6 / 0.4))


@pytest.mark.parametrize(("p_a", "p_b"), [(0.6, 0.4), (0.3, 0.1), (0.5, 0.9)])
def test_two_that_do_not_mind_risk_bet_up_to_the_loss_they_may_have(p_a: float, p_b: float) -> None:
    # Every swing s creates s |P_a - P_b|; split evenly, who backs it pays s times the middle of both chances in any
    # case, so the larger payment, s max(m, 1 - m), meets the limit.
    bet = best_bet(Odds(p_a, p_a, None), Odds(p_b, p_b, None), stated=0.5, most=500.0)
    assert bet is not None
    middle = (p_a + p_b) / 2
    assert bet.swing == pytest.approx(500.0 / max(middle, 1 - middle), rel=1e-9)
    assert max(bet.pays_if, bet.pays_if_not) == pytest.approx(500.0, rel=1e-9)
    assert bet.created == pytest.approx(bet.swing * abs(p_a - p_b), rel=1e-9)
    assert bet.by_beliefs == pytest.approx(bet.created)
    assert bet.by_risk == pytest.approx(0.0, abs=1e-9)


def test_without_a_limit_two_that_do_not_mind_risk_have_no_best_bet() -> None:
    assert best_bet(Odds(0.6, 0.6, None), Odds(0.4, 0.4, None), stated=0.5) is None


def test_nothing_is_bet_where_both_see_it_alike() -> None:
    assert best_bet(Odds(0.5, 0.5, 4.0), Odds(0.5, 0.5, 9.0), stated=0.5, most=3.0) is None


def test_a_limit_on_losses_is_kept_and_met() -> None:
    free = best_bet(Odds(0.7, 0.7, 20.0), Odds(0.3, 0.3, 40.0), stated=0.5)
    held = best_bet(Odds(0.7, 0.7, 20.0), Odds(0.3, 0.3, 40.0), stated=0.5, most=2.0)
    assert free is not None
    assert held is not None
    assert max(free.pays_if, free.pays_if_not) > 2.0
    assert max(held.pays_if, held.pays_if_not) == pytest.approx(2.0)
    assert 0.0 < held.created < free.created


def test_parties_that_agree_on_the_odds_still_share_a_risk_that_one_of_them_has() -> None:
    # The first loses 8 where it happens, the second nothing; both think it as likely. Equal shares of a risk are
    # Borch's rule rho_a / (rho_a + rho_b): with equal tolerances each bears half, and all that is created is by risk.
    happens = np.repeat([True, False], [300, 700])
    values = np.where(happens, -8.0, 0.0)
    first, second = Odds.of(values, happens, 5.0), Odds.of(np.zeros(1000), happens, 5.0)
    bet = best_bet(first, second, stated=0.3)
    assert bet is not None
    assert bet.backer == "first"
    assert bet.swing == pytest.approx(4.0)
    assert bet.by_beliefs == pytest.approx(0.0, abs=1e-12)
    assert bet.by_risk == pytest.approx(bet.created)


def test_the_gain_by_tilted_odds_is_that_of_the_certainty_equivalents_path_by_path() -> None:
    rng = np.random.default_rng(4)
    values, happens = rng.normal(3.0, 6.0, 5000), rng.random(5000) < 0.35
    equivalent = lambda v: -7.0 * np.log(np.mean(np.exp(-v / 7.0)))  # noqa: E731
    bet = np.where(happens, 2.5, -1.5)
    assert Odds.of(values, happens, 7.0).gain(2.5, -1.5) == pytest.approx(equivalent(values + bet) - equivalent(values))


def test_what_is_created_and_what_is_moved_are_apart() -> None:
    one, other = Odds(0.6, 0.6, None), Odds(0.4, 0.4, None)
    bet = settled_bet(one, other, 10.0, 10.0, stated=0.5)
    assert bet.created == pytest.approx(20 * 0.2)
    assert bet.moved == pytest.approx(0.0)
    dearer = settled_bet(one, other, 9.0, 11.0, stated=0.5)
    assert dearer.created == pytest.approx(bet.created)
    assert dearer.moved == pytest.approx(1.0)
    assert dearer.gains[1] - bet.gains[1] == pytest.approx(1.0)
