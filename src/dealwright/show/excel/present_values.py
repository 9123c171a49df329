"""Present values of what terms move, as formulas: each payment discounted by its days, at a rate that is a cell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import Cell, Node, Range, choose, node, span, total
from dealwright.terms.days.beyond import LONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.terms.block import Moved

YEAR = 365.0


def present_value(moved: Moved, rate: Node, as_of: Node) -> Node:
    """Return what payments are worth at the opening of `as_of`.

    Args:
        moved: The payments.
        rate: Effective yearly rate.
        as_of: The first day.
    """
    amounts, days = list(moved.amounts), list(moved.days)
    if moved.lasting is None:
        return _discounted(amounts, days, rate, as_of)
    last = _factor(days[-1], rate, as_of) * amounts[-1] * _for_ever(moved.lasting, rate)
    return _discounted(amounts[:-1], days[:-1], rate, as_of) + last


def _discounted(amounts: Sequence[Node], days: Sequence[Node], rate: Node, as_of: Node) -> Node:
    one, other = _row(amounts), _row(days)
    if one is None or other is None or len(amounts) == 1:
        return total([_factor(day, rate, as_of) * amount for amount, day in zip(amounts, days, strict=True)])
    value = math.fsum(
        amount.number * (1.0 + rate.number) ** (-(day.number - as_of.number) / YEAR)
        for amount, day in zip(amounts, days, strict=True)
    )
    below = (1.0 + rate).parts
    parts = ("SUMPRODUCT(", one, "*(", *below, ")^(-(", other, "-", *as_of.parts, ")/365))")
    return Node(parts, value)


def _factor(day: Node, rate: Node, as_of: Node) -> Node:
    return (1.0 + rate) ** (-(day - as_of) / YEAR)


def _for_ever(growth: Node, rate: Node) -> Node:
    """Return how often its first payment a sum is worth that comes again every 365 days and grows."""
    kept = (1.0 + growth) / (1.0 + rate)
    stopped = (1.0 - kept**LONGEST) / (1.0 - kept)
    return choose(kept < 1.0, 1.0 / (1.0 - kept), choose(kept.equals(1.0), node(float(LONGEST)), stopped))


def _row(nodes: Sequence[Node]) -> Range | None:
    """Return the range that nodes fill; none where they are no neighbours in one row."""
    cells = [each.parts[0] for each in nodes if len(each.parts) == 1 and isinstance(each.parts[0], Cell)]
    if len(cells) != len(nodes) or not cells:
        return None
    first = cells[0]
    if any((c.sheet, c.row, c.column) != (first.sheet, first.row, first.column + k) for k, c in enumerate(cells)):
        return None
    found = span(nodes).parts[0]
    return found if isinstance(found, Range) else None
