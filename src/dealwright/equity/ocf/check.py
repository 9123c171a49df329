"""Check each object by what it says it is: fields that are missing, of a wrong kind, or unknown."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING

from dealwright.equity.ocf.json_text import Json, shown
from dealwright.equity.ocf.shapes import BY_TYPE, ENUMERATIONS, OBJECT_TYPES, Field, current, shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.equity.ocf.findings import Findings, Spot
    from dealwright.equity.ocf.package import Entry

NUMERIC = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,10})?")
"""A number as the format writes it."""
LOOSE_NUMBER = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})")
"""A number that is read though the format would write it otherwise."""
LARGEST = 10**40
_OF_ALL = frozenset({"id", "object_type"})
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ALLOWED = 8


def check(entry: Entry, findings: Findings) -> bool:
    """Check an object by its `object_type`.

    Args:
        entry: The object.
        findings: Where problems go.

    Returns:
        Whether it can be read; an object of an unknown type is kept and not read.
    """
    if not entry.id:
        findings.warn(entry.spot, "ocf-missing-field", "the object has no `id`", "a text of its own")
    kind = current(entry.kind)
    if kind not in OBJECT_TYPES:
        said = f"`{shown(entry.kind)}` is no object type of the format" if entry.kind else "it has no `object_type`"
        findings.warn(entry.spot, "ocf-unknown-type", f"{said}: it is kept and not read", "an `object_type`", "")
        return False
    if entry.kind != kind:
        findings.warn_once(
            ("renamed", entry.kind), entry.spot.at("object_type"), "ocf-older", f"`{entry.kind}` is an older name", kind
        )
    return _object(entry.content, kind, entry.spot, findings)


def _object(content: Json, name: str, spot: Spot, findings: Findings) -> bool:
    """Check the fields of an object; return whether all that is needed is there."""
    fields, asked = _fields(name)
    good = True
    for key, value in content.items():
        field = fields.get(key)
        if field is None:
            if key not in _OF_ALL:
                what = f"`{key}` is no field of this object: it is kept"
                findings.warn_once(("unknown", name, key), spot.at(key), "ocf-unknown-field", what)
            continue
        quick = _QUICK.get(field.kind)
        if (quick is None or not quick(value)) and not _omitted(value, field):
            good = _value(value, field, spot, findings) and good
    if not asked.keys() <= content.keys():
        missing = [not _there(content, field, (name, spot), findings) for field in asked.values()]
        good = good and not any(missing)
    return good


def _omitted(value: object, field: Field) -> bool:
    """Return whether a field says that its value is not to be had, as version 1.0 could."""
    return isinstance(value, dict) and value.get("omitted") is True and not field.needed


def _there(content: Json, field: Field, where: tuple[str, Spot], findings: Findings) -> bool:
    """Check that a field that is asked for is there; return whether reading can do without it."""
    name, spot = where
    if field.name in content:
        return True
    if field.needed:
        findings.error(spot, "ocf-missing-field", f"`{field.name}` is missing", _expected(field.kind), "")
        return False
    about = ("missing", name, field.name)
    findings.warn_once(about, spot, "ocf-missing-field", f"`{field.name}` is missing", _expected(field.kind))
    return True


@cache
def _fields(name: str) -> tuple[dict[str, Field], dict[str, Field]]:
    """Return the fields of a shape by their names, and those of them that are asked for."""
    fields = {field.name: field for field in shape(name) or ()}
    return fields, {key: field for key, field in fields.items() if field.asked}


def _value(value: object, field: Field, spot: Spot, findings: Findings) -> bool:
    """Check one field."""
    here = spot.at(field.name)
    head, _, inner = field.kind.partition(":")
    if value is None:
        if field.needed:
            findings.error(here, "ocf-missing-field", f"`{field.name}` is empty", _expected(field.kind))
        return not field.needed
    if head == "o":
        return _inner(value, inner, here, findings) or not field.needed
    if head == "l":
        if not isinstance(value, list):
            return _wrong(value, field, here, findings)
        results = [_inner(one, inner, here.at(place), findings) for place, one in enumerate(value)]
        return all(results) or not field.needed
    if head == "E":
        _enumerated(value, inner, here, findings)
        return isinstance(value, str)
    complaint = _KINDS[head](value, here, findings)
    return True if complaint else _wrong(value, field, here, findings)


def _inner(value: object, name: str, spot: Spot, findings: Findings) -> bool:
    """Check an object inside another, by its `type` where that chooses the shape."""
    if not isinstance(value, dict):
        findings.error(spot, "ocf-wrong-kind", f"`{shown(value)}` is no object", "an object")
        return False
    if name in BY_TYPE:
        said = str(value.get("type", value.get("trigger_type", "")))
        if shape(said) is None or said.startswith(("TX_", "CE_")):
            fallback = "UNSPECIFIED" if name == "TRIGGER" else ""
            findings.warn(spot, "ocf-unknown-type", f"`{shown(said)}` is no `type` that can stand here: it is kept")
            return bool(fallback) and _object(value, fallback, spot, findings)
        name = said
    return _object(value, name, spot, findings)


def _wrong(value: object, field: Field, spot: Spot, findings: Findings) -> bool:
    """Report a value of a wrong kind; it is an error where the value is one that a table is made of."""
    counts = field.needed or field.kind[0] in "dnpmraiSbl"
    report = findings.error if counts else findings.warn
    report(spot, "ocf-wrong-kind", f"`{shown(value)}` is not {_expected(field.kind)}", _expected(field.kind), "")
    return not field.needed


def _enumerated(value: object, name: str, spot: Spot, findings: Findings) -> None:
    """Warn of a word that the enumeration does not have."""
    allowed = ENUMERATIONS[name]
    if value not in allowed:
        some = ", ".join(allowed) if len(allowed) <= _ALLOWED else ", ".join((*allowed[:_ALLOWED], "..."))
        report = findings.warn if isinstance(value, str) else findings.error
        report(spot, "ocf-unknown-word", f"`{shown(value)}` is not a word that can stand here", some, "")


def _number(value: object, spot: Spot, findings: Findings) -> bool:
    """Check a number written as text."""
    if isinstance(value, str):
        if NUMERIC.fullmatch(value):
            return True
        if LOOSE_NUMBER.fullmatch(value):
            findings.warn_once(
                ("digits", spot.path[-1]),
                spot,
                "ocf-number",
                f"`{shown(value)}` has more than ten digits after the point",
            )
            return True
        return False
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST:
        findings.warn_once(
            ("bare", spot.path[-1]), spot, "ocf-number", f"`{value}` is a bare number", "a number as text"
        )
        return True
    return False


def _fraction(value: object, spot: Spot, findings: Findings) -> bool:
    """Check a fraction of one."""
    if not _number(value, spot, findings):
        return False
    return 0 <= float(str(value)) <= 1


def _money(value: object, spot: Spot, findings: Findings) -> bool:
    """Check an amount of money."""
    if not isinstance(value, dict):
        return False
    currency = value.get("currency")
    if not (isinstance(currency, str) and re.fullmatch("[A-Z]{3}", currency)):
        findings.warn(spot, "ocf-currency", f"`{shown(currency)}` is no currency", "three letters, such as `USD`")
    return _number(value.get("amount"), spot.at("amount"), findings)


def _ratio(value: object, spot: Spot, findings: Findings) -> bool:
    """Check a ratio of two numbers that are not nothing."""
    if not isinstance(value, dict):
        return False
    parts = [value.get("numerator"), value.get("denominator")]
    return all(_number(one, spot, findings) for one in parts) and all(float(str(one)) > 0 for one in parts)


def _date(value: object, spot: Spot, findings: Findings) -> bool:
    """Check a day; a time after it is dropped."""
    if not isinstance(value, str) or not _DATE.match(value):
        return False
    try:
        dt.date.fromisoformat(value[:10])
    except ValueError:
        return False
    if len(value) > len("2022-01-28"):
        findings.warn_once(("time", spot.path[-1]), spot, "ocf-date", f"`{shown(value)}` is more than a day", "a day")
        return value[10] in "T "
    return True


def _authorised(value: object, spot: Spot, findings: Findings) -> bool:
    """Check a number of authorised shares."""
    return value in ("NOT APPLICABLE", "UNLIMITED") or _number(value, spot, findings)


_KINDS: dict[str, Callable[[object, Spot, Findings], bool]] = {
    "s": lambda value, _spot, _findings: isinstance(value, str),
    "d": _date,
    "n": _number,
    "p": _fraction,
    "m": _money,
    "r": _ratio,
    "a": _authorised,
    "b": lambda value, _spot, _findings: isinstance(value, bool),
    "i": lambda value, _spot, _findings: isinstance(value, int) and not isinstance(value, bool),
    "S": lambda value, _spot, _findings: isinstance(value, list) and all(isinstance(one, str) for one in value),
    "x": lambda _value, _spot, _findings: True,
}

_QUICK: dict[str, Callable[[object], object]] = {
    "s": lambda value: type(value) is str,
    "x": lambda value: value is not None,
    "n": lambda value: type(value) is str and NUMERIC.fullmatch(value),
    "S": lambda value: type(value) is list and all(type(one) is str for one in value),
}
"""What is right at first sight, without a place to be found for it."""

_WORDS = {
    "s": "a text",
    "d": "a day such as `2022-01-28`",
    "n": "a number as text such as `1000.5`",
    "p": "a fraction of one as text such as `0.125`",
    "m": "money such as `{amount: 1.50, currency: USD}`",
    "r": "a ratio of two numbers above zero",
    "a": "a number as text, or `UNLIMITED`",
    "b": "`true` or `false`",
    "i": "a whole number",
    "S": "a list of texts",
    "x": "anything",
    "E": "a word of the format",
    "o": "an object",
    "l": "a list",
}


def _expected(kind: str) -> str:
    """Say what a kind of field holds."""
    return _WORDS[kind[0]]
