"""`dealwright talks`: what the log of offers reveals, and what to offer next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.bargain import bargaining
from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_for, add_futures, add_json, add_verb
from dealwright.cli.progress import progress
from dealwright.cli.reading import explained

if TYPE_CHECKING:
    import argparse


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "talks",
        run,
        "show what the log of offers reveals",
        "What each offer of `talks:` brings each side and reveals; with --for what to offer next, where talks tend.",
    )
    add_deal(parser)
    add_for(parser)
    add_futures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Tell what the log of one deal says.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: Nothing was said yet, or there is no such party at the table.
    """
    study, deal = bargaining(options)
    table = deal.negotiate.between if deal.negotiate else []
    if options.party is not None and options.party not in table:
        message = f"'{options.party}' does not bargain in {options.file}; at the table are {', '.join(table)}"
        raise WrongUsage(message)
    if not any(talk.offer or talk.answer for talk in deal.talks):
        message = (
            f"{options.file} has no offer in `talks:`; write one, as `- {{by: {table[0]}, on: DATE, offer: {{...}}}}`"
        )
        raise WrongUsage(message)
    with explained(options, study), progress("listening", quiet=options.json) as step:
        found = study.talks(options.party, progress=step)
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.terminal_talks import print_talks

    print_talks(found, console())
    return 0
