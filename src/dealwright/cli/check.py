"""`dealwright check`: every problem in the file, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import print_json, print_problems, say
from dealwright.cli.options import Verbs, add_deal, add_json, add_verb
from dealwright.cli.reading import counted, read_deal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sized

    from dealwright.deal.deal import Deal


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs, "check", run, "show every problem in the file", "Nothing is simulated. Exit code 1 if there is an error."
    )
    add_deal(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Check one file.

    Args:
        options: The parsed options.

    Returns:
        0 where the file can be valued, else 1.
    """
    _, loaded = read_deal(options)
    wrong = len(loaded.errors)
    if options.json:
        print_json([problem.to_json() for problem in loaded.problems])
        return 1 if wrong else 0
    print_problems(loaded.problems, loaded.line)
    if wrong:
        more = counted(len(loaded.problems) - wrong, "warning")
        say(f"{options.file}: {counted(wrong, 'error')}" + ("" if wrong == len(loaded.problems) else f", {more}"))
        return 1
    found = counted(len(loaded.problems), "warning") if loaded.problems else "no problems"
    print(f"{options.file}: {found}{_contents(loaded.deal)}")
    return 0


def _contents(deal: Deal | None) -> str:
    """Say what the file holds."""
    if deal is None:
        return ""
    sections: dict[str, Sized] = {
        "party": deal.parties,
        "company": deal.companies,
        "term": deal.terms,
        "driver": deal.drivers,
        "fact": deal.facts,
        "scenario": deal.scenarios,
    }
    return " (" + ", ".join(counted(len(section), noun) for noun, section in sections.items() if section) + ")"
