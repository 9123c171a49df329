"""`dealwright genius analyse`: what could be agreed on in a scenario of GENIUS or NegMAS."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.genius.opened import add_scenario, opened, pair
from dealwright.cli.options import Verbs, WrongUsage, add_json, add_verb

if TYPE_CHECKING:
    from dealwright.study.genius import Analysis

STEPS = 21
"""Values at which GENIUS looks at a real issue."""
MOST_STEPS = 10_001


def add(parts: Verbs) -> None:
    """Add this part to the verb."""
    parser = add_verb(
        parts,
        "analyse",
        run,
        "show what could be agreed on in a scenario: frontier, solutions, opposition",
        "Utilities are those that GENIUS computes from its files.",
    )
    add_scenario(parser)
    parser.add_argument(
        "--outcome",
        metavar="ISSUE=VALUE",
        action="append",
        default=[],
        type=pair,
        help="look at an outcome, too; once for each issue",
    )
    parser.add_argument(
        "--time",
        metavar="T",
        type=share,
        default=0.0,
        help="when they agree, from 0 to 1 (the deadline): utilities are discounted to it (default: 0)",
    )
    parser.add_argument(
        "--steps", metavar="N", type=steps, default=STEPS, help=f"values of each real issue (default: {STEPS})"
    )
    parser.add_argument("--lotteries", action="store_true", help="let the parties draw lots between outcomes")
    add_json(parser)


def share(words: str) -> float:
    """Read a number from 0 to 1.

    Args:
        words: What was typed.

    Raises:
        argparse.ArgumentTypeError: It is none.
    """
    try:
        number = float(words)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        message = f"'{words}' is no number from 0 to 1"
        raise argparse.ArgumentTypeError(message)
    return number


def steps(words: str) -> int:
    """Read how many values a real issue has.

    Args:
        words: What was typed.

    Raises:
        argparse.ArgumentTypeError: It is no whole number from 2 to 10,001.
    """
    if not words.isdecimal() or not 2 <= int(words) <= MOST_STEPS:  # noqa: PLR2004 - both ends
        message = f"'{words}' is no whole number from 2 to {MOST_STEPS}"
        raise argparse.ArgumentTypeError(message)
    return int(words)


def run(options: argparse.Namespace) -> int:
    """Analyse a scenario.

    Args:
        options: The parsed options.

    Returns:
        0.
    """
    found = analysed(options)
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.genius.terminal import print_analysis

    print_analysis(found, console())
    return 0


def analysed(options: argparse.Namespace) -> Analysis:
    """Read a scenario and analyse it.

    Args:
        options: The parsed options.

    Raises:
        WrongUsage: The outcome is none of the scenario's, or there are too many of them.
    """
    scenario = opened(options)
    from dealwright.study.genius import analyse

    try:
        return analyse(
            scenario,
            time=options.time,
            steps=options.steps,
            lotteries=options.lotteries,
            outcome=dict(options.outcome) or None,
        )
    except ValueError as reason:
        raise WrongUsage(str(reason)) from reason
