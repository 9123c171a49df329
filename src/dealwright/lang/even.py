"""Choose where a range without a step is compared: a few round values from end to end."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from dealwright.ground.calendar import add_months

if TYPE_CHECKING:
    from collections.abc import Iterable

POINTS = (9, 7, 5, 3)
"""How many values such a range may be compared at, the most first."""
ROOM = 100_000
"""Packages that may be made before such ranges are compared at fewer values."""
DIGITS = 2
"""A round step has at most so many digits that are not zeros at its end."""
FINER = 100
"""Where no step is round, values are written at least so many times finer than it."""
_YEAR = 12


def points_of(stepped: Iterable[int], without: int) -> int:
    """Say at how many values each range without a step is compared, at most.

    Args:
        stepped: How many values each of the other paths has; no more of them are asked for than decide.
        without: How many ranges have no step.

    Example:
        >>> points_of([17, 11], 1), points_of([17, 11, 20], 2), points_of([1000, 1000], 1)
        (9, 5, 3)
    """
    others = 1
    for values in stepped if without else ():
        others *= values
        if others * POINTS[-1] ** without > ROOM:
            break
    return next((points for points in POINTS if others * points**without <= ROOM), POINTS[-1])


def even_numbers(low: Decimal, high: Decimal, points: int, *, whole: bool) -> list[Decimal]:
    """Spread numbers from end to end, in round steps if there are such.

    Args:
        low: The low end.
        high: The high end, above it.
        points: Most values, at least 3.
        whole: Whether only whole numbers are wanted.

    Example:
        >>> [str(each) for each in even_numbers(Decimal("0"), Decimal("0.2"), 5, whole=False)]
        ['0.00', '0.05', '0.10', '0.15', '0.2']
    """
    width = high - low
    round_steps = (steps for steps in range(points - 1, 1, -1) if _is_round(width / steps, whole=whole))
    steps = next(round_steps, points - 1)
    unit = Decimal(1) if whole else Decimal(10) ** (width / steps / FINER).adjusted()
    inner = [_to(low + width * place / steps, unit) for place in range(1, steps)]
    return [low, *dict.fromkeys(each for each in inner if low < each < high), high]


def _is_round(step: Decimal, *, whole: bool) -> bool:
    return step % 1 == 0 if whole else len(step.normalize().as_tuple().digits) <= DIGITS


def _to(value: Decimal, unit: Decimal) -> Decimal:
    return (value / unit).to_integral_value(ROUND_HALF_EVEN) * unit


def even_dates(low: dt.date, high: dt.date, points: int) -> list[dt.date]:
    """Spread dates from end to end: by whole years if that leads there, else by whole months, else by days.

    Args:
        low: The earlier date.
        high: The later date.
        points: Most values, at least 3.

    Example:
        >>> [each.isoformat() for each in even_dates(dt.date(2027, 12, 31), dt.date(2033, 12, 31), 9)][:3]
        ['2027-12-31', '2028-12-31', '2029-12-31']
    """
    months = (high.year - low.year) * _YEAR + high.month - low.month
    for size in (_YEAR, 1):
        for steps in range(points - 1, 1, -1):
            if months and months % (steps * size) == 0 and add_months(low, months, keep_end=True) == high:
                return [add_months(low, place * months // steps, keep_end=True) for place in range(steps + 1)]
    days = [low.toordinal() + round((high - low).days * place / (points - 1)) for place in range(points)]
    return [dt.date.fromordinal(day) for day in dict.fromkeys(days)]
