"""`dealwright plan`: how the packages of a bargain would be valued, and what that would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.bargain import bargaining, one_scenario
from dealwright.cli.console import console, print_json
from dealwright.cli.options import (
    Verbs,
    add_deal,
    add_futures,
    add_json,
    add_precision,
    add_scenarios,
    add_tails,
    add_verb,
)
from dealwright.cli.reading import explained

if TYPE_CHECKING:
    import argparse


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "plan",
        run,
        "say how a bargain's packages are valued, by which way for whom, and what that costs",
        "Nothing is simulated: the plan follows from the text of the deal.",
    )
    add_deal(parser)
    add_scenarios(parser, "plan the bargain in this scenario")
    add_futures(parser)
    add_tails(parser)
    add_precision(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Plan the bargain over one deal.

    Args:
        options: The parsed options.

    Returns:
        0.
    """
    study, deal = bargaining(options)
    scenario = one_scenario(options, deal)
    with explained(options, study):
        found = study.plan(scenario, tails=options.tails, precision=options.precision)
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.terminal_plan import print_plan

    print_plan(found, console())
    return 0
