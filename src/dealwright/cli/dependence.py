"""`dealwright dependence`: from whom each side's value comes, and how concentrated that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_futures, add_json, add_scenarios, add_verb
from dealwright.cli.reading import IN_FORCE, chosen_scenarios, explained, open_study

if TYPE_CHECKING:
    import argparse


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
    add_futures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Say who depends on whom in one deal.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: Several scenarios are named.
    """
    study, deal = open_study(options)
    scenarios = chosen_scenarios(options, deal) or [IN_FORCE]
    if len(scenarios) > 1:
        message = "dependence is that of one scenario; say --scenario once"
        raise WrongUsage(message)
    with explained(options, study):
        found = study.dependence(scenarios[0])
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.terminal_dependence import print_dependence

    print_dependence(found, console())
    return 0
