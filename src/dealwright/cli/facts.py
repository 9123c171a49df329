"""`dealwright facts`: where every number comes from, and what it would be worth to know more before deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json
from dealwright.cli.options import Verbs, WrongUsage, add_deal, add_futures, add_json, add_verb, override
from dealwright.cli.package import see_package
from dealwright.cli.progress import progress
from dealwright.cli.reading import explained, open_study

if TYPE_CHECKING:
    import argparse

    from dealwright.deal.deal import Deal


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "facts",
        run,
        "show where every number comes from, and what it is worth to know more before deciding",
        "A number that is assumed within a range may be anywhere in it.",
    )
    add_deal(parser)
    parser.add_argument(
        "--for",
        metavar="PARTY",
        dest="party",
        help="the party that decides; without it all that bargain are shown, and nothing is advised",
    )
    parser.add_argument(
        "--of",
        metavar="FACT",
        action="append",
        default=[],
        help="only what this fact does, as in facts.profit_test; may be repeated",
    )
    parser.add_argument(
        "--at",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        help="the package on the table, one value after the other, or the name of a solution (default: nash)",
    )
    parser.add_argument(
        "--choices",
        metavar="N",
        type=int,
        default=1,
        help="let PARTY choose among N packages that leave the others about as well off (default: 1), or refuse",
    )
    parser.add_argument(
        "--as-written",
        action="store_true",
        help="take each assumption for the number it says, whatever its range",
    )
    add_futures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Ask what one deal rests on.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: There is no such party, fact, solution or path.
    """
    study, deal = open_study(options)
    _check(options, deal)
    at = _package(options)
    see_package(options, study, at)
    with explained(options, study), progress("asking what is not known", quiet=options.json) as step:
        try:
            found = study.facts(
                options.party,
                of=options.of or None,
                at=at,
                choices=options.choices,
                ranges=not options.as_written,
                progress=step,
            )
        except (KeyError, ValueError) as reason:
            raise WrongUsage(f"{options.file}: {reason.args[0]}") from reason
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.terminal_facts import print_facts

    print_facts(found, console())
    return 0


def _check(options: argparse.Namespace, deal: Deal) -> None:
    """See that the party is there, and may choose.

    Raises:
        WrongUsage: It is not.
    """
    if options.party is not None and options.party not in deal.parties:
        message = f"there is no party '{options.party}' in {options.file}; there are {', '.join(deal.parties)}"
        raise WrongUsage(message)
    if options.choices < 1:
        message = f"--choices {options.choices} is no number of packages: say 1 or more"
        raise WrongUsage(message)
    if options.choices > 1 and options.party is None:
        message = "several packages are chosen among by one party: say which with --for PARTY"
        raise WrongUsage(message)
    if options.choices > 1 and deal.negotiate is not None and options.party not in deal.negotiate.between:
        table = ", ".join(deal.negotiate.between)
        message = (
            f"'{options.party}' is not at the table ({table}), so it chooses among no packages: leave --choices out"
        )
        raise WrongUsage(message)
    if (options.choices > 1 or options.at) and deal.negotiate is None:
        message = f"{options.file} has no `negotiate:`, so there is no package to decide on"
        raise WrongUsage(message)


def _package(options: argparse.Namespace) -> dict[str, str] | str | None:
    """Read the package on the table.

    Raises:
        WrongUsage: It is neither values by path nor one solution.
    """
    named = [word for word in options.at if "=" not in word]
    if not options.at:
        return None
    if named and len(options.at) > 1:
        message = f"--at {named[0]} names a solution: give it alone, or values as in --at terms.stake.stake=30%"
        raise WrongUsage(message)
    return named[0] if named else dict(override(word) for word in options.at)
