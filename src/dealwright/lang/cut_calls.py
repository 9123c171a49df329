"""Put together what YAML's brackets have cut at its commas: `{amount: min(a, b)}` holds `min(a` and `b)`.

The same befalls `{cap: 13,000,000 USD}`, `{rate: 1,5%}` and `{until: Dec 31, 2030}`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error
from dealwright.lang.characters import quoted
from dealwright.lang.tree import Node, ScalarNode

if TYPE_CHECKING:
    from collections.abc import Sequence

_DAY = re.compile(r"[A-Za-z]{3,9}\.? \d{1,2}")
_YEAR = re.compile(r"\d{4}")


def rejoin(nodes: list[Node], text: str, *, mapping: bool) -> tuple[list[Node], list[Problem]]:
    """Put together the pieces of cut calls, and report that they need quotes.

    Args:
        nodes: What stands between two brackets; keys and values in turn if it is a mapping.
        text: The text that the nodes' spans point into.
        mapping: Whether it is a mapping.

    Returns:
        The nodes with each cut call as one scalar, and a problem for each.
    """
    if not any(_depth(node) > 0 for node in nodes) and not (mapping and _cuts_numbers(nodes)):
        return nodes, []
    joined: list[Node] = []
    problems: list[Problem] = []
    position = 0
    while position < len(nodes):
        first, last = nodes[position], None
        if not mapping or position % 2:
            last = _end_of_call(nodes, position, 2 if mapping else 1)
        if mapping and position % 2 and last is None:
            last = _end_of_number(nodes, position)
        if last is None or not isinstance(first, ScalarNode) or not isinstance(closing := nodes[last], ScalarNode):
            joined.append(first)
        else:
            whole = _one(first, closing, text)
            mended = _mended(whole)
            joined.append(replace(whole, text=mended) if mended else whole)
            problems.append(_needs_quotes(whole, mended))
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


def _cuts_numbers(nodes: list[Node]) -> bool:
    return any(_end_of_number(nodes, position) is not None for position in range(1, len(nodes), 2))


def _end_of_number(nodes: list[Node], position: int) -> int | None:
    """Return the index of the last piece of a number or date whose commas cut it, or None if none was cut there.

    Its pieces follow each other without a blank, begin and end with digits, and have become keys without a value.
    """
    last = None
    for index in range(position + 1, len(nodes) - 1, 2):
        before, node = nodes[last or position], nodes[index]
        if not isinstance(before, ScalarNode) or not isinstance(node, ScalarNode) or not _is_empty(nodes[index + 1]):
            break
        if last is None and before.style == node.style == "plain" and _is_date(before.text, node.text):
            return index
        joint = before.style == node.style == "plain" and before.text[-1:].isdigit() and node.text[:1].isdigit()
        if not joint or node.span[0] != before.span[1] + 1:
            break
        last = index
    return last


def _is_date(before: str, after: str) -> bool:
    """Say whether two pieces are a day and its year, as in `Dec 31, 2030`."""
    return _YEAR.fullmatch(after) is not None and _DAY.fullmatch(before) is not None


def _mended(whole: ScalarNode) -> str:
    """Return a number or date with commas as the language writes it; empty if it is none."""
    if "(" in whole.text:
        return ""
    from dealwright.lang.sloppy import mend_amount, mend_date

    return mend_amount(whole.text, "USD") or next(iter(mend_date(whole.text)), "")


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.text and node.style == "plain"


def _one(first: ScalarNode, last: ScalarNode, text: str) -> ScalarNode:
    span = first.span[0], last.span[1]
    place = replace(first.place, end_line=last.place.end_line, end_column=last.place.end_column)
    return ScalarNode(text[span[0] : span[1]], "plain", place, span)


def _needs_quotes(whole: ScalarNode, mended: str) -> Problem:
    what = f"`{whole.text}` is cut at its comma by the brackets around it"
    if mended:
        return error(whole.place, "needs-quotes", what, "a number or date without commas", f"write `{mended}`")
    return error(whole.place, "needs-quotes", what, "a value in quotes", f"write `{quoted(whole.text)}`")
