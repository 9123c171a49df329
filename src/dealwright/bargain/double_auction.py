"""Say what two traders gain who know only their own value and bid once.

It is the linear equilibrium of the split-the-difference auction, and shows what private knowledge costs: even the best
trading rule leaves some gains on the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Value = TypeVar("Value", float, np.ndarray)


@dataclass(frozen=True, slots=True)
class AuctionGains:
    """Hold what traders may expect before they know their values.

    Attributes:
        gain: expected gain of both together, in the unit of the values.
        first_best: the same if they traded whenever it is worth it.
        probability: how often they trade, 0 to 1.
        margin: by how much the buyer's value must exceed the seller's cost for a trade.
    """

    gain: float
    first_best: float
    probability: float
    margin: float


def buyer_bid(value: Value, low: float = 0.0, high: float = 1.0) -> Value:
    """Bid as the buyer does in the linear equilibrium.

    Args:
        value: what the good is worth to the buyer, between `low` and `high`.
        low: the least that value and cost may be, with `high` the most; both uniform and independent.
        high: see `low`.

    Returns:
        The bid.

    Source:
        Chatterjee and Samuelson, Bargaining under incomplete information, Operations Research 31(5), 1983,
        doi:10.1287/opre.31.5.835.
    """
    return low + (high - low) / 12 + (value - low) * 2 / 3


def seller_ask(cost: Value, low: float = 0.0, high: float = 1.0) -> Value:
    """Ask as the seller does in the linear equilibrium.

    Args:
        cost: what the good is worth to the seller, between `low` and `high`.
        low: as in `buyer_bid`.
        high: as in `buyer_bid`.

    Returns:
        The price asked. Source as `buyer_bid`.
    """
    return low + (high - low) / 4 + (cost - low) * 2 / 3


def auction_gains(low: float = 0.0, high: float = 1.0) -> AuctionGains:
    """Expect the gains of a trade in which bid and ask meet half way if they meet at all.

    The traders deal when the value exceeds the cost by a quarter of the range: bid >= ask. With x = value - cost the
    density of x is (range - x) / range^2, whose moments above the margin are the figures here.

    Args:
        low: the least that value and cost may be.
        high: the most they may be, over `low`.

    Returns:
        The expected gains.

    Raises:
        ValueError: if the range is empty.

    Source:
        Chatterjee and Samuelson, as above; that no rule does better: Myerson and Satterthwaite, Efficient mechanisms
        for bilateral trading, Journal of Economic Theory 29(2), 1983, doi:10.1016/0022-0531(83)90048-0.

    Example:
        >>> auction_gains()
        AuctionGains(gain=0.140625, first_best=0.16666666666666666, probability=0.28125, margin=0.25)
    """
    if not low < high:
        raise ValueError("the range of values is empty")
    width = high - low
    margin = seller_ask(low, low, high) - buyer_bid(low, low, high)
    margin *= 1.5  # both rise by two thirds with what they know

    def above(least: float) -> tuple[float, float]:
        share = least / width
        return 0.5 * (1 - share) ** 2, width * (1 / 6 - share**2 / 2 + share**3 / 3)

    probability, gain = above(margin)
    return AuctionGains(gain, above(0.0)[1], probability, margin)
