"""Reads amounts of money, rates and years that are typed on the command line, as a file has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.options import WrongUsage

if TYPE_CHECKING:
    from fractions import Fraction

    from dealwright.deal.expression import Quantity


def amount(words: str, currency: str, name: str) -> Fraction:
    """Read an amount of money: `50m`, `1.2bn USD` or `0`.

    Args:
        words: What was typed.
        currency: Code of the table's currency.
        name: What it is for, such as `--equity`.

    Returns:
        Money in units of the currency.

    Raises:
        WrongUsage: It is none, is below zero, is in another currency, or does not say that it is money.
    """
    from dealwright.ground.unit import Unit
    from dealwright.lang.literal import exact_of

    literal = _literal(words, currency)
    value = None if literal is None else exact_of(literal)
    bare = literal is not None and literal.unit == Unit.NONE and literal.written[-1:].isdigit()
    if value and bare:
        said = words.strip()
        message = f"{name}: money without a suffix names its currency: write '{said} {currency}', or '{said}m'"
        raise WrongUsage(message)
    if value is None or value < 0 or not (bare or (literal is not None and literal.unit == Unit.of(currency))):
        message = f"'{words}' is no amount of money in {currency} for {name}, such as 50m or '2.50 {currency}'"
        raise WrongUsage(message)
    return value


def part(words: str, name: str) -> float:
    """Read a rate or a share: `60%`, or `0.6`.

    Args:
        words: What was typed.
        name: What it is for, such as `--volatility`.

    Raises:
        WrongUsage: It is none, or 1 or more and without its sign.
    """
    from dealwright.ground.unit import Unit
    from dealwright.lang.literal import exact_of

    literal = _literal(words, "USD")
    value = None if literal is None else exact_of(literal)
    if literal is None or value is None or literal.unit != Unit.NONE or literal.written.endswith("x"):
        message = f"'{words}' is no value for {name}, such as 60%"
        raise WrongUsage(message)
    if abs(value) >= 1 and not literal.written.endswith("%"):
        message = f"{name}: 1 or more is written with its sign: '{words.strip()}%', or {float(value) * 100:g}%"
        raise WrongUsage(message)
    return float(value)


def years(words: str, name: str) -> float:
    """Read a time: `5`, `5 years` or `18 months`.

    Args:
        words: What was typed.
        name: What it is for, such as `--years`.

    Returns:
        Years.

    Raises:
        WrongUsage: It is none.
    """
    from dealwright.ground.unit import Unit

    literal = _literal(words, "USD")
    value = None if literal is None else literal.value
    plain = literal is not None and literal.unit == Unit.NONE and literal.written[-1:].isdigit()
    timed = literal is not None and literal.kind == "duration"
    if isinstance(value, bool) or not isinstance(value, int | float) or not (plain or timed):
        message = f"'{words}' is no time for {name}, such as 5, '5 years' or '18 months'"
        raise WrongUsage(message)
    return float(value)


def _literal(words: str, currency: str) -> Quantity | None:
    from dealwright.lang.literal import read_literal

    return read_literal(words.strip(), currency)
