"""`dealwright captable`: who owns what of a company, and what a round or an exit makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import print_json, print_problems, say
from dealwright.cli.options import Stop, Verbs, add_json, add_verb

if TYPE_CHECKING:
    import argparse

    from dealwright.equity.captable import CapTable


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(verbs, "captable", run, "show who owns what of a company")
    parser.add_argument("what", choices=("show",), help="what to show")
    parser.add_argument("file", metavar="FILE", help="a cap table file")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Show a cap table.

    Args:
        options: The parsed options.

    Returns:
        0.
    """
    from dealwright.equity.events import Issue

    table = _opened(options)
    held = dict.fromkeys(table.stakeholders, 0.0)
    for event in table.events:
        if isinstance(event, Issue):
            held[event.holder] += float(event.shares)
    if options.json:
        print_json(held)
        return 0
    for name, shares in held.items():
        print(f"{name}: {shares:,.0f}")
    return 0


def _opened(options: argparse.Namespace) -> CapTable:
    """Read the file, and stop where it is wrong."""
    from dealwright.lang.captable import load_table

    loaded = load_table(options.file)
    print_problems(loaded.problems, loaded.line)
    if loaded.table is None:
        say(f"{options.file}: {len(loaded.errors)} errors; nothing was computed")
        raise Stop(1)
    return loaded.table
