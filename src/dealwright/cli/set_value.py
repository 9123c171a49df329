"""`dealwright set`: changes one value in the file, and leaves all the rest of it as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.options import Verbs, add_verb

if TYPE_CHECKING:
    import argparse


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(verbs, "set", run, "change one value in the file, in place")
    parser.add_argument("words", nargs="+")


def run(options: argparse.Namespace) -> int:
    """Change one value.

    Args:
        options: The parsed options.

    Returns:
        0.
    """
    raise NotImplementedError(options)
