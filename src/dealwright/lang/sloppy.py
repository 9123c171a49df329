"""Guess what people mean who write values as elsewhere: `13 billion`, `$13bn`, `20 percent`, `12/31/2030`, `Yes`.

Nothing is accepted by guess: what is found here only becomes the advice of a problem.
"""

from __future__ import annotations

import datetime as dt
import re

from dealwright.lang.currencies import CURRENCIES, SIGNS
from dealwright.lang.literal import read_literal

_SCALE_WORDS = {
    "k": ("k", "thousand", "thousands", "tsd"),
    "m": ("m", "mm", "mn", "mio", "mil", "mill", "million", "millions"),
    "bn": ("b", "bn", "bln", "bil", "billion", "billions", "mrd"),
    "tn": ("t", "tn", "trn", "trillion", "trillions"),
    "%": ("%", "percent", "percents", "pct", "pc"),
    "x": ("x", "times", "fold", "×"),
    " years": ("y", "yr", "yrs", "year", "years"),
    " quarters": ("q", "qtr", "quarter", "quarters"),
    " months": ("mo", "mos", "mth", "month", "months"),
    " weeks": ("w", "wk", "wks", "week", "weeks"),
    " days": ("d", "day", "days"),
    "bp": ("bp", "bps"),
}
_SCALES = {word: scale for scale, words in _SCALE_WORDS.items() for word in words}
_PER_WORDS = frozenset({"per", "p", "pa", "each", "a", "an"})
_PIECE = re.compile(r"[A-Za-z]+|\.?\d[\d.,_']*|[^\sA-Za-z\d]")
_SIGN = r"US\$|[$€£¥₹₩]"
_CODE = rf"(?:{_SIGN}|[A-Z]{{3}}\b|dollars\b|euros\b)"
_PERIOD = r"(?P<per>year|annum|yr|y|a|quarter|month|week|day)\b\.?"
_PER = rf"(?:/|per\b|each\b|an?\b|p\.?)\s*{_PERIOD}"
AMOUNT = re.compile(
    rf"(?P<minus>[-−–])?\s*(?P<before>{_CODE})?\s*(?P<minus2>[-−–])?(?P<number>\.?\d[\d.,_']*\d|\.?\d)\s*"
    rf"(?P<scale>[A-Za-z]+(?![A-Za-z])|[%×])?\.?\s*(?P<after>{_CODE})?\s*(?:{_PER})?"
)
"""Matches an amount as people write it elsewhere."""

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name.lower(): number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_MONTH = r"(?P<name>[A-Za-z]{3})[a-z]*\.?"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[T ]\d{2}:?\d{2}.*)?",
        r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
        r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4})",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[ -]{_MONTH}[ -](?P<y>\d{{4}})",
        rf"{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})",
    )
)
_MONTH_ONLY = re.compile(rf"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})|{_MONTH} (?P<y2>\d{{4}})")
_QUARTER = re.compile(r"Q(?P<q>[1-4])[ /-]?(?P<y>\d{4})|(?P<y2>\d{4})[ /-]?Q(?P<q2>[1-4])", re.IGNORECASE)
_YES = frozenset({"true", "on", "yes"})
_NO = frozenset({"false", "off", "no"})
_NONE = frozenset({"~", "null", "none", "nil", "n/a", "nan"})


def is_scale_word(word: str) -> bool:
    """Say whether a word after a number means a suffix, a unit or a currency: `billion`, `yrs`, `dollars`."""
    return word.lower() in _SCALES or word in SIGNS or word in _PER_WORDS


def mend_amount(text: str, currency: str) -> str | None:
    """Return an amount as the language writes it, or None if nobody can know.

    Example:
        >>> mend_amount("$13 billion", "USD")
        '13bn USD'
    """
    found = AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    number, word = _number(found["number"]), (found["scale"] or "").lower()
    if number is None or (word and word not in _SCALES and word.upper() not in CURRENCIES):
        return None
    scale = _SCALES.get(word, "")
    code = _code(found["before"]) or _code(found["after"]) or (word.upper() if word and word not in _SCALES else "")
    if scale == "bp":
        number, scale = f"{float(number) / 100:g}", "%"
    sign = "-" if found["minus"] or found["minus2"] else ""
    mended = f"{sign}{number}{scale}{f' {code}' if code else ''}{_per(found['per'], scale)}"
    return mended if read_literal(mended, currency) is not None else None


def longest_amount(text: str, start: int, currency: str) -> tuple[int, str] | None:
    """Find the longest amount written as elsewhere that begins at a place.

    Args:
        text: The text of a value.
        start: Where the amount begins.
        currency: Code of the deal's currency.

    Returns:
        One past its last character, and the amount as the language writes it; None if there is none.
    """
    found = AMOUNT.match(text, start)
    if found is None:
        return None
    ends = [piece.end() for piece in _PIECE.finditer(text, start, found.end())]
    for end in reversed(ends):
        mended = mend_amount(text[start:end], currency)
        if mended is not None and mended != text[start:end]:
            return end, mended
    return None


def _number(text: str) -> str | None:
    """Return digits with at most one point, from digits with the separators of some country."""
    text = re.sub(r"['_]", "", text)
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        decimal = "," if comma > point else "."
        text = text.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,3}(\.\d{3}){2,}", text):
        text = text.replace(",", "").replace(".", "")
    else:
        text = text.replace(",", ".")
    whole, _, fraction = text.partition(".")
    if "." in fraction:
        return None
    return (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")


def _code(sign: str | None) -> str:
    return SIGNS.get(sign, sign) if sign else ""


def _per(period: str | None, scale: str) -> str:
    if not period:
        return ""
    name = {"annum": "year", "yr": "year", "y": "year", "a": "year"}.get(period, period)
    return "" if scale == "%" and name == "year" else f"/{name}"


def mend_date(text: str) -> list[str]:
    """Return the dates that a text may mean, each as `2030-12-31`; none if it is no date in any usual form."""
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            if "a" in parts:
                pairs = {(int(parts["a"]), int(parts["b"])), (int(parts["b"]), int(parts["a"]))}
            else:
                pairs = {(_month(parts), int(parts["d"]))}
            return sorted(date for month, day in pairs if (date := _date(int(parts["y"]), month, day)))
    return _period_ends(text)


def _month(parts: dict[str, str | None]) -> int:
    name, number = parts.get("name"), parts.get("m")
    return _MONTHS.get(name.lower(), 0) if name else int(number or 0)


def _period_ends(text: str) -> list[str]:
    """Return the last day of a quarter or month that is named without a day."""
    if found := _QUARTER.fullmatch(text):
        year, month = int(found["y"] or found["y2"]), 3 * int(found["q"] or found["q2"])
    elif found := _MONTH_ONLY.fullmatch(text):
        year, month = int(found["y"] or found["y2"]), _month({"name": found["name"], "m": found["m"]})
    else:
        return []
    return [date for day in (31, 30, 29, 28) if (date := _date(year, month, day))][:1]


def _date(year: int, month: int, day: int) -> str:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""


def mend_word(text: str) -> str | None:
    """Return `yes`, `no` or `none` for a word that says so elsewhere, or None."""
    word = text.lower()
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    return "none" if word in _NONE else None
