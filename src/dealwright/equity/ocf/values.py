"""Take numbers, money, days and texts out of objects that were checked; what is not there is None."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from dealwright.equity.ocf.check import LARGEST, LOOSE_NUMBER
from dealwright.ground.unseen import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.equity.exact import Exact


def number(value: object) -> Exact | None:
    """Return a number that is written as text, or bare.

    Example:
        >>> number("+10.50"), number("1e9"), number(True)
        (Fraction(21, 2), None, None)
    """
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(repr(value)) if abs(value) < LARGEST else None


@lru_cache(maxsize=4096)
def _of_text(text: str) -> Exact | None:
    """Return the number that a text is; prices and counts come again and again."""
    return Fraction(text) if LOOSE_NUMBER.fullmatch(text) else None


def number_at(content: Mapping[str, object], key: str) -> Exact | None:
    """Return the number under a key."""
    return number(content.get(key))


def money_at(content: Mapping[str, object], key: str) -> Exact | None:
    """Return the amount under a key, in whatever currency."""
    money = content.get(key)
    return number(money.get("amount")) if isinstance(money, dict) else None


def ratio_at(content: Mapping[str, object], key: str) -> Exact | None:
    """Return the ratio under a key; None too where a part of it is not above zero."""
    ratio = content.get(key)
    if not isinstance(ratio, dict):
        return None
    above, below = number(ratio.get("numerator")), number(ratio.get("denominator"))
    return above / below if above and below and above > 0 and below > 0 else None


def date_at(content: Mapping[str, object], key: str) -> dt.date | None:
    """Return the day under a key."""
    text = content.get(key)
    try:
        return dt.date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None


def text_at(content: Mapping[str, object], key: str) -> str:
    """Return the text under a key, empty where there is none; a character that cannot be seen has a sign in its place.

    So no name of a foreign file can steer the terminal that shows it.
    """
    text = content.get(key)
    return shown(text) if isinstance(text, str) else ""


def texts_at(content: Mapping[str, object], key: str) -> list[str]:
    """Return the list of texts under a key."""
    texts = content.get(key)
    return [one for one in texts if isinstance(one, str)] if isinstance(texts, list) else []


def objects_at(content: Mapping[str, object], key: str) -> list[dict[str, object]]:
    """Return the list of objects under a key."""
    objects = content.get(key)
    return [one for one in objects if isinstance(one, dict)] if isinstance(objects, list) else []


def object_at(content: Mapping[str, object], key: str) -> dict[str, object]:
    """Return the object under a key; an empty one where there is none."""
    found = content.get(key)
    return found if isinstance(found, dict) else {}
