"""Read the sheet of inputs of a workbook: what stands in each input's cell now, and of which file it was made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

INPUTS, SUMMARY = "Inputs", "Summary"
HEADS = {
    "Value": "value",
    "Unit": "unit",
    "Path in the deal file": "path",
    "Part": "part",
    "As the tool read it": "was",
}
"""Heads of columns, and what stands under each."""
_MADE_OF = re.compile(r"^(?P<file>.*) \(SHA-256 (?P<digest>[0-9a-f]{16})…?\)$", re.DOTALL)
FILE, LAID = "File", "Laid over it"
"""Labels on the summary: the file, and what `--set` laid over it when the workbook was made."""
MOST_CELLS = 5_000_000
"""Cells of a sheet at most: a larger one is no workbook of ours."""


@dataclass(frozen=True, slots=True)
class BadCell:
    """Something on a sheet that cannot be read back.

    Args:
        cell: Where, such as `Inputs!B12`; a sheet alone, or nothing for the whole workbook.
        what: What is wrong, in words.
        expected: What was expected there.
        mend: What to type.
    """

    cell: str
    what: str
    expected: str
    mend: str

    def to_json(self) -> dict[str, str]:
        """Return it as plain data."""
        return {"cell": self.cell, "what": self.what, "expected": self.expected, "mend": self.mend}


class UnreadableError(Exception):
    """Says why a workbook cannot be read back.

    Args:
        problem: Why.
    """

    def __init__(self, problem: BadCell) -> None:
        self.problem = problem
        super().__init__(problem.what)


@dataclass(frozen=True, slots=True)
class Typed:
    """One input's row.

    Args:
        cell: Where its value stands, such as `Inputs!B12`.
        path: Where the number stands in the file.
        part: Which number of an expression it is, from 1; 0 where it is the whole value.
        value: What stands there now.
        was: What the tool wrote there.
        formula: The formula that stands there instead of a value; empty where none does.
    """

    cell: str
    path: str
    part: int
    value: Any
    was: Any
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What a workbook says.

    Args:
        file: The deal file that it was made of.
        digest: The first sixteen digits of that file's SHA-256.
        laid: What was laid over the file when the workbook was made, as `PATH=VALUE`.
        rows: Its inputs.
    """

    file: str
    digest: str
    laid: tuple[str, ...]
    rows: tuple[Typed, ...]


def read_workbook(path: Path) -> Read:
    """Read a workbook that `dealwright report --excel` made.

    Args:
        path: The workbook, perhaps saved by a spreadsheet program since.

    Raises:
        UnreadableError: It is no such workbook.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        written, shown = load_workbook(path), load_workbook(path, data_only=True)
    except FileNotFoundError:
        raise _whole("there is no such file", "check the path") from None
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError, SyntaxError) as refusal:
        words = getattr(refusal, "strerror", None) or "it is no .xlsx workbook"
        raise _whole(f"it cannot be read: {words.lower()}", "save it as an Excel workbook (.xlsx)") from refusal
    if INPUTS not in written.sheetnames or SUMMARY not in written.sheetnames:
        there = ", ".join(written.sheetnames[:8])
        raise _whole(f"it has no sheets {INPUTS} and {SUMMARY}; it has {there}", "name a workbook of the tool")
    told = {str(row[0].value): str(row[1].value or "") for row in shown[SUMMARY].iter_rows(max_row=40, max_col=2)}
    made_of = _MADE_OF.match(told.get(FILE, ""))
    if made_of is None:
        raise UnreadableError(
            BadCell(SUMMARY, "it does not say of which file the workbook was made", "a line File with a SHA-256", _MAKE)
        )
    laid = tuple(each for each in told.get(LAID, "").split("\n") if each)
    rows = tuple(_rows(written[INPUTS], shown[INPUTS]))
    if not rows:
        raise UnreadableError(BadCell(INPUTS, "it has no inputs any more", "rows with a path in the deal file", _MAKE))
    return Read(made_of["file"], made_of["digest"], laid, rows)


_MAKE = "make the workbook again with `dealwright report FILE --excel OUT.xlsx`"


def _whole(what: str, mend: str) -> UnreadableError:
    return UnreadableError(BadCell("", what, "a workbook that `dealwright report FILE --excel OUT.xlsx` made", mend))


def _rows(written: Worksheet, shown: Worksheet) -> Iterator[Typed]:
    """Go through the rows of inputs: under each head that names its columns."""
    if (written.max_row or 0) * (written.max_column or 0) > MOST_CELLS:
        raise UnreadableError(
            BadCell(INPUTS, "the sheet is larger than any that the tool makes", "its own sheet", _MAKE)
        )
    columns: dict[str, int] = {}
    for row, computed in zip(written.iter_rows(), shown.iter_rows(), strict=False):
        texts = {str(cell.value): place for place, cell in enumerate(row) if cell.value is not None}
        if {"Value", "Path in the deal file"} <= texts.keys():
            columns = {HEADS[text]: place for text, place in texts.items() if text in HEADS}
            continue
        path = row[columns["path"]].value if columns and columns["path"] < len(row) else None
        if not isinstance(path, str) or not path:
            continue
        cell = row[columns["value"]]
        formula = cell.value if isinstance(cell.value, str) and cell.data_type == "f" else ""
        part = row[columns["part"]].value if "part" in columns else None
        was = computed[columns["was"]].value if "was" in columns and columns["was"] < len(computed) else None
        yield Typed(
            f"{INPUTS}!{cell.coordinate}",
            path,
            int(part) if isinstance(part, int | float) else 0,
            computed[columns["value"]].value,
            was,
            str(getattr(formula, "text", formula)),
        )
