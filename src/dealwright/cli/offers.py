"""`dealwright offers`: what to offer, several offers of one worth, what to give and what to ask back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dealwright.cli.bargain import bargaining
from dealwright.cli.captable.amounts import amount
from dealwright.cli.console import console, print_json
from dealwright.cli.options import (
    Verbs,
    WrongUsage,
    add_deal,
    add_for,
    add_futures,
    add_json,
    add_verb,
    at_the_table,
    override,
)
from dealwright.cli.package import see_package
from dealwright.cli.progress import progress
from dealwright.cli.reading import explained

if TYPE_CHECKING:
    from dealwright.deal.deal import Deal

MOST = 9
"""Most offers that are made at once."""
STARTS = ("last-offer", "their-offer", "nash", "today")


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "offers",
        run,
        "advise one side what to offer",
        "Without --for the efficient offers of each side are shown and nobody is advised.",
    )
    add_deal(parser)
    add_for(parser)
    parser.add_argument(
        "--count", metavar="N", type=_count, default=3, help="how many offers of the same worth (default: 3)"
    )
    level = parser.add_mutually_exclusive_group()
    level.add_argument("--worth", metavar="AMOUNT", help="what they are worth to who makes them, as in 40bn")
    level.add_argument(
        "--gain",
        metavar="AMOUNT",
        help="what they bring over no deal, as in 2bn (default: what the best offer brings)",
    )
    parser.add_argument(
        "--from",
        metavar="PACKAGE",
        dest="starts",
        action="append",
        default=[],
        help="where concessions start: last-offer (the side's own, the default where it made one), their-offer, nash "
        "(else the default), today, or PATH=VALUE laid over it; may be repeated",
    )
    parser.add_argument(
        "--at-most-lose",
        metavar="AMOUNT",
        dest="most_lost",
        help="what either side may lose by a contract on what may happen, as in 500m (default: the smaller of their "
        "gains)",
    )
    parser.add_argument(
        "--on",
        metavar="EVENT",
        action="append",
        default=[],
        help="what such contracts may be on, as in 'ipo by 2028-12-31' or 'revenue > 30bn USD/year at 2028-12-31'; may "
        "be repeated (default: all events of the deal, and its drivers over their medians)",
    )
    add_futures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Advise what to offer.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: There is no such party, or no such package to start from.
    """
    study, deal = bargaining(options)
    start, changes = _start(options, deal)
    see_package(options, study, changes)
    at_the_table(options, deal)
    with explained(options, study), progress("weighing offers", quiet=options.json) as step:
        try:
            found = study.offers(
                options.party,
                count=options.count,
                worth=_money(options.worth, deal, "--worth"),
                gain=_money(options.gain, deal, "--gain"),
                start=start,
                changes=changes,
                most_lost=_money(options.most_lost, deal, "--at-most-lose"),
                on=options.on,
                progress=step,
            )
        except ValueError as reason:
            raise WrongUsage(f"{options.file}: {reason}") from reason
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.terminal_offers import print_offers

    print_offers(found, console())
    return 0


def _money(words: str | None, deal: Deal, name: str) -> float | None:
    return None if words is None else float(amount(words, deal.currency, name))


def _start(options: argparse.Namespace, deal: Deal) -> tuple[str, dict[str, str]]:
    """Read from which package concessions are made.

    Raises:
        WrongUsage: A word is no package.
    """
    names = [word for word in options.starts if "=" not in word]
    if len(names) > 1 or any(name not in STARTS for name in names):
        message = f"--from is {' and '.join(names)}: say one of {', '.join(STARTS)}, and PATH=VALUE to change it"
        raise WrongUsage(message)
    pairs = dict(_pair(word) for word in options.starts if "=" in word)
    over = list(deal.negotiate.over) if deal.negotiate else []
    start = names[0] if names else ("today" if len(pairs) == len(over) else "")
    return start, pairs


def _pair(word: str) -> tuple[str, str]:
    try:
        return override(word)
    except argparse.ArgumentTypeError as reason:
        raise WrongUsage(f"--from: {reason}") from reason


def _count(words: str) -> int:
    """Read how many offers are made at once."""
    number = int(words) if words.isdigit() else 0
    if not 1 <= number <= MOST:
        message = f"'{words}' is no whole number from 1 to {MOST}"
        raise argparse.ArgumentTypeError(message)
    return number
