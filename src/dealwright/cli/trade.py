"""`dealwright trade`: what any term of the deal trades for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_futures, add_json, add_verb, override
from dealwright.cli.reading import explained, open_study

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "trade",
        run,
        "show what any term trades for",
        "Exchange rates of every pair of terms to each party, from today's terms or any package.",
    )
    add_deal(parser)
    parser.add_argument(
        "--at",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        type=start,
        help="start from a package, as in terms.stake.stake=30%%; may be repeated; or from the package that a solution "
        "names, as in nash (default: today's terms)",
    )
    add_futures(parser)
    add_json(parser)


def start(words: str) -> tuple[str, str] | str:
    """Read one word of `--at`: a path with its value, or the name of a solution."""
    return override(words) if "=" in words else words.strip()


def run(options: argparse.Namespace) -> int:
    """Tell what the terms of one deal trade for.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: The package to start from cannot be.
    """
    study, _ = open_study(options)
    at = _package(options)
    with explained(options, study):
        try:
            found = study.trade(at)
        except LookupError as reason:
            raise WrongUsage(f"{options.file}: {reason.args[0]}") from reason
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.terminal_trade import print_trade

    print_trade(found, console())
    return 0


def _package(options: argparse.Namespace) -> Mapping[str, str] | str:
    """Give the package to start from.

    Raises:
        WrongUsage: A solution is named beside values, or beside another.
    """
    named = [each for each in options.at if isinstance(each, str)]
    if named and len(options.at) > 1:
        message = f"--at {named[0]} names a whole package; say it alone, or give values as in --at PATH=VALUE"
        raise WrongUsage(message)
    return named[0] if named else dict(options.at)
