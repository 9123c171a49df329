"""Turn what a cap table is made of into plain JSON and back, exactly, by the types of its fields."""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from dealwright.equity import events, exact, financing, securities, vesting
from dealwright.equity.ocf.json_text import shown
from dealwright.ground.day_count import DayCount

if TYPE_CHECKING:
    from dealwright.equity.ocf.findings import Findings, Spot

_SCOPE = {
    "dt": dt,
    "Mapping": Mapping,
    "DayCount": DayCount,
    **vars(exact),
    **vars(vesting),
    **vars(events),
    **vars(financing),
    **vars(securities),
}
_NUMBER = re.compile(r"[+-]?[0-9]{1,400}(\.[0-9]{1,400}|/[1-9][0-9]{0,400})?")
_ENDS = 60
"""Digits after the point up to which a number is written as a decimal; others are a quotient."""


class Unread(Exception):  # noqa: N818 - it is caught inside this room, and says that a problem was told
    """Say that a value cannot be read."""


def word_of(kind: type) -> str:
    """Return the word of an event in files.

    Example:
        >>> word_of(events.RatioAdjustment)
        'ratio_adjustment'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


EVENTS = {word_of(kind): kind for kind in get_args(events.AnyEvent)}
"""Every kind of event by its word."""


def number_text(value: Fraction) -> str:
    """Write a number exactly: a decimal where it ends, else a quotient.

    Example:
        >>> number_text(Fraction(5, 4)), number_text(Fraction(1, 3))
        ('1.25', '1/3')
    """
    text = exact.decimal_text(value, _ENDS)
    return text if Fraction(text) == value else f"{value.numerator}/{value.denominator}"


def plain(value: object) -> object:
    """Turn a value into JSON; of a dataclass only what is not as usual is said."""
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        said = {key: plain(got) for key, got, usual in _values(value) if got != usual}
        return {"kind": word_of(kind), **said} if kind in EVENTS.values() else said
    if isinstance(value, Fraction):
        return number_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    return value


def _values(value: object) -> list[tuple[str, object, object]]:
    """Return each field of a dataclass with what it holds and what it usually holds."""
    result = []
    for one in fields(value):  # type: ignore[arg-type] # the caller knows that it is a dataclass
        if one.name == "place":
            continue
        usual = one.default_factory() if one.default_factory is not MISSING else one.default
        result.append((one.name, getattr(value, one.name), usual))
    return result


def differences(value: object, other: object) -> dict[str, object]:
    """Return the fields of one dataclass, as JSON, that another of its kind says otherwise."""
    others = {key: got for key, got, _ in _values(other)}
    return {key: plain(got) for key, got, _ in _values(value) if got != others[key]}


@cache
def hints(kind: type) -> dict[str, Any]:
    """Return the types of a dataclass's fields, without its place."""
    found = get_type_hints(kind, localns=_SCOPE)
    return {one.name: found[one.name] for one in fields(kind) if one.name != "place"}


def made(kind: type, content: object, spot: Spot, findings: Findings) -> Any:  # noqa: ANN401 - what `kind` says
    """Make a dataclass of JSON.

    Args:
        kind: Which dataclass.
        content: What a file says.
        spot: Where it says so.
        findings: Where problems go.

    Returns:
        The dataclass.

    Raises:
        Unread: If a problem was found.
    """
    said = fields_of(kind, content, spot, findings)
    missing = [
        one.name
        for one in fields(kind)
        if one.name not in said and one.default is MISSING and one.default_factory is MISSING
    ]
    for name in missing:
        findings.error(spot, "ocf-missing-field", f"`{name}` is missing", f"`{name}`")
    if missing:
        raise Unread
    return kind(**said)


def fields_of(kind: type, content: object, spot: Spot, findings: Findings) -> dict[str, Any]:
    """Read some fields of a dataclass.

    Raises:
        Unread: If a problem was found.
    """
    if not isinstance(content, dict):
        findings.error(spot, "ocf-wrong-kind", f"`{shown(content)}` is no object", "an object")
        raise Unread
    known, result, good = hints(kind), {}, True
    for key, value in content.items():
        if key == "kind" and kind in EVENTS.values():
            continue
        if key not in known:
            some = ", ".join(known)
            findings.error(spot.at(key), "ocf-unknown-field", f"`{key}` is no field that can stand here", some)
            good = False
            continue
        try:
            result[key] = read(known[key], value, spot.at(key), findings)
        except Unread:
            good = False
    if not good:
        raise Unread
    return result


def read(kind: Any, value: object, spot: Spot, findings: Findings) -> Any:  # noqa: ANN401 - any type of a field
    """Read a value of a type from JSON.

    Raises:
        Unread: If a problem was found.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _one_of(inner, value, spot, findings)
    if origin is Literal:
        return _checked(value in inner and isinstance(value, str), value, ", ".join(map(str, inner)), (spot, findings))
    if origin is tuple:
        _checked(isinstance(value, list), value, "a list", (spot, findings))
        return tuple(read(inner[0], one, spot.at(n), findings) for n, one in enumerate(value))  # type: ignore[arg-type,var-annotated]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        _checked(isinstance(value, dict), value, "an object", (spot, findings))
        return {key: read(inner[1], one, spot.at(key), findings) for key, one in value.items()}  # type: ignore[attr-defined]
    if is_dataclass(kind):
        return made(kind, value, spot, findings)  # type: ignore[arg-type] # a dataclass is a type here
    return _scalar(kind, value, (spot, findings))


def _one_of(kinds: tuple[Any, ...], value: object, spot: Spot, findings: Findings) -> Any:  # noqa: ANN401
    """Read a value of one of several types: none, an event by its word, or the one that the JSON looks like."""
    if value is None and type(None) in kinds:
        return None
    others = [one for one in kinds if one is not type(None)]
    if len(others) > 1 and int in others and isinstance(value, int):
        return read(int, value, spot, findings)
    return read(next(one for one in others if one is not int or len(others) == 1), value, spot, findings)


def event(content: object, spot: Spot, findings: Findings) -> events.AnyEvent:
    """Read an event by its word.

    Raises:
        Unread: If a problem was found.
    """
    word = content.get("kind") if isinstance(content, dict) else None
    if word not in EVENTS:
        findings.error(spot, "ocf-unknown-word", f"`{shown(word)}` is no kind of event", ", ".join(EVENTS))
        raise Unread
    made_: events.AnyEvent = made(EVENTS[word], content, spot, findings)
    return made_


def _scalar(kind: Any, value: object, where: tuple[Spot, Findings]) -> Any:  # noqa: ANN401
    """Read a number, a day, a text, a truth or a whole number."""
    if kind is Fraction:
        text = repr(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        _checked(isinstance(text, str) and _NUMBER.fullmatch(text), value, "a number such as `1.5` or `1/3`", where)
        return Fraction(str(text))
    if kind is dt.date:
        try:
            return dt.date.fromisoformat(value)  # type: ignore[arg-type] # what is no text is told below
        except (TypeError, ValueError):
            return _checked(False, value, "a day such as `2022-01-28`", where)  # noqa: FBT003
    if kind is Any:
        return value
    right = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
    return _checked(right, value, {str: "a text", bool: "`true` or `false`", int: "a whole number"}[kind], where)


def _checked(right: object, value: object, expected: str, where: tuple[Spot, Findings]) -> Any:  # noqa: ANN401
    """Return a value if it is right, else tell a problem."""
    if not right:
        spot, findings = where
        findings.error(spot, "ocf-wrong-kind", f"`{shown(value)}` is not what can stand here", expected)
        raise Unread
    return value
