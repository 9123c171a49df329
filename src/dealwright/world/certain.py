"""Makes a deal certain: its drivers move without a shock, each as it is expected to grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.driver import GeometricBrownian, Growth, GrowthRate, MeanReverting
from dealwright.deal.expression import Quantity
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from dealwright.deal.deal import Deal
    from dealwright.deal.driver import Driver

STILL = Quantity(0.0)
"""A volatility of nothing."""


def median_draws() -> Draws:
    """Return the draws of one future: no shock comes, and an event happens when its probability passes one half."""
    return Draws(0, 1, 1, "median")


def without_shocks(deal: Deal) -> Deal:
    """Lay a volatility of zero over every driver.

    That is not the same as a future in which no shock comes: with a volatility sigma such a future is the median one,
    which grows by sigma squared / 2 a year less than the mean; and a yearly total given by the file is then met by what
    comes, not by its mean.

    Args:
        deal: The deal.

    Returns:
        The deal without any volatility.
    """
    return deal.model_copy(update={"drivers": {name: _still(driver) for name, driver in deal.drivers.items()}})


def _still(driver: Driver) -> Driver:
    if isinstance(driver, MeanReverting | GeometricBrownian):
        return driver.model_copy(update={"volatility": STILL})
    if not isinstance(driver, Growth):
        return driver
    growth = driver.growth
    if isinstance(growth, GrowthRate):
        growth = growth.model_copy(update={"volatility": None, "volatility_half_life": None})
    return driver.model_copy(update={"volatility": STILL, "growth": growth})
