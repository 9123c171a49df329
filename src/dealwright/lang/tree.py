"""Hold a text as a tree of scalars, mappings and sequences that know their places; nothing is interpreted here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.ground.place import Place

Style = Literal["plain", "single", "double", "literal", "folded"]

_BREAK = re.compile(r"\r\n|\r|\n")
_IN_DOUBLE_QUOTES = re.compile(r"\\(?:x..|u.{4}|U.{8}|.)|.")
_IN_SINGLE_QUOTES = re.compile(r"''|.")


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A piece of text that is one value.

    Args:
        text: Its content, unquoted and unescaped.
        style: How it is written.
        place: Where it stands, quotes included.
        span: First character and one past the last in the source, from 0.
        raw: What the source says between the quotes, only where that differs from `text`.
    """

    text: str
    style: Style
    place: Place
    span: tuple[int, int] = (0, 0)
    raw: str = ""

    def part(self, start: int, end: int) -> Place:
        """Return the place of some characters of the text; the whole place where the text does not stand on one line.

        Args:
            start: First character of the text, from 0.
            end: One past the last.
        """
        place = self.place
        if place.line != place.end_line or self.style in {"literal", "folded"}:
            return place
        if self.raw:
            pieces = _IN_SINGLE_QUOTES if self.style == "single" else _IN_DOUBLE_QUOTES
            starts = [piece.start() for piece in pieces.finditer(self.raw)]
            start, end = ((starts[i] if i < len(starts) else len(self.raw)) for i in (start, end))
        first = place.column + (self.style != "plain")
        return replace(place, column=first + start, end_column=max(first + end, first + start + 1))


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys with their values, in file order.

    Args:
        entries: Value of each key.
        keys: Place of each key.
        place: Where the mapping stands, from its first key or bracket to the end of its last value.
        flow: Whether it is written in brackets.
    """

    entries: dict[str, Node]
    keys: dict[str, Place]
    place: Place
    flow: bool = False


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list of values."""

    items: tuple[Node, ...]
    place: Place
    flow: bool = False


Node: TypeAlias = ScalarNode | MappingNode | SequenceNode


@dataclass(frozen=True)
class Tree:
    """A whole text as a tree.

    Args:
        root: Its outermost mapping.
        source: The text.
        file: Its name as the user gave it.
        digest: SHA-256 of the file's bytes, in hexadecimal; empty if it was not read from a file.
    """

    root: MappingNode
    source: str = field(repr=False)
    file: str
    digest: str = ""

    @cached_property
    def lines(self) -> list[str]:
        """Return the lines of the source without their breaks."""
        return split_lines(self.source)

    def line(self, number: int) -> str:
        """Return a line of the source by its number from 1; empty if there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


def split_lines(text: str) -> list[str]:
    """Return the lines of a text as YAML and editors count them."""
    return _BREAK.split(text)


def scalars(node: Node) -> Iterator[ScalarNode]:
    """Yield every single value in a tree, in its order."""
    if isinstance(node, ScalarNode):
        yield node
        return
    for inside in node.entries.values() if isinstance(node, MappingNode) else node.items:
        yield from scalars(inside)


def same(left: Node, right: Node) -> bool:
    """Say whether two trees hold the same values under the same keys in the same order, wherever they stand."""
    if isinstance(left, ScalarNode) and isinstance(right, ScalarNode):
        return left.text == right.text
    if isinstance(left, MappingNode) and isinstance(right, MappingNode):
        return list(left.entries) == list(right.entries) and all(
            same(value, right.entries[key]) for key, value in left.entries.items()
        )
    if isinstance(left, SequenceNode) and isinstance(right, SequenceNode):
        return len(left.items) == len(right.items) and all(map(same, left.items, right.items))
    return False
