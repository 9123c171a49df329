"""Turn nodes into mappings and lists that pydantic reads, and find the node again that it complains about."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Sequence

RAW_KEYS = frozenset({"set", "over", "offer", "overlay"})
"""Keys whose mapping pairs paths with values that are kept as nodes, to be laid over the deal."""


class Keys(dict[str, object]):
    """A mapping of the file with the node it came from."""

    node: MappingNode

    def __init__(self, node: MappingNode, content: dict[str, object]) -> None:
        super().__init__(content)
        self.node = node


class Items(list[object]):
    """A list of the file with the node it came from."""

    node: SequenceNode

    def __init__(self, node: SequenceNode, content: list[object]) -> None:
        super().__init__(content)
        self.node = node


class Empty:
    """Stands for nothing written after a key, which no shape takes for a value."""


Unfolded: TypeAlias = Keys | Items | ScalarNode | Empty | None


def unfold(node: Node, *, raw: bool = False) -> Unfolded:
    """Return a mapping, list or scalar for pydantic.

    Args:
        node: Any node.
        raw: Whether it is a mapping of paths, whose values stay nodes.

    Returns:
        A `Keys`, an `Items`, the scalar node itself, an `Empty`, or None for a value written `none`, which means
        that the key is not there.
    """
    if isinstance(node, MappingNode):
        if raw:
            return Keys(node, {key: _path_value(key, value) for key, value in node.entries.items()})
        return Keys(node, {key: unfold(value, raw=key in RAW_KEYS) for key, value in node.entries.items()})
    if isinstance(node, SequenceNode):
        return Items(node, [unfold(item) for item in node.items])
    if is_empty(node):
        return Empty()
    return None if is_none(node) else node


def _path_value(key: str, value: Node) -> object:
    """Return the value of a path as its node, but what stands under `set` as a mapping of further paths."""
    return unfold(value, raw=True) if key == "set" else value


def is_none(node: Node) -> bool:
    """Say whether a value is written `none`."""
    return isinstance(node, ScalarNode) and node.style == "plain" and node.text == "none"


def is_empty(node: Node) -> bool:
    """Say whether nothing is written where a value should be."""
    return isinstance(node, ScalarNode) and node.style == "plain" and not node.text


def descend(node: Node, steps: Sequence[str | int]) -> tuple[Node, tuple[str | int, ...]]:
    """Follow the way that pydantic names, as far as the file goes along with it.

    Args:
        node: Where to begin.
        steps: Keys and positions; steps that the file does not have (tags, gathered keys) are passed over.

    Returns:
        The node reached and the steps that led to it.
    """
    taken: list[str | int] = []
    for step in steps:
        if isinstance(node, MappingNode) and step in node.entries:
            node = node.entries[str(step)]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            continue
        taken.append(step)
    return node, tuple(taken)
