"""`dealwright genius back`: what agents agreed on comes back to the deal, and is valued in money."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.cli.console import console, print_json, print_problems
from dealwright.cli.genius.opened import pair
from dealwright.cli.options import Stop, Verbs, WrongUsage, add_changes, add_futures, add_json, add_verb
from dealwright.cli.reading import explained, open_study

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from dealwright.study import Study

_LONGEST = 1_000_000


def add(parts: Verbs) -> None:
    """Add this part to the verb."""
    parser = add_verb(
        parts,
        "back",
        run,
        "value in money what agents agreed on",
        "Each negotiable path takes the agreed value; the package is valued beside no deal, on fresh futures.",
    )
    parser.add_argument("file", metavar="FILE", help="the deal file")
    parser.add_argument(
        "agreement",
        metavar="AGREEMENT",
        nargs="+",
        help="PATH=VALUE for each path; or a file, or a text, with a bid of GENIUS or an outcome of NegMAS",
    )
    add_changes(parser)
    add_futures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Bring an agreement back.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: The deal negotiates nothing, or the agreement is none of it.
    """
    study, deal = open_study(options)
    if deal.negotiate is None:
        message = f"{options.file} has no `negotiate:`, so nothing can be agreed on"
        raise WrongUsage(message)
    paths = list(study.written.ranges())
    package = agreed(options.agreement, paths)
    _refuse(study, package)
    with explained(options, study):
        found = study.agreed(package)
    if options.json:
        print_json(found.to_json())
        return 0
    from dealwright.show.genius.terminal_made import print_back

    print_back(found, console())
    return 0


def agreed(words: Sequence[str], paths: Sequence[str]) -> dict[str, str]:
    """Read an agreement.

    Args:
        words: What was typed: pairs, or one file or text.
        paths: The negotiable paths.

    Returns:
        A value for each path, in the order of the paths.

    Raises:
        WrongUsage: It is no agreement on these paths.
    """
    from dealwright.lang.genius.agreed import missing_of, read_agreement

    if all(any(word.startswith(f"{path}=") for path in paths) and ";" not in word for word in words):
        found = dict(pair(word) for word in words)
    else:
        try:
            found = read_agreement(_text(" ".join(words)), paths)
        except ValueError as reason:
            raise WrongUsage(f"the agreement cannot be read: {reason}") from reason
    lacking = missing_of(found, paths)
    if lacking:
        raise WrongUsage(f"the agreement cannot be read: {lacking}")
    return {path: found[path] for path in paths}


def _text(words: str) -> str:
    """Read a file where one is named, else take the words themselves."""
    try:
        file = Path(words)
        if not file.is_file():
            return words
        with file.open(encoding="utf-8-sig") as stream:
            return stream.read(_LONGEST)
    except (OSError, ValueError):
        return words


def _refuse(study: Study, package: Mapping[str, str]) -> None:
    """Tell what is wrong with a package that cannot stand."""
    laid = study.written.package(package)
    if laid.deal is None:
        print_problems(laid.errors, laid.line)
        raise Stop(1)
