"""`dealwright set`: changes one value in the file, and leaves all the rest of it as it is."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING

from dealwright.cli.console import colour_on, print_problems, say
from dealwright.cli.options import DEFAULT_FILE, Verbs, WrongUsage, add_verb
from dealwright.cli.reading import kind_of_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from dealwright.ground.problem import Problem
    from dealwright.lang.captable import LoadedTable
    from dealwright.lang.edit import Edit
    from dealwright.lang.load import Loaded

PATH_AND_VALUE = 2
COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
MORE = """

  dealwright set deal.yaml terms.revenue_share.rate 12%

Comments, order and line breaks stay. The difference is shown. A value that the file could not hold is refused, and so
is the change if somebody else has changed the file meanwhile. FILE may be left out if it is deal.yaml."""


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(verbs, "set", run, "change one value in the file, in place", MORE)
    parser.usage = "dealwright set [-h] [--dry-run] [FILE] PATH VALUE"
    parser.add_argument(
        "words", metavar="[FILE] PATH VALUE", nargs="+", help="the file, which value, and what it is to be"
    )
    parser.add_argument("--dry-run", action="store_true", help="show the difference, and leave the file as it is")
    # A value may begin with a minus; argparse would take all but plain numbers for options.
    parser._negative_number_matcher = re.compile(r"-[\d.]")  # noqa: SLF001 - argparse offers no other way to say so


def run(options: argparse.Namespace) -> int:
    """Change one value.

    Args:
        options: The parsed options.

    Returns:
        0 where the file now holds the value, else 1.
    """
    file, path, value = _words(options.words)
    from dealwright.lang.edit import set_value

    edit, problems = set_value(file, path, value)
    if edit is None:
        return _refuse(file, path, value, problems)
    faults = _faults(file, path, value)
    if faults:
        return _refuse(file, path, value, faults)
    show_edit(edit)
    refusal = [] if options.dry_run or not edit.diff else edit.write()
    if refusal:
        return _refuse(file, path, value, refusal)
    return 0


def _words(words: Sequence[str]) -> tuple[str, str, str]:
    """Tell the file, the path and the value apart."""
    if len(words) == PATH_AND_VALUE:
        if "=" in words[1] and words[0].endswith((".yaml", ".yml")):
            path, _, value = words[1].partition("=")
            message = f"say path and value apart, as in: dealwright set {words[0]} {path} {shlex.quote(value)}"
            raise WrongUsage(message)
        return (DEFAULT_FILE, words[0], words[1])
    if len(words) == PATH_AND_VALUE + 1:
        return (words[0], words[1], words[2])
    message = "say a path and a value, as in: dealwright set deal.yaml terms.revenue_share.rate 12%"
    raise WrongUsage(message)


def _faults(file: str, path: str, value: str) -> tuple[Problem, ...]:
    """Find what would be wrong with a file that is sound now, or with the value itself."""
    loaded = _loaded(file)
    errors = loaded.with_overrides({path: value}).errors
    return errors if not loaded.errors else tuple(e for e in errors if e.place.file == f"<set {path}>")


def _loaded(file: str) -> Loaded | LoadedTable:
    """Read a deal or a cap table."""
    from dealwright.lang.captable import load_table
    from dealwright.lang.load import load

    return load_table(file) if kind_of_file(file) == "table" else load(file)


def _refuse(file: str, path: str, value: str, problems: Iterable[Problem]) -> int:
    """Say why nothing was written."""
    typed = f"<set {path}>"
    print_problems(problems, lambda place: value if place.file == typed else _loaded(file).line(place))
    say(f"{file}: stays as it was")
    return 1


def show_edit(edit: Edit) -> None:
    """Print the difference."""
    if not edit.diff:
        print(f"{edit.file}: `{edit.path}` is {edit.new_value} already")
        return
    colour = colour_on(sys.stdout)
    for line in edit.diff.splitlines():
        tone = COLOURS.get(line[:1], "") if colour else ""
        print(f"{tone}{line}\x1b[0m" if tone else line)
