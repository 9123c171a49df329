"""Write the values of a range the way its ends are written: amounts, rates, durations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity, show_literal
from dealwright.ground.unit import Unit

if TYPE_CHECKING:
    from decimal import Decimal

DURATION = re.compile(r"-?(?P<count>[\d.]+) (?P<word>day|week|month|quarter|year)s?")
"""How a duration of a range is written."""
MONTHS = {"month": 1, "quarter": 3, "year": 12}
"""Months in each word that counts in months."""
DAYS = {"day": 1, "week": 7}
"""Days in each word that counts in days."""


def amount_text(value: Decimal, *like: Quantity) -> str:
    """Write a number the way others are written.

    Args:
        value: The number, in plain units.
        like: The others, such as the ends and the step of a range.

    Returns:
        The text that reads back as the number.

    Example:
        >>> from decimal import Decimal
        >>> amount_text(Decimal("0.125"), Quantity(0.05, written="5%"))
        '12.5%'
    """
    models = [quantity for quantity in like if quantity.value] or list(like[:1])  # nothing says its unit, too
    written = models[0].written if models else ""
    if "%" in written:
        prices = next((quantity.prices for quantity in like if quantity.prices), None)
        return f"{plain_text(value * 100)}%" + (f" {prices}" if prices else "")
    if written.endswith("x"):
        return f"{plain_text(value)}x"
    unit = models[0].unit if models else Unit.NONE
    if unit == Unit.NONE or not value:
        return plain_text(value)
    text = re.sub(" (nominal|real)", "", show_literal(Quantity(float(value), unit)))  # a term's money is of its prices
    explicit = any(re.search(r"[A-Z]{3}", quantity.written) for quantity in models)
    short = re.sub(r" [A-Z]{3}", "", text)
    return short if not explicit and re.match(r"-?[\d.]+(k|m|bn|tn)", short) else text


def plain_text(value: Decimal) -> str:
    """Write a number with all its digits and no zeros behind them."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def duration_text(value: Decimal, word: str) -> str:
    """Write a duration of so many days, weeks, months, quarters or years."""
    return f"{plain_text(value)} {word}{'' if value == 1 else 's'}"
