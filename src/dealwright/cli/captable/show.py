"""`dealwright captable show`: who holds what on a day, and what was paid for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.captable.opened import add_table, opened
from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, add_json, add_verb

if TYPE_CHECKING:
    import argparse


def add(parts: Verbs) -> None:
    """Add this part to the verb."""
    parser = add_verb(
        parts, "show", run, "show who holds what: by holder, by class, convertibles, preferences, money paid in"
    )
    add_table(parser)
    parser.add_argument("--all", action="store_true", help="a row for every holder, however many there are")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Show who owns what.

    Args:
        options: The parsed options.

    Returns:
        0.
    """
    table = opened(options).table
    if options.json:
        from dealwright.equity.ledger import holdings_on
        from dealwright.equity.tables.ownership import ownership
        from dealwright.show.captable.as_data import ownership_data

        held = holdings_on(table, audited=True)
        print_json(ownership_data(table, held, ownership(held)))
        return 0
    from dealwright.show.captable.terminal import print_owners

    print_owners(table, console(), every=options.all)
    return 0
