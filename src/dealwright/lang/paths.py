"""Find a value in a tree by its path, and lay another over it without touching the tree.

A path is keys joined by dots: `terms.share.rate`. An item of a list is named by its number from 0, or by what it says
under `on` or `name`: `companies.northwind.rounds.2025-12-31.new_money`. Under `scenarios`, `negotiate.over` and the
offers of `talks` the keys are paths themselves, so there the rest of a path is one key:
`scenarios.no_deal.drivers.ipo.chance`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from dealwright.ground.closest import closest, listed
from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode

_ITEM_NAMES = ("on", "name")
_SECURITIES = (
    "stakeholders",
    "classes",
    "pools",
    "convertibles",
    "rights",
    "rounds",
    "financings",
    "headlines",
    "valuations",
)

Step: TypeAlias = tuple[MappingNode, str] | tuple[SequenceNode, int]
"""A container and which of its values comes next."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far a path leads: the steps taken, the node reached, and the words left over."""

    steps: tuple[Step, ...]
    node: Node
    rest: tuple[str, ...]

    @property
    def keys(self) -> tuple[str | int, ...]:
        return tuple(key for _, key in self.steps)


def node_at(root: Node, path: str, place: Place | None = None) -> Node | Problem:
    """Return the node that a path leads to.

    Args:
        root: The outermost node.
        path: Keys joined by dots.
        place: Where the path is written, for the problem.

    Returns:
        The node, or the problem that there is none.
    """
    walked = _walk(root, path)
    return walked.node if not walked.rest else _no_such_path(walked, path, place)


def missing_at(root: Node, path: str) -> tuple[MappingNode, str] | None:
    """Return the mapping that a path reaches and the one key that is missing there; None where more is missing."""
    walked = _walk(root, path)
    one = len(walked.rest) == 1 or _holds_paths(walked.keys)
    if not isinstance(walked.node, MappingNode) or not walked.node.entries or not one or not all(walked.rest):
        return None
    return walked.node, ".".join(walked.rest)


def keys_at(root: Node, path: str) -> tuple[str | int, ...] | None:
    """Return the keys and list positions that a path walks through, or None if it leads nowhere."""
    walked = _walk(root, path)
    return walked.keys if not walked.rest else None


def with_value(root: MappingNode, path: str, value: Node, place: Place | None = None) -> MappingNode | Problem:
    """Lay a value over the node that a path leads to; keys that are missing on the way are made.

    Args:
        root: The outermost mapping; it stays as it is.
        path: Keys joined by dots.
        value: What to lay there.
        place: Where the path is written, for the problem and for new keys; that of the value if not said.

    Returns:
        A new outermost mapping that shares all that did not change, or the problem that the path leads nowhere.
    """
    walked = _walk(root, path)
    written = place or value.place
    node = value
    steps = walked.steps
    if walked.rest:
        made = _made(walked, value, written)
        if made is None:
            return _no_such_path(walked, path, written)
        node = made
    for container, key in reversed(steps):
        if isinstance(container, MappingNode):
            node = replace(container, entries={**container.entries, str(key): node})
        else:
            items = (*container.items[: int(key)], node, *container.items[int(key) + 1 :])
            node = replace(container, items=items)
    return node if isinstance(node, MappingNode) else _no_such_path(walked, path, written)


def _walk(root: Node, path: str) -> _Walk:
    """Follow a path as far as it leads."""
    steps: list[Step] = []
    node, rest = root, tuple(path.split("."))
    while rest:
        if isinstance(node, MappingNode):
            taken = next((n for n in range(len(rest), 0, -1) if ".".join(rest[:n]) in node.entries), 0)
            if not taken:
                break
            key = ".".join(rest[:taken])
            steps.append((node, key))
            node, rest = node.entries[key], rest[taken:]
        elif isinstance(node, SequenceNode):
            index = _index(node, rest[0])
            if index is None:
                break
            steps.append((node, index))
            node, rest = node.items[index], rest[1:]
        else:
            break
    return _Walk(tuple(steps), node, rest)


def _index(node: SequenceNode, word: str) -> int | None:
    """Return the position of the item that a word names: its number, or what it says under `on` or `name`."""
    for name in _ITEM_NAMES:
        for position, item in enumerate(node.items):
            said = item.entries.get(name) if isinstance(item, MappingNode) else None
            if isinstance(said, ScalarNode) and said.text == word:
                return position
    return int(word) if word.isascii() and word.isdigit() and int(word) < len(node.items) else None


def _made(walked: _Walk, value: Node, place: Place) -> Node | None:
    """Return the node reached, with what is missing after it; None if nothing can be there."""
    node, rest = walked.node, walked.rest
    if isinstance(node, ScalarNode) and not node.text and node.style == "plain":
        node = MappingNode({}, {}, node.place)
    if not isinstance(node, MappingNode) or not all(rest) or (len(rest) > 1 and _holds_names(walked.keys)):
        return None
    split = next((n for n in range(len(rest)) if _holds_paths((*walked.keys, *rest[:n]))), len(rest) - 1)
    keys = [*rest[:split], ".".join(rest[split:])]
    for key in reversed(keys[1:]):
        value = MappingNode({key: value}, {key: place}, place)
    return replace(node, entries={**node.entries, keys[0]: value}, keys={**node.keys, keys[0]: place})


def _holds_names(keys: tuple[str | int, ...]) -> bool:
    """Say whether the keys of the mapping at some keys name securities, of which a slip must not make a new one."""
    return bool(keys) and keys[-1] in _SECURITIES and (len(keys) == 1 or keys[-2] == "securities")


def _holds_paths(keys: tuple[str | int, ...]) -> bool:
    """Say whether the keys of the mapping at some keys are paths."""
    match keys:
        case (
            ("correlations",)
            | ("scenarios", _)
            | ("scenarios", _, "set")
            | ("negotiate", "over")
            | ("talks", _, "offer")
        ):
            return True
        case _:
            return False


def _no_such_path(walked: _Walk, path: str, place: Place | None) -> Problem:
    """Return the problem of a path that leads nowhere, with the nearest that does."""
    where = place or Place.whole(f"<{path}>")
    before = ".".join(str(key) for key in walked.keys)
    inside = f"`{before}`" if before else "the deal"
    word = walked.rest[0]
    if isinstance(walked.node, ScalarNode):
        return error(
            where, "unknown-path", f"{inside} is one value and holds no `{word}`", "a shorter path", f"use `{before}`"
        )
    names = _names(walked.node)
    likely = closest(".".join(walked.rest), names) or closest(word, names)
    what = f"there is no `{path}`: {inside} holds no `{word}`"
    mend = ".".join([*([before] if before else []), likely, *walked.rest[1:]]) if likely else ""
    if likely and "." in likely:
        mend = f"{before}.{likely}" if before else likely
    first = ".".join([*([before] if before else []), *names[:1]])
    return error(
        where,
        "unknown-path",
        what,
        listed(names) or "a key",
        f"use `{mend}`" if mend else f"use a path such as `{first}`",
    )


def _names(node: MappingNode | SequenceNode) -> list[str]:
    """Return the words by which the values inside a node can be reached."""
    if isinstance(node, MappingNode):
        return list(node.entries)
    names = []
    for position, item in enumerate(node.items):
        said = [item.entries.get(name) for name in _ITEM_NAMES] if isinstance(item, MappingNode) else []
        names.append(next((s.text for s in said if isinstance(s, ScalarNode)), str(position)))
    return names
