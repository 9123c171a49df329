"""Count shares and money exactly: rational numbers, read from decimals as written, rounded only by a policy."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from decimal import Decimal

Exact: TypeAlias = Fraction
"""An exact number of shares, of money in units of the currency, or a ratio."""

NOTHING = Fraction(0)
WHOLE = Fraction(1)


def exact(value: str | float | Decimal | Fraction) -> Exact:
    """Return a number exactly, a float as the shortest decimal that Python writes for it.

    Args:
        value: A number, or a decimal as text such as `0.98381`.

    Returns:
        The number.

    Raises:
        ValueError: If a text is no number.

    Example:
        >>> exact(0.1) + exact("0.2")
        Fraction(3, 10)
    """
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def decimal_text(value: Exact, places: int = 10) -> str:
    """Write an exact number as a plain decimal, rounded half to even where it does not end.

    Args:
        value: The number.
        places: Most digits after the point.

    Returns:
        A decimal without exponent and without needless zeros.

    Example:
        >>> decimal_text(Fraction(8, 9), 4), decimal_text(Fraction(5, 2))
        ('0.8889', '2.5')
    """
    scaled = round(value * 10**places)
    sign, digits = "-" if scaled < 0 else "", str(abs(scaled)).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def spoken(number: Exact) -> str:
    """Write a number for a sentence, as it may be typed into a file.

    Example:
        >>> spoken(Fraction(12345678, 10))
        '1_234_567.8'
    """
    whole, point, part = decimal_text(number, 6).partition(".")
    return f"{int(whole):_}{point}{part}" if whole != "-0" else f"{whole}{point}{part}"


@dataclass(frozen=True, slots=True)
class Rounding:
    """Say how prices and share counts are rounded; nothing is rounded unless it says so.

    Attributes:
        price: How the price of a round is rounded.
        price_places: Digits after the point of that price; None: it stays exact.
        conversion_price: How the price at which a convertible converts is rounded.
        conversion_places: Digits after the point of that price; None: it stays exact.
        shares: How a number of shares is rounded, holder by holder.
    """

    price: Literal["up", "down", "nearest"] = "nearest"
    price_places: int | None = None
    conversion_price: Literal["up", "down", "nearest"] = "nearest"
    conversion_places: int | None = None
    shares: Literal["none", "down", "nearest", "up"] = "none"

    @property
    def leaves_all(self) -> bool:
        """Return whether it rounds nothing."""
        return self.price_places is None and self.conversion_places is None and self.shares == "none"

    def of_price(self, price: Exact) -> Exact:
        """Round the price of a round."""
        return rounded(price, self.price, self.price_places)

    def of_conversion_price(self, price: Exact) -> Exact:
        """Round the price at which a convertible converts."""
        return rounded(price, self.conversion_price, self.conversion_places)

    def of_shares(self, shares: Exact) -> Exact:
        """Round one holder's number of shares."""
        return shares if self.shares == "none" else rounded(shares, self.shares, 0)


def rounded(value: Exact, how: Literal["up", "down", "nearest"], places: int | None) -> Exact:
    """Round a number to some digits after the point; half goes up.

    Args:
        value: The number, zero or more.
        how: `up`, `down`, or `nearest`.
        places: Digits after the point; None leaves it exact.

    Returns:
        The rounded number, exactly.
    """
    if places is None:
        return value
    scaled = value * 10**places
    whole = ceil(scaled) if how == "up" else floor(scaled if how == "down" else scaled + Fraction(1, 2))
    made: Fraction = whole * Fraction(1, 10**places)
    return made
