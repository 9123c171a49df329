"""Write the figures of a cap table: share counts, prices per share, ratios, with the digits that they have."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dealwright.equity.exact import decimal_text
from dealwright.show import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.equity.exact import Exact

_PLACES = 6
_SMALLEST = 12
"""Most digits after the point of a part of a share."""
_MOST = 8
"""Most digits after the point of an amount that is small beside its column."""


def shares(count: Exact) -> str:
    """Write a number of shares; a part of a share with two digits, and less than these with its first.

    Example:
        >>> from fractions import Fraction
        >>> shares(Fraction(5_000_000)), shares(Fraction(2_500_001, 2))
        ('5,000,000', '1,250,000.5')
        >>> shares(Fraction(1, 10_000_000)), shares(Fraction(0))
        ('0.0000001', '0')
    """
    text = decimal_text(count, 2)
    if text == "0" and count:
        text = decimal_text(count, min(_SMALLEST, -math.floor(math.log10(abs(count)))))
    whole, _, part = text.lstrip("-").partition(".")
    sign = number.MINUS if count < 0 and text != "0" else ""
    return f"{sign}{int(whole):,d}" + (f".{part}" if part else "")


def per_share(price: Exact | None) -> str:
    """Write money per share: two digits after the point, more where it has them, six at most.

    Example:
        >>> from fractions import Fraction
        >>> per_share(Fraction(1)), per_share(Fraction("0.0001")), per_share(Fraction(8, 9)), per_share(None)
        ('1.00', '0.0001', '0.888889', '–')
    """
    if price is None:
        return number.NOTHING
    whole, _, part = decimal_text(price, _PLACES).partition(".")
    return f"{int(whole):,d}.{part.ljust(2, '0')}"


def money(amount: Exact) -> str:
    """Write an amount with its scale and the digits that it has, to one unit of the currency, or to its hundredth.

    Example:
        >>> from fractions import Fraction
        >>> money(Fraction(26_250_000)), money(Fraction("48016.4384")), money(Fraction(5_000_000)), money(Fraction(400))
        ('26.25m', '48.016k', '5m', '400')
        >>> money(Fraction(-26_234_567)), money(Fraction(1, 3))
        ('−26.234567m', '0.33')
    """
    scale = number.scale_of([float(amount)])
    factor = int(scale.factor)
    text = decimal_text(abs(amount) / factor, len(str(factor)) - 1 if factor > 1 else 2)
    whole, _, part = text.partition(".")
    sign = number.MINUS if amount < 0 and text != "0" else ""
    return f"{sign}{int(whole):,d}" + (f".{part}" if part else "") + (scale.suffix if text != "0" else "")


def column(amounts: Sequence[float], scale: number.Scale) -> list[str]:
    """Write a column of amounts in one scale; one that would read as nothing, and is something, with its first digit.

    Example:
        >>> column([2_200_000.0, 500.0, 0.0], number.Scale(1e6, "m"))
        ['2.20', '0.0005', '0']
    """
    written = zip(amounts, number.column(amounts, scale), strict=True)
    return [_first_digit(amount / scale.factor) if text == "0" and amount else text for amount, text in written]


def _first_digit(value: float) -> str:
    return number.plain(value, min(_MOST, -math.floor(math.log10(abs(value)))))


def ratio(value: Exact) -> str:
    """Write a multiple or a ratio with the digits that it has, four at most.

    Example:
        >>> from fractions import Fraction
        >>> ratio(Fraction(1)), ratio(Fraction(3, 2)), ratio(Fraction(10, 9))
        ('1', '1.5', '1.1111')
    """
    return decimal_text(value, 4)


def rate(part: Exact) -> str:
    """Write a part as per cent with the digits that it has, four at most.

    Example:
        >>> from fractions import Fraction
        >>> rate(Fraction("0.15")), rate(Fraction("0.0725"))
        ('15%', '7.25%')
    """
    return f"{decimal_text(part * 100, 4)}%"
