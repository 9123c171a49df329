"""`dealwright value`: what the deal is worth to each party, in each scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, add_deal, add_futures, add_json, add_scenarios, add_verb
from dealwright.cli.progress import progress
from dealwright.cli.reading import IN_FORCE, chosen_scenarios, explained, open_study

if TYPE_CHECKING:
    import argparse


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(verbs, "value", run, "show what the deal is worth to each party, per scenario")
    add_deal(parser)
    add_scenarios(
        parser, "only this scenario; may be repeated (default: the contract in force and every scenario of the file)"
    )
    add_futures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Value one deal.

    Args:
        options: The parsed options.

    Returns:
        0.
    """
    study, deal = open_study(options)
    scenarios = chosen_scenarios(options, deal)
    with explained(options, study), progress("valuing", quiet=options.json) as step:
        valuation = study.value(scenarios=scenarios, progress=step)
    if options.json:
        print_json(valuation.to_json())
        return 0
    from dealwright.show.terminal import print_valuation

    print_valuation(valuation, console())
    if study.overrides and IN_FORCE in valuation.scenarios:
        from dealwright.show.moved import print_moved

        with explained(options, study), progress("comparing"):
            effect = study.effect()
        print_moved(effect, valuation, console())
    return 0
