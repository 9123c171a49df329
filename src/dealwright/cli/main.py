"""The command line: reads the words, calls one verb, and turns whatever happens into an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from dealwright import __version__
from dealwright.cli import bargain, check, explain, new, report, schema, set_value, value
from dealwright.cli.console import say
from dealwright.cli.options import Stop, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS = (new, check, value, bargain, report, explain, schema, set_value)
"""Every verb's module, in the order of the help."""

FINE, PROBLEMS, WRONG_USAGE, OUR_BUG, INTERRUPTED = 0, 1, 2, 3, 130
"""What the process answers."""


def parser() -> argparse.ArgumentParser:
    """Build the whole command line, every verb with its options.

    Returns:
        The parser; each verb leaves the function to call in `run`.
    """
    top = argparse.ArgumentParser(
        prog="dealwright",
        description="A plain-text deal engine: what a deal is worth to each side, and which packages both would sign.",
        epilog="Exit codes: 0 fine, 1 problems in the file, 2 wrong usage, 3 a bug of ours.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"dealwright {__version__}")
    top.add_argument("--debug", action="store_true", help="show where in our code an error arose")
    verbs = top.add_subparsers(title="verbs", dest="verb", metavar="VERB", required=True)
    for module in VERBS:
        module.add(verbs)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The words after `dealwright`; those of the process if None.

    Returns:
        0 fine, 1 problems in the file, 2 wrong usage, 3 a bug of ours.

    Example:
        >>> main(["explain", "royalty"])  # doctest: +SKIP
        0
    """
    try:
        options = parser().parse_args(arguments)
    except SystemExit as leaving:  # argparse leaves this way after --help, --version and wrong usage
        return int(leaving.code or 0)
    try:
        return int(options.run(options))
    except Stop as stop:
        return stop.code
    except WrongUsage as usage:
        say(f"dealwright {options.verb}: {usage}")
        say(f"dealwright {options.verb} --help shows what can be said")
        return WRONG_USAGE
    except KeyboardInterrupt:
        say("stopped")
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has had enough, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except Exception as bug:
        if options.debug:
            raise
        confess(bug)
        return OUR_BUG


def confess(bug: BaseException) -> None:
    """Say that the program failed, and what to do about it, without a traceback.

    Args:
        bug: What went wrong.
    """
    say(f"this is a bug, please report it: {type(bug).__name__}: {bug}")
    say(f"Dealwright {__version__}, Python {sys.version.split()[0]}; with --debug before the verb it shows where it arose")
