"""`dealwright report` of a cap table: a file of its own, or a folder or zip of Open Cap Format."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright import __version__
from dealwright.cli.console import print_problems, say
from dealwright.cli.options import Stop, WrongUsage
from dealwright.cli.reading import counted, kind_of_file, no_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from dealwright.equity.captable import CapTable
    from dealwright.ground.place import Place
    from dealwright.ground.problem import Problem


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """A cap table without errors.

    Attributes:
        table: The table.
        digest: SHA-256 of its file, or of all files of its folder.
        text: What the file says; empty for Open Cap Format.
        warnings: What was found that stops nothing.
    """

    table: CapTable
    digest: str
    text: str
    warnings: tuple[Problem, ...]


def report_table(options: argparse.Namespace, out: Path) -> None:
    """Write the report of a cap table.

    Args:
        options: The parsed options of `report`.
        out: Where to.

    Raises:
        Stop: The table has errors, which were printed.
        WrongUsage: What was asked for is of deals alone.
    """
    if options.scenarios:
        message = "a cap table has no scenarios; leave --scenario out"
        raise WrongUsage(message)
    opened = open_table(options)
    from dealwright.show.captable.report import left_undone, write_table_report
    from dealwright.show.document import Made

    made = Made(datetime.now().astimezone().date(), options.typed, __version__)
    write_table_report(
        opened.table,
        out,
        file=options.file,
        digest=opened.digest,
        made=made,
        text=opened.text,
        findings=opened.warnings,
    )
    for problem in left_undone(opened.table):
        say(str(problem))


def table_book(options: argparse.Namespace) -> bytes:
    """Return the workbook of a cap table.

    Args:
        options: The parsed options of `report`.

    Raises:
        Stop: The table has errors, which were printed.
        WrongUsage: What was asked for is of deals alone.
    """
    if options.scenarios:
        message = "a cap table has no scenarios; leave --scenario out"
        raise WrongUsage(message)
    opened = open_table(options)
    from dealwright.lang.captable import load_table
    from dealwright.show.excel.table_workbook import table_workbook

    overrides = dict(options.overrides)
    loaded = load_table(options.file)
    loaded = loaded.with_overrides(overrides) if overrides else loaded
    laid = [f"{path}={value}" for path, value in overrides.items()]
    return table_workbook(loaded, datetime.now().astimezone().date(), opened.digest, laid)


def open_table(options: argparse.Namespace) -> OpenedTable:
    """Read a cap table, print its problems, and stop where one is an error.

    Args:
        options: The parsed options, with the file and what is laid over it.

    Raises:
        Stop: There are errors, which were printed.
        WrongUsage: Values cannot be laid over Open Cap Format.
    """
    path = Path(options.file)
    overrides = dict(options.overrides)
    if kind_of_file(options.file) == "package":
        if overrides:
            message = "--set lays values over a file of ours; import the package first: dealwright captable import"
            raise WrongUsage(message)
        from dealwright.equity.ocf import read_ocf

        reading = read_ocf(path)
        table = _sound(options.file, reading.table, reading.problems, no_line)
        return OpenedTable(table, digest_of_files(path), "", reading.problems)
    from dealwright.lang.captable import load_table

    loaded = load_table(path)
    loaded = loaded.with_overrides(overrides) if overrides else loaded
    table = _sound(options.file, loaded.table, loaded.problems, loaded.line)
    return OpenedTable(table, digest_of_files(path), loaded.texts.get(loaded.file, ""), loaded.problems)


def _sound(file: str, table: CapTable | None, problems: Iterable[Problem], line: Callable[[Place], str]) -> CapTable:
    errors = [problem for problem in problems if problem.severity == "error"]
    if table is not None and not errors:
        for warning in problems:
            say(str(warning))
        return table
    print_problems(list(problems), line)
    say(f"{file}: {counted(len(errors), 'error')}; nothing was computed")
    raise Stop(1)


def digest_of_files(path: Path) -> str:
    """Return the SHA-256 of a file, or of the names and contents of all files of a folder, in their order.

    Args:
        path: The file or folder.
    """
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    found = hashlib.sha256()
    for each in sorted(every for every in path.rglob("*") if every.is_file()):
        found.update(str(each.relative_to(path).as_posix()).encode() + b"\0" + each.read_bytes() + b"\0")
    return found.hexdigest()
