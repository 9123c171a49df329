"""`dealwright report`: one HTML file to read, print and send, or a workbook with live formulas."""

from __future__ import annotations

import contextlib
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
    from collections.abc import Iterator


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
    page = None if book and options.out is None else Path(f"{deal.stem or 'deal'}.html")
    page = page if options.out is None else Path(options.out)
    for out, begins in ((page, _PAGES), (book, _BOOKS)):
        if out is not None:
            _may_write(out, deal, begins)
    kind = kind_of_file(options.file)
    _may_be_a_workbook(book, page)
    if kind == "deal":
        _report_deal(options, page, book)
    else:
        if page is not None:
            with _written(page):
                report_table(options, page)
        if book is not None:
            _write_whole(book, table_book(options))
    if page is not None:
        print(f"the report: {page} ({page.stat().st_size / 1e6:.1f} MB, opens in any browser, works offline)")
        print(f"  {page.resolve().as_uri()}")
    if book is not None:
        print(f"the workbook: {book} ({book.stat().st_size / 1e6:.1f} MB, live formulas, no macros)")
    return 0


_PAGES = (b"<!doctype html",)
_BOOKS = (b"PK",)
"""How the files begin that a report may replace: pages, and workbooks."""


def _may_replace(out: Path, begins: tuple[bytes, ...]) -> bool:
    """Tell whether a file is one of the kind that is written, or empty; what cannot be read is refused when written."""
    try:
        with out.open("rb") as there:
            first = there.read(16).lower()
    except OSError:
        return True
    return not first or any(first.startswith(each.lower()) for each in begins)


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
        from dealwright.show.document import Made
        from dealwright.show.study_report import write_study_report

        with explained(options, study), _written(page), progress("writing the report") as step:
            write_study_report(
                study,
                page,
                scenarios=scenarios,
                advised=options.party,
                made=Made(date, options.typed, __version__),
                progress=step,
            )
    if book is not None:
        from dealwright.show.excel.workbook import workbook

        with explained(options, study), progress("writing the workbook") as step:
            _write_whole(book, workbook(study, date, step))


@contextlib.contextmanager
def _written(page: Path) -> Iterator[None]:
    """Say which page could not be written, as where a disk is full."""
    from dealwright.show.document import UnwritableError

    try:
        yield
    except UnwritableError as refusal:
        message = f"cannot write {page}: {refusal.strerror}; what was there is as it was"
        raise WrongUsage(message) from refusal


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


def _may_write(out: Path, deal: Path, begins: tuple[bytes, ...]) -> None:
    """Refuse, before any work is done, where no file can go or something else stands; leave nothing behind."""
    option, suffix = ("--out", ".html") if begins is _PAGES else ("--excel", ".xlsx")
    another = f"{option} {out.with_name(f'{deal.stem}-report{suffix}')}" if out.name else f"{option} report{suffix}"
    if out.is_dir():
        message = f"{out} is a folder; say which file, as in {option} {out / f'report{suffix}'}"
        raise WrongUsage(message)
    there = out.exists()
    if there and deal.exists() and out.samefile(deal):
        message = f"{out} is the deal itself; say another file, as in {another}"
        raise WrongUsage(message)
    if out.is_file() and not _may_replace(out, begins):
        kind = "page" if begins is _PAGES else "workbook"
        message = f"{out} is there already and is no {kind}; say another file, as in {another}, or remove it"
        raise WrongUsage(message)
    made = [folder for folder in out.parents if not folder.exists()]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("a", encoding="utf-8"):
            pass
    except OSError as refusal:
        message = (
            f"cannot write {out}: {refusal.strerror}; say another place, as in {option} {deal.stem}-report{suffix}"
        )
        raise WrongUsage(message) from refusal
    if not there:
        out.unlink()
    for folder in made:
        folder.rmdir()
