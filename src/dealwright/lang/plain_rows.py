"""Read a long cap table fast: entries of one plain line each are read straight, the rest by the whole reader.

A line is taken only where it can mean nothing else: directly in its section, at its indentation, of letters, digits and
few signs. What is left of the text keeps its lines, so that every place stays what it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from dealwright.ground.place import Place
from dealwright.lang.plain_values import Names, plain_entry, plain_event

_LONGEST_NAME = 200
WORTH_IT = 200
"""Fewest lines of a file of which reading them apart saves anything."""

_SECTION = re.compile(r"(?P<name>stakeholders|convertibles|rights|events):[ ]*")
_CURRENCY = re.compile(r"^currency: (?P<code>[A-Z]{3})[ ]*$", re.MULTILINE)
_SAFE = r"[^\W_](?:[\w./+$&@%]|[ -](?=[\w./+$&@%]))*"
_VALUE = rf"(?:{_SAFE}|\{{{_SAFE}: {_SAFE}(?:, {_SAFE}: {_SAFE})*\}})"
_BODY = rf"\{{(?P<body>{_SAFE}: {_VALUE}(?:, {_SAFE}: {_VALUE})*)?\}}"
_NAMED_ROW = re.compile(rf"  (?P<name>{_SAFE}): {_BODY}")
_EVENT_ROW = re.compile(rf"  - {_BODY}")
_PAIR = re.compile(r"(?P<key>\w+): (?:\{(?P<inner>[^}]*)\}|(?P<value>[^,]*))(?:, |$)")
_OPENS, _CLOSES, _QUOTES = re.compile(r"[{\[]"), re.compile(r"[}\]]"), re.compile("['\"]")


@dataclass(slots=True)
class PlainRows:
    """The plain entries of a text.

    Args:
        rest: The text without them, line for line.
        entries: Things by name, by section.
        events: Events, in their order.
        names: What they name.
    """

    rest: str
    names: Names
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: list[Any] = field(default_factory=list)


def plain_rows(text: str, file: str) -> PlainRows | None:
    """Take the plain entries out of a text.

    Args:
        text: A whole cap table file.
        file: What places call it.

    Returns:
        The entries and the rest; None where there are few, or it is not certain where a section ends.
    """
    currency = _CURRENCY.search(text)
    if currency is None or text.count("\n") < WORTH_IT or "\r" in text or "\t" in text:
        return None
    rows = PlainRows("", Names(currency["code"]))
    rest: list[str] = []
    section, open_ = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] not in {" ", "", "#"}:
            found = _SECTION.fullmatch(line)
            section, open_ = (found["name"] if found else ""), 0
        elif section and line[:2] == "  " and line[2:3] not in {" ", "#", ""} and not open_:
            taken = _take(rows, section, line, (file, number))
            if taken is None:
                return None
            if taken:
                rest.append("")
                continue
        if section and line[:1] != "#":
            open_ += len(_OPENS.findall(line)) - len(_CLOSES.findall(line))
            if len(_QUOTES.findall(line)) % 2:
                return None
        rest.append(line)
    rows.rest = "\n".join(rest)
    return rows


def _take(rows: PlainRows, section: str, line: str, where: tuple[str, int]) -> bool | None:
    """Take a line if it is a plain entry; say whether it was taken, or None where a name stands twice."""
    file, number = where
    if section == "events":
        found = _EVENT_ROW.fullmatch(line)
        event = found and plain_event(_pairs(found["body"]), rows.names, Place(file, number, 5, number, len(line) + 1))
        if event:
            rows.events.append(event)
        return bool(event)
    found = _NAMED_ROW.fullmatch(line)
    if found is None or len(found["name"]) > _LONGEST_NAME:
        return False
    name, there = found["name"], rows.entries.setdefault(section, {})
    entry = plain_entry(section, name, _pairs(found["body"]), rows.names, Place(file, number, 3, number, 3 + len(name)))
    if entry is None:
        return False
    if name in there:
        return None
    there[name] = entry
    return True


def _pairs(body: str | None) -> dict[str, Any]:
    """Return the keys of a plain mapping with their texts; a key that stands twice makes it strange."""
    pairs: dict[str, Any] = {}
    for found in _PAIR.finditer(body or ""):
        key, inner = found["key"], found["inner"]
        if key in pairs:
            return {"": ""}
        pairs[key] = found["value"] if inner is None else _pairs(inner)
    return pairs
