"""Reads amounts of money and rates that are typed on the command line, as a file has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.options import WrongUsage

if TYPE_CHECKING:
    from fractions import Fraction


def amount(words: str, currency: str) -> Fraction:
    """Read an amount of money: `50m`, `1.2bn USD`, or a plain number.

    Args:
        words: What was typed.
        currency: Code of the table's currency.

    Returns:
        Money in units of the currency.

    Raises:
        WrongUsage: It is none, is below zero, or is in another currency.
    """
    from dealwright.ground.unit import Unit
    from dealwright.lang.literal import exact_of, read_literal

    literal = read_literal(words.strip(), currency)
    value = None if literal is None else exact_of(literal)
    units = {Unit.of(currency)} if words.strip()[-1:] in {"x", "%"} else {Unit.NONE, Unit.of(currency)}
    if literal is None or value is None or value < 0 or literal.unit not in units:
        message = f"'{words}' is no amount of money in {currency}, such as 50m"
        raise WrongUsage(message)
    return value


def part(words: str, name: str) -> float:
    """Read a rate or a share: `60%`, or `0.6`.

    Args:
        words: What was typed.
        name: What it is for, such as `--volatility`.

    Raises:
        WrongUsage: It is none.
    """
    from dealwright.ground.unit import Unit
    from dealwright.lang.literal import exact_of, read_literal

    literal = read_literal(words.strip(), "USD")
    value = None if literal is None else exact_of(literal)
    if literal is None or value is None or literal.unit != Unit.NONE:
        message = f"'{words}' is no value for {name}, such as 60%"
        raise WrongUsage(message)
    return float(value)
