"""Read literals by the rules of the language: `13bn USD`, `20%`, `2x`, `18 months`, `2030-12-31`, `yes`, `none`."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from typing import Any

from dealwright.deal.expression import Quantity, QuantityKind
from dealwright.ground.place import NOWHERE, Place
from dealwright.ground.unit import Unit
from dealwright.lang.currencies import CURRENCIES
from dealwright.lang.money import bare_code

SCALES = {"": 0, "x": 0, "%": -2, "k": 3, "m": 6, "bn": 9, "tn": 12}
"""Power of ten that each suffix of a number stands for."""
MONEY_SUFFIXES = frozenset({"k", "m", "bn", "tn"})
"""Suffixes that make a number an amount of money."""
PER_YEAR = {"year": 1, "quarter": 4, "month": 12, "week": 365 / 7, "day": 365}
"""How many of each there are in a year."""
LARGEST = 1e30
"""Numbers beyond this are refused."""

_NUMBER = r"(?P<number>(?:0|[1-9]\d{0,2}(?:_\d{3})+|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)"
_MONEY = r"(?P<scale>k|m|bn|tn)?(?:[ ]+(?P<currency>[A-Z]{3})(?:/(?P<foreign>[A-Z]{3}))?(?!\w))?"
_PRICES = r"(?:(?<=%)[ ]+(?P<prices>nominal|real)(?!\w))?"
_PERIODS = "|".join(PER_YEAR)
AMOUNT = re.compile(
    rf"{_NUMBER}(?:(?P<share>%|x){_PRICES}|[ ]+(?P<duration>{_PERIODS})s?(?!\w)|{_MONEY})"
    rf"(?:[ ]*/[ ]*(?P<per>{_PERIODS})(?!\w))?(?![\w%])"
)
"""Matches an unsigned number with what belongs to it."""
DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\w-])")
"""Matches a date."""
_WORDS: dict[str, tuple[bool | None, str]] = {
    "yes": (True, "condition"),
    "no": (False, "condition"),
    "none": (None, "none"),
}


def read_literal(text: str, currency: str, place: Place = NOWHERE) -> Quantity | None:
    """Read a text that is one literal and nothing else.

    Args:
        text: The text, without blanks around it.
        currency: Code of the currency of money that names none.
        place: Where the text stands.

    Returns:
        The literal, or None if the text is none.

    Example:
        >>> read_literal("1.2tn", "USD").value
        1200000000000.0
    """
    if text in _WORDS:
        value, _ = _WORDS[text]
        return Quantity(value, Unit.NONE, "none" if value is None else "condition", text, place)
    if found := DATE.fullmatch(text):
        return date_quantity(found, place)
    negative = text.startswith("-")
    amount = AMOUNT.fullmatch(text, 1 if negative else 0)
    if amount is None:
        return None
    quantity = amount_quantity(amount, currency, place)
    return negated(quantity, text, place) if negative and quantity else quantity


def date_quantity(found: re.Match[str], place: Place = NOWHERE) -> Quantity | None:
    """Return the date that a match of `DATE` stands for, or None if the calendar has no such day."""
    try:
        moment = dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return Quantity(moment, Unit.NONE, "date", found.group(), place)


def amount_quantity(found: re.Match[str], currency: str, place: Place = NOWHERE) -> Quantity | None:
    """Return the number that a match of `AMOUNT` stands for, or None if it is too large or in no known currency."""
    scale = found["share"] or found["scale"] or ""
    value = float(f"{_digits(found['number'], SCALES[scale])}")
    unit = Unit.NONE
    if found["duration"]:
        value, unit = value / PER_YEAR[found["duration"]], Unit.YEAR
    elif found["currency"] or scale in MONEY_SUFFIXES:
        own = found["currency"] in {None, bare_code(currency)}
        codes = [currency if own else found["currency"], *([found["foreign"]] if found["foreign"] else [])]
        if any(code != currency and code not in CURRENCIES for code in codes):
            return None
        unit = Unit.of(codes[0]) / Unit.of(codes[1]) if len(codes) > 1 else Unit.of(codes[0])
    if found["per"]:
        value, unit = value * PER_YEAR[found["per"]], unit / Unit.YEAR
    if not value <= LARGEST:
        return None
    kind: QuantityKind = "duration" if unit == Unit.YEAR else "number"
    prices: Any = found["prices"]
    return Quantity(value, unit, kind, found.group(), place, prices)


def _digits(number: str, power: int) -> str:
    """Return a text that Python reads as the number times a power of ten, rounded once."""
    mantissa, _, exponent = number.replace("_", "").lower().partition("e")
    return f"{mantissa}e{int(exponent or 0) + power}"


def negated(quantity: Quantity, written: str, place: Place) -> Quantity:
    """Return the opposite of a number, as written with its sign."""
    value = quantity.value
    if not isinstance(value, int | float) or isinstance(value, bool):
        return quantity
    return Quantity(-value if value else 0.0, quantity.unit, quantity.kind, written, place, quantity.prices)


def exact_of(quantity: Quantity) -> Fraction | None:
    """Return the number that a literal says, exactly as it is written; None where it is no number.

    Args:
        quantity: A literal; one that the program made counts as the shortest decimal of its value.

    Example:
        >>> exact_of(read_literal("0.1%", "USD"))
        Fraction(1, 1000)
    """
    value = quantity.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    negative = quantity.written.startswith("-")
    found = AMOUNT.fullmatch(quantity.written, 1 if negative else 0)
    if found is None or found["duration"] or found["per"]:
        return Fraction(repr(float(value)))
    number = Fraction(_digits(found["number"], SCALES[found["share"] or found["scale"] or ""]))
    return -number if negative else number
