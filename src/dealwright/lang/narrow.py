"""Narrow problems that were found in a finished table down to the number or the name that is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.lang.events import Composer
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode, split_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dealwright.ground.place import Place
    from dealwright.ground.problem import Problem

_MOST_VALUES = 1_000
"""More values than a plain line holds."""


def narrowed(problems: Iterable[Problem], root: Node) -> list[Problem]:
    """Put each problem at what is wrong in the thing at whose place it was found.

    Args:
        problems: Each at the place of a thing, perhaps with the keys that lead on from there.
        root: What the things stand in.

    Returns:
        The problems; one whose keys are not in the text stays where it is.
    """
    found = list(problems)
    if not any(problem.at for problem in found):
        return found
    things = {root.place: root, **dict(_things(root))}
    return [_narrow(problem, things.get(problem.place)) for problem in found]


def narrowed_by_line(problems: Iterable[Problem], root: Node, text: str, file: str) -> list[Problem]:
    """Put each problem at what is wrong where only a part of a text was read to a tree: other lines are read alone.

    Args:
        problems: Each at the place of a thing, perhaps with the keys that lead on from there.
        root: The tree of the part.
        text: The whole text, of which each other thing is one line.
        file: What problems call it.

    Returns:
        The problems.
    """
    found = list(problems)
    if not any(problem.at for problem in found):
        return found
    things, lines = {root.place: root, **dict(_things(root))}, split_lines(text)
    for place in {problem.place for problem in found if problem.at and problem.place not in things}:
        thing = _on_line(lines, place, file)
        if thing is not None:
            things[place] = thing
    return [_narrow(problem, things.get(problem.place)) for problem in found]


def _on_line(lines: list[str], place: Place, file: str) -> Node | None:
    """Read the thing that one line holds: an item of a list, or a key with its value."""
    line = lines[place.line - 1]
    item = line.lstrip().startswith("- ")
    composer = Composer(line.replace("-", " ", 1) if item else line, file, lines, place.line - 1, _MOST_VALUES)
    node = composer.run()[0]
    return next(iter(node.entries.values()), None) if isinstance(node, MappingNode) and not item else node


def _things(node: Node) -> Iterator[tuple[Place, Node]]:
    """Yield everything in a node with the place by which a table knows it: that of its key, or of a list's item."""
    inner: Iterable[tuple[Place, Node]] = ()
    if isinstance(node, MappingNode):
        inner = ((node.keys[key], value) for key, value in node.entries.items())
    elif isinstance(node, SequenceNode):
        inner = ((item.place, item) for item in node.items)
    for place, value in inner:
        yield place, value
        yield from _things(value)


def _narrow(problem: Problem, thing: Node | None) -> Problem:
    """Put one problem at what its keys lead to."""
    place, node = problem.place, thing
    for step in problem.at:
        key, value = _behind(node, step)
        if key is None:
            break
        place, node = value.place if isinstance(value, ScalarNode) else key, value
    return replace(problem, place=place, at=())


def _behind(node: Node | None, step: str | int) -> tuple[Place | None, Node | None]:
    """Return the place of what a step leads to, and what stands there: a key's value, or a list's item by its words."""
    if isinstance(node, MappingNode) and step in node.entries:
        return node.keys[str(step)], node.entries[str(step)]
    for position, item in enumerate(node.items if isinstance(node, SequenceNode) else ()):
        if step == position or (isinstance(item, ScalarNode) and item.text == step):
            return item.place, item
    return None, None
