"""What an offer brings against the chance that it is signed."""

from __future__ import annotations

import numpy as np
import pytest

from dealwright.bargain.offering.surplus import best_offer, best_payment, chances, efficient, expected_surplus, weigh
from dealwright.bargain.offering.view import View

COSTS = (np.arange(1000) + 0.5) / 1000
PRICES = np.linspace(0.0, 1.0, 201)


def buying(worth: float) -> View:
    """A buyer offers a price to a seller whose cost is even on 0 to 1."""
    gains = np.empty((len(COSTS), len(PRICES), 2))
    gains[:, :, 0] = worth - PRICES
    gains[:, :, 1] = PRICES - COSTS[:, None]
    return View.of(gains, np.zeros((len(COSTS), 2)), 0)


@pytest.mark.parametrize("worth", [0.4, 0.7, 1.0])
def test_the_best_price_to_a_seller_of_unknown_cost_is_half_of_what_it_is_worth(worth: float) -> None:
    view = buying(worth)
    best = best_offer(view)
    assert PRICES[best] == pytest.approx(worth / 2)
    assert expected_surplus(view)[best] == pytest.approx(worth**2 / 4)
    assert weigh(view, best).signs.value == pytest.approx(worth / 2)
    assert weigh(view, best).gain.value == pytest.approx(worth / 2)


def test_a_price_above_the_dearest_seller_is_no_better_than_its_cost() -> None:
    view = buying(3.0)
    assert PRICES[best_offer(view)] == pytest.approx(1.0)
    assert weigh(view, best_offer(view)).signs.value == pytest.approx(1.0)


def test_who_buys_what_only_the_seller_can_judge_offers_nothing() -> None:
    # Samuelson and Bazerman 1985: worth v to the seller, 1.5 v to the buyer, v even on 0 to 1. On average a price of
    # 0.6 seems to bring 0.6 x (0.75 - 0.6); what signing tells makes it a loss of p^2 / 4.
    gains = np.empty((len(COSTS), len(PRICES), 2))
    gains[:, :, 0] = 1.5 * COSTS[:, None] - PRICES
    gains[:, :, 1] = PRICES - COSTS[:, None]
    view = View.of(gains, np.zeros((len(COSTS), 2)), 0)
    surplus = expected_surplus(view)
    assert surplus[1:] == pytest.approx(-(PRICES[1:] ** 2) / 4, abs=1e-9)
    assert best_offer(view) == 0
    at = int(np.argmin(np.abs(PRICES - 0.6)))
    weighed = weigh(view, at)
    assert weighed.signs.value * weighed.gain.value == pytest.approx(0.6 * 0.15)
    assert weighed.gain_if_signed == pytest.approx(-0.15)


def test_all_others_must_sign() -> None:
    gains = np.ones((4, 1, 3))
    gains[:2, 0, 1] = -1.0
    gains[1:3, 0, 2] = -1.0
    view = View.of(gains, np.zeros((4, 3)), 0)
    assert chances(view).tolist() == [0.25]
    assert expected_surplus(view).tolist() == [0.25]


def test_an_outside_option_raises_what_is_needed_and_what_refusal_leaves() -> None:
    gains = np.full((2, 1, 2), 3.0)
    needed = np.array([[1.0, 2.0], [1.0, 4.0]])
    view = View.of(gains, needed, 0)
    assert chances(view).tolist() == [0.5]
    assert expected_surplus(view).tolist() == [0.5 * (3.0 - 1.0)]


def test_weights_count() -> None:
    gains = np.array([[[1.0, 1.0]], [[1.0, -1.0]]])
    view = View.of(gains, np.zeros((2, 2)), 0, weights=np.array([3.0, 1.0]))
    assert chances(view).tolist() == [0.75]


def test_no_efficient_offer_is_beaten_and_every_other_is() -> None:
    rng = np.random.default_rng(5)
    gains = rng.normal(size=(40, 60, 2))
    view = View.of(gains, np.zeros((40, 2)), 0)
    mine, signs = view.weights @ view.mine, chances(view).round(12)  # the same but for the order of sums
    kept = set(efficient(view).tolist())
    for one in range(60):
        beaten = any(
            mine[other] >= mine[one]
            and signs[other] >= signs[one]
            and (mine[other], signs[other]) != (mine[one], signs[one])
            for other in range(60)
        )
        assert (one in kept) is not beaten
    assert (np.diff(mine[efficient(view)]) < 0).all()
    assert (np.diff(signs[efficient(view)]) > 0).all()


def test_the_best_payment_beside_a_package_is_found_among_all_payments() -> None:
    # A package that costs the seller between 0 and 1 and is worth 0.8 to the buyer: pay 0.4.
    gains = np.empty((len(COSTS), 1, 2))
    gains[:, :, 0], gains[:, 0, 1] = 0.8, -COSTS
    view = View.of(gains, np.zeros((len(COSTS), 2)), 0)
    paid, surplus = best_payment(view, 0)
    assert paid == pytest.approx(0.4, abs=1e-3)
    assert surplus == pytest.approx(0.16, abs=1e-3)
    rng = np.random.default_rng(2)
    odd = View.of(rng.normal(size=(30, 1, 2)), np.zeros((30, 2)), 0)
    tried = [
        float(odd.weights @ ((odd.others[:, 0, 0] + t >= -1e-12) * (odd.mine[:, 0] - t)))
        for t in np.linspace(-4, 4, 8001)
    ]
    assert best_payment(odd, 0)[1] >= max(tried) - 1e-9


def test_the_error_of_a_mean_is_that_of_repeated_draws() -> None:
    # 16 states of which each is drawn, and an error of the futures that is told by eight sides of its own spread.
    rng = np.random.default_rng(11)
    means, errors = [], []
    for _ in range(400):
        states, noise = rng.normal(size=(16, 1)), rng.normal(size=(1, 8)) * 0.5
        sides = (noise - noise.mean()) / np.sqrt(7.0)
        gains = np.repeat((states + noise.mean() + sides).reshape(-1, 1, 1), 2, axis=2)
        view = View.of(gains, np.zeros((128, 2)), 0, replicates=8)
        found = view.estimate(view.mine[:, 0])
        means.append(found.value)
        errors.append(found.standard_error)
    assert np.std(means) == pytest.approx(np.sqrt(np.mean(np.square(errors))), rel=0.12)
