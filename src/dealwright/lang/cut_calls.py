"""Put together calls that YAML's brackets have cut at their commas: `{amount: min(a, b)}` holds `min(a` and `b)`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error
from dealwright.lang.characters import quoted
from dealwright.lang.tree import Node, ScalarNode

if TYPE_CHECKING:
    from collections.abc import Sequence


def rejoin(nodes: list[Node], text: str, *, mapping: bool) -> tuple[list[Node], list[Problem]]:
    """Put together the pieces of cut calls, and report that they need quotes.

    Args:
        nodes: What stands between two brackets; keys and values in turn if it is a mapping.
        text: The text that the nodes' spans point into.
        mapping: Whether it is a mapping.

    Returns:
        The nodes with each cut call as one scalar, and a problem for each.
    """
    if not any(_depth(node) > 0 for node in nodes):
        return nodes, []
    joined: list[Node] = []
    problems: list[Problem] = []
    position = 0
    while position < len(nodes):
        first, last = nodes[position], None
        if not mapping or position % 2:
            last = _end_of_call(nodes, position, 2 if mapping else 1)
        if last is None or not isinstance(first, ScalarNode) or not isinstance(closing := nodes[last], ScalarNode):
            joined.append(first)
        else:
            call = _one(first, closing, text)
            joined.append(call)
            problems.append(_needs_quotes(call))
            position = last + (1 if mapping else 0)
        position += 1
    return joined, problems


def _depth(node: Node) -> int:
    """Return how many parentheses a plain scalar opens and does not close; 0 for anything else."""
    if not isinstance(node, ScalarNode) or node.style != "plain":
        return 0
    return node.text.count("(") - node.text.count(")")


def _end_of_call(nodes: list[Node], position: int, stride: int) -> int | None:
    """Return the index of the piece that closes a call opened at a position, or None if none was cut there.

    In a mapping the pieces after the first have become keys, each with an empty value.
    """
    depth = _depth(nodes[position])
    pieces: Sequence[int] = range(position + 1, len(nodes), stride)
    for index in pieces:
        if depth <= 0 or not isinstance(node := nodes[index], ScalarNode) or node.style != "plain":
            return None
        if stride > 1 and not _is_empty(nodes[index + 1]):
            return None
        depth += _depth(node)
        if depth == 0:
            return index
    return None


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.text and node.style == "plain"


def _one(first: ScalarNode, last: ScalarNode, text: str) -> ScalarNode:
    span = first.span[0], last.span[1]
    place = replace(first.place, end_line=last.place.end_line, end_column=last.place.end_column)
    return ScalarNode(text[span[0] : span[1]], "plain", place, span)


def _needs_quotes(call: ScalarNode) -> Problem:
    what = f"`{call.text}` is cut at its comma by the brackets around it"
    return error(call.place, "needs-quotes", what, "a value in quotes", f"write `{quoted(call.text)}`")
