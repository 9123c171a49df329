"""Write a node, or a value of a program, on one line, as an override or a command line takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode

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
        return _guarded(node.text)
    if isinstance(node, MappingNode):
        pairs = (f"{_guarded(key)}: {_inside(value)}" for key, value in node.entries.items())
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(map(_inside, node.items))}]"


def _guarded(text: str) -> str:
    return text if _SAFE.fullmatch(text) else double_quoted(text)


def written(value: object) -> str | Node:
    """Write a value of a program as a deal file has it.

    Args:
        value: A text, a number, a truth, a date, `None`, or a list or mapping of them; numbers of NumPy are numbers.

    Returns:
        Its text; a node as it is.

    Raises:
        TypeError: If it is nothing that a deal file could hold.

    Example:
        >>> written(0.1), written(False), written([1, "2 USD"])
        ('0.1', 'no', '[1, 2 USD]')
    """
    return value if isinstance(value, str | ScalarNode | MappingNode | SequenceNode) else _text_of(value)


def _text_of(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None:
            return "none"
        case date() | int() | float():
            return str(value)
        case Mapping():
            return f"{{{', '.join(f'{_within(key)}: {_within(each)}' for key, each in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(_within, value))}]"
        case _ if hasattr(value, "tolist"):  # a number of NumPy, or a row of them
            return _text_of(value.tolist())
    message = f"{value!r} is no value that a deal file can hold: give a text as the file has it, a number or a date"
    raise TypeError(message)


def _within(value: object) -> str:
    """Write a value as it stands within brackets."""
    text = written(value)
    return _inside(text) if not isinstance(text, str) else _guarded(text) if isinstance(value, str) else text


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def double_quoted(text: str) -> str:
    """Write a text in double quotes, on one line."""
    return f'"{"".join(_ESCAPES.get(letter, letter) for letter in text)}"'


def single_quoted(text: str) -> str:
    """Write a text in single quotes."""
    return "'" + text.replace("'", "''") + "'"
