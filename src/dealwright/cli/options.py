"""The options that several verbs share, said and read in one way."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from dealwright.deal.deal import Deal

DEFAULT_FILE = "deal.yaml"
DEFAULT_SEED = 1
DEFAULT_PATHS = 16_384
MOST_PATHS = 2**22
_MINUS = re.compile(r"-[\d.]")


class Verbs(Protocol):
    """Where the verbs add their parsers: argparse's own holder of subcommands, whose class is private."""

    def add_parser(self, name: str, **settings: Any) -> argparse.ArgumentParser:  # noqa: ANN401 - argparse's own
        """Add one verb."""


class Stop(Exception):  # noqa: N818 - no error of the program: the verb has said what is wrong and leaves
    """Ends a verb that has already said why.

    Args:
        code: The exit code.
    """

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class WrongUsage(Exception):  # noqa: N818 - named as the exit code's meaning
    """Ends a verb whose words cannot be meant, with a sentence that says why."""


def add_verb(
    verbs: Verbs, name: str, run: Callable[[argparse.Namespace], int], summary: str, more: str = ""
) -> argparse.ArgumentParser:
    """Add a verb to the command line.

    Args:
        verbs: Where to add it.
        name: The word to type.
        run: What to call with the parsed options; answers the exit code.
        summary: One line for the list of verbs.
        more: What its own help says besides.

    Returns:
        The verb's parser, to add options to.
    """
    parser = verbs.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}. {more}".strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter if "\n" in more else argparse.HelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run, refuse=parser.error, called=parser.prog)
    parser.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return parser


def add_verb_of_parts(verbs: Verbs, name: str, modules: Sequence[ModuleType], summary: str, more: str) -> None:
    """Add a verb that is always followed by one of its parts, such as `captable show`.

    Args:
        verbs: Where to add it.
        name: The word to type.
        modules: The module of each part, in the order of the help; its `add` adds the part.
        summary: One line for the list of verbs.
        more: What its own help says besides.
    """
    parser = add_verb(verbs, name, _without_a_part, summary, more)
    parts = parser.add_subparsers(title="what", dest="part", metavar="WHAT", required=True)
    for module in modules:
        module.add(parts)


def _without_a_part(options: argparse.Namespace) -> int:
    """Stand in for the parts, one of which is always named: argparse lets nobody come here."""
    message = f"no part was named in {options}"
    raise ValueError(message)


def add_deal(parser: argparse.ArgumentParser, *, without: str = "") -> None:
    """Add what every verb needs that reads a deal: the file, changes laid over it, and the sources' folder.

    Args:
        parser: The verb's parser.
        without: What the verb does without a file, where that is not to read `deal.yaml`.
    """
    default, words = (None, f"without it, {without}") if without else (DEFAULT_FILE, f"default: {DEFAULT_FILE}")
    parser.add_argument("file", metavar="FILE", nargs="?", default=default, help=f"the deal file ({words})")
    add_changes(parser)


def add_changes(parser: argparse.ArgumentParser) -> None:
    """Add the changes laid over a deal, and the sources' folder."""
    parser.add_argument(
        "--set",
        metavar="PATH=VALUE",
        dest="overrides",
        action="append",
        default=[],
        type=override,
        help="lay a value over the deal, as in terms.revenue_share.rate=12%%; may be repeated",
    )
    parser.add_argument(
        "--sources", metavar="DIR", help="folder with the texts of the sources, to look up each `find:`"
    )


def add_futures(parser: argparse.ArgumentParser) -> None:
    """Add what every verb needs that simulates: how many futures, and which."""
    parser.add_argument(
        "--seed", metavar="N", type=seed, default=DEFAULT_SEED, help="which futures are drawn (default: 1)"
    )
    parser.add_argument(
        "--paths",
        metavar="N",
        type=paths,
        default=DEFAULT_PATHS,
        help="how many futures are drawn (default: 16384), in 4 to 32 equal parts, or else the next multiple of 8",
    )
    parser.add_argument(
        "--draws",
        choices=("sobol", "plain"),
        default="sobol",
        help="scrambled Sobol points (the default), or plain random numbers",
    )


def add_scenarios(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the choice of scenarios.

    Args:
        parser: The verb's parser.
        what: What is done with the scenarios that are named.
    """
    parser.add_argument(
        "--scenario",
        metavar="NAME",
        dest="scenarios",
        action="append",
        default=[],
        help=what,
    )


def add_tails(parser: argparse.ArgumentParser) -> None:
    """Add whether it is told how far worth may fall."""
    parser.add_argument(
        "--tails",
        action="store_true",
        help="tell how far worth may fall: its standard deviation, 5th percentile and mean of the worst 5%%; with "
        "packages that are kept, of each of them",
    )


def add_precision(parser: argparse.ArgumentParser) -> None:
    """Add the precision in which packages are valued."""
    parser.add_argument(
        "--precision",
        choices=("double", "single"),
        help="in which precision packages are valued: single takes half the time, and is off by at most 1e-5 of the "
        "largest worth (default: single for over 4,000,000,000 packages x futures)",
    )


def add_for(parser: argparse.ArgumentParser) -> None:
    """Add whom advice is for."""
    parser.add_argument(
        "--for", metavar="PARTY", dest="party", help="the side that is advised; without it all are shown, none advised"
    )


def at_the_table(options: argparse.Namespace, deal: Deal) -> None:
    """See that the side of --for bargains.

    Args:
        options: The parsed options of a verb that has `add_for`.
        deal: The deal.

    Raises:
        WrongUsage: It does not.
    """
    table = deal.negotiate.between if deal.negotiate is not None else []
    if options.party is not None and options.party not in table:
        who = f"at the table are {', '.join(table)}" if table else "nobody bargains there"
        message = f"'{options.party}' does not bargain in {options.file}; {who}"
        raise WrongUsage(message)


def add_machines(parser: argparse.ArgumentParser) -> None:
    """Add who values packages, and where they are kept."""
    who = parser.add_mutually_exclusive_group()
    who.add_argument(
        "--workers",
        metavar="N",
        type=workers,
        help="value packages on N processes of this machine; without it, on threads",
    )
    who.add_argument(
        "--cluster",
        metavar="ADDRESS",
        type=named,
        help="value packages on a Dask cluster, as in tcp://10.0.0.5:8786; needs pip install 'dealwright[cluster]'",
    )
    parser.add_argument(
        "--keep",
        metavar="FOLDER",
        type=named,
        help="keep every package with its worth in FOLDER, as tables in Parquet; a run that was stopped goes on from "
        "there (default: nothing is kept, but for over 2,000,000 packages in your cache)",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the choice of JSON."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def with_values(words: Sequence[str]) -> list[str]:
    """Put a value that begins with a minus to its option, as in `--rate=-1%`: it would be taken for an option itself.

    Args:
        words: What was typed.

    Example:
        >>> with_values(["captable", "opm", "--rate", "-1%"])
        ['captable', 'opm', '--rate=-1%']
    """
    found: list[str] = []
    for word in words:
        option = found[-1] if found else ""
        if words[0] == "captable" and _MINUS.match(word) and option.startswith("--") and "=" not in option:
            found[-1] = f"{option}={word}"
        else:
            found.append(word)
    return found


def override(words: str) -> tuple[str, str]:
    """Split one `PATH=VALUE`.

    Args:
        words: What was typed.

    Returns:
        The path and the value's text.

    Raises:
        argparse.ArgumentTypeError: There is no `=`, or nothing before it.
    """
    path, sign, text = words.partition("=")
    if not sign or not path.strip():
        message = f"'{words}' is no PATH=VALUE, such as terms.revenue_share.rate=12%"
        raise argparse.ArgumentTypeError(message)
    return path.strip(), text.strip()


def seed(words: str) -> int:
    """Read a seed.

    Args:
        words: What was typed.

    Returns:
        A whole number from 0.

    Raises:
        argparse.ArgumentTypeError: It is none.
    """
    return _whole(words, least=0, most=2**63 - 1)


def paths(words: str) -> int:
    """Read a number of futures.

    Args:
        words: What was typed.

    Returns:
        A whole number from 1 to about four million.

    Raises:
        argparse.ArgumentTypeError: It is none.
    """
    return _whole(words, least=1, most=MOST_PATHS)


def named(words: str) -> str:
    """Read a name that must not be empty, as one is where a variable of the shell has no value.

    Args:
        words: What was typed.

    Returns:
        The name.

    Raises:
        argparse.ArgumentTypeError: There is none.
    """
    if not words.strip():
        message = "nothing is named"
        raise argparse.ArgumentTypeError(message)
    return words


def workers(words: str) -> int:
    """Read a number of processes.

    Args:
        words: What was typed.

    Returns:
        A whole number from 1 to 256.

    Raises:
        argparse.ArgumentTypeError: It is none.
    """
    return _whole(words, least=1, most=256)


def _whole(words: str, *, least: int, most: int) -> int:
    """Read a whole number within bounds."""
    try:
        number = int(words)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        message = f"'{words}' is no whole number from {least} to {most}"
        raise argparse.ArgumentTypeError(message)
    return number
