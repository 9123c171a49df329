"""Workbooks computed anew by LibreOffice, many in one go: what is cached in the files is thrown away first."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "Err:")


@dataclass
class Computed:
    """A workbook as it was written, and as a spreadsheet program computed it.

    Args:
        formulas: What stands in each cell, by sheet and place: a formula or a value.
        cached: The values that the file holds, likewise.
        anew: The values that the program found, likewise.
    """

    formulas: dict[str, dict[str, Any]]
    cached: dict[str, dict[str, Any]]
    anew: dict[str, dict[str, Any]]


def computed(
    books: Mapping[str, Path], program: str, folder: Path, changes: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Computed]:
    """Let LibreOffice compute workbooks.

    Args:
        books: The files by name.
        program: LibreOffice's command.
        folder: An empty folder to work in.
        changes: By name of a file, values by defined name that are written over its inputs before it computes.

    Returns:
        What the files hold, by name.
    """
    bare, out = folder / "bare", folder / "out"
    bare.mkdir(parents=True)
    for name, path in books.items():
        book = load_workbook(path)
        for place, value in (changes or {}).get(name, {}).items():
            ((sheet, cell),) = book.defined_names[place].destinations
            book[sheet][cell.replace("$", "")].value = value
        book.save(bare / f"{name}.xlsx")  # which writes no cached value
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(bare / f"{name}.xlsx") for name in books]
    convert = [program, profile, "--headless", "--calc", "--convert-to", "xlsx", "--outdir", str(out), *files]
    subprocess.run(convert, check=True, capture_output=True, timeout=300)
    return {
        name: Computed(
            _cells(path, data_only=False), _cells(path, data_only=True), _cells(out / f"{name}.xlsx", data_only=True)
        )
        for name, path in books.items()
    }


def _cells(path: Path, *, data_only: bool) -> dict[str, dict[str, Any]]:
    book = load_workbook(path, data_only=data_only)
    return {
        page.title: {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}
        for page in book.worksheets
    }


def same(one: Any, other: Any, size: float = 0.0) -> bool:
    """Tell whether two values are the same: numbers to 1e-9 of them, or of the size of what stands around them."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return bool(abs(one - other) <= 1e-9 * max(abs(one), abs(other), size))
    return bool(one == other)
