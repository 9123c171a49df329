"""`dealwright advice`: one side's memo before it goes to the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.bargain import bargaining
from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_futures, add_json, add_verb
from dealwright.cli.progress import progress
from dealwright.cli.reading import explained

if TYPE_CHECKING:
    import argparse


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "advice",
        run,
        "write one side's memo: what to offer, to give, to ask back and to find out",
        "It puts together what bargain, offers, trade, facts, dependence and talks answer that side.",
    )
    add_deal(parser)
    parser.add_argument("--for", metavar="PARTY", dest="party", required=True, help="the side that is advised")
    add_futures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Advise one side.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: The party is not at the table.
    """
    study, deal = bargaining(options)
    table = deal.negotiate.between if deal.negotiate else ()
    if options.party not in table:
        message = f"'{options.party}' does not bargain in {options.file}; at the table are {', '.join(table)}"
        raise WrongUsage(message)
    with explained(options, study), progress("advising", quiet=options.json) as step:
        found = study.advice(options.party, progress=step)
    if options.json:
        from dealwright.show.advice_words import memo

        print_json({**found.to_json(), "memo": [each.to_json() for each in memo(found)]})
        return 0
    from dealwright.show.terminal_advice import print_advice

    print_advice(found, console())
    return 0
