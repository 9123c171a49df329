"""Find where in a JSON text a value stands, given the way to it: run only when there is a problem to show."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, TypeAlias

from dealwright.ground.place import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Path: TypeAlias = "tuple[str | int, ...]"
"""The way to a value: keys and places in lists, from the outside in."""

_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([\[\]{},:])|([^\s\[\]{},:"]+))', re.DOTALL)
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")


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
            yield tuple(steps), opened.pop()[0], token.end()
            key_next = False
        elif mark == ",":
            if steps and isinstance(steps[-1], int):
                steps[-1] += 1
            key_next = bool(opened) and opened[-1][1]
        elif mark == ":":
            key_next = False
        elif key_next:
            steps[-1] = _unquoted(string or "")
        else:
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
    lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]

    def spot(offset: int) -> tuple[int, int]:
        line = bisect_right(lines, offset)
        return line, offset - lines[line - 1] + 1

    result = {}
    for path in wanted:
        held = next((path[:depth] for depth in range(len(path), -1, -1) if path[:depth] in found), None)
        if held is None:
            result[path] = Place.whole(file)
            continue
        start, end = found[held]
        if held != path:
            end = start + 1
        result[path] = Place(file, *spot(start), *spot(end))
    return result


def item_places(file: str, text: str, count: int) -> list[Place]:
    """Return where each object of a file's `items` stands, at the speed of the parser.

    Args:
        file: Name of the file.
        text: Its text, which is known to be JSON.
        count: How many items it has.

    Returns:
        As many places; the start of the file for all where the list is not found.
    """
    opened, found = _ITEMS.search(text), []
    lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    scan, at = json.JSONDecoder().raw_decode, opened.end() if opened else 0

    def spot(offset: int) -> tuple[int, int]:
        line = bisect_right(lines, offset)
        return line, offset - lines[line - 1] + 1

    try:
        for _ in range(count if opened else 0):
            start = _GAP.match(text, at).end()  # type: ignore[union-attr] # it matches nothing too
            at = scan(text, start)[1]
            found.append(Place(file, *spot(start), *spot(at)))
    except (ValueError, RecursionError):
        found = []
    return found if len(found) == count else [Place.whole(file)] * count


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
