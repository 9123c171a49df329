"""Backward induction comes to the published shares of a pie, and Chatterjee and Samuelson's bids answer each other."""

import numpy as np
import pytest

from dealwright.bargain.double_auction import auction_gains, buyer_bid, seller_ask
from dealwright.bargain.talking.alternating import backward_induction, rubinstein, without_end

PIE = np.linspace(0, 1, 100_001)
SHARES = np.stack([PIE, 1 - PIE])


@pytest.mark.parametrize(("own", "other"), [(0.9, 0.8), (0.5, 0.5), (0.99, 0.6)])
def test_many_periods_come_to_rubinsteins_share(own: float, other: float) -> None:
    """The first of two patient sides takes (1 - d2) / (1 - d1 d2) of the pie."""
    exact = (1 - other) / (1 - own * other)
    assert rubinstein((own, other)) == pytest.approx(exact, rel=1e-12)
    assert rubinstein((own, other), periods=2001) == pytest.approx(exact, rel=1e-9)
    found = backward_induction(SHARES, (own, other), 2001)
    assert found is not None
    assert found[1][0] == pytest.approx(exact, abs=1e-5 / (1 - own * other))


@pytest.mark.parametrize("periods", [1, 2, 3, 4, 7, 12])
def test_with_equal_patience_a_few_periods_have_a_closed_form(periods: int) -> None:
    """1, 1 - d, 1 - d + d^2, ...: (1 - (-d)^T) / (1 + d); whoever offers last takes all then."""
    exact = (1 - (-0.8) ** periods) / 1.8
    assert rubinstein((0.8, 0.8), periods) == pytest.approx(exact, rel=1e-12)
    found = backward_induction(SHARES, (0.8, 0.8), periods)
    assert found is not None
    assert found[1] == pytest.approx([exact, 1 - exact], abs=periods * 1e-5)


@pytest.mark.parametrize("periods", [1, 2, 3, 6])
def test_unequal_patience_counts_who_waits(periods: int) -> None:
    """By hand for d = (0.9, 0.5): 1; 1 - 0.5; 1 - 0.5 (1 - 0.9); and so on back from the last offer."""
    share = 1.0
    for period in range(periods - 1, 0, -1):
        share = 1 - (0.5 if period % 2 == 1 else 0.9) * share
    assert rubinstein((0.9, 0.5), periods) == pytest.approx(share, rel=1e-12)
    found = backward_induction(SHARES, (0.9, 0.5), periods)
    assert found is not None
    assert found[1][0] == pytest.approx(share, abs=periods * 1e-5)


def test_who_offers_first_gains_by_it() -> None:
    first = backward_induction(SHARES, (0.8, 0.8), 101, first=0)
    second = backward_induction(SHARES, (0.8, 0.8), 101, first=1)
    assert first is not None
    assert second is not None
    assert first[1] == pytest.approx(second[1][::-1], abs=1e-3)
    assert first[1][0] > second[1][0]


def test_backward_induction_is_the_brute_force_of_the_tree() -> None:
    """On a handful of packages every offer and answer of four periods is gone through by recursion."""
    random = np.random.default_rng(7)
    patience = (0.85, 0.7)

    def tree(gains: np.ndarray, left: int, mover: int) -> np.ndarray:
        if left == 0:
            return np.zeros(2)
        waiting = np.array(patience) * tree(gains, left - 1, 1 - mover)
        best = waiting
        for package in gains.T:
            accepted = package[1 - mover] >= waiting[1 - mover]
            outcome = package if accepted else waiting
            if (outcome[mover], outcome[1 - mover]) > (best[mover], best[1 - mover]):
                best = outcome
        return np.asarray(best)

    agreed = 0
    for _ in range(200):
        gains = random.normal(0.3, 1, (2, 5))
        found = backward_induction(gains, patience, 4)
        if found is None:
            assert not (gains >= 0).all(axis=0).any()
            continue
        agreed += 1
        assert found[1] == pytest.approx(tree(gains, 4, 0))
    assert agreed > 100


def test_the_linear_bids_answer_each_other_best() -> None:
    """Against the other's linear rule no bid on a grid of 4,001 earns more: Chatterjee and Samuelson 1983.

    The other's value is one of 20,000, so what a bid earns may be a twenty-thousandth too high or too low.
    """
    known = (np.arange(20_000) + 0.5) / 20_000
    bids = np.linspace(0, 1, 4_001)
    asks, offers = np.sort(seller_ask(known)), np.sort(buyer_bid(known))
    ask_sums, offer_sums = (np.concatenate([[0.0], np.cumsum(each)]) for each in (asks, offers))
    for mine in (0.3, 0.5, 0.75, 1.0):
        below = np.searchsorted(asks, bids, side="right")
        earned = ((mine - bids / 2) * below - ask_sums[below] / 2) / len(asks)
        assert earned[np.argmin(np.abs(bids - buyer_bid(mine)))] == pytest.approx(earned.max(), abs=1 / 20_000)
        assert bids[np.argmax(earned)] == pytest.approx(buyer_bid(mine), abs=2e-3)
    for mine in (0.0, 0.25, 0.5, 0.7):
        below = np.searchsorted(offers, bids, side="left")
        above = len(offers) - below
        earned = ((bids / 2 - mine) * above + (offer_sums[-1] - offer_sums[below]) / 2) / len(offers)
        assert earned[np.argmin(np.abs(bids - seller_ask(mine)))] == pytest.approx(earned.max(), abs=1 / 20_000)
        assert bids[np.argmax(earned)] == pytest.approx(seller_ask(mine), abs=2e-3)


def test_the_linear_bids_trade_a_quarter_above_cost_and_gain_nine_in_64() -> None:
    values, costs = np.meshgrid(np.linspace(0.0005, 0.9995, 1000), np.linspace(0.0005, 0.9995, 1000))
    trades = buyer_bid(values) >= seller_ask(costs)
    assert np.array_equal(trades, values - costs >= 0.25 - 1e-12) or np.mean(trades != (values - costs >= 0.25)) < 2e-3
    assert float(np.mean(trades * (values - costs))) == pytest.approx(9 / 64, abs=1e-3)
    assert auction_gains().gain == pytest.approx(9 / 64, rel=1e-12)


@pytest.mark.parametrize("patience", [(0.9, 0.8), (0.5, 0.5), (0.99, 0.6)])
def test_without_an_end_a_straight_frontier_gives_rubinsteins_share(patience: tuple[float, float]) -> None:
    found = without_end(np.array([[0.0, 0.3, 1.0], [1.0, 0.5, 0.0]]), patience)
    assert found == pytest.approx([rubinstein(patience), 1 - rubinstein(patience)], rel=1e-12)


def test_without_an_end_a_bent_frontier_is_where_many_periods_lead() -> None:
    """On a quarter circle of 20,001 packages, 400 offers in turn from the last back come to the same."""
    angles = np.linspace(0, np.pi / 2, 20_001)
    circle = np.stack([np.sin(angles), np.cos(angles)])
    found = backward_induction(circle, (0.8, 0.9), 401)
    assert found is not None
    assert without_end(circle, (0.8, 0.9)) == pytest.approx(found[1], abs=1e-3)


def test_patient_sides_who_offer_often_come_to_the_nash_solution() -> None:
    """With equal patience near one, the largest product on the quarter circle: half way, by Binmore and others."""
    angles = np.linspace(0, np.pi / 2, 2_001)
    found = without_end(np.stack([np.sin(angles), np.cos(angles)]), (0.99999, 0.99999))
    assert found == pytest.approx([2**-0.5, 2**-0.5], abs=1e-4)


def test_where_no_package_suits_both_there_is_no_outcome() -> None:
    assert without_end(np.array([[1.0, -1.0], [-1.0, 1.0]]), (0.9, 0.9)) is None
