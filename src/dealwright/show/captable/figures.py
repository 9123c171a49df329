"""Write the figures of a cap table: share counts, prices per share, ratios, with the digits that they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import decimal_text
from dealwright.show import number

if TYPE_CHECKING:
    from dealwright.equity.exact import Exact

_PLACES = 6


def shares(count: Exact) -> str:
    """Write a number of shares; a part of a share with two digits.

    Example:
        >>> from fractions import Fraction
        >>> shares(Fraction(5_000_000)), shares(Fraction(2_500_001, 2))
        ('5,000,000', '1,250,000.5')
    """
    text = decimal_text(count, 2)
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
