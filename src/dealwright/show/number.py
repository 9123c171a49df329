"""Write numbers the one way the house writes them: money, errors, shares, multiples, dates.

Three significant digits, one scale per column or chart, a true minus, a plus on changes only, and never
more digits than the standard error supports.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

MINUS = "−"
NOTHING = "–"
_SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, ""))
_SIGNIFICANT = 3
_HUNDRED = 100.0
_FAINT = 0.05
"""Points of a chance below which its error is rounding."""
_EXACT = 1e-9
"""An error below this part of the last digit shown is what computing with floats leaves of none."""
_RESIDUE = 1e-9
"""Units of a column's scale below which an amount is what computing with floats leaves of none."""
_TWO_DIGITS = 10
_FOUR_DIGITS = 10_000
_SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class Scale:
    """The power of ten a column or a chart is written in.

    Attributes:
        factor: plain units in one unit of the scale, such as 1e9.
        suffix: the word for it, such as `bn`; empty for plain units.
    """

    factor: float
    suffix: str

    def title(self, currency: str) -> str:
        """Return the unit as a column head says it.

        Example:
            >>> Scale(1e9, "bn").title("USD")
            'USD bn'
        """
        return f"{currency} {self.suffix}".strip()


def in_money(currency: str, prices: str, as_of: date) -> str:
    """Say in which money amounts are, and whether inflation counts in them.

    Args:
        currency: code of the currency.
        prices: `nominal` or `real`.
        as_of: the day of which real money is.

    Example:
        >>> from datetime import date
        >>> in_money("USD", "nominal", date(2025, 5, 14)), in_money("USD", "real", date(2025, 5, 14))
        ('nominal USD', 'real USD of 2025')
    """
    return f"real {currency} of {as_of.year}" if prices == "real" else f"nominal {currency}"


def scale_of(values: Iterable[float]) -> Scale:
    """Choose the scale that a column or a chart reads best in.

    Args:
        values: amounts in plain units; those that are zero or not finite are passed over.

    Returns:
        The largest scale of which the largest amount is at least one unit; the next smaller one where the middle
        amount would be under one unit and the largest still has four digits at most.

    Example:
        >>> scale_of([44_100_000_000, 240_000_000]).suffix, scale_of([1_055_000, 458_000, 663_000]).suffix
        ('bn', 'k')
    """
    magnitudes = sorted(abs(value) for value in values if math.isfinite(value) and value)
    if not magnitudes:
        return Scale(1.0, "")
    largest, middle = _rounded(magnitudes[-1]), _rounded(magnitudes[len(magnitudes) // 2])
    place = next((place for place, (factor, _) in enumerate(_SCALES) if largest >= factor), len(_SCALES) - 1)
    lower = min(place + 1, len(_SCALES) - 1)
    if middle < _SCALES[place][0] and largest < _FOUR_DIGITS * _SCALES[lower][0]:
        place = lower
    return Scale(*_SCALES[place])


def _rounded(value: float) -> float:
    """Round to the digits shown: 999.6m reads 1,000m, so it is already a billion."""
    return float(f"{value:.{_SIGNIFICANT - 1}e}")


def decimals_of(value: float, error: float = 0.0) -> int:
    """Return how many decimals a number shows.

    Args:
        value: the number in the scale it is written in.
        error: its standard error in the same scale; 0 where it is exact.

    Returns:
        Decimals for three significant digits, two at most, and none that the error does not support.
    """
    magnitude = abs(value)
    if not math.isfinite(magnitude) or (magnitude == 0 and error <= 0):
        return 0
    wanted = 2 if magnitude < 1 else max(0, _SIGNIFICANT - 1 - math.floor(math.log10(_rounded(magnitude))))
    if error > 0 and math.isfinite(error):
        wanted = min(wanted, max(0, -math.floor(math.log10(error))))
    return min(wanted, 2)


def plain(value: float, decimals: int, *, change: bool = False) -> str:
    """Write a number with commas, a true minus, and a plus if it is a change.

    Args:
        value: the number.
        decimals: digits after the point.
        change: whether a gain carries a plus.

    Returns:
        The number; `0` where it rounds to nothing, `–` where there is none.

    Example:
        >>> plain(-1234.5, 1), plain(3.0, 1, change=True), plain(0.0, 2)
        ('−1,234.5', '+3.0', '0')
    """
    if not math.isfinite(value):
        return NOTHING
    text = f"{abs(value):,.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        return "0"
    sign = MINUS if value < 0 else "+" if change else ""
    return sign + text


def money(value: float, scale: Scale | None = None, *, error: float = 0.0, change: bool = False) -> str:
    """Write an amount of money for a sentence: `44.1bn`, `240m`.

    Args:
        value: the amount in plain units.
        scale: the scale to write it in; the amount's own by default.
        error: its standard error in plain units, which limits the digits.
        change: whether a gain carries a plus.

    Returns:
        The amount with its scale and without its currency.

    Example:
        >>> money(44_120_000_000), money(240e6), money(-2.3e9, change=True)
        ('44.1bn', '240m', '−2.30bn')
    """
    chosen = scale or scale_of([value])
    scaled, scaled_error = value / chosen.factor, error / chosen.factor
    text = plain(scaled, decimals_of(scaled, scaled_error), change=change)
    return text if text in {"0", NOTHING} else text + chosen.suffix


def uncertain_money(value: float, error: float, scale: Scale | None = None, *, change: bool = False) -> tuple[str, str]:
    """Write an amount and its standard error with the same decimals.

    Args:
        value: the amount in plain units.
        error: its standard error in plain units.
        scale: the scale of both; the amount's own by default.
        change: whether a gain carries a plus.

    Returns:
        The number (with its scale only if no scale was given) and `±error`, the latter empty for an exact number.
        An amount below its error is `0`, and the error then carries the scale; an error too small for the decimals
        shown is rounded up, never to nothing. An amount that is nothing in the scale of its column has its own.

    Example:
        >>> uncertain_money(44.12e9, 0.31e9), uncertain_money(0.04e9, 0.1e9)
        (('44.1bn', '±0.3'), ('0', '±100m'))
        >>> uncertain_money(26.4e6, 0.2e6, Scale(1e12, "tn"))
        ('26.4m', '±0.2')
    """
    if scale is not None and abs(value) >= error and _vanishes(value, scale):
        return uncertain_money(value, error, change=change)
    chosen = scale or scale_of([value, error])
    scaled, scaled_error = value / chosen.factor, error / chosen.factor
    decimals = decimals_of(scaled, scaled_error)
    suffix = "" if scale is not None else chosen.suffix
    text = "0" if abs(value) < error else plain(scaled, decimals, change=change)
    written = error_text(scaled_error, decimals)
    if text in {"0", NOTHING}:
        return text, written + suffix if written else ""
    return text + suffix, written


def in_column(value: float, scale: Scale) -> str:
    """Write an amount in the scale of its column; one that is nothing in it, and is something, in its own.

    Example:
        >>> (
        ...     in_column(12.4e12, Scale(1e12, "tn")),
        ...     in_column(26.4e6, Scale(1e12, "tn")),
        ...     in_column(0.0, Scale(1e9, "bn")),
        ... )
        ('12.4', '26.4m', '0')
    """
    if _vanishes(value, scale):
        return money(value)
    return plain(value / scale.factor, decimals_of(value / scale.factor))


def _vanishes(value: float, scale: Scale) -> bool:
    """Tell whether an amount reads as nothing in a scale, and has a scale of its own with a word for it."""
    own, scaled = scale_of([value]), abs(value) / scale.factor
    return bool(own.suffix) and own.suffix != scale.suffix and scaled > _RESIDUE and plain(scaled, 2) == "0"


def error_text(error: float, decimals: int) -> str:
    """Write `±error` with the decimals of its number, or nothing for an exact number.

    Example:
        >>> error_text(0.31, 1), error_text(0.003, 1), error_text(0.0, 1)
        ('±0.3', '±0.1', '')
    """
    step = 10.0**-decimals
    if error <= _EXACT * step or not math.isfinite(error):
        return ""
    return f"±{max(error, step):,.{decimals}f}"


def column(values: Iterable[float], scale: Scale, *, change: bool = False) -> list[str]:
    """Write a column of amounts with one count of decimals.

    Args:
        values: amounts in plain units.
        scale: the column's scale, which its head names.
        change: whether gains carry a plus.

    Returns:
        One text per amount. The largest sets the decimals; an amount that would vanish shows two digits of its own.

    Example:
        >>> column([126e9, 9.8e9, 0.24e9, 0.0], Scale(1e9, "bn"))
        ['126', '10', '0.24', '0']
    """
    scaled = [value / scale.factor for value in values]
    decimals = min((decimals_of(value) for value in scaled if math.isfinite(value) and value), default=0)
    return [_cell(value, decimals, change=change) for value in scaled]


def _cell(value: float, decimals: int, *, change: bool) -> str:
    text = plain(value, decimals, change=change)
    return text if text != "0" or value == 0 else plain(value, 2, change=change)


def percent(share: float, *, decimals: int = 0, whole: bool = False, change: bool = False) -> str:
    """Write a rate or a share of a whole: `12%`.

    Example:
        >>> percent(0.12), percent(0.085), percent(0.085, decimals=1), percent(-0.4)
        ('12%', '8.5%', '8.5%', '−40%')
    """
    if not math.isfinite(share):
        return NOTHING
    scaled = share * _HUNDRED
    plain_enough = whole or abs(scaled) >= _TWO_DIGITS or f"{scaled:.1f}".endswith(".0")
    shown = decimals or int(not plain_enough)
    return plain(scaled, shown, change=change) + "%"


def probability(share: float) -> str:
    """Write a chance in whole percent, saying `<1%` and `>99%` where it would claim certainty.

    Example:
        >>> probability(0.94), probability(0.002), probability(0.9991), probability(0.0), probability(1.0)
        ('94%', '<1%', '>99%', '0%', '100%')
    """
    if not math.isfinite(share):
        return NOTHING
    scaled = share * _HUNDRED
    if 0 < scaled < 1:
        return "<1%"
    if _HUNDRED - 1 < scaled < _HUNDRED:
        return ">99%"
    return f"{scaled:.0f}%"


def uncertain_probability(share: float, error: float, unit: str = "") -> str:
    """Write a chance with its error in points; beside `<1%` and `>99%`, which say a bound, there is none.

    Example:
        >>> uncertain_probability(0.31, 0.02), uncertain_probability(0.996, 0.004), uncertain_probability(1.0, 0.0)
        ('31% ±2', '>99%', '100%')
    """
    text, points = probability(share), error * _HUNDRED
    return text if points <= _FAINT or text[0] in "<>" else f"{text} ±{max(points, 1):.0f}{unit}"


def multiple(value: float) -> str:
    """Write a multiple: `2x`, `1.5x`.

    Example:
        >>> multiple(2.0), multiple(1.5), multiple(23.04)
        ('2x', '1.5x', '23x')
    """
    text = plain(value, min(1, decimals_of(value)))
    return (text.removesuffix(".0") if "." in text else text) + "x"


def count(value: int) -> str:
    """Write a count with commas.

    Example:
        >>> count(65536)
        '65,536'
    """
    return f"{value:,d}"


def packages(many: int) -> str:
    """Write how many packages there are.

    Example:
        >>> packages(1), packages(1152)
        ('1 package', '1,152 packages')
    """
    return f"{count(many)} package{'' if many == 1 else 's'}"


def day(moment: date) -> str:
    """Write a date: `14 May 2025`.

    Example:
        >>> from datetime import date
        >>> day(date(2025, 5, 14))
        '14 May 2025'
    """
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def digest(hexadecimal: str) -> str:
    """Write a file's hash so that an eye can compare it: `9f3c 71ab … 04de`.

    Example:
        >>> digest("9f3c71ab" + 52 * "0" + "04de")
        '9f3c 71ab … 04de'
    """
    if len(hexadecimal) <= _SHORT_HASH:
        return hexadecimal
    return f"{hexadecimal[:4]} {hexadecimal[4:8]} … {hexadecimal[-4:]}"
