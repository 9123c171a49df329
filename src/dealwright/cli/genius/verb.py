"""The verb `genius` with all that it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.genius import analyse, back, write
from dealwright.cli.options import Verbs, add_verb

if TYPE_CHECKING:
    import argparse

PARTS = (analyse, write, back)
"""Every part's module, in the order of the help."""
MORE = """

A scenario is a folder with a domain and a profile for each party, as GENIUS, NegMAS or GeniusWeb write it. A deal with
`negotiate:` is written as one, played by agents, and what they agree on is brought back."""


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs, "genius", run, "read scenarios of negotiating agents (GENIUS, NegMAS), and write them", MORE
    )
    parts = parser.add_subparsers(title="what", dest="part", metavar="WHAT", required=True)
    for module in PARTS:
        module.add(parts)


def run(options: argparse.Namespace) -> int:
    """Stand in for the parts, one of which is always named.

    Args:
        options: The parsed options.

    Returns:
        Never.

    Raises:
        ValueError: Always: argparse lets nobody come here.
    """
    message = f"no part of genius was named in {options}"
    raise ValueError(message)
