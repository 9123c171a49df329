"""Tells the slopes of one party in the unit of their number, with what 1 % of it and its range come to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.engine.sensitivities.moves import DAYS, YEAR, is_whole, unit_of
from dealwright.engine.sensitivities.result import Effect

if TYPE_CHECKING:
    from dealwright.engine.sensitivities.slopes import Slopes
    from dealwright.lang.numbers import Number


def effect_of(
    number: Number, slope: Slopes, sides: tuple[Slopes, Slopes] | None, worth_by: str, as_of: dt.date
) -> Effect:
    """Tell the slopes of one party.

    Args:
        number: The number.
        slope: The party's slopes by plain unit of it.
        sides: The same upwards and downwards, where these differ.
        worth_by: The measure of the bargain.
        as_of: The valuation date.
    """
    effect, size = _by_unit(number, slope, worth_by), unit_of(number).size
    percent, width = _one_percent(number, as_of), _width(number)
    plain = effect.worth.value / size
    effect = replace(
        effect,
        of_one_percent=None if percent is None else plain * percent,
        over_range=None if width is None else plain * width,
    )
    if sides is None:
        return effect
    up, down = (_by_unit(number, side, worth_by).worth.value for side in sides)
    return replace(effect, upwards=up, downwards=down)


def range_of(number: Number) -> tuple[float, float] | tuple[dt.date, dt.date] | None:
    """Return the ends of the range that the file states for a number, those of a date as dates."""
    if number.range is None or not isinstance(number.literal.value, dt.date):
        return number.range
    low, high = number.range
    return dt.date.fromordinal(int(low)), dt.date.fromordinal(int(high))


def _by_unit(number: Number, slope: Slopes, worth_by: str) -> Effect:
    return Effect(*slope.told(unit_of(number).size).both, worth_by)


def _width(number: Number) -> float | None:
    """Return how wide the range of a number is, in plain units; years for dates."""
    if number.range is None:
        return None
    return (number.range[1] - number.range[0]) / (YEAR if isinstance(number.literal.value, dt.date) else 1.0)


def _one_percent(number: Number, as_of: dt.date) -> float | None:
    """Return 1 % of a number in plain units, of a date that of the years to it; none of nothing and of whole ones.

    A date that is `as_of` itself, or within a month of it, counts as a year away.
    """
    value = number.literal.value
    if isinstance(value, bool) or is_whole(number):
        return None
    if isinstance(value, dt.date):
        days = (value - as_of).days
        return 0.01 * (days / YEAR if abs(days) > DAYS else 1.0)
    return 0.01 * float(value) or None  # type: ignore[arg-type]
