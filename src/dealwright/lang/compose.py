"""Compose the text of a deal file to a tree, and report all in it that no deal file may hold.

After a syntax error reading goes on at the next top key, so that later problems are seen as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error, in_file_order
from dealwright.lang.characters import forbidden_characters, tab
from dealwright.lang.events import PROBLEM_LIMIT, Composer
from dealwright.lang.reading import DEAL, Limits, read_source, too_large
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode, Tree, split_lines

if TYPE_CHECKING:
    from pathlib import Path

_TOP_KEY = re.compile(r"[A-Za-z_][\w .-]*:(?:\s|$)")
_MOST_RESTARTS = 20
_MOST_TABS = 20
_RESTART_SIZE = 200_000
_FATAL = frozenset({"alias", "merge-key", "too-deep", "too-many-values", "many-documents"})


def read_tree(path: str | Path, name: str | None = None) -> tuple[Tree | None, list[Problem]]:
    """Read a file and compose it.

    Args:
        path: The file.
        name: What problems call it; its path as given, if not said.

    Returns:
        The tree, or None where the text is no usable YAML, and all problems in file order.
    """
    source, problems = read_source(path, name)
    if source is None:
        return None, problems
    return compose(source.text, source.file, source.digest)


def compose(
    text: str, file: str = "deal.yaml", digest: str = "", limits: Limits = DEAL
) -> tuple[Tree | None, list[Problem]]:
    """Compose the text of a deal file.

    Args:
        text: The whole text.
        file: What problems call it.
        digest: SHA-256 of the bytes it was read from.
        limits: How large it may be.

    Returns:
        The tree, or None where the text is no usable YAML, and all problems in file order.
    """
    problems = forbidden_characters(text, file)
    if len(text) > limits.size:
        problems = [too_large(file, limits)]
    if problems:
        return None, problems
    root, problems = _documents(text, file, limits)
    if root is None or any(problem.code in _FATAL for problem in problems):
        return None, in_file_order(problems) or [_empty(text, file)]
    if isinstance(root, ScalarNode) and not root.text and root.style == "plain":
        return None, [*in_file_order(problems), _empty(text, file)]
    if not isinstance(root, MappingNode):
        problems.append(_not_a_mapping(root))
        return None, in_file_order(problems)
    return Tree(root, text, file, digest), in_file_order(problems)


def compose_value(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """Compose a single value, as given on a command line: a plain scalar, or anything in quotes or brackets.

    Args:
        text: The value, such as `12%` or `[yes, no]`.
        file: What problems call it, such as `<set terms.share.rate>`.

    Returns:
        The value or None, and the problems.
    """
    stripped = text.strip()
    if stripped[:1] not in {"[", "{", '"', "'"}:
        problems = forbidden_characters(text, file)
        start = len(text) - len(text.lstrip())
        place = Place(file, 1, start + 1, 1, start + 1 + len(stripped))
        return (
            (None, problems) if problems else (ScalarNode(stripped, "plain", place, (start, start + len(stripped))), [])
        )
    problems = forbidden_characters(text, file)
    if problems:
        return None, problems
    root, problems = _documents(text, file)
    usable = root is not None and not any(problem.code in _FATAL for problem in problems)
    return (root if usable else None), in_file_order(problems)


def _empty(text: str, file: str) -> Problem:
    words = "holds only comments" if text.strip() and "#" in text else "is empty"
    what = f"`{file}` {words}"
    return error(Place.whole(file), "empty-file", what, "a deal", "start one with `dealwright new mine.yaml`")


def _not_a_mapping(root: Node) -> Problem:
    what = "the file is a list" if isinstance(root, SequenceNode) else "the file is one piece of text"
    return error(
        root.place, "not-a-mapping", what, "keys with values, such as `title: A deal`", "begin with `dealwright: 1`"
    )


def _documents(text: str, file: str, limits: Limits = DEAL) -> tuple[Node | None, list[Problem]]:
    """Compose, and after a syntax error compose the rest from the next top key on for its problems alone."""
    lines = split_lines(text)
    composer = Composer(text, file, lines, 0, limits.values)
    root, failed_at = composer.run()
    problems = composer.problems
    if failed_at is None:
        problems += _tabs(lines, file, composer.long_scalars)
        return root, problems[:PROBLEM_LIMIT]
    restarts = _MOST_RESTARTS if len(text) < _RESTART_SIZE else 1
    long_scalars = list(composer.long_scalars)
    while failed_at is not None and restarts:
        restarts -= 1
        start = next((n for n in range(failed_at, len(lines)) if _TOP_KEY.match(lines[n])), None)
        if start is None:
            break
        rest = Composer("\n".join(lines[start:]), file, lines, start, limits.values)
        _, failed_at = rest.run()
        problems += rest.problems
        long_scalars += rest.long_scalars
    reported = {problem.place.line for problem in problems}
    problems += [problem for problem in _tabs(lines, file, long_scalars) if problem.place.line not in reported]
    return None, problems[:PROBLEM_LIMIT]


def _tabs(lines: list[str], file: str, long_scalars: list[tuple[int, int]]) -> list[Problem]:
    """Return a problem for each line that a tab indents, outside texts of several lines."""
    inside = {line for first, last in long_scalars for line in range(first + 1, last + 1)}
    problems = []
    for number, line in enumerate(lines, 1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent and line.strip() and number not in inside:
            column = indent.index("\t") + 1
            problems.append(tab(Place(file, number, column, number, len(indent) + 1)))
            if len(problems) == _MOST_TABS:
                break
    return problems
