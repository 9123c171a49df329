"""`dealwright sensitivities`: how much each number of the deal moves each party's worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_futures, add_json, add_scenarios, add_verb
from dealwright.cli.progress import progress
from dealwright.cli.reading import IN_FORCE, chosen_scenarios, explained, open_study

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from dealwright.deal.deal import Deal


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "sensitivities",
        run,
        "show how much each number of the deal moves each party's worth",
        "Each number is moved a little up and down on the same futures.",
    )
    add_deal(parser)
    parser.add_argument(
        "--of",
        metavar="PATH",
        action="append",
        default=[],
        help="only the number at this path, or all below it, as in terms.revenue_share; may be repeated",
    )
    parser.add_argument(
        "--party", metavar="NAME", dest="parties", action="append", default=[], help="only this party; may be repeated"
    )
    add_scenarios(parser, "in this scenario (default: the contract in force)")
    parser.add_argument(
        "--exact",
        action="store_true",
        help="move every number on all futures, over all that parties know (default: on fewer what moves the futures)",
    )
    add_futures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Move the numbers of one deal.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: There is no such party or number, or several scenarios are named.
    """
    study, deal = open_study(options)
    scenarios = chosen_scenarios(options, deal) or [IN_FORCE]
    if len(scenarios) > 1:
        message = "sensitivities are those of one scenario; say --scenario once"
        raise WrongUsage(message)
    parties = _parties(options, deal)
    with explained(options, study), progress("moving numbers", quiet=options.json) as step:
        try:
            found = study.sensitivities(
                scenarios[0], of=options.of or None, party=parties, exact=options.exact, progress=step
            )
        except KeyError as reason:
            raise WrongUsage(f"{options.file}: {reason.args[0]}") from reason
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.terminal_sensitivities import print_sensitivities

    print_sensitivities(found, console())
    return 0


def _parties(options: argparse.Namespace, deal: Deal) -> Sequence[str] | None:
    """Give the parties of `--party`; None for all.

    Raises:
        WrongUsage: There is no such party.
    """
    for name in options.parties:
        if name not in deal.parties:
            message = f"there is no party '{name}' in {options.file}; there are {', '.join(deal.parties)}"
            raise WrongUsage(message)
    return list(dict.fromkeys(options.parties)) or None
