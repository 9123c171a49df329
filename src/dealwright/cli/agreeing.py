"""The options that say how the parties of a bargain may agree, and what else is asked of it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, TypeVar

from dealwright.cli.options import WrongUsage, override

if TYPE_CHECKING:
    from dealwright.study import Asking

Said = TypeVar("Said")
YES, NO, BOTH = "yes", "no", "both"


def add_agreeing(parser: argparse.ArgumentParser) -> None:
    """Add weights, payments, draws, and the package whose implied power is wanted."""
    parser.add_argument(
        "--power",
        metavar="PARTY=SHARE",
        action="append",
        type=weight,
        help="weight of a party in the Nash solution, as in microsoft=60%%; may be repeated; who is not named shares "
        "alike what is left (default: what the file says)",
    )
    parser.add_argument(
        "--side-payments",
        choices=(YES, NO, BOTH),
        help="whether the parties may pay each other beside a package (default: what the file says); both: as the file "
        "says, with packages, payments and draws laid side by side",
    )
    parser.add_argument(
        "--lotteries",
        choices=(YES, NO),
        help="whether the parties may draw lots between packages (default: what the file says)",
    )
    parser.add_argument(
        "--implied-by",
        metavar="PATH=VALUE",
        action="append",
        type=override,
        help="say which bargaining power this package implies; may be repeated for its other paths, and what is not "
        "said stays as signing leaves it (default: what was signed in `talks:`)",
    )


def weight(words: str) -> tuple[str, float]:
    """Read one `PARTY=SHARE`.

    Args:
        words: What was typed.

    Returns:
        The party and its weight, 1 for all.

    Raises:
        argparse.ArgumentTypeError: It is none.

    Example:
        >>> weight("microsoft=60%"), weight("ada=0.25")
        (('microsoft', 0.6), ('ada', 0.25))
    """
    party, sign, text = words.partition("=")
    percent = text.strip().endswith("%")
    try:
        number = float(text.strip().removesuffix("%")) / (100.0 if percent else 1.0)
    except ValueError:
        number, sign = 0.0, ""
    if not sign or not party.strip():
        message = f"'{words}' is no PARTY=SHARE, such as microsoft=60%"
        raise argparse.ArgumentTypeError(message)
    return party.strip(), number


def asking(options: argparse.Namespace) -> Asking:
    """Gather what is asked of a bargain.

    Args:
        options: The parsed options of a verb that has `add_agreeing`.

    Raises:
        WrongUsage: Something is said twice.
    """
    from dealwright.study import Asking

    switch = {YES: True, NO: False}
    return Asking(
        power=None if options.power is None else _once("--power", options.power),
        side_payments=switch.get(options.side_payments),
        lotteries=switch.get(options.lotteries),
        implied_by=None if options.implied_by is None else _once("--implied-by", options.implied_by),
        side_by_side=options.side_payments == BOTH,
    )


def _once(option: str, pairs: list[tuple[str, Said]]) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for name, value in pairs:
        if name in found:
            message = f"{option} says {name} twice"
            raise WrongUsage(message)
        found[name] = value
    return found
