"""`dealwright trade`: what any term of the deal trades for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_futures, add_json, add_verb, override
from dealwright.cli.package import see_package
from dealwright.cli.progress import progress
from dealwright.cli.reading import explained, open_study

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from dealwright.study import Study

PARTS = ("rates", "swaps", "tornado")
"""What is told where nothing is sought."""


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "trade",
        run,
        "show what any term trades for",
        "Exchange rates between terms, swaps by which all gain, what every input moves; the value that reaches a goal.",
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
    parser.add_argument(
        "--for",
        metavar="PARTY",
        dest="side",
        help="order swaps by what this party gains (default: by the smaller gain)",
    )
    parser.add_argument(
        "--only",
        metavar="PART",
        action="append",
        default=[],
        choices=PARTS,
        help="only the exchange rates, the swaps, or the tornado; may be repeated (default: all three)",
    )
    parser.add_argument(
        "--exact",
        action="store_true",
        help="move every input of the tornado on all futures (default: on fewer what moves the futures)",
    )
    _add_seeking(parser)
    add_futures(parser)
    add_json(parser)


def _add_seeking(parser: argparse.ArgumentParser) -> None:
    """Add which value is sought, and until what."""
    parser.add_argument(
        "--vary", metavar="PATH", help="seek the value of this path at which the goal of --until is reached"
    )
    parser.add_argument(
        "--until",
        metavar="GOAL",
        help="a party's certainty_equivalent, mean or gain, as in party.NAME.certainty_equivalent=40bn, or any path of "
        "`value --json`, as in scenarios.signed.parties.NAME.p5=1bn",
    )
    parser.add_argument(
        "--break-even",
        metavar="PATH",
        help="seek the value of this path at which each party is indifferent between signing and no deal",
    )
    parser.add_argument(
        "--range",
        metavar="LOW..HIGH",
        dest="within",
        default="",
        help="over which values the path is varied, as in '5%% .. 40%%' (default: the range that the file states)",
    )


def start(words: str) -> tuple[str, str] | str:
    """Read one word of `--at`: a path with its value, or the name of a solution."""
    return override(words) if "=" in words else words.strip()


def run(options: argparse.Namespace) -> int:
    """Tell what the terms of one deal trade for.

    Args:
        options: The parsed options.

    Returns:
        0; 1 where no value of the range reaches the goal.

    Raises:
        WrongUsage: The package to start from cannot be, or what is sought.
    """
    seeks = _seeks(options)
    study, deal = open_study(options)
    if options.break_even is not None and deal.negotiate is None:
        raise WrongUsage(f"{options.file} has no `negotiate:`, so there is no signing and no refusing")
    at = _package(options)
    see_package(options, study, at)
    with explained(options, study), progress("trading", quiet=options.json) as step:
        try:
            if seeks:
                return _sought(study, at, options)
            only = options.only or PARTS
            found = study.trade(at, side=options.side, only=only, exact=options.exact, progress=step)
        except LookupError as reason:
            raise WrongUsage(f"{options.file}: {reason.args[0]}") from reason
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.terminal_trade import print_trade

    print_trade(found, console())
    return 0


def _seeks(options: argparse.Namespace) -> bool:
    """Tell whether a value is sought, and not what terms trade for.

    Raises:
        WrongUsage: It is not said what is varied, or until when.
    """
    if options.break_even is not None and (options.vary is not None or options.until is not None):
        message = "--break-even says itself what is varied and sought; leave out --vary and --until"
        raise WrongUsage(message)
    if (options.vary is None) != (options.until is None):
        missing = "--until GOAL" if options.until is None else "--vary PATH"
        message = f"a goal is sought by varying something: say {missing}, too"
        raise WrongUsage(message)
    if options.within and options.vary is None and options.break_even is None:
        message = "--range says over which values --vary or --break-even goes; say one of them"
        raise WrongUsage(message)
    return options.vary is not None or options.break_even is not None


def _sought(study: Study, at: Mapping[str, str] | str, options: argparse.Namespace) -> int:
    """Print which value reaches a goal; answer that none does as a problem."""
    if options.break_even is not None:
        found = study.break_even(options.break_even, at=at, within=options.within)
    else:
        found = study.seek(options.vary, options.until, at=at, within=options.within)
    if options.json:
        print_json(found.to_json())
    else:
        from dealwright.show.terminal_seek import print_quest

        print_quest(found, console())
    return 0 if any(each.answers for each in found.sought) else 1


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
