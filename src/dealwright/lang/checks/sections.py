"""Check the sections of a file as a whole, and names that two of them declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error
from dealwright.lang.entry import KEYED
from dealwright.lang.misfit import empty_value, kind_of_node
from dealwright.lang.tree import MappingNode, ScalarNode, SequenceNode
from dealwright.lang.unfold import is_empty, is_none

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.tree import Node

_ONE_NAMESPACE = (("facts", "drivers"), ("parties", "companies"))
_NEVER_EMPTY = frozenset({"parties", "negotiate"})


def check_sections(draft: Draft) -> list[Problem]:
    """Find sections that are neither mappings of names nor, for `talks`, a list."""
    found = []
    for section, node in draft.root.entries.items():
        key = draft.root.keys[section]
        expected = MappingNode if section in KEYED else SequenceNode if section == "talks" else None
        if expected is None or isinstance(node, expected):
            continue
        if is_empty(node) or is_none(node):
            if section in _NEVER_EMPTY:
                found.append(empty_value(key, f"`{section}`"))
            continue
        words = "a list" if section == "talks" else "a mapping of names"
        words = "a mapping of pairs of drivers" if section == "correlations" else words
        mend = "begin each entry with `- `" if section == "talks" else "write `NAME:` before each entry"
        mend = _pairs(draft, node) if section == "correlations" else mend
        found.append(error(key, "wrong-kind", f"`{section}` is {kind_of_node(node)}", words, mend))
    parties = draft.root.entries.get("parties")
    if isinstance(parties, MappingNode) and not parties.entries:
        found.append(empty_value(draft.root.keys["parties"], "`parties`"))
    return found


def _pairs(draft: Draft, node: Node) -> str:
    """Show how the first pair of correlations is written, with the names that are there."""
    items = node.items if isinstance(node, SequenceNode) else [node]
    if items and isinstance(items[0], MappingNode) and items[0].entries:
        pair, value = next(iter(items[0].entries.items()))
        share = value.text if isinstance(value, ScalarNode) else "50%"
        return f"write `{pair}: {share}` without `- ` or brackets before it"
    said = [item.text for item in items if isinstance(item, ScalarNode)]
    written = next((text for text in said if "~" in text), None)
    names = [name for name in said if name in draft.names("drivers")]
    first, second = (*names, "a", "b")[:2] if len(names) > 1 else ("a", "b")
    return f"write pairs, such as `{written or f'{first} ~ {second}'}: 50%`"


def check_declared_twice(draft: Draft) -> list[Problem]:
    """Find names that two sections of one namespace declare."""
    found = []
    for first, second in _ONE_NAMESPACE:
        for name in draft.names(second):
            if name in draft.names(first):
                sections = sorted(
                    [(draft.key(first, name), first), (draft.key(second, name), second)], key=lambda s: s[0].line
                )
                what = f"`{name}` is declared in `{sections[0][1]}` and again in `{sections[1][1]}`"
                mend = f"rename one of them, such as `{name}_{sections[1][1][:-1]}`"
                found.append(error(sections[1][0], "name-taken", what, "a name of its own", mend))
    return found
