"""A contract computed in a real spreadsheet: rows of formulas, recomputed by LibreOffice, read back as numbers.

Nothing of the program under test is used here: the formulas are written from the words of the contract.
"""

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

_NAME = re.compile(r"\[(\w+)\]|<(\w+)>|\{(\w+)\}|\{(\w+)\.(\w+)\}")


@dataclass
class Sheet:
    """A sheet with one row for each period of a contract.

    Args:
        title: Its name.
        rows: How many periods it has.
        columns: Columns by name, in order: a list of values, or a formula. In a formula `[x]` is column x in the same
            row, `<x>` in the row before (nothing in the first), `{x}` the input x, and `{S.x}` the column x of sheet S.
    """

    title: str
    rows: int
    columns: dict[str, list[Any] | str] = field(default_factory=dict)


def letter(place: int) -> str:
    """Name a column by its place from 0."""
    return chr(ord("A") + place)


def write(path: Path, inputs: dict[str, Any], sheets: list[Sheet]) -> None:
    """Write the workbook: a sheet of inputs, and the sheets that compute from them."""
    book = Workbook()
    first = book.active
    first.title = "Inputs"
    where = {}
    for row, (name, value) in enumerate(inputs.items(), start=1):
        first.cell(row, 1, name)
        first.cell(row, 2, value)
        where[name] = f"Inputs!$B${row}"
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        places = {name: letter(place) for place, name in enumerate(sheet.columns)}
        where |= {
            f"{sheet.title}.{name}": f"{sheet.title}!${at}$2:${at}${sheet.rows + 1}" for name, at in places.items()
        }
        for name, column in sheet.columns.items():
            page[f"{places[name]}1"] = name
            for row in range(2, sheet.rows + 2):
                value = column[row - 2] if isinstance(column, list) else _formula(column, row, places, where)
                page[f"{places[name]}{row}"] = value
    book.save(path)


def _formula(text: str, row: int, places: dict[str, str], known: dict[str, str]) -> str:
    def cell(found: re.Match[str]) -> str:
        same, before, given, sheet, column = found.groups()
        if same:
            return f"{places[same]}{row}"
        if before:
            return f"{places[before]}{row - 1}" if row > 2 else "0"
        return known[given or f"{sheet}.{column}"]

    return _NAME.sub(cell, f"={text}")


def recomputed(path: Path, program: str) -> dict[str, dict[str, list[Any]]]:
    """Let a spreadsheet program compute a workbook.

    Args:
        path: The workbook.
        program: LibreOffice's command.

    Returns:
        Columns by sheet and name.
    """
    out = path.parent / "recomputed"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    convert = [program, profile, "--headless", "--calc", "--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    book = load_workbook(out / path.name, data_only=True)
    found = {}
    for page in book.worksheets[1:]:
        head, *rows = page.iter_rows(values_only=True)
        found[page.title] = {str(name): [row[place] for row in rows] for place, name in enumerate(head) if name}
    return found
