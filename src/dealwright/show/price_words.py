"""Say what a changed term is worth in another, in the unit in which that one is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number

if TYPE_CHECKING:
    from dealwright.bargain.trade.prices import Price, Prices
    from dealwright.show.number import Scale

_YEAR = 365.25
_HUNDRED = 100.0
_RANGE_ENDS = {"lower": "below the range", "higher": "above the range"}


def price_text(prices: Prices, price: Price, scale: Scale) -> tuple[str, str]:
    """Write a price and its standard error.

    Args:
        prices: All prices.
        price: One of them.
        scale: Scale of amounts of money.

    Returns:
        The change with its sign, and `±error`, the latter empty where there is none.
    """
    if price.change is None:
        return _RANGE_ENDS[price.beyond], ""
    value, error, unit = price.change.value, price.change.standard_error, prices.unit
    if prices.kind == "number" and unit:
        return number.uncertain_money(value, error, scale, change=True)
    factor = _factor(prices)
    decimals = number.decimals_of(value * factor, error * factor)
    text = number.plain(value * factor, decimals, change=True)
    return text, number.error_text(error * factor, decimals)


def price_unit(prices: Prices, scale: Scale) -> str:
    """Name the unit of the prices: `USD m`, `points`, `years`, `x`."""
    if prices.kind != "number":
        return "years"
    if prices.unit:
        return scale.title(prices.unit)
    return {"%": "points", "x": "x"}.get(_written(prices)[-1:], "")


def price_scale(prices: Prices) -> Scale:
    """Choose one scale for all prices that are money."""
    return number.scale_of(abs(each.change.value) for each in prices.changes if each.change is not None)


def _factor(prices: Prices) -> float:
    if prices.kind == "date":
        return 1 / _YEAR
    return _HUNDRED if prices.kind == "number" and _written(prices).endswith("%") else 1.0


def _written(prices: Prices) -> str:
    """Return the value from which prices are counted as it is written, without the prices of a rate."""
    return prices.package[prices.path].removesuffix(" real").removesuffix(" nominal")
