"""Write a negotiable range or list with fewer of its values."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from dealwright.lang.flow_text import flow_text
from dealwright.lang.tree import Node, ScalarNode

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_MOST_LISTED = 8


def shorter(node: Node, values: Sequence[str], kept: Collection[str]) -> str:
    """Write what is negotiable with fewer of its values.

    Args:
        node: A range or a list, as the file has it.
        values: All its values, in order, as they are laid over a deal.
        kept: Those that are to stay.

    Returns:
        A range with the longest run of them, or a list of all of them; empty where nothing stays, or more than a line
        holds.

    Example:
        >>> from dealwright.lang.compose import compose_value
        >>> node = compose_value("5% .. 20% by 5%", "example")[0]
        >>> shorter(node, ["5%", "10%", "15%", "20%"], {"10%", "15%", "20%"})
        '10% .. 20% by 5%'
    """
    if not isinstance(node, ScalarNode):
        stay = [value for value in values if value in kept]
        return f"[{', '.join(stay)}]" if 0 < len(stay) <= _MOST_LISTED else ""
    runs = [list(run) for stays, run in groupby(values, lambda value: value in kept) if stays]
    longest = max(runs, key=len, default=[])
    if len(longest) < 2:  # noqa: PLR2004 - a range has two ends
        return f"[{longest[0]}]" if longest else ""
    _, by, step = flow_text(node).partition(" by ")
    return f"{longest[0]} .. {longest[-1]}{by}{step}"
