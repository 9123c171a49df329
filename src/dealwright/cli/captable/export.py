"""`dealwright captable export`: a cap table becomes a package of the Open Cap Format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.cli.captable.opened import add_table, opened, stop
from dealwright.cli.console import say
from dealwright.cli.options import Verbs, WrongUsage, add_verb

if TYPE_CHECKING:
    import argparse


def add(parts: Verbs) -> None:
    """Add this part to the verb."""
    parser = add_verb(
        parts,
        "export",
        run,
        "write the cap table as a package of the Open Cap Format",
        "What the format cannot say stands in a file beside it, keyed by its ids.",
    )
    add_table(parser, on=False)
    parser.add_argument("--out", metavar="PACKAGE", default="ocf", help="a folder, or a zip by its name (default: ocf)")
    parser.add_argument("--force", action="store_true", help="write over a package that is there")


def run(options: argparse.Namespace) -> int:
    """Export a cap table.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        Stop: It could not be written.
        WrongUsage: Something is there already.
    """
    from dealwright.equity.ocf import write_ocf

    out = Path(options.out)
    if not options.force and out.exists() and (out.is_file() or any(out.iterdir())):
        message = f"{out} is there already, and stays as it is; say --force, or another --out"
        raise WrongUsage(message)
    found = opened(options)
    written = write_ocf(found.reading or found.table, out)  # a package that was read is written as it was
    if not written.files:
        raise stop(options, written.problems, found.line)
    for problem in written.problems:
        say(str(problem))
    print(f"{out}: {found.table.company}, {len(written.files)} files of the Open Cap Format")
    return 0
