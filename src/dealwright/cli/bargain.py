"""`dealwright bargain`: which packages both sides would sign."""

from __future__ import annotations

from argparse import BooleanOptionalAction
from typing import TYPE_CHECKING

from dealwright.cli.agreeing import add_agreeing, asking
from dealwright.cli.console import console, print_json
from dealwright.cli.machines import at_work
from dealwright.cli.options import (
    Verbs,
    WrongUsage,
    add_deal,
    add_futures,
    add_json,
    add_machines,
    add_precision,
    add_scenarios,
    add_tails,
    add_verb,
)
from dealwright.cli.progress import progress
from dealwright.cli.reading import IN_FORCE, chosen_scenarios, explained, open_study

if TYPE_CHECKING:
    import argparse

    from dealwright.deal.deal import Deal
    from dealwright.study import Study


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
    add_scenarios(parser, "bargain in this scenario: what it changes holds with and without a deal")
    add_futures(parser)
    add_machines(parser)
    parser.add_argument(
        "--refine",
        action=BooleanOptionalAction,
        default=None,
        help="whether values between the steps of a range may be agreed; what the file says by default",
    )
    add_agreeing(parser)
    add_tails(parser)
    add_precision(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Bargain over one deal.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: The weights cannot be meant, or a package that is asked about is not negotiated.
    """
    study, deal = bargaining(options)
    scenario = one_scenario(options, deal)
    from dealwright.study import PackageError, WeightsError

    with explained(options, study), at_work(options) as machines, progress("bargaining", quiet=options.json) as step:
        try:
            found = study.bargain(
                scenario,
                refine=options.refine,
                tails=options.tails,
                precision=options.precision,
                progress=step,
                machines=machines(step),
                asking=asking(options),
            )
        except (PackageError, WeightsError) as reason:
            raise WrongUsage(f"{options.file}: {reason}") from reason
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.terminal_bargain import print_bargain

    print_bargain(found, console())
    return 0


def bargaining(options: argparse.Namespace) -> tuple[Study, Deal]:
    """Read a deal that is to be bargained over.

    Args:
        options: The parsed options of a verb that has `add_deal` and `add_futures`.

    Returns:
        The study, and the deal as changed.

    Raises:
        WrongUsage: The file negotiates nothing.
    """
    study, deal = open_study(options)
    if deal.negotiate is None:
        message = f"{options.file} has no `negotiate:`, so there is nothing to bargain over"
        raise WrongUsage(message)
    return study, deal


def one_scenario(options: argparse.Namespace, deal: Deal) -> str | None:
    """Give the one scenario to bargain in; None for the contract in force.

    Args:
        options: The parsed options of a verb that has `add_scenarios`.
        deal: The deal.

    Returns:
        The scenario's name.

    Raises:
        WrongUsage: There are several, or the one holds only with or without a signature.
    """
    names = chosen_scenarios(options, deal)
    if not names:
        return None
    if len(names) > 1:
        message = "one bargain is in one scenario; say --scenario once"
        raise WrongUsage(message)
    name = names[0]
    if deal.negotiate is not None and name == deal.negotiate.no_deal:
        message = f"'{name}' is what holds without a deal; every bargain is compared with it already"
        raise WrongUsage(message)
    if name == deal.signed:
        message = f"'{name}' is what signing changes; it lies under every package already"
        raise WrongUsage(message)
    return None if name == IN_FORCE else name
