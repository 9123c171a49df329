"""Read a JSON text that someone else wrote: any encoding, any depth, any size, and say what is wrong with it."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from dealwright.equity.ocf.findings import Findings, Spot
from dealwright.equity.ocf.positions import DEEPEST, twice
from dealwright.ground.place import Place
from dealwright.ground.problem import error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Json: TypeAlias = "dict[str, Any]"
"""An object of a JSON text."""

_TOO_DEEP = object()
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BLANKS = frozenset(" \t\n\r")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def parsed(file: str, content: bytes, findings: Findings) -> Json | None:
    """Read a file as one JSON object.

    Args:
        file: Its name.
        content: Its bytes.
        findings: Where problems go; it keeps the text for their places.

    Returns:
        The object; None where there is none.
    """
    text = _text(file, content, findings)
    if text is None:
        return None
    findings.texts[file] = text
    repeated = False

    def unique(pairs: Sequence[tuple[str, object]]) -> Json:
        nonlocal repeated
        made = dict(pairs)
        repeated = repeated or len(made) != len(pairs)
        return made

    try:
        value = _in_items(text, unique, findings.starts.setdefault(file, []))
    except json.JSONDecodeError as fault:
        place = Place(findings.shown.get(file, file), fault.lineno, fault.colno, fault.lineno, fault.colno + 1)
        findings.add(error(place, "ocf-not-json", f"this is not JSON: {fault.msg}", "a JSON text", ""))
        return None
    except RecursionError:
        value = _TOO_DEEP
    except ValueError as fault:
        findings.error(Spot(file), "ocf-not-json", f"this is not JSON: {fault}")
        return None
    if value is _TOO_DEEP or _depth(value) > DEEPEST:
        findings.error(Spot(file), "ocf-too-deep", f"objects are nested more than {DEEPEST} deep")
        return None
    if repeated:
        for path in dict.fromkeys(twice(text)):
            findings.error(
                Spot(file, path), "ocf-duplicate-key", f"`{path[-1]}` is there twice", "each key once", "delete one"
            )
    if not isinstance(value, dict):
        findings.error(Spot(file), "ocf-not-json", f"the file holds `{_short(value)}`", "a JSON object")
        return None
    return value


def _in_items(
    text: str, unique: Callable[[Sequence[tuple[str, object]]], Json], starts: list[tuple[int, int]]
) -> object:
    """Parse a text, its list of items one by one, so that each one's place is known.

    Args:
        text: What to parse.
        unique: Makes an object of its pairs.
        starts: Where the offsets of each item go; it stays empty where there is no list of items at the first level.
    """
    opened = _ITEMS.search(text)
    decoder = json.JSONDecoder(object_pairs_hook=unique, parse_constant=_no_number)
    if opened is None or text.count("{", 0, opened.start()) != 1:
        return decoder.decode(text)
    items, at = [], _after_gap(text, opened.end())
    more = text[at : at + 1] != "]"
    while more:
        item, end = decoder.raw_decode(text, at)
        items.append(item)
        starts.append((at, end))
        at = _after_gap(text, end)
        more = text[at : at + 1] == ","
        at = _after_gap(text, at + 1) if more else at
    try:
        rest = decoder.decode(text[: opened.end()] + text[at:])
    except json.JSONDecodeError:
        rest = None
    if isinstance(rest, dict) and rest.get("items") == []:
        return {**rest, "items": items}
    starts.clear()
    return decoder.decode(text)


def _after_gap(text: str, at: int) -> int:
    """Return the offset of the next character that is no blank."""
    while text[at : at + 1] in _BLANKS:
        at += 1
    return at


def _no_number(name: str) -> object:
    """Refuse what JSON does not have."""
    raise ValueError(f"`{name}` is no number")


def _text(file: str, content: bytes, findings: Findings) -> str | None:
    """Decode bytes, by their mark if they have one."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not encoding and content[:2].count(0) == 1:
        encoding = "utf-16-be" if content[0] == 0 else "utf-16-le"
    try:
        text = content.decode(encoding or "utf-8")
    except (UnicodeDecodeError, ValueError):
        findings.error(Spot(file), "ocf-not-utf8", f"`{file}` is not UTF-8", "UTF-8", "save it as UTF-8")
        return None
    if encoding and encoding != "utf-8-sig":
        findings.warn(Spot(file), "ocf-not-utf8", f"`{file}` is written as {encoding.upper()}", "UTF-8")
    return text


def _depth(value: object) -> int:
    """Return how deep a value is nested, at most one more than allowed."""
    layer, depth = [value], 0
    while layer and depth <= DEEPEST:
        inner: list[object] = []
        for one in layer:
            if isinstance(one, dict):
                inner.extend(v for v in one.values() if isinstance(v, dict | list))
            elif isinstance(one, list):
                inner.extend(v for v in one if isinstance(v, dict | list))
        layer = inner
        depth += 1
    return depth


def _short(value: object) -> str:
    """Show a value in a few characters."""
    text = json.dumps(value, default=str)
    return text if len(text) <= DEEPEST else text[:DEEPEST] + "..."


def shown(value: object) -> str:
    """Show a value of a file in a problem: a text as it is, the rest as JSON, never long."""
    return _short(value) if not isinstance(value, str) else (value if len(value) <= DEEPEST else value[:DEEPEST])
