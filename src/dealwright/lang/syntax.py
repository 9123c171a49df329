"""Say in the words of a deal file what libyaml says in its own when a text is no YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error
from dealwright.lang.characters import quoted, tab

if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml import MarkedYAMLError

_CALL = re.compile(r"(?<![\w.])[\w.]+\(.*\)")
_LONGEST_LINE = 2000


@dataclass(frozen=True, slots=True)
class Mishap:
    """What libyaml reports: its message, where it noticed, and where what it was reading began.

    Lines and columns count from 1; `begin_line` and `begin_column` are 0 if it does not say where.
    """

    file: str
    lines: list[str]
    message: str
    line: int
    column: int
    context: str
    begin_line: int
    begin_column: int

    @property
    def text(self) -> str:
        """Return the line on which it was noticed."""
        return self.lines[self.line - 1] if self.line <= len(self.lines) else ""

    def here(self, length: int = 1) -> Place:
        """Return the place where it was noticed."""
        return Place(self.file, self.line, self.column, self.line, self.column + length)

    def begin(self, length: int = 1) -> Place:
        """Return the place where what was being read began."""
        line, column = self.begin_line or self.line, self.begin_column or self.column
        return Place(self.file, line, column, line, column + length)

    def rest(self) -> Place:
        """Return the place from where it was noticed to the end of that line."""
        return self.here(max(1, len(self.text.rstrip()) - self.column + 1))


def mishap_of(reason: MarkedYAMLError, file: str, lines: list[str], line_offset: int) -> Mishap:
    """Take apart what libyaml raised.

    Args:
        reason: The exception.
        file: What problems call the text.
        lines: Lines of the whole text.
        line_offset: Lines of the whole text before the part that was read.
    """
    mark, begin = reason.problem_mark, reason.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    return Mishap(
        file,
        lines,
        reason.problem or "it cannot be read",
        line + line_offset + 1,
        column + 1,
        reason.context or "",
        begin.line + line_offset + 1 if begin else 0,
        begin.column + 1 if begin else 0,
    )


def explain(mishap: Mishap) -> Problem:
    """Return the problem that says in plain words what is wrong, and how to mend it."""
    if mishap.message.startswith("exceeded maximum nesting depth"):  # libyaml's scanner reads ahead of its events
        return error(mishap.here(), "too-deep", "brackets lie too deep here", "a flat file", "nest less")
    if len(mishap.text) > _LONGEST_LINE:
        return _other(mishap)
    for beginning, explanation in _EXPLANATIONS:
        if mishap.message.startswith(beginning):
            return explanation(mishap)
    return _other(mishap)


def _other(mishap: Mishap) -> Problem:
    return error(
        mishap.here(),
        "bad-syntax",
        f"this is no YAML: {mishap.message}",
        "a key, a colon and a value",
        "write `key: value`",
    )


def _needs_quotes(mishap: Mishap, value: str, start: int) -> Problem:
    place = Place(mishap.file, mishap.line, start + 1, mishap.line, start + 1 + len(value))
    return error(
        place,
        "needs-quotes",
        f"`{value}` holds characters that YAML reads as its own",
        "a value in quotes",
        f"write `{quoted(value)}`",
    )


def _open_bracket(mishap: Mishap) -> Problem:
    call = next((m for m in _CALL.finditer(mishap.text) if m.start() < mishap.column <= m.end()), None)
    if call and not mishap.text.lstrip().startswith("#"):
        return _needs_quotes(mishap, call.group(), call.start())
    closing = "]" if "]" in mishap.message else "}"
    opening = "[" if closing == "]" else "{"
    return error(
        mishap.begin(),
        "unclosed-bracket",
        f"the `{opening}` opened here is not closed before line {mishap.line}, column {mishap.column}",
        f"`,` or `{closing}` there",
        f"close it with `{closing}`",
    )


def _open_quote(mishap: Mishap) -> Problem:
    begun = mishap.lines[mishap.begin_line - 1] if 0 < mishap.begin_line <= len(mishap.lines) else ""
    quote = begun[mishap.begin_column - 1 : mishap.begin_column] or '"'
    place = mishap.begin(max(1, len(begun.rstrip()) - mishap.begin_column + 1))
    what = f"the quote `{quote}` opened here is never closed"
    return error(place, "unclosed-quote", what, f"`{quote}` at the end of the value", f"add `{quote}`")


def _second_colon(mishap: Mishap) -> Problem:
    """Explain a `: ` where none can be: in a value, under a value, or after a key that lost its own colon."""
    text, before = mishap.text, mishap.text[: mishap.column - 1]
    inner = re.match(r"\s*(?:- )?[^:]*?: +", before)
    if inner:
        value = text[inner.end() :].partition(" #")[0].rstrip()
        return _needs_quotes(mishap, value, inner.end())
    above = _above(mishap)
    previous = mishap.lines[above - 1] if above else ""
    if not re.search(r":(\s|$)", previous):
        return _without_colon(mishap, above)
    place = Place(mishap.file, mishap.line, _indent(text) + 1, mishap.line, mishap.column)
    what = f"`{before.strip()}` is indented under line {above}, which already has a value"
    mend = f"indent it by {_spaces(_indent(previous))}"
    return error(place, "bad-indentation", what, "the indentation of the keys beside it", mend)


def _without_colon(mishap: Mishap, line: int) -> Problem:
    text = mishap.lines[line - 1] if 0 < line <= len(mishap.lines) else ""
    words = text.strip()
    indent = len(text) - len(text.lstrip())
    place = Place(mishap.file, line, indent + 1, line, indent + 1 + max(1, len(words)))
    key, colon, value = words.partition(":")
    if not colon:
        key, _, value = words.partition(" ")
    mend = f"write `{key}: {value.strip()}`" if value else f"write `{key}:`"
    return error(place, "missing-colon", f"`{words}` has no `: ` after its key", "`key: value`", mend)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _spaces(count: int) -> str:
    return "no spaces" if count == 0 else "1 space" if count == 1 else f"{count} spaces"


def _above(mishap: Mishap) -> int:
    """Return the number of the last line before the mishap that holds more than a comment, or 0."""
    numbers = range(min(mishap.line - 1, len(mishap.lines)), 0, -1)
    return next((n for n in numbers if mishap.lines[n - 1].strip() and mishap.lines[n - 1].lstrip()[0] != "#"), 0)


def _no_key(mishap: Mishap) -> Problem:
    """Explain what is no key: wrongly indented, or words after a value that is complete."""
    before = mishap.text[: mishap.column - 1]
    if before.strip():
        place = mishap.rest()
        words = mishap.text[mishap.column - 1 :].rstrip()
        value = re.sub(r"^\s*(?:- )?[^:]*?:\s+", "", mishap.text).rstrip()
        what = f"`{words}` stands after a value that is already complete"
        return error(place, "text-after-value", what, "the end of the line", f"write {_as_one(value)} or delete it")
    above = _above(mishap)
    beside = _indent(mishap.lines[above - 1]) if above else 0
    what = f"`{mishap.text.strip()}` is indented by {_spaces(len(before))} and belongs to nothing above it"
    like = f"{_spaces(max(0, mishap.begin_column - 1))} on line {mishap.begin_line}"
    expected = f"the indentation of the keys beside it ({like})"
    return error(mishap.rest(), "bad-indentation", what, expected, f"indent it by {_spaces(beside)}")


def _as_one(value: str) -> str:
    return f"`{quoted(value.replace(chr(34), '').replace(chr(39), ''))}`"


def _bad_start(mishap: Mishap) -> Problem:
    sign = mishap.text[mishap.column - 1 : mishap.column]
    if sign == "\t":
        return tab(mishap.here())
    if not sign:
        what = "the text ends where a value or a bracket should follow"
        return error(mishap.here(), "unclosed-bracket", what, "a value, or `]` or `}`", "close what is open")
    value = mishap.text[mishap.column - 1 :].rstrip()
    what = f"`{sign}` cannot begin a value"
    return error(mishap.rest(), "bad-character", what, "a value, or text in quotes", f"write `{quoted(value)}`")


def _tab(mishap: Mishap) -> Problem:
    return tab(mishap.here())


def _list_in_line(mishap: Mishap) -> Problem:
    value = mishap.text[mishap.column - 1 :].rstrip()
    number = value[1:].strip()
    mend = f"write `-{number}`" if re.match(r"[\d.]", number) else "begin the list on the next line, or write `[a, b]`"
    return error(
        mishap.rest(), "list-in-line", "`- ` begins a list, which cannot stand on the line of its key", "a value", mend
    )


def _escape(mishap: Mishap) -> Problem:
    sign = mishap.text[mishap.column - 1 : mishap.column + 1]
    what = f"`{sign}` is no escape that double quotes know"
    return error(mishap.here(2), "bad-escape", what, "`\\\\` for a backslash", "put the value in single quotes")


def _second_root(mishap: Mishap) -> Problem:
    what = f"`{mishap.text.strip()}` stands outside what the file began with"
    expected = "every top key at the beginning of its line"
    first = next((line for line in mishap.lines if line.strip() and not line.lstrip().startswith("#")), "")
    return error(mishap.rest(), "bad-indentation", what, expected, f"indent it by {_spaces(_indent(first))}")


_EXPLANATIONS: tuple[tuple[str, Callable[[Mishap], Problem]], ...] = (
    ("found unexpected end of stream", _open_quote),
    ("found unexpected document indicator", _open_quote),
    ("did not find expected ','", _open_bracket),
    ("mapping values are not allowed", _second_colon),
    ("could not find expected ':'", lambda mishap: _without_colon(mishap, mishap.begin_line or mishap.line)),
    ("did not find expected key", _no_key),
    ("did not find expected '-'", _no_key),
    ("found character that cannot start", _bad_start),
    ("found a tab character", _tab),
    ("block sequence entries are not allowed", _list_in_line),
    ("found unknown escape", _escape),
    ("did not find expected hexdecimal", _escape),
    ("did not find expected <document start>", _second_root),
    ("did not find expected node content", _bad_start),
)
