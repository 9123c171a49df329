"""Worth becomes a bargain: reservation, zone, frontier, solutions."""

from dealwright.bargain.adjusted_winner import Division, adjusted_winner
from dealwright.bargain.bargaining import bargain
from dealwright.bargain.double_auction import AuctionGains, auction_gains
from dealwright.bargain.frontier import frontier
from dealwright.bargain.points import Point, Points
from dealwright.bargain.power import ImpliedPower, implied_power
from dealwright.bargain.result import Bargain, Solution
from dealwright.bargain.table import Rules
from dealwright.bargain.zone import probability_empty, zone

__all__ = [
    "AuctionGains",
    "Bargain",
    "Division",
    "ImpliedPower",
    "Point",
    "Points",
    "Rules",
    "Solution",
    "adjusted_winner",
    "auction_gains",
    "bargain",
    "frontier",
    "implied_power",
    "probability_empty",
    "zone",
]
