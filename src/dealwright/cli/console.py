"""What the verbs print with: results on stdout, everything else on stderr, colour only where it is welcome."""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from typing import IO, TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import Console

    from dealwright.ground.place import Place
    from dealwright.ground.problem import Problem

NEAREST = {"−": "-", "–": "-", "±": "+/-", "×": "x", "…": "...", "’": "'", "“": '"', "”": '"', "·": "-"}
"""What stands for a letter in plain ASCII."""
_MANY = 1000
"""Rows from which on a result is written a row a line."""


def say(words: str) -> None:
    """Print a remark on stderr.

    Args:
        words: One or more lines.
    """
    print(words, file=sys.stderr)


def print_json(data: object, stream: TextIO | None = None) -> None:
    """Print a result as JSON.

    Args:
        data: Plain data, as a result's `to_json` gives it.
        stream: Where to; stdout by default.
    """
    encoding = (stream or sys.stdout).encoding or "utf-8"
    spelt = "utf" not in encoding.lower()  # not every letter is known there
    if isinstance(data, dict) and any(isinstance(value, list) and len(value) > _MANY for value in data.values()):
        text = _in_rows(data, partial(json.dumps, ensure_ascii=spelt, allow_nan=False))
    else:
        text = json.dumps(data, indent=2, ensure_ascii=spelt, allow_nan=False)
    print(text, file=stream)


def _in_rows(data: dict[str, object], dumps: Callable[[object], str]) -> str:
    """Write data with thousands of rows as JSON, a row a line: laid out in full it takes several times as long."""
    parts = []
    for key, value in data.items():
        rows = [f"    {dumps(row)}" for row in value] if isinstance(value, list) else []
        parts.append(f"  {dumps(key)}: " + ("[\n" + ",\n".join(rows) + "\n  ]" if rows else dumps(value)))
    return "{\n" + ",\n".join(parts) + "\n}"


def nearest(reason: UnicodeError) -> tuple[str, int]:
    """Replace what a stream cannot write by what it can: a minus must not become a question mark.

    Args:
        reason: What could not be written; Python's own handlers take the same.

    Returns:
        The replacement, and where to go on.
    """
    if not isinstance(reason, UnicodeEncodeError):
        raise reason
    lost = reason.object[reason.start : reason.end]
    return "".join(NEAREST.get(letter, "?") for letter in lost), reason.end


def colour_on(stream: IO[str]) -> bool:
    """Tell whether to colour what goes to a stream.

    Args:
        stream: stdout or stderr.

    Returns:
        True on a terminal that can, unless `NO_COLOR` is set.
    """
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def console() -> Console:
    """Make the console that draws tables on stdout.

    Returns:
        A console as wide as the terminal, or of 120 cells where there is none.
    """
    from rich.console import Console

    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else 120
    return Console(width=width, no_color=not colour_on(sys.stdout), highlight=False, markup=False, emoji=False)


def print_problems(problems: Iterable[Problem], line: Callable[[Place], str]) -> None:
    """Print problems for a person, on stderr, each with the line it stands on.

    Args:
        problems: The problems, in the order to print.
        line: Gives the text of the line on which a place begins.
    """
    from dealwright.ground.problem import render

    colour = colour_on(sys.stderr)
    for problem in problems:
        say(render(problem, line(problem.place), colour=colour) + "\n")
