"""Reads the scenario that a part of `genius` works on."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from dealwright.cli.console import print_json, print_problems, say
from dealwright.cli.options import Stop
from dealwright.cli.reading import as_json, counted

if TYPE_CHECKING:
    from dealwright.lang.genius.read import Reading
    from dealwright.lang.genius.scenario import Scenario

_MOST_WARNINGS = 10


def add_scenario(parser: argparse.ArgumentParser) -> None:
    """Add which files a scenario is read from."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="the scenario's folder, or its files: the domain and a profile for each party",
    )


def opened(options: argparse.Namespace) -> Scenario:
    """Read a scenario: print its problems, and stop where one is an error.

    Args:
        options: The parsed options of a part that has `add_scenario`.

    Returns:
        The scenario.

    Raises:
        Stop: There are errors, which were printed.
    """
    from dealwright.lang.genius.read import read_scenario

    reading = read_scenario(options.files)
    errors = sum(problem.severity == "error" for problem in reading.problems)
    tell(options, reading, whole=errors > 0)
    if reading.scenario is None:
        if not as_json(options):
            say(f"{options.files[0]}: {counted(errors, 'error')}; nothing was computed")
        raise Stop(1)
    return reading.scenario


def tell(options: argparse.Namespace, reading: Reading, *, whole: bool) -> None:
    """Tell what is wrong with a scenario.

    Args:
        options: The parsed options.
        reading: What was read.
        whole: Whether each problem is told with its line; otherwise in one line each, the first ten.
    """
    if as_json(options):
        if reading.problems:
            print_json([problem.to_json() for problem in reading.problems], sys.stderr)
    elif whole:
        print_problems(reading.problems, reading.line)
    else:
        for warning in reading.problems[:_MOST_WARNINGS]:
            say(str(warning))
        more = len(reading.problems) - _MOST_WARNINGS
        if more > 0:
            say(f"{options.files[0]}: {counted(more, 'more warning')}; --json tells them all")


def pair(words: str) -> tuple[str, str]:
    """Read what an issue is settled at.

    Args:
        words: What was typed, as in `price=low`.

    Raises:
        argparse.ArgumentTypeError: There is no `=` in it.
    """
    name, equals, value = words.partition("=")
    if not equals or not name.strip():
        message = f"'{words}' is not ISSUE=VALUE, such as price=low"
        raise argparse.ArgumentTypeError(message)
    return name.strip(), value.strip()
