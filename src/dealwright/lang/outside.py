"""Tell which values of a package lie outside the ranges over which the parties bargain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity
from dealwright.ground.problem import error
from dealwright.lang.compose import compose_value
from dealwright.lang.flow_text import flow_text
from dealwright.lang.grammar import Grammar
from dealwright.lang.parse import parse
from dealwright.lang.ranges import widened
from dealwright.lang.tree import MappingNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.ground.problem import Problem
    from dealwright.lang.draft import Draft
    from dealwright.lang.load import Loaded
    from dealwright.lang.tree import Node

SPELT_OUT = 100
"""Values of a range up to which a wider one is spelt out as its mend: each is made anew for that."""
FARTHEST = 3.0
"""How many times as wide a range may be spelt out at the most."""


def outside(loaded: Loaded, package: Mapping[str, str]) -> list[Problem]:
    """Find each value of a package that lies outside what is negotiated.

    Args:
        loaded: The deal.
        package: Its values by path, as written.

    Returns:
        The problems, in places called `<set PATH>`.
    """
    if loaded.draft is None:
        return []
    nodes = ((path, compose_value(text, f"<set {path}>")[0]) for path, text in package.items())
    draft = loaded.draft
    return [each for path, node in nodes if node is not None for each in outside_range(draft, path, node)]


def outside_range(draft: Draft, path: str, node: Node, if_meant: str = " if it may be agreed") -> list[Problem]:
    """Find a value that lies outside the range over which the parties bargain, or is not in its list.

    Args:
        draft: The deal as far as it is read.
        path: The path at which the value would stand.
        node: The value.
        if_meant: When the range is to be made wider, in words.
    """
    over = draft.node("negotiate", "over")
    ranged = over.entries.get(path) if isinstance(over, MappingNode) else None
    values = draft.range_of(path)
    offered = parse(node, Grammar(draft.currency_at(path)))[0]
    if not values or ranged is None or (isinstance(ranged, SequenceNode) and _in_list(offered, node, values)):
        return []
    low, high = values[0], values[-1]
    if not isinstance(ranged, SequenceNode) and _between(offered, low, high):
        return []
    what = f"`{flow_text(node)}` is not among the values of `{path}`"
    spelt_out = isinstance(ranged, SequenceNode) or (len(values) <= SPELT_OUT and _near(offered, low, high))
    wider = widened(ranged, flow_text(node), draft.currency_at(path)) if spelt_out else ""
    widen = f"write `{wider}`" if wider else f"include `{flow_text(node)}`"
    expected, mend = f"a value of `{flow_text(ranged)}`", f"{widen} in `negotiate.over`{if_meant}"
    return [error(node.place, "outside-range", what, expected, mend)]


def _in_list(offered: object, node: Node, values: tuple[Quantity, ...]) -> bool:
    """Tell whether a list holds a value, however it is written."""
    return offered in values or flow_text(node) in {value.written for value in values}


def _between(offered: object, low: Quantity, high: Quantity) -> bool:
    """Tell whether a literal lies between two others; what is no literal may."""
    if not isinstance(offered, Quantity) or type(offered.value) is not type(low.value):
        return True
    return low.value <= offered.value <= high.value  # type: ignore[operator]


def _near(offered: object, low: Quantity, high: Quantity) -> bool:
    """Tell whether a literal is no farther from two others than a few times what lies between them."""
    if not isinstance(offered, Quantity) or type(offered.value) is not type(low.value):
        return False
    farthest = max(offered.value - low.value, high.value - offered.value)  # type: ignore[operator]
    return bool(farthest <= FARTHEST * (high.value - low.value))  # type: ignore[operator]
