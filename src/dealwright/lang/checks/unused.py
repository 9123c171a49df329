"""Warn of sources, facts and drivers that nothing uses, so that nothing stands in a file without effect unseen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.deal.source import Fact
from dealwright.ground.problem import Problem, warning
from dealwright.lang.tree import MappingNode, ScalarNode, scalars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.lang.draft import Draft
    from dealwright.lang.tree import Node


def check_unused_sources(draft: Draft) -> list[Problem]:
    """Warn of sources that nothing names, once all is sound that might name them."""
    if not _all_read(draft):
        return []
    named = {each.name for entry in draft.every() for each in entry.references if "sources" in each.refers.sections}
    if not named.issubset(draft.names("sources")):
        return []
    expected, mend = "a source that something names", "name it in a fact, or remove it"
    return [
        warning(draft.key("sources", name), "unused-source", f"nothing names the source `{name}`", expected, mend)
        for name in draft.names("sources")
        if name not in named
    ]


def check_unused_facts(draft: Draft) -> list[Problem]:
    """Warn of facts that no value uses, once all can be read that might use them."""
    if not _all_read(draft):
        return []
    used = {name for entry in draft.every() for name in entry.uses} | set(_words_laid(draft, "facts."))
    expected, mend = "a fact that some value uses", "use its name in a value, or remove it"
    return [
        warning(entry.key, "unused-fact", f"no value uses the fact `{entry.name}`", expected, mend)
        for entry in draft.of("facts")
        if entry.name not in used and not (isinstance(entry.shape, Fact) and entry.shape.kind == "structural readings")
    ]


def check_unused_drivers(draft: Draft) -> list[Problem]:
    """Warn of drivers that no value uses, nothing takes as its event and no correlation names, in a deal of terms."""
    if not draft.names("terms") or not _all_read(draft):
        return []
    used = {name for entry in draft.every() for name in entry.uses} | set(_words_laid(draft, "drivers."))
    used |= {each.name for entry in draft.every() for each in entry.references if "events" in each.refers.sections}
    used |= {word for entry in draft.of("correlations") for word in _words(entry.name)}
    expected = "a driver that a term, a company or another driver uses"
    mend = "use its name in a value, or remove it"
    return [
        warning(entry.key, "unused-driver", f"nothing uses the driver `{entry.name}`", expected, mend)
        for entry in draft.of("drivers")
        if entry.name not in used
    ]


def _all_read(draft: Draft) -> bool:
    return all(entry.shape is not None and not entry.problems for entry in draft.every())


def _words_laid(draft: Draft, section: str) -> Iterator[str]:
    """Yield every word of the values that may be laid over the deal, and of the paths to a section among them."""
    nodes: list[Node] = [entry.node for part in ("scenarios", "talks") for entry in draft.of(part)]
    nodes += [draft.node("negotiate", "over")] if "negotiate" in draft.root.entries else []
    within = [(entry.node, "readings") for entry in draft.of("facts")]
    within += [(entry.node, "switches") for entry in draft.of("terms")]
    within += [(entry.node, "believes") for entry in draft.of("parties")]
    nodes += [node.entries[key] for node, key in within if isinstance(node, MappingNode) and key in node.entries]
    for node in nodes:
        for scalar in scalars(node):
            yield from _words(scalar.text)
        for path in _paths(node):
            yield from _words(path) if path.startswith(section) else ()


def _paths(node: Node) -> Iterator[str]:
    """Yield every key of a node and of what stands in it."""
    if isinstance(node, ScalarNode):
        return
    yield from node.entries if isinstance(node, MappingNode) else ()
    for inside in node.entries.values() if isinstance(node, MappingNode) else node.items:
        yield from _paths(inside)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
