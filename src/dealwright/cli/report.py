"""`dealwright report`: one HTML file to read, print and send."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright import __version__
from dealwright.cli.options import (
    Verbs,
    WrongUsage,
    add_deal,
    add_for,
    add_futures,
    add_scenarios,
    add_verb,
    at_the_table,
)
from dealwright.cli.progress import progress
from dealwright.cli.reading import chosen_scenarios, explained, kind_of_file, open_study
from dealwright.cli.table_report import report_table

if TYPE_CHECKING:
    import argparse


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "report",
        run,
        "write one HTML file that works offline",
        "It holds the worth, the bargain and where each number comes from. A cap table, in a file or in Open Cap "
        "Format, gets a page of its own.",
    )
    add_deal(parser)
    add_scenarios(
        parser, "show only this scenario, beside no deal; may be repeated (default: the contract in force and all)"
    )
    add_for(parser)
    add_futures(parser)
    parser.add_argument(
        "--out", metavar="OUT.html", help="where to write it (default: the deal file's name with .html, in this folder)"
    )


def run(options: argparse.Namespace) -> int:
    """Write the report of one deal, or of one cap table.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: The report cannot be written where it should go.
    """
    out = Path(options.out or f"{Path(options.file).stem or 'deal'}.html")
    _may_write(out, Path(options.file))
    if kind_of_file(options.file) == "deal":
        _report_deal(options, out)
    else:
        report_table(options, out)
    print(f"the report: {out} ({out.stat().st_size / 1e6:.1f} MB, opens in any browser, works offline)")
    print(f"  {out.resolve().as_uri()}")
    return 0


def _report_deal(options: argparse.Namespace, out: Path) -> None:
    study, deal = open_study(options)
    scenarios = chosen_scenarios(options, deal)
    at_the_table(options, deal)
    from dealwright.show.study_report import write_study_report

    with explained(options, study), progress("writing the report") as step:
        write_study_report(
            study,
            out,
            scenarios=scenarios,
            advised=options.party,
            date=datetime.now().astimezone().date(),
            command=options.typed,
            version=__version__,
            progress=step,
        )


def _may_write(out: Path, deal: Path) -> None:
    """Refuse, before any work is done, where no file can go, or where the deal is written; leave nothing behind."""
    if out.is_dir():
        message = f"{out} is a folder; say which file, as in --out {out / 'report.html'}"
        raise WrongUsage(message)
    there = out.exists()
    if there and deal.exists() and out.samefile(deal):
        message = f"{out} is the deal itself; say another file, as in --out {out.with_suffix('.html')}"
        raise WrongUsage(message)
    made = [folder for folder in out.parents if not folder.exists()]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("a", encoding="utf-8"):
            pass
    except OSError as refusal:
        message = f"cannot write {out}: {refusal.strerror}"
        raise WrongUsage(message) from refusal
    if not there:
        out.unlink()
    for folder in made:
        folder.rmdir()
