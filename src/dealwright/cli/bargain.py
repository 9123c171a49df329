"""`dealwright bargain`: which packages both sides would sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_futures, add_json, add_verb
from dealwright.cli.progress import progress
from dealwright.cli.reading import explained, open_study

if TYPE_CHECKING:
    import argparse


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "bargain",
        run,
        "show which packages both sides would sign",
        "The packages are those of `negotiate:` in the file.",
    )
    add_deal(parser)
    add_futures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Bargain over one deal.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: The file negotiates nothing.
    """
    study, deal = open_study(options)
    if deal.negotiate is None:
        message = f"{options.file} has no `negotiate:`, so there is nothing to bargain over"
        raise WrongUsage(message)
    with explained(options, study), progress("bargaining", quiet=options.json) as step:
        found = study.bargain(progress=step)
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.terminal import print_bargain

    names = {key: party.short or party.name or key for key, party in deal.parties.items()}
    print_bargain(found, console(), names=names, currency=deal.currency)
    return 0
