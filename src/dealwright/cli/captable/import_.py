"""`dealwright captable import`: a package of the Open Cap Format becomes a cap table of ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.cli.captable.opened import stop
from dealwright.cli.console import say
from dealwright.cli.options import Verbs, WrongUsage, add_verb
from dealwright.cli.reading import no_line

if TYPE_CHECKING:
    import argparse


def add(parts: Verbs) -> None:
    """Add this part to the verb."""
    parser = add_verb(parts, "import", run, "write a package of the Open Cap Format as a cap table file")
    parser.add_argument("file", metavar="PACKAGE", help="a folder or zip of the Open Cap Format")
    parser.add_argument("--out", metavar="FILE", default="captable.yaml", help="where to (default: captable.yaml)")
    parser.add_argument("--force", action="store_true", help="write over a file that is there")


def run(options: argparse.Namespace) -> int:
    """Import a package.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        Stop: The package has errors, which were printed.
        WrongUsage: The file is there, or cannot be written.
    """
    from dealwright.equity.ocf import read_ocf
    from dealwright.lang.captable_text import captable_text

    reading = read_ocf(options.file)
    if reading.table is None or not reading.sound:
        raise stop(options, reading.problems, no_line)
    for warning in reading.problems:
        say(str(warning))
    out = Path(options.out)
    try:
        with out.open("w" if options.force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(captable_text(reading.table))
    except FileExistsError as there:
        message = f"{out} is there already, and stays as it is; say --force, or another --out"
        raise WrongUsage(message) from there
    except OSError as refusal:
        message = f"cannot write {out}: {refusal.strerror}"
        raise WrongUsage(message) from refusal
    print(f"{out}: {reading.table.company}, {len(reading.table.events):,} events\nnext: dealwright captable show {out}")
    return 0
