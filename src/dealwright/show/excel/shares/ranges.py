"""Formulas over columns and rows of cells: sums by a name, shares ahead in a queue, the next larger of a list."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import Cell, Node, NotLiveError, Range, node, total

if TYPE_CHECKING:
    from collections.abc import Sequence


def span_of(cells: Sequence[Node]) -> Range:
    """Return the range from the first to the last of some neighbouring cells."""
    first, last = cells[0].parts[0], cells[-1].parts[0]
    if not (isinstance(first, Cell) and isinstance(last, Cell)):
        raise NotLiveError("it is no range of cells")
    return Range(first, last)


def sum_where(keys: Sequence[Node], key: Node, numbers: Sequence[Node]) -> Node:
    """Add up the numbers beside which a name stands.

    Args:
        keys: Cells with names.
        key: The name.
        numbers: Cells beside them.
    """
    if not keys:
        return node(0.0)
    value = math.fsum(n.number for k, n in zip(keys, numbers, strict=True) if k.value == key.value)
    return Node(("SUMIF(", span_of(keys), ",", *key.parts, ",", span_of(numbers), ")"), value)


def sum_above(ranks: Sequence[Node], rank: Node, numbers: Sequence[Node]) -> Node:
    """Add up the numbers whose rank is above a rank: what is paid before it."""
    value = math.fsum(n.number for r, n in zip(ranks, numbers, strict=True) if r.number > rank.number)
    parts = ("SUMPRODUCT((", span_of(ranks), ">", *rank.parts, ")*", span_of(numbers), ")")
    return Node(parts, value)


def sum_alike(ranks: Sequence[Node], rank: Node, numbers: Sequence[Node]) -> Node:
    """Add up the numbers whose rank is that rank: what is paid pari passu with it."""
    value = math.fsum(n.number for r, n in zip(ranks, numbers, strict=True) if r.number == rank.number)
    parts = ("SUMPRODUCT((", span_of(ranks), "=", *rank.parts, ")*", span_of(numbers), ")")
    return Node(parts, value)


def next_above(numbers: Sequence[Node], at: Node) -> Node:
    """Return the next larger of some numbers, or the same number where none is larger."""
    value = min((each.number for each in numbers if each.number > at.number), default=at.number)
    whole = span_of(numbers)
    parts = ("IFERROR(SMALL(", whole, ",1+SUMPRODUCT(--(", whole, "<=", *at.parts, "))),", *at.parts, ")")
    return Node(parts, value)


def together(cells: Sequence[Node]) -> Node:
    """Add up cells that stand side by side, noughts among them, as one range."""
    if len(cells) < 2:  # noqa: PLR2004 - a range of one is a cell
        return total(cells)
    return Node(("SUM(", span_of(cells), ")"), math.fsum(each.number for each in cells))


def paired(left: Sequence[Node], right: Sequence[Node]) -> Node:
    """Add up the products of two ranges of one shape, pair by pair."""
    value = math.fsum(one.number * other.number for one, other in zip(left, right, strict=True))
    return Node(("SUMPRODUCT(", span_of(left), ",", span_of(right), ")"), value)


def beside(key: Node, keys: Sequence[Node], column: Sequence[Node], otherwise: Node) -> Node:
    """Look up what stands beside a number in another column.

    Args:
        key: The number, which must be there exactly.
        keys: Where it is looked for.
        column: What stands beside.
        otherwise: What there is where it is not found.
    """
    place = next((k for k, each in enumerate(keys) if each.number == key.number), None)
    found = otherwise.value if place is None else column[place].value
    matched = ("MATCH(", *key.parts, ",", span_of(keys), ",0)")
    return Node(("IFERROR(INDEX(", span_of(column), ",", *matched, "),", *otherwise.parts, ")"), found)
