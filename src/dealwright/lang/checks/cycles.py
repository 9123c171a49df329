"""Check that no fact, driver or term is defined, by whatever detour, by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error
from dealwright.terms.royalty import Royalty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


DEEPEST = 100
"""Most definitions that may lie inside each other."""


def check_cycles(draft: Draft) -> list[Problem]:
    """Find definitions that go round in a circle, each circle once, and those that lie too deep to be followed."""
    graph = {_title(entry): entry for section in ("facts", "drivers", "terms") for entry in draft.of(section)}
    found: list[Problem] = []
    depths: dict[str, int] = {}
    for start in graph:
        _follow(start, graph, depths, found)
    deep = next((entry for name, entry in graph.items() if depths[name] > DEEPEST), None)
    if deep is not None and not found:
        what = f"`{deep.name}` rests on more than {DEEPEST} definitions, each on the next"
        found.append(
            error(deep.key, "too-large-expression", what, "a few definitions", "write some of them as literals")
        )
    return found


def _title(entry: Entry) -> str:
    """Return the name by which an expression uses an entry."""
    return f"terms.{entry.name}" if entry.path[0] == "terms" else entry.name


def _follow(start: str, graph: Mapping[str, Entry], depths: dict[str, int], found: list[Problem]) -> None:
    """Walk everything that a definition uses, depth first, and report each step back onto the way.

    Args:
        start: Where to begin.
        graph: Every definition.
        depths: How many definitions each one rests on, of those already walked.
        found: Takes the problems.
    """
    way = [start] if start not in depths else []
    waiting = [iter(graph[name].uses) for name in way]
    while waiting:
        following = next((name for name in waiting[-1] if name in graph and name not in depths), None)
        if following is None:
            waiting.pop()
            name = way.pop()
            depths[name] = 1 + max((depths.get(use, 0) for use in graph[name].uses), default=0)
        elif following in way:
            circle = way[way.index(following) :]
            if len(circle) > 1 or not _names_itself(graph[following]):
                found.append(_circle(circle, graph))
        else:
            way.append(following)
            waiting.append(iter(graph[following].uses))


def _names_itself(entry: Entry) -> bool:
    """Say whether a term names itself by a key of its own, expressions apart, which is told by itself."""
    return isinstance(entry.shape, Royalty) and entry.name in (*entry.shape.favoured, entry.shape.nets)


def _circle(names: list[str], graph: Mapping[str, Entry]) -> Problem:
    """Report a circle at its first use in the file."""
    uses = [
        (graph[name].uses[after], position)
        for position, (name, after) in enumerate(zip(names, [*names[1:], names[0]], strict=True))
    ]
    place, first = min(uses, key=lambda use: (use[0].file, use[0].line, use[0].column))
    ordered = [*names[first:], *names[:first]]
    circle = " -> ".join(f"`{name}`" for name in [*ordered, ordered[0]])
    what = f"`{ordered[0]}` is defined by itself: {circle}"
    if all(isinstance(graph[name].shape, Royalty) for name in ordered):
        expected = "royalties of which one goes before the other"
        one = ordered[0].removeprefix("terms.")
        mend = f"remove the clause from `{one}`, or write in both the rate that the better one brings"
        return error(place, "definition-cycle", what, expected, mend)
    return error(place, "definition-cycle", what, "a definition by other names", "write one of them as a literal")
