"""What an expression comes to, as far as its type tells: a value, a mapping, a sequence, the data of a result."""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from fractions import Fraction
from typing import Any, Literal


class Day(str):
    """A day that is written as a text."""

    __slots__ = ()


Trail = tuple[tuple[str, str], ...]
"""Attributes through which a value was reached, with what each means: the first one first."""


@dataclass(frozen=True, slots=True)
class Value:
    """Anything that an expression may come to.

    Attributes:
        trail: the attributes through which it was reached.
    """

    trail: Trail = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Typed(Value):
    """A Python value of which only the type is known.

    Attributes:
        hint: its type.
    """

    hint: Any


@dataclass(frozen=True, slots=True)
class Entries(Value):
    """A mapping of which some keys are known.

    Attributes:
        values: what stands under each key that is known.
        optional: those of them that are not always there.
        rest: what stands under any other key; None where there is no other.
    """

    values: Mapping[str, Value]
    optional: frozenset[str] = frozenset()
    rest: Value | None = None

    def merged(self, other: Entries) -> Entries:
        """Lay another mapping over this one."""
        optional = (self.optional - other.values.keys()) | {
            key for key in other.optional if key not in self.values or key in self.optional
        }
        trail = self.trail + other.trail
        return Entries({**self.values, **other.values}, optional, other.rest or self.rest, trail=trail)

    def sometimes(self) -> Entries:
        """Return the same where no key is always there."""
        return replace(self, optional=frozenset(self.values))


@dataclass(frozen=True, slots=True)
class Keyed(Value):
    """A mapping whose keys are not known.

    Attributes:
        each: what stands under any key.
    """

    each: Value


@dataclass(frozen=True, slots=True)
class Many(Value):
    """A sequence of any length.

    Attributes:
        each: any of its items.
    """

    each: Value


@dataclass(frozen=True, slots=True)
class Some(Value):
    """A sequence of which each item is known.

    Attributes:
        items: its items.
    """

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Told(Value):
    """The data of a result, as its `to_json` writes them.

    Attributes:
        of: the class of the result.
    """

    of: type


@dataclass(frozen=True, slots=True)
class Plain(Value):
    """What `plain` makes of a value of a cap table: the fields of each dataclass under their names.

    Attributes:
        of: the value.
    """

    of: Value


@dataclass(frozen=True, slots=True)
class Either(Value):
    """One of several.

    Attributes:
        choices: what it may be.
    """

    choices: tuple[Value, ...]


def choices_of(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a type may be anything
    """Return the types of which something has one; nothing is left out."""
    return typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)


def there(hint: Any) -> Any:  # noqa: ANN401 - see above
    """Return a type without nothing: what a value is where it is there."""
    left = tuple(each for each in choices_of(hint) if each is not type(None))
    return typing.Union[left] if left else hint  # noqa: UP007 - of types that are counted when the program runs


def items_of(value: Value) -> tuple[Value, ...] | Value:
    """Return the items of what is gone through: each of them where they are known, any of them otherwise."""
    if isinstance(value, Some):
        return tuple(_with(each, value.trail) for each in value.items)
    if isinstance(value, Many):
        return _with(value.each, value.trail)
    if isinstance(value, Keyed | Entries):
        return Typed(str, trail=value.trail)
    assert isinstance(value, Typed), value  # noqa: S101 - nothing else is gone through
    hint = there(value.hint)
    arguments = typing.get_args(hint)
    if _is(hint, tuple) and arguments[-1:] != (...,):
        return tuple(Typed(each, trail=value.trail) for each in arguments)
    if _is(hint, Mapping, Sequence, tuple, list, frozenset, set):
        return Typed(arguments[0], trail=value.trail)
    return Typed(Any, trail=value.trail)


def pairs_of(value: Value) -> tuple[Value, ...] | Value:
    """Return key and value of each entry of a mapping: each of them where they are known, any of them otherwise."""
    if isinstance(value, Entries):
        return tuple(Some((Typed(Literal[key]), _with(each, value.trail))) for key, each in value.values.items())
    if isinstance(value, Keyed):
        return Some((Typed(str), _with(value.each, value.trail)), trail=value.trail)
    assert isinstance(value, Typed), value  # noqa: S101 - nothing else is a mapping
    key, each = typing.get_args(there(value.hint))
    return Some((Typed(key), Typed(each)), trail=value.trail)


def _with(value: Value, trail: Trail) -> Value:
    return replace(value, trail=trail + value.trail)


def _is(hint: Any, *kinds: type) -> bool:  # noqa: ANN401 - see above
    origin = typing.get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, kinds)


def schema_of_type(hint: Any, record: Any = None) -> dict[str, Any]:  # noqa: ANN401 - see above
    """Return the JSON Schema of what `json.dumps` writes of a value of a type.

    Args:
        hint: The type.
        record: Gives the schema of a dataclass whose fields are written under their names; None where none is.
    """
    options = [each for each in choices_of(hint) if each is not dt.date or record is not None]
    if len(options) > 1:
        return one_of([schema_of_type(each, record) for each in options])
    (one,) = options
    if typing.get_origin(one) is Literal:
        values = typing.get_args(one)
        return {"const": values[0]} if len(values) == 1 else {"enum": list(values)}
    if one is Any or one in _PLAIN:
        return dict(_PLAIN.get(one, {}))
    if record is not None and is_dataclass(one):
        return dict(record(one))
    return _collected(one, record)


def _collected(hint: Any, record: Any) -> dict[str, Any]:  # noqa: ANN401 - see above
    """Return the schema of a mapping or a sequence."""
    arguments = typing.get_args(hint)
    if _is(hint, Mapping):
        return {"type": "object", "additionalProperties": schema_of_type(arguments[1], record)}
    if _is(hint, tuple) and arguments[-1:] != (...,):
        return sequence([schema_of_type(each, record) for each in arguments])
    if _is(hint, Sequence, tuple, list, frozenset):
        return {"type": "array", "items": schema_of_type(arguments[0], record)}
    message = f"no data are known of {hint}"
    raise TypeError(message)


_PLAIN: dict[Any, dict[str, Any]] = {
    float: {"type": "number"},
    int: {"type": "integer"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Day: {"type": "string", "format": "date"},
    dt.date: {"type": "string", "format": "date"},
    Fraction: {"type": "number"},
    object: {},
}


def sequence(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of a sequence with so many items."""
    return {"type": "array", "items": one_of(items), "minItems": len(items), "maxItems": len(items)}


def one_of(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of what is like one of several."""
    found: list[dict[str, Any]] = []
    for each in schemas:
        found += [one for one in _single(each) if one not in found]
    found.sort(key=lambda each: each == {"type": "null"})
    if {"type": "number"} in found:
        found = [each for each in found if each != {"type": "integer"}]
    kinds = [each.get("type") for each in found]
    if all(isinstance(kind, str) and set(each) == {"type"} for kind, each in zip(kinds, found, strict=True)):
        return {"type": kinds[0] if len(kinds) == 1 else kinds}
    return found[0] if len(found) == 1 else {"anyOf": found}


def _single(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the schemas of which something is like one."""
    if set(schema) == {"anyOf"}:
        return list(schema["anyOf"])
    if set(schema) == {"type"} and isinstance(schema["type"], list):
        return [{"type": kind} for kind in schema["type"]]
    return [schema]
