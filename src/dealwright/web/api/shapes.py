"""Make the JSON Schema of every answer from the results themselves: their types, docstrings and `to_json`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dealwright.web.api.expressions import data_fields, entries, returned
from dealwright.web.api.sources import meanings, purpose, sentence, types_of
from dealwright.web.api.values import (
    Either,
    Entries,
    Keyed,
    Many,
    Plain,
    Some,
    Told,
    Typed,
    Value,
    one_of,
    schema_of_type,
    sequence,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dealwright.web.api.values import Trail

    Schema = dict[str, Any]


class Shapes:
    """The shapes of some answers, each result once.

    Args:
        prefix: What stands before the name of a shape where it is referred to.
    """

    def __init__(self, prefix: str = "#/components/schemas/") -> None:
        """Hold none."""
        self.known: dict[str, Schema] = {}
        self._prefix = prefix
        self._names: dict[Any, str] = {}
        self._within: Mapping[str, str] = {}

    def of_result(self, kind: Any) -> Schema:  # noqa: ANN401 - a type may be anything
        """Return the shape of what a question to the study returns.

        Args:
            kind: The type of its answer: a class with `to_json`, or several of them.
        """
        if hasattr(kind, "to_json"):
            return self._of(Told(kind))
        return {"type": "array", "items": self._of(Told(kind.__args__[0]))}

    def of_function(self, function: Callable[..., Any], name: str) -> Schema:
        """Return the shape of the data that a function writes.

        Args:
            function: One of ours.
            name: What to call the shape.
        """
        return self._named(name, name, lambda: self._object(entries(returned(function)), function))

    def resolved(self, schema: Schema) -> Schema:
        """Return the shape that a reference names."""
        return self.known[schema["$ref"].removeprefix(self._prefix)]

    def _of(self, value: Value) -> Schema:
        match value:
            case Typed(hint=hint):
                return schema_of_type(hint)
            case Told(of=kind):
                return self._named(kind, kind.__name__, lambda: self._object(entries(value), kind))
            case Plain(of=Typed(hint=hint)):
                return schema_of_type(hint, self._record)
            case Plain(of=Many(each=each)):
                return {"type": "array", "items": self._of(Plain(each))}
            case Either(choices=choices):
                return one_of([self._of(each) for each in choices])
        return self._collected(value)

    def _collected(self, value: Value) -> Schema:
        match value:
            case Entries():
                return self._object(value, None)
            case Keyed(each=each):
                return {"type": "object", "additionalProperties": self._of(each)}
            case Many(each=each):
                return {"type": "array", "items": self._of(each)}
            case Some(items=items):
                return sequence([self._of(each) for each in items])
        message = f"no data are known of {value}"
        raise TypeError(message)

    def _record(self, kind: type) -> Schema:
        """Return the shape of a dataclass whose fields are written under their names."""

        def made() -> Schema:
            hints = types_of(kind)
            says = meanings(kind)
            fields = {name: schema_of_type(hints[name], self._record) for name in data_fields(kind)}
            return _closed({name: _with(each, says.get(name, "")) for name, each in fields.items()}, kind)

        return self._named((kind, "fields"), kind.__name__, made)

    def _object(self, written: Entries, by: type | Callable[..., Any] | None) -> Schema:
        keys = self._within if by is None else _keys(by)
        outside, self._within = self._within, self._within if by is None else _own(by)
        properties = {
            key: _with(self._of(value), keys.get(key) or _meaning(key, value.trail, keys))
            for key, value in written.values.items()
        }
        self._within = outside
        rest = None if written.rest is None else self._of(written.rest)
        return _closed(properties, by, written.optional, rest)

    def _named(self, key: Any, name: str, made: Callable[[], Schema]) -> Schema:  # noqa: ANN401 - anything hashable
        if key not in self._names:
            taken = self._names[key] = self._free(key, name)
            self.known[taken] = {}
            self.known[taken] = made()
        return {"$ref": self._prefix + self._names[key]}

    def _free(self, key: Any, name: str) -> str:  # noqa: ANN401 - see above
        """Return a name that no other shape has: with that of the room before it where two results have the same."""
        if name not in self.known:
            return name
        kind = key[0] if isinstance(key, tuple) else key
        room = kind.__module__.split(".")[-2].title()
        return f"{room}{name}" if f"{room}{name}" not in self.known else f"{room}{name}Fields"


def _closed(
    properties: Mapping[str, Schema],
    by: Any,  # noqa: ANN401 - see above
    optional: frozenset[str] = frozenset(),
    rest: Schema | None = None,
) -> Schema:
    """Return the shape of an object that has these keys and no other, or any other of a shape."""
    return {
        **({} if by is None else {"description": purpose(by)}),
        "type": "object",
        "properties": dict(properties),
        "required": [key for key in properties if key not in optional],
        "additionalProperties": False if rest is None else rest,
    }


def _keys(by: type | Callable[..., Any]) -> Mapping[str, str]:
    """Return what a result says of its keys: first where it writes them, then of its attributes."""
    return {**meanings(by), **_own(by)}


def _own(by: type | Callable[..., Any]) -> Mapping[str, str]:
    """Return what is said of keys where they are written: of those that are no attribute."""
    return meanings(by.to_json) if isinstance(by, type) else meanings(by)  # type: ignore[attr-defined]  # a result


def _meaning(key: str, trail: Trail, keys: Mapping[str, str]) -> str:
    """Return what a key means: what the attribute of its name does, or the last one through which it was reached."""
    named = [words for name, words in trail if name == key and words]
    last = [words or keys.get(name, "") for name, words in reversed(trail) if name not in _FIGURE]
    return next((sentence(words) for words in (*named, *last) if words), "")


_FIGURE = frozenset({"value", "standard_error"})
"""What any figure has: the attribute before says of what it is."""


def _with(schema: Schema, says: str) -> Schema:
    return {"description": _NOTHING.sub("null", says), **schema} if says else dict(schema)


_NOTHING = re.compile(r"\bNone\b")
"""How Python calls what is null in JSON."""
