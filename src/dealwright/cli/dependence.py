"""`dealwright dependence`: from whom each side's value comes, and how concentrated that is."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date

from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_futures, add_json, add_scenarios, add_verb
from dealwright.cli.progress import progress
from dealwright.cli.reading import IN_FORCE, chosen_scenarios, explained, open_study


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "dependence",
        run,
        "show from whom each side's value comes, and how concentrated that is",
        "A side is a party, whose worth it is, or a company, whose equity it is.",
    )
    add_deal(parser)
    add_scenarios(parser, "in this scenario (default: the contract in force)")
    parser.add_argument(
        "--losing",
        metavar="NAME",
        action="append",
        help="what it costs to lose this party or company; may be repeated (default: each of them)",
    )
    parser.add_argument(
        "--on",
        metavar="DATE",
        type=day,
        help="its terms end at the close of this day, as in 2027-12-31 (default: today, so that they bring nothing)",
    )
    parser.add_argument(
        "--packages",
        metavar="N",
        type=packages,
        help="say of at most N packages of the frontier what they do to those who are not at the table, of more of N "
        "that are spread evenly over it (default: 100); 0 for none, which values no package at all",
    )
    add_futures(parser)
    add_json(parser)


def day(words: str) -> date:
    """Read a day.

    Args:
        words: What was typed.

    Raises:
        argparse.ArgumentTypeError: It is none.
    """
    try:
        return date.fromisoformat(words)
    except ValueError:
        message = f"'{words}' is no day, such as 2027-12-31"
        raise argparse.ArgumentTypeError(message) from None


def packages(words: str) -> int:
    """Read a number of packages.

    Args:
        words: What was typed.

    Raises:
        argparse.ArgumentTypeError: It is none.
    """
    if not words.isdecimal():
        message = f"'{words}' is no whole number from 0"
        raise argparse.ArgumentTypeError(message)
    return int(words)


def run(options: argparse.Namespace) -> int:
    """Say who depends on whom in one deal.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: Several scenarios are named, or there is no such counterparty or day.
    """
    study, deal = open_study(options)
    scenarios = chosen_scenarios(options, deal) or [IN_FORCE]
    if len(scenarios) > 1:
        message = "dependence is that of one scenario; say --scenario once"
        raise WrongUsage(message)
    from dealwright.study import NotLostError

    with explained(options, study):
        try:
            found = study.dependence(scenarios[0], losing=options.losing, on=options.on)
        except NotLostError as reason:
            raise WrongUsage(f"{options.file}: {reason}") from reason
        if deal.negotiate is not None and scenarios[0] not in (deal.negotiate.no_deal, deal.signed):
            with progress("valuing packages", quiet=options.json) as step:
                ripples = (
                    study.ripples(scenarios[0], most=options.packages, progress=step) if options.packages != 0 else None
                )
            found = replace(found, ripples=ripples)
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.terminal_dependence import print_dependence

    print_dependence(found, console())
    return 0
