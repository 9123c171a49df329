"""Add one key to the text of a file, where the file leaves it out; every other character stays as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.lang.compose import compose
from dealwright.lang.flow_text import double_quoted, single_quoted
from dealwright.lang.paths import with_value
from dealwright.lang.reading import limits_of
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

_BREAK = re.compile(r"\r\n|\r|\n")


def added(tree: Tree, path: str, holder: tuple[MappingNode, str], value: str, known_problems: int) -> str | None:
    """Return the text with a key and its value added to a mapping.

    Args:
        tree: The file.
        path: Path of the new key.
        holder: The mapping to which it is added, and the key.
        value: Its value.
        known_problems: Problems of the text that there are already.

    Returns:
        The text, written in the first way that reads back as exactly that change; None if none does.
    """
    wanted = with_value(tree.root, path, ScalarNode(value, "plain", holder[0].place))
    for key in ways("plain", holder[1]):
        for written in ways("plain", value):
            for text in _placed(tree, holder[0], f"{key}: {written}"):
                found, problems = compose(text, tree.file, limits=limits_of(text))
                if found and len(problems) <= known_problems and _alike(found.root, wanted):
                    return text
    return None


def ways(style: str, value: str) -> list[str]:
    """Return how a value may be written, the way of its style first."""
    single, double = single_quoted(value), double_quoted(value)
    plain = [value] if value else []
    return {"single": [single, double], "double": [double, single]}.get(style, [*plain, double, single])


def _placed(tree: Tree, holder: MappingNode, pair: str) -> Iterator[str]:
    """Yield the text with the pair at the places where it may go: before the closing bracket, or on its own line."""
    source, starts = tree.source, [0, *(found.end() for found in _BREAK.finditer(tree.source))]
    if holder.flow:
        close = starts[holder.place.end_line - 1] + holder.place.end_column - 2
        before = source[:close].rstrip()
        comma = " " if before.endswith(",") else "" if before.endswith("{") else ", "
        yield before + comma + pair + source[len(before) :]
        return
    indent = " " * (next(iter(holder.keys.values())).column - 1)
    for line in _last_lines(holder):
        found = _BREAK.search(source, starts[line - 1])
        end = found.start() if found else len(source)
        new_line = found.group() if found else "\n"
        yield source[:end] + new_line + indent + pair + source[end:]


def _last_lines(holder: MappingNode) -> Iterator[int]:
    """Yield the lines after which a key may stand: of the last single value, of the last short entry, the very last."""
    entries = [(holder.keys[key], node) for key, node in holder.entries.items()]
    short = [(key, node) for key, node in entries if node.place.end_line == key.line]
    plain = [(key, node) for key, node in short if isinstance(node, ScalarNode)]
    for some in (plain, short, entries):
        yield from (node.place.end_line for _, node in some[-1:])


def _alike(left: Node, right: object) -> bool:
    """Say whether two trees hold the same values under the same keys, in whatever order."""
    if isinstance(left, MappingNode) and isinstance(right, MappingNode):
        return left.entries.keys() == right.entries.keys() and all(
            _alike(value, right.entries[key]) for key, value in left.entries.items()
        )
    if isinstance(left, SequenceNode) and isinstance(right, SequenceNode):
        return len(left.items) == len(right.items) and all(map(_alike, left.items, right.items))
    return isinstance(left, ScalarNode) and isinstance(right, ScalarNode) and left.text == right.text
