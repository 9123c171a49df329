"""`dealwright check`: every problem in the file, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.console import print_json, print_problems, say
from dealwright.cli.options import Verbs, add_deal, add_json, add_verb
from dealwright.cli.reading import counted, kind_of_file, read_deal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence, Sized

    from dealwright.deal.deal import Deal
    from dealwright.equity.captable import CapTable
    from dealwright.ground.place import Place
    from dealwright.ground.problem import Problem


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "check",
        run,
        "show every problem in the file",
        "Nothing is simulated. Exit code 1 if there is an error. FILE may be a cap table, or a folder or zip of the "
        "Open Cap Format, as well.",
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
    problems, line, contents = _checked(options)
    wrong = sum(problem.severity == "error" for problem in problems)
    if options.json:
        print_json([problem.to_json() for problem in problems])
        return 1 if wrong else 0
    print_problems(problems, line)
    if wrong:
        more = counted(len(problems) - wrong, "warning")
        say(f"{options.file}: {counted(wrong, 'error')}" + ("" if wrong == len(problems) else f", {more}"))
        return 1
    found = counted(len(problems), "warning") if problems else "no problems"
    held = ", ".join(counted(len(section), noun) for noun, section in contents.items() if section)
    print(f"{options.file}: {found}" + (f" ({held})" if held else ""))
    return 0


def _checked(options: argparse.Namespace) -> tuple[Sequence[Problem], Callable[[Place], str], Mapping[str, Sized]]:
    """Return the problems, what gives a line of text, and what the file holds: a deal, or a cap table."""
    kind = kind_of_file(options.file)
    if kind != "deal":
        from dealwright.lang.captable import load_table

        loaded = load_table(options.file).with_overrides(dict(options.overrides))
        return loaded.problems, loaded.line, _of_table(loaded.table)
    _, deal = read_deal(options)
    return deal.problems, deal.line, _of_deal(deal.deal)


def _of_table(table: CapTable | None) -> dict[str, Sized]:
    """Say what a cap table holds."""
    if table is None:
        return {}
    return {
        "stakeholder": table.stakeholders,
        "class": table.classes,
        "convertible": table.convertibles,
        "right": table.rights,
        "event": table.events,
        "round": table.rounds,
    }


def _of_deal(deal: Deal | None) -> dict[str, Sized]:
    """Say what a deal holds."""
    if deal is None:
        return {}
    return {
        "party": deal.parties,
        "company": deal.companies,
        "term": deal.terms,
        "driver": deal.drivers,
        "fact": deal.facts,
        "scenario": deal.scenarios,
    }
