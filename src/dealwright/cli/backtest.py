"""`dealwright backtest`: how what was signed in the end looks from before."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.options import DEFAULT_FILE, Verbs, WrongUsage, add_changes, add_futures, add_json, add_verb
from dealwright.cli.progress import progress
from dealwright.cli.reading import explained, open_study

if TYPE_CHECKING:
    from dealwright.deal.deal import Deal


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "backtest",
        run,
        "hold what was signed in the end against what could have been",
        "The file tells the deal from before; the entry of `talks:` with `signed: yes` tells what was signed.",
    )
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        default=[DEFAULT_FILE],
        help="the deal files (default: deal.yaml); several make one table",
    )
    add_changes(parser)
    add_futures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Look back at one deal or several.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: A file negotiates nothing, or says nothing of what was signed.
    """
    found = []
    for file in options.files:
        one = argparse.Namespace(**vars(options) | {"file": file})
        study, deal = open_study(one)
        _refuse(one, deal)
        with explained(one, study), progress(f"looking back at {file}", quiet=options.json) as step:
            found.append(study.backtest(progress=step))
    if options.json:
        print_json(found[0].to_json() if len(found) == 1 else [each.to_json() for each in found])
        return 0
    from dealwright.show.terminal_backtest import print_backtest, print_backtests

    if len(found) == 1:
        print_backtest(found[0], console())
    else:
        print_backtests(found, console())
    return 0


def _refuse(options: argparse.Namespace, deal: Deal) -> None:
    if deal.negotiate is None:
        message = f"{options.file} has no `negotiate:`, so there is nothing to compare what was signed with"
        raise WrongUsage(message)
    if not any(talk.signed is not None and talk.offer for talk in deal.talks):
        message = f"{options.file} does not say what was signed: write it in `talks:`, as an `offer` with `signed: yes`"
        raise WrongUsage(message)
