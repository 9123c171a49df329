"""Two traders who know only their own value: the linear equilibrium, by integration over its strategies."""

import numpy as np
import pytest

from dealwright.bargain import auction_gains
from dealwright.bargain.double_auction import buyer_bid, seller_ask

STEPS = 2000


def middles(low: float, high: float) -> np.ndarray:
    return low + (np.arange(STEPS) + 0.5) * (high - low) / STEPS


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (10.0, 16.0)])
def test_the_closed_form_is_the_integral_over_the_strategies(low: float, high: float) -> None:
    value, cost = middles(low, high)[:, None], middles(low, high)[None]
    deal = buyer_bid(value, low, high) >= seller_ask(cost, low, high)
    expected = auction_gains(low, high)
    width = high - low
    assert deal.mean() == pytest.approx(expected.probability, abs=4e-4)
    assert np.where(deal, value - cost, 0.0).mean() == pytest.approx(expected.gain, abs=2e-4 * width)
    assert np.maximum(0.0, value - cost).mean() == pytest.approx(expected.first_best, abs=1e-6 * width)
    beyond = value - cost - expected.margin
    assert np.array_equal(deal[np.abs(beyond) > 1e-9], (beyond > 0)[np.abs(beyond) > 1e-9])


@pytest.mark.parametrize("value", [0.3, 0.5, 0.9, 1.0])
def test_no_other_bid_is_better_for_the_buyer(value: float) -> None:
    ask = seller_ask(middles(0.0, 1.0))
    bids = np.linspace(0, 1, 2001)
    gain = np.array([np.where(ask <= bid, value - (bid + ask) / 2, 0.0).mean() for bid in bids])
    ours = np.where(ask <= buyer_bid(value), value - (buyer_bid(value) + ask) / 2, 0.0).mean()
    assert ours >= gain.max() - value / STEPS  # one seller more or less of those that the integral counts
    assert bids[gain.argmax()] == pytest.approx(buyer_bid(value), abs=2e-3)


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(ValueError, match="range"):
        auction_gains(1.0, 1.0)
