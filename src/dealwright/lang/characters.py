"""Refuse characters that no deal file should hold, and quote text that YAML would misread."""

from __future__ import annotations

import re

from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error
from dealwright.ground.unseen import UNSEEN

_MOST_CHARACTERS = 10


def forbidden_characters(text: str, file: str) -> list[Problem]:
    """Return a problem for each of the first characters that no text should hold: control characters and the like."""
    problems = []
    for found in UNSEEN.finditer(text):
        before = text[: found.start()]
        line = len(re.findall(r"\r\n|\r|\n", before)) + 1
        column = found.start() - max(before.rfind("\n"), before.rfind("\r"))
        place = Place(file, line, column, line, column + 1)
        what = f"the character U+{ord(found.group()):04X} cannot be seen and has no meaning here"
        problems.append(error(place, "bad-character", what, "text that can be seen", "delete it"))
        if len(problems) == _MOST_CHARACTERS:
            break
    return problems


def unseen(value: str, place: Place) -> Problem | None:
    """Return the problem of a quoted text whose escapes make a character that no text should hold, if there is one."""
    found = UNSEEN.search(value)
    if found is None:
        return None
    what = f"an escape makes the character U+{ord(found.group()):04X}, which cannot be seen and has no meaning here"
    return error(place, "bad-character", what, "text that can be seen", "take the escape out")


def tab(place: Place) -> Problem:
    """Return the problem of a tab in the indentation."""
    return error(place, "tab", "a tab indents this line", "spaces", "indent it with two spaces for each level")


def quoted(value: str) -> str:
    """Return the value in the quotes that need the fewest escapes."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"
