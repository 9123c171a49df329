"""Try everything that a file would lay over itself: scenarios, structural readings, negotiable values, offers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error
from dealwright.lang.closest import closest, listed
from dealwright.lang.overlay import Pair, scenario_pairs, written_pairs
from dealwright.lang.ranges import parse_range
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.ground.place import Place
    from dealwright.lang.load import Loaded

MOST_TRIED = 100
"""So many values of a list are tried; a wrong one past them shows when it is laid."""


def try_overlays(loaded: Loaded) -> list[Problem]:
    """Return the problems that only show when something of the file is laid over the rest of it.

    Args:
        loaded: The deal in force, with its own problems found.
    """
    found: list[Problem] = []
    for words, node, pairs in _scenarios(loaded):
        found += _tried(loaded, pairs, node, words)
    for words, node, pairs in _readings(loaded):
        found += _tried(loaded, pairs, node, words)
    signed = loaded.signed()
    found += _ranges(signed)
    for words, node, pairs in _offers(loaded):
        found += [problem for pair in pairs if (problem := _not_negotiable(loaded, pair))]
        found += _tried(signed, pairs, node, words)
    return found


def _tried(loaded: Loaded, pairs: list[Pair], node: Node, words: str) -> list[Problem]:
    """Lay pairs over a deal and return the errors that were not there before.

    Args:
        loaded: The deal.
        pairs: What to lay.
        node: Where the pairs are written: problems that show elsewhere are moved there.
        words: What the pairs are, such as `scenario no_deal`.
    """
    if not pairs:
        return []
    before = set(loaded.problems)
    after = loaded.laid(pairs, warnings=False)
    new = [problem for problem in after.problems if problem.severity == "error" and problem not in before]
    return [
        problem if _inside(problem.place, node.place) else _moved(problem, pairs[0].place, words) for problem in new
    ]


def _inside(place: Place, outer: Place) -> bool:
    """Say whether a place begins within another."""
    first, last = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return place.file == outer.file and first <= (place.line, place.column) < last


def _moved(problem: Problem, place: Place, words: str) -> Problem:
    """Return a problem at the place of what brings it about."""
    return replace(problem, place=place, what=f"with {words}: {problem.what}")


def _scenarios(loaded: Loaded) -> Iterator[tuple[str, Node, list[Pair]]]:
    """Yield every scenario with its pairs."""
    for entry in loaded.draft.of("scenarios") if loaded.draft else []:
        if entry.shape is not None:
            yield f"the scenario `{entry.name}`", entry.node, scenario_pairs(entry.node)


def _readings(loaded: Loaded) -> Iterator[tuple[str, Node, list[Pair]]]:
    """Yield every structural reading with its pairs."""
    for name, fact in (loaded.draft.sound("facts") if loaded.draft else {}).items():
        for position, reading in enumerate(fact.readings or ()):
            node = loaded.node_at(f"facts.{name}.readings.{position}.overlay")
            if reading.overlay and node is not None:
                yield f"reading {position + 1} of `{name}`", node, written_pairs(node)


def _offers(loaded: Loaded) -> Iterator[tuple[str, Node, list[Pair]]]:
    """Yield every offer of the talks with its pairs."""
    for entry in loaded.draft.of("talks") if loaded.draft else []:
        node = entry.node.entries.get("offer") if isinstance(entry.node, MappingNode) else None
        if entry.shape is not None and node is not None:
            yield f"the offer of `{entry.shape.by}`", node, written_pairs(node)


def _not_negotiable(loaded: Loaded, pair: Pair) -> Problem | None:
    """Report an offer on a path that is not negotiable."""
    known = list(loaded.over())
    if pair.path in known:
        return None
    meant = closest(pair.path, known)
    what = f"`{pair.path}` is not negotiable, so nobody can offer it"
    mend = f"write `{meant}`" if meant else f"add `{pair.path}` to `negotiate.over`"
    return error(pair.place, "not-negotiable", what, listed(known) or "a path of `negotiate.over`", mend)


def _ranges(loaded: Loaded) -> list[Problem]:
    """Return the problems of negotiable paths: their ranges, and what their values make of the deal."""
    found: list[Problem] = []
    for path, node in loaded.over().items():
        currency = loaded.draft.currency if loaded.draft is not None else ""
        values, problems = parse_range(node, currency)
        found += problems
        if values is None:
            continue
        place = loaded.over_place(path)
        for value in _to_try(node, [value.written for value in values]):
            problems = _tried(loaded, [Pair(path, value, place)], node, f"`{path}: {_words(value)}`")
            found += problems
            if problems:
                break
    return found


def _to_try(node: Node, texts: list[str]) -> list[Node]:
    """Return the values to try: those of a list, both ends of a range."""
    if isinstance(node, SequenceNode):
        return list(node.items[:MOST_TRIED])
    return [ScalarNode(text, "folded", node.place) for text in dict.fromkeys((texts[0], texts[-1]))]


def _words(node: Node) -> str:
    return node.text if isinstance(node, ScalarNode) else "..."
