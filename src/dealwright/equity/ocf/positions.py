"""Find where in a JSON text a value stands, given the way to it: run only when there is a problem to show."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from dealwright.ground.place import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

Path: TypeAlias = "tuple[str | int, ...]"
"""The way to a value: keys and places in lists, from the outside in."""

DEEPEST = 60
"""How deep objects and lists may be nested; the format needs nine levels. Nothing deeper has a place."""
_TOKEN = re.compile(r'[\s:]*(?:("(?:[^"\\]|\\.)*")|([\[\]{},])|([^\s\[\]{},:"]+))', re.DOTALL)


def way(path: Path) -> str:
    """Write the way to a value as people do.

    Example:
        >>> way(("items", 3, "share_price", "amount"))
        'items[3].share_price.amount'
    """
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "the whole file"


def spans(text: str) -> Iterator[tuple[Path, int, int]]:
    """Yield each value of a JSON text with the offsets of its first character and just after its last.

    A key that is there twice is yielded twice. What is not JSON ends the walk; nothing recurses.
    """
    steps: list[str | int] = []
    opened: list[tuple[int, bool]] = []
    key_next = False
    for token in _TOKEN.finditer(text):
        string, mark, _ = token.groups()
        start = token.start(token.lastindex or 0)
        if mark in ("{", "["):
            opened.append((start, mark == "{"))
            steps.append(0 if mark == "[" else "")
            key_next = mark == "{"
        elif mark in ("}", "]"):
            if not opened:
                return
            steps.pop()
            start = opened.pop()[0]
            if len(steps) <= DEEPEST:
                yield tuple(steps), start, token.end()
            key_next = False
        elif mark == ",":
            if steps and isinstance(steps[-1], int):
                steps[-1] += 1
            key_next = bool(opened) and opened[-1][1]
        elif key_next:
            steps[-1], key_next = _unquoted(string or ""), False
        elif len(steps) <= DEEPEST:
            yield tuple(steps), start, token.end()


def _unquoted(text: str) -> str:
    """Return what a JSON string says; what is none says itself."""
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return text


def places(file: str, text: str, wanted: Collection[Path]) -> dict[Path, Place]:
    """Find values in a text.

    Args:
        file: Name of the file.
        text: Its text.
        wanted: The ways to the values; one that is not there gets the place of what it would stand in.

    Returns:
        The place of each.
    """
    near = {path[:depth] for path in wanted for depth in range(len(path) + 1)}
    found = {path: (start, end) for path, start, end in spans(text) if path in near}
    lines, result = _lines(text), {}
    for path in wanted:
        held = next((path[:depth] for depth in range(len(path), -1, -1) if path[:depth] in found), None)
        if held is None:
            result[path] = Place.whole(file)
            continue
        start, end = found[held]
        if held != path:
            end = start + 1
        result[path] = Place(file, *_spot(lines, start), *_spot(lines, end))
    return result


def places_at(file: str, text: str, offsets: Sequence[tuple[int, int]]) -> list[Place]:
    """Return the place of each stretch of a text.

    Args:
        file: Name of the file.
        text: Its text.
        offsets: First character and the one after the last, of each stretch.
    """
    lines = _lines(text)
    return [Place(file, *_spot(lines, start), *_spot(lines, end)) for start, end in offsets]


def _lines(text: str) -> list[int]:
    """Return the offset of each line's first character."""
    if "\r" not in text:
        return [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]


def _spot(lines: list[int], offset: int) -> tuple[int, int]:
    """Return the line and the column of an offset."""
    line = bisect_right(lines, offset)
    return line, offset - lines[line - 1] + 1


def twice(text: str) -> list[Path]:
    """Return the ways to keys that an object has more than once."""
    seen: set[Path] = set()
    again: list[Path] = []
    for path, _, _ in spans(text):
        if path in seen and path and isinstance(path[-1], str):
            again.append(path)
        seen.add(path)
    repeated = set(again)
    return [path for path in again if not any(path[:depth] in repeated for depth in range(1, len(path)))]
