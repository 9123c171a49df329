"""Clauses as formulas: a sheet whose inputs are changed computes what the engine does with the same overrides."""

from pathlib import Path

import pytest

from spreadsheet.changed_inputs import Changed, changed, reasons, wrong
from spreadsheet.recalculated import ERRORS, Computed, computed, same

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "examples"
DEALS = [(file, seed) for seed, file in enumerate(sorted((HERE / "deals").glob("*.yaml")))]
DEALS += [(EXAMPLES / "openai-microsoft/deal.yaml", 1), (EXAMPLES / "drug-licence/deal.yaml", 1)]


@pytest.fixture(scope="module")
def cases() -> dict[str, Changed]:
    """Give each deal with inputs changed at random, several times."""
    return {f"{file.parent.name}-{file.stem}-{seed}": changed(file, seed) for file, seed in DEALS}


@pytest.fixture(scope="module")
def books(
    cases: dict[str, Changed], tmp_path_factory: pytest.TempPathFactory, spreadsheet_program: str
) -> dict[str, Computed]:
    """Give the workbooks, inputs changed in the sheet, computed anew in one go."""
    folder = tmp_path_factory.mktemp("books")
    files = {}
    for name, case in cases.items():
        files[name] = folder / f"{name}.xlsx"
        files[name].write_bytes(case.written)
    return computed(files, spreadsheet_program, folder / "work", {name: case.inputs for name, case in cases.items()})


def test_every_clause_of_the_deals_of_this_folder_is_live(cases: dict[str, Changed]) -> None:
    models = {name: case.model for name, case in cases.items() if name.startswith("deals-")}
    assert reasons(models) == {}


def test_changed_inputs_change_the_sheet_as_they_change_the_engine(
    cases: dict[str, Changed], books: dict[str, Computed]
) -> None:
    found = [words for name, case in cases.items() for words in wrong(case, books[name])]
    assert found == []
    assert min(len(case.inputs) for case in cases.values()) >= 3


def test_no_change_of_inputs_brings_an_error(books: dict[str, Computed]) -> None:
    for name, book in books.items():
        for sheet, cells in book.anew.items():
            broken = {place: shown for place, shown in cells.items() if str(shown).startswith(ERRORS)}
            assert not broken, (name, sheet)


def test_a_change_is_seen_in_the_sheet(cases: dict[str, Changed], books: dict[str, Computed]) -> None:
    for name in cases:
        cached, anew = books[name].cached["Terms"], books[name].anew["Terms"]
        assert any(not same(each, anew.get(place), 1e-6) for place, each in cached.items()), name
