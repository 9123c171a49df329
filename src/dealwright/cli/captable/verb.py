"""The verb `captable` with all that it can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.cli.captable import export, import_, ipo, opm, round_, show, waterfall
from dealwright.cli.options import Verbs, add_verb

if TYPE_CHECKING:
    import argparse

PARTS = (show, round_, waterfall, ipo, opm, import_, export)
"""Every part's module, in the order of the help."""
MORE = """

FILE is a cap table (a file that begins with `captable: 1`), a deal whose companies have `securities`, or a folder or
zip of the Open Cap Format. `dealwright new --template captable` starts one."""


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(verbs, "captable", run, "show who owns what of a company, and what each gets", MORE)
    parts = parser.add_subparsers(title="what", dest="part", metavar="WHAT", required=True)
    for module in PARTS:
        module.add(parts)


def run(options: argparse.Namespace) -> int:
    """Stand in for the parts, one of which is always named.

    Args:
        options: The parsed options.

    Returns:
        Never.

    Raises:
        ValueError: Always: argparse lets nobody come here.
    """
    message = f"no part of captable was named in {options}"
    raise ValueError(message)
