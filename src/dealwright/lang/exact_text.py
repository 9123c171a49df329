"""Write an exact number so that reading it again gives exactly the same number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.lang.literal import SCALES

if TYPE_CHECKING:
    from fractions import Fraction

_LARGE = 10_000
_SPLIT = 10**24
_LARGEST_LITERAL = 10**30
_DIGITS = 5
_SUFFIXES = ("tn", "bn", "m", "k")


def decimal_or_quotient(value: Fraction, suffix: str = "") -> str:
    """Write a pure number: as a decimal where it ends, else as a quotient of whole numbers.

    Args:
        value: The number.
        suffix: `%`, `x` or nothing.

    Returns:
        A literal, or an expression.

    Example:
        >>> from fractions import Fraction
        >>> decimal_or_quotient(Fraction(1, 8), "%"), decimal_or_quotient(Fraction(1, 3))
        ('12.5%', '1 / 3')
    """
    scaled = value * 100 if suffix == "%" else value
    decimal = _decimal(scaled)
    if decimal is not None:
        return f"{decimal}{suffix}"
    return f"{_whole(value.numerator)} / {_whole(value.denominator)}"


def money_text(value: Fraction, currency: str) -> str:
    """Write an amount of money, large round amounts with their suffix.

    Args:
        value: Money in units of the currency.
        currency: Its code.

    Example:
        >>> from fractions import Fraction
        >>> money_text(Fraction(4_500_000), "USD"), money_text(Fraction(1, 3), "USD")
        ('4.5m USD', '1 USD / 3')
    """
    decimal = _decimal(value)
    if decimal is None:
        return f"{_whole(value.numerator, currency)} / {_whole(value.denominator)}"
    for suffix in _SUFFIXES:
        short = _decimal(value / 10 ** SCALES[suffix])
        if abs(value) >= max(10 ** SCALES[suffix], _LARGE) and short is not None and len(short) <= _DIGITS:
            return f"{short}{suffix} {currency}"
    return f"{decimal} {currency}"


def _decimal(value: Fraction) -> str | None:
    """Return the decimal that a number is, with its thousands apart; None where it does not end or is too large."""
    places, rest = _places(value.denominator)
    if rest != 1 or abs(value) > _LARGEST_LITERAL:
        return None
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    sign = "-" if value < 0 else ""
    number = f"{int(whole):_}" if int(whole) >= _LARGE else whole
    return f"{sign}{number}.{part}" if part else f"{sign}{number}"


def _places(denominator: int) -> tuple[int, int]:
    """Return how many decimal places a denominator needs, and what of it no power of ten holds."""
    counts = []
    for prime in (2, 5):
        count = 0
        while denominator % prime == 0:
            denominator //= prime
            count += 1
        counts.append(count)
    return max(counts), denominator


def _whole(number: int, currency: str = "") -> str:
    """Write a whole number; one too large for a literal as a sum of two."""
    unit = f" {currency}" if currency else ""
    if abs(number) <= _LARGEST_LITERAL:
        return f"{_grouped(number)}{unit}"
    high, low = divmod(number, _SPLIT)
    return f"({_grouped(high)}{unit} * {_grouped(_SPLIT)} + {_grouped(low)}{unit})"


def _grouped(number: int) -> str:
    return f"{number:_}" if abs(number) >= _LARGE else str(number)
