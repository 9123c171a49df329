"""Worth becomes a bargain: reservation, zone, frontier, solutions."""

from dealwright.bargain.adjusted_winner import Division, adjusted_winner
from dealwright.bargain.bargaining import bargain
from dealwright.bargain.double_auction import Trade, trade
from dealwright.bargain.frontier import frontier
from dealwright.bargain.points import Point, Points
from dealwright.bargain.power import ImpliedPower, implied_power
from dealwright.bargain.result import Bargain, Solution
from dealwright.bargain.table import Rules
from dealwright.bargain.zone import probability_empty, zone

__all__ = [
    "Bargain",
    "Division",
    "ImpliedPower",
    "Point",
    "Points",
    "Rules",
    "Solution",
    "Trade",
    "adjusted_winner",
    "bargain",
    "frontier",
    "implied_power",
    "probability_empty",
    "trade",
    "zone",
]
