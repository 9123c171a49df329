"""Say what is wrong in a text, what was expected there, and how to mend it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dealwright.ground.place import Place

Severity = Literal["error", "warning"]

_WINDOW = 100
_QUOTED = 120
_QUOTE = re.compile(rf"`([^`]{{{_QUOTED},}})`")
_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "bold": "\x1b[1m", "dim": "\x1b[2m"}
_RESET = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold one thing that is wrong, as data.

    Args:
        place: Where it stands.
        severity: An `error` stops valuation, a `warning` does not.
        code: Short fixed name such as `unknown-key`, by which the manual explains it.
        what: One sentence that quotes the user's own words in backquotes.
        expected: What would have been right there.
        mend: Something to type that puts it right.
        at: The keys that lead from what stands at the place to what is wrong in it, while its place is not known.

    Example:
        >>> from dealwright.ground.place import Place
        >>> problem = Problem(
        ...     Place("d.yaml", 2, 7, 2, 13),
        ...     "error",
        ...     "bad-literal",
        ...     "`13 bn` is not a value",
        ...     "a value such as `13bn`",
        ...     "write `13bn`",
        ... )
        >>> print(problem)
        d.yaml:2:7: error[bad-literal]: `13 bn` is not a value
    """

    place: Place
    severity: Severity
    code: str
    what: str
    expected: str = ""
    mend: str = ""
    at: tuple[str | int, ...] = ()

    def within(self, *steps: str | int) -> Problem:
        """Return the problem as one of something within what stands at its place.

        Args:
            steps: The keys and positions that lead there.
        """
        return replace(self, at=steps)

    def __str__(self) -> str:
        """Write the first line of the problem, as compilers do."""
        return f"{self.place}: {self.severity}[{self.code}]: {self.what}"

    def to_json(self) -> dict[str, str | int]:
        """Return the problem as plain data, the same object an editor shows as a diagnostic."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "end_line": self.place.end_line,
            "end_column": self.place.end_column,
            "severity": self.severity,
            "code": self.code,
            "what": self.what,
            "expected": self.expected,
            "mend": self.mend,
        }


class UnsoundError(ValueError):
    """Says that nothing is valued while errors stand.

    Args:
        message: All of them, as a person reads them in a terminal.
        problems: The same as data.
    """

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        """Keep both."""
        super().__init__(message)
        self.problems = problems


def error(place: Place, code: str, what: str, expected: str, mend: str) -> Problem:
    """Return a problem that stops valuation."""
    return Problem(place, "error", code, _brief(what), _brief(expected), _brief(mend))


def warning(place: Place, code: str, what: str, expected: str, mend: str) -> Problem:
    """Return a problem that is shown but stops nothing."""
    return Problem(place, "warning", code, _brief(what), _brief(expected), _brief(mend))


def _brief(text: str) -> str:
    """Cut what is quoted short where it would fill the screen."""
    if len(text) <= _QUOTED:
        return text
    return _QUOTE.sub(lambda quote: f"`{quote[1][: _QUOTED - 20]}...`", text)


def in_file_order(problems: list[Problem]) -> list[Problem]:
    """Return the problems by file, line and column, each once."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda p: (p.place.file, p.place.line, p.place.column))


def render(problem: Problem, source_line: str = "", *, colour: bool = False) -> str:
    """Write a problem for a person, with the line it stands on and carets under it.

    Args:
        problem: What to write.
        source_line: The text of the line the problem starts on; empty leaves the excerpt out.
        colour: Whether to use terminal colours.

    Returns:
        Several lines without a final line break.
    """

    def paint(text: str, tone: str) -> str:
        return f"{_COLOURS[tone]}{text}{_RESET}" if colour and text else text

    head = f"{_visible(str(problem.place))}: "
    label = paint(f"{problem.severity}[{problem.code}]", problem.severity)
    lines = [f"{head}{label}: {paint(_visible(problem.what), 'bold')}"]
    gutter = " " * (len(str(problem.place.line)) + 2)
    if source_line.strip():
        text, carets = _excerpt(problem.place, source_line)
        lines.append(paint(f"{gutter}|", "dim"))
        lines.append(paint(f" {problem.place.line} |", "dim") + f" {text}")
        lines.append(paint(f"{gutter}|", "dim") + f" {paint(carets, problem.severity)}")
    for name, words in (("expected", problem.expected), ("mend", problem.mend)):
        if words:
            lines.append(f"{paint(f'{gutter}=', 'dim')} {name}: {_visible(words)}")
    return "\n".join(lines)


def _excerpt(place: Place, source_line: str) -> tuple[str, str]:
    """Return the part of the line around the place, and the carets that go under it."""
    line = _visible(source_line.rstrip("\r\n"))
    start = min(place.column - 1, len(line))
    end = place.end_column - 1 if place.end_line == place.line else len(line.rstrip())
    end = max(start + 1, min(end, len(line)))
    first = max(0, start - _WINDOW // 2) if len(line) > _WINDOW else 0
    last = min(len(line), first + _WINDOW)
    before, after = ("..." if first else ""), ("..." if last < len(line) else "")
    blank = " " * (len(before) + _cells(line[first:start]))
    carets = "^" * max(1, _cells(line[start : min(end, last)]))
    return f"{before}{line[first:last]}{after}", blank + carets


def _cells(text: str) -> int:
    """Return how many terminal cells the text takes."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) > 0 for letter in text)


def _visible(text: str) -> str:
    """Return the text with every control character made harmless, one for one."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c in "\t\n\r" else "\N{REPLACEMENT CHARACTER}" for c in text)
