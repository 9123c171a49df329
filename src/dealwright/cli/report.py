"""`dealwright report`: one HTML file to read, print and send, or a workbook with live formulas."""

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
from dealwright.cli.table_report import report_table, table_book

if TYPE_CHECKING:
    import argparse


def add(verbs: Verbs) -> None:
    """Add the verb to the command line."""
    parser = add_verb(
        verbs,
        "report",
        run,
        "write one HTML file that works offline, or a workbook",
        "The page holds the worth, the bargain and where each number comes from. A cap table, in a file or in Open Cap "
        "Format, gets a page and a workbook of its own. The workbook holds the certain case as live formulas.",
    )
    add_deal(parser)
    add_scenarios(
        parser, "show only this scenario, beside no deal; may be repeated (default: the contract in force and all)"
    )
    add_for(parser)
    add_futures(parser)
    parser.add_argument(
        "--out",
        metavar="OUT.html",
        help="where to write the page (default: the deal file's name with .html, in this folder; none with --excel)",
    )
    parser.add_argument("--excel", metavar="OUT.xlsx", help="write a workbook with live formulas")


def run(options: argparse.Namespace) -> int:
    """Write the report of one deal, or of one cap table.

    Args:
        options: The parsed options.

    Returns:
        0.

    Raises:
        WrongUsage: A report cannot be written where it should go.
    """
    deal, book = Path(options.file), None if options.excel is None else Path(options.excel)
    page = None if book and options.out is None else Path(options.out or f"{deal.stem or 'deal'}.html")
    for out in filter(None, (page, book)):
        _may_write(out, deal)
    kind = kind_of_file(options.file)
    _may_be_a_workbook(book, page)
    if kind == "deal":
        _report_deal(options, page, book)
    else:
        if page is not None:
            report_table(options, page)
        if book is not None:
            _write_whole(book, table_book(options))
    if page is not None:
        print(f"the report: {page} ({page.stat().st_size / 1e6:.1f} MB, opens in any browser, works offline)")
        print(f"  {page.resolve().as_uri()}")
    if book is not None:
        print(f"the workbook: {book} ({book.stat().st_size / 1e6:.1f} MB, live formulas, no macros)")
    return 0


def _may_be_a_workbook(book: Path | None, page: Path | None) -> None:
    """Refuse what can be no workbook."""
    if book is None:
        return
    if book.suffix.lower() != ".xlsx":
        message = (
            f"{book} is no name of a workbook; say one that ends in .xlsx, as in --excel {book.with_suffix('.xlsx')}"
        )
        raise WrongUsage(message)
    if page is not None and page.resolve() == book.resolve():
        message = f"{book} is to be the page and the workbook; say two files, as in --out {book.with_suffix('.html')}"
        raise WrongUsage(message)


def _report_deal(options: argparse.Namespace, page: Path | None, book: Path | None) -> None:
    study, deal = open_study(options)
    scenarios = chosen_scenarios(options, deal)
    at_the_table(options, deal)
    date = datetime.now().astimezone().date()
    if page is not None:
        from dealwright.show.study_report import write_study_report

        with explained(options, study), progress("writing the report") as step:
            write_study_report(
                study,
                page,
                scenarios=scenarios,
                advised=options.party,
                date=date,
                command=options.typed,
                version=__version__,
                progress=step,
            )
    if book is not None:
        from dealwright.show.excel.workbook import workbook

        with explained(options, study), progress("writing the workbook") as step:
            _write_whole(book, workbook(study, date, step))


def _write_whole(out: Path, content: bytes) -> None:
    """Write a file whole, or not at all."""
    made = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(content)
        made.replace(out)
    except OSError as refusal:
        made.unlink(missing_ok=True)
        message = f"cannot write {out}: {refusal.strerror}"
        raise WrongUsage(message) from refusal


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
