"""`dealwright captable round`: what a priced round costs, converts and leaves to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.captable.opened import add_table, impossible, opened
from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_json, add_verb

if TYPE_CHECKING:
    import argparse


def add(parts: Verbs) -> None:
    """Add this part to the verb."""
    parser = add_verb(parts, "round", run, "work out the priced rounds: price, shares, conversions, before and after")
    add_table(parser, on=False)
    parser.add_argument("--round", metavar="NAME", dest="rounds", action="append", default=[],
                        help="only this round; may be repeated (default: all, one after another)")  # fmt: skip
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Work out the rounds.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        Stop: A round has no answer.
        WrongUsage: There is no such round, or none at all.
    """
    found = opened(options)
    known = [each.id for each in found.table.rounds]
    unknown = next((name for name in options.rounds if name not in known), None)
    if not known or unknown is not None:
        words = f"no round '{unknown}'; there are {', '.join(known)}" if known else "no `rounds:`"
        message = f"{options.file} has {words}"
        raise WrongUsage(message)
    from dealwright.equity.rounds.planned import planned

    plan = planned(found.table)
    if plan.problem is not None:
        raise impossible(options, found, plan.problem)
    chosen = [each for each in plan.rounds if not options.rounds or each.round.id in options.rounds]
    if options.json:
        from dealwright.show.captable.as_data import round_data

        print_json([round_data(priced) for priced in chosen])
        return 0
    from dealwright.show.captable.terminal import print_rounds

    print_rounds(found.table, chosen, console())
    return 0
