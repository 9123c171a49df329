"""The workbook of every example, computed anew by LibreOffice: what it shows is what it computes, without an error."""

import datetime as dt
from pathlib import Path

import pytest

from dealwright.lang.load import load
from dealwright.show.excel.workbook import workbook
from dealwright.study import Study
from spreadsheet.recalculated import ERRORS, Computed, computed, same

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = sorted(
    [
        *(ROOT / "examples").glob("*.yaml"),
        *(ROOT / "examples").glob("*/deal.yaml"),
        *(ROOT / "examples/terms").glob("*.yaml"),
    ]
)
DATE = dt.date(2026, 1, 1)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory, spreadsheet_program: str) -> dict[str, Computed]:
    """Give the workbooks of all examples, computed anew."""
    folder = tmp_path_factory.mktemp("books")
    files = {}
    for example in EXAMPLES:
        name = f"{example.parent.name}-{example.stem}"
        files[name] = folder / f"{name}.xlsx"
        files[name].write_bytes(workbook(Study(load(str(example)), paths=64), DATE))
    return computed(files, spreadsheet_program, folder / "work")


def test_every_cell_of_every_example_shows_what_a_spreadsheet_computes(books: dict[str, Computed]) -> None:
    formulas = 0
    for name, book in books.items():
        for sheet, cells in book.cached.items():
            for place, shown in cells.items():
                formulas += str(book.formulas[sheet][place]).startswith("=")
                assert not str(shown).startswith(ERRORS), (name, sheet, place)
                assert same(shown, book.anew[sheet].get(place), 1e-6), (name, sheet, place, book.formulas[sheet][place])
    assert formulas > 1_000
