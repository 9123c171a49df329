"""Check that no fact, driver or term is defined, by whatever detour, by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.ground.place import Place
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry


def check_cycles(draft: Draft) -> list[Problem]:
    """Find definitions that go round in a circle, each circle once."""
    graph = {_title(entry): entry.uses for section in ("facts", "drivers", "terms") for entry in draft.of(section)}
    found: list[Problem] = []
    done: set[str] = set()
    for start in graph:
        _follow(start, graph, done, found)
    return found


def _title(entry: Entry) -> str:
    """Return the name by which an expression uses an entry."""
    return f"terms.{entry.name}" if entry.path[0] == "terms" else entry.name


def _follow(start: str, graph: Mapping[str, Mapping[str, Place]], done: set[str], found: list[Problem]) -> None:
    """Walk everything that a definition uses, depth first, and report each step back onto the way."""
    way = [start]
    waiting = [iter(graph[start])]
    while waiting:
        following = next((name for name in waiting[-1] if name in graph and name not in done), None)
        if following is None:
            done.add(way.pop())
            waiting.pop()
        elif following in way:
            found.append(_circle(way[way.index(following) :], graph))
        else:
            way.append(following)
            waiting.append(iter(graph[following]))


def _circle(names: list[str], graph: Mapping[str, Mapping[str, Place]]) -> Problem:
    """Report a circle at its first use in the file."""
    uses = [
        (graph[name][after], position)
        for position, (name, after) in enumerate(zip(names, [*names[1:], names[0]], strict=True))
    ]
    place, first = min(uses, key=lambda use: (use[0].file, use[0].line, use[0].column))
    ordered = [*names[first:], *names[:first]]
    circle = " -> ".join(f"`{name}`" for name in [*ordered, ordered[0]])
    what = f"`{ordered[0]}` is defined by itself: {circle}"
    return error(place, "definition-cycle", what, "a definition by other names", "write one of them as a literal")
