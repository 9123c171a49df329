"""Check that no fact, driver or term is defined, by whatever detour, by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.deal.expression import TermField, walk
from dealwright.ground.problem import Problem, error
from dealwright.terms.pace import circle_of, of_one_mind
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
    graph = {name: _without_pace(entry, draft) for name, entry in graph.items()}
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


def _without_pace(entry: Entry, draft: Draft) -> Entry:
    """Leave out the royalties that keep pace with each other: each has the best of the rates of their own words."""
    if not isinstance(entry.shape, Royalty) or not entry.shape.favoured:
        return entry
    terms = draft.sound("terms")
    circle = circle_of(entry.name, terms)
    if not circle or not of_one_mind(circle, terms):
        return entry
    counted = {name for other in draft.of("terms") if other.name in circle for name in _counted(other)}
    apart = set() if counted & circle else {f"terms.{name}" for name in circle}
    return replace(entry, uses={name: place for name, place in entry.uses.items() if name not in apart})


def _counted(entry: Entry) -> set[str]:
    """Name the terms whose results an entry counts in an expression."""
    return {part.term for value in entry.values for part in walk(value.expression) if isinstance(part, TermField)}


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
        expected = "royalties of which one goes before the other, or which keep pace with each other for the same side"
        mend = f"remove the clause from `{ordered[0].removeprefix('terms.')}`, or let them favour the same side"
        return error(place, "definition-cycle", what, expected, mend)
    return error(place, "definition-cycle", what, "a definition by other names", "write one of them as a literal")
