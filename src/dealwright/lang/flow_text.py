"""Write a node on one line, as an override or a command line takes it."""

from __future__ import annotations

import re

from dealwright.lang.tree import MappingNode, Node, ScalarNode

_SAFE = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^,\[\]{}:#\n]|:(?=\S))*(?<!\s)|-\d[\w.%]*")


def flow_text(node: Node) -> str:
    """Write a node on one line.

    Args:
        node: Any node.

    Returns:
        The text of a scalar as it is; lists and mappings in brackets.

    Example:
        >>> from dealwright.lang.compose import compose_value
        >>> flow_text(compose_value("{2025: 8bn,  2028: 20bn}", "example")[0])
        '{2025: 8bn, 2028: 20bn}'
    """
    return node.text if isinstance(node, ScalarNode) else _inside(node)


def _inside(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return node.text if _SAFE.fullmatch(node.text) else double_quoted(node.text)
    if isinstance(node, MappingNode):
        pairs = (
            f"{_inside(ScalarNode(key, 'plain', node.place))}: {_inside(value)}" for key, value in node.entries.items()
        )
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(map(_inside, node.items))}]"


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def double_quoted(text: str) -> str:
    """Write a text in double quotes, on one line."""
    return f'"{"".join(_ESCAPES.get(letter, letter) for letter in text)}"'


def single_quoted(text: str) -> str:
    """Write a text in single quotes."""
    return "'" + text.replace("'", "''") + "'"
