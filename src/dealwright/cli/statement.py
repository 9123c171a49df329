"""`dealwright statement`: what each clause computed, period by period, so that it can be checked by hand."""

from __future__ import annotations

import argparse
import re
import sys
from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_futures, add_json, add_verb
from dealwright.cli.progress import progress
from dealwright.cli.reading import IN_FORCE, explained, open_study

if TYPE_CHECKING:
    from dealwright.deal.deal import Deal

_PERCENTILE = re.compile(r"p(\d+(?:\.\d+)?)")
_HUNDRED = 100.0


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs, "statement", run, "state what each clause computed, period by period, for checking it by hand"
    )
    add_deal(parser)
    parser.add_argument(
        "--path",
        metavar="PATH",
        type=path_of,
        default="certain",
        help="certain (the default): no driver has a shock, everything uncertain is at its median, and an event happens"
        " when its probability passes half, or never; mean: the mean over all futures; p50, p5, p95: the future whose"
        " worth to the party of --for has that rank; or the number of a future, from 1",
    )
    parser.add_argument("--for", metavar="PARTY", dest="party", help="the party whose worth a percentile is of")
    parser.add_argument("--scenario", metavar="NAME", help="in this scenario (default: the contract in force)")
    parser.add_argument(
        "--term",
        metavar="NAME",
        dest="terms",
        action="append",
        help="only this term; may be repeated (default: all in force)",
    )
    parser.add_argument(
        "--readings", action="store_true", help="the readings of each disputed clause side by side, on the same future"
    )
    parser.add_argument("--csv", action="store_true", help="print the rows as CSV")
    add_futures(parser)
    add_json(parser)


def path_of(words: str) -> str | int:
    """Read which future is meant.

    Args:
        words: What was typed.

    Returns:
        `certain`, `mean`, a percentile such as `p50`, or a number from 1.

    Raises:
        argparse.ArgumentTypeError: It is none of these.
    """
    percentile = _PERCENTILE.fullmatch(words)
    if words in {"certain", "mean"} or (percentile and float(percentile[1]) <= _HUNDRED):
        return words
    if words.isascii() and words.isdigit() and int(words) > 0:
        return int(words)
    message = f"'{words}' is no path: give certain, mean, a percentile such as p50, or the number of a future from 1"
    raise argparse.ArgumentTypeError(message)


def run(options: argparse.Namespace) -> int:
    """State one contract.

    Args:
        options: The parsed options.

    Returns:
        0.
    """
    if options.csv and (options.json or options.readings):
        options.refuse("--csv goes with neither --json nor --readings")
    study, deal = open_study(options)
    _look_at(options, deal)
    from dealwright.study import NoStatementError

    quiet, ask = options.json or options.csv, study.readings if options.readings else study.statement
    try:
        with explained(options, study), progress("stating", quiet=quiet):
            found = ask(options.path, party=options.party, scenario=options.scenario, terms=options.terms)
    except NoStatementError as reason:
        raise WrongUsage(str(reason)) from reason
    if options.json:
        print_json([each.to_json() for each in found] if isinstance(found, tuple) else found.to_json())
    elif isinstance(found, tuple):
        from dealwright.show.terminal_readings import print_readings

        print_readings(found, deal.title, console())
    elif options.csv:
        from dealwright.show.statement_rows import csv_rows

        sys.stdout.write(csv_rows(found))
    else:
        from dealwright.show.terminal_statement import print_statement

        print_statement(found, console())
    return 0


def _look_at(options: argparse.Namespace, deal: Deal) -> None:
    """See that what was asked for is there.

    Raises:
        WrongUsage: It is not, or it could change nothing.
    """
    ranked = isinstance(options.path, str) and options.path.startswith("p")
    if options.party is not None and not ranked:
        raise WrongUsage("--for names whose worth a percentile is of: it goes with --path p50 or the like")
    parties = list(deal.parties)
    if ranked and options.party is None and len(parties) > 1:
        raise WrongUsage(f"{options.path} of whose worth? say --for {' or --for '.join(parties)}")
    known: dict[str, tuple[list[str], list[str]]] = {
        "party": ([] if options.party is None else [options.party], parties),
        "scenario": ([] if options.scenario is None else [options.scenario], [IN_FORCE, *deal.scenarios]),
        "term": (options.terms or [], list(deal.terms)),
    }
    for what, (asked, there) in known.items():
        for name in asked:
            if name not in there:
                message = f"there is no {what} '{name}' in {options.file}; there are {', '.join(there) or 'none'}"
                raise WrongUsage(message)
