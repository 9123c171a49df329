"""The workbook of every example, computed anew by LibreOffice: what it shows is what it computes, without an error."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from dealwright.lang.load import load
from dealwright.show.excel.cells import Cell, Node
from dealwright.show.excel.terms.meets import differences, rows_of
from dealwright.show.excel.workbook import Model, model_of, written_out
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
DEALS = [ROOT / "tests/spreadsheet/deals/moving_days.yaml"]
BY_NAME = {f"{example.parent.name}-{example.stem}": example for example in (*EXAMPLES, *DEALS)}
CHANGES: dict[str, dict[str, tuple[str, Any]]] = {
    "three-at-the-table-deal": {
        "facts.first_sales": ("14m EUR/year", 14e6),
        "facts.sales_growth": ("11%", 0.11),
        "facts.making": ("40.5%", 0.405),
        "facts.tooling": ("5.25m EUR", 5.25e6),
        "terms.tools.until": ("2027-06-30", dt.date(2027, 6, 30)),
    },
    "openai-microsoft-deal": {
        "facts.revenue_share_rate": ("17.5%", 0.175),
        "facts.plan_growth": ("125%", 1.25),
        "facts.contract_end": ("2032-06-30", dt.date(2032, 6, 30)),
        "facts.ipo_if_signed": ("35%", 0.35),
        "facts.stargate_lead": ("17bn USD", 17e9),
    },
    "film-recoupment-deal": {
        "facts.commission_rate": ("25%", 0.25),
        "facts.senior_loan": ("2.2m USD", 2.2e6),
        "facts.gap_return": ("12%", 0.12),
        "facts.first_year": ("3.9m USD/year", 3.9e6),
        "facts.corridor": ("15%", 0.15),
    },
    "deals-moving_days": {
        "facts.day": ("2028-02-11", dt.date(2028, 2, 11)),
        "facts.chance": ("75%", 0.75),
        "drivers.index.2026": ("120", 120),
        "drivers.level.growth": ("-4%", -0.04),
        "drivers.level.start": ("130", 130),
    },
    "terms-royalty": {
        "terms.royalty.tiers.0.up_to": ("150k USD", 150e3),
        "terms.royalty.tiers.2.rate": ("22%", 0.22),
        "terms.royalty.advance.amount": ("50k USD", 50e3),
        "terms.royalty.minimum": ("20k USD", 20e3),
        "terms.royalty.cap": ("250k USD", 250e3),
    },
}
"""By example: inputs by path, each as `--set` takes it and as it is typed into the cell."""


def study(name: str, overrides: dict[str, str] | None = None) -> Study:
    """Return an example, changed."""
    return Study(load(str(BY_NAME[name])), paths=64, overrides=overrides or {})


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    """Give the certain case of every example on sheets."""
    return {name: model_of(study(name)) for name in BY_NAME}


@pytest.fixture(scope="module")
def both(
    models: dict[str, Model], tmp_path_factory: pytest.TempPathFactory, spreadsheet_program: str
) -> dict[str, Computed]:
    """Give the workbooks of all examples, and some with inputs changed in the sheet, computed anew in one go."""
    folder = tmp_path_factory.mktemp("books")
    files, changes = {}, {}
    for name, model in models.items():
        files[name] = folder / f"{name}.xlsx"
        files[name].write_bytes(written_out(model, DATE))
    for name, overrides in CHANGES.items():
        files[f"{name} changed"] = files[name]
        inputs = models[name].inputs.by_path
        changes[f"{name} changed"] = {cell_of(inputs[path].cell).name: value for path, (_, value) in overrides.items()}
    return computed(files, spreadsheet_program, folder / "work", changes)


@pytest.fixture
def books(both: dict[str, Computed]) -> dict[str, Computed]:
    """Give the workbooks as they were written, computed anew."""
    return {name: book for name, book in both.items() if name in BY_NAME}


def cell_of(node: Node) -> Cell:
    """Return the one cell that a formula names."""
    (cell,) = node.parts
    assert isinstance(cell, Cell)
    return cell


def differing(model: Model, book: Computed, stated: Study) -> list[str]:
    """Tell where the live terms of a workbook, computed anew, are not what the engine states."""

    def read(node: Node) -> float:
        cell = cell_of(node)
        return float(book.anew[cell.sheet][Cell(cell.sheet, cell.row, cell.column).text(cell.sheet)] or 0.0)

    engine = {term.term: term for term in stated.statement().terms}
    live = [term for term in model.terms if not term.reason]
    return [
        f"{term.name}: {words}"
        for term in live
        for words in differences(list(rows_of(term.block, read)), engine[term.name])
    ]


def largest(cells: dict[str, Any]) -> dict[str, float]:
    """Return the largest number in each row and each column of a sheet: what rounding is measured by."""
    found: dict[str, float] = {}
    for place, value in cells.items():
        if isinstance(value, int | float):
            for line in _lines(place):
                found[line] = max(found.get(line, 0.0), abs(value))
    return found


def _lines(place: str) -> tuple[str, str]:
    letters = place.rstrip("0123456789")
    return letters, place[len(letters) :]


def test_every_cell_of_every_example_shows_what_a_spreadsheet_computes(books: dict[str, Computed]) -> None:
    formulas = 0
    for name, book in books.items():
        for sheet, cells in book.cached.items():
            sizes = largest(cells)
            for place, shown in cells.items():
                formulas += str(book.formulas[sheet][place]).startswith("=")
                assert not str(shown).startswith(ERRORS), (name, sheet, place)
                size = max(sizes.get(line, 0.0) for line in _lines(place))
                where = (name, sheet, place, book.formulas[sheet][place])
                assert same(shown, book.anew[sheet].get(place, ""), 1e-3 * size), where
    assert formulas > 1_000


def test_every_live_term_of_every_example_is_what_the_engine_states(
    models: dict[str, Model], books: dict[str, Computed]
) -> None:
    for name, book in books.items():
        assert differing(models[name], book, study(name)) == [], name


def test_no_check_fails_and_nothing_is_said_to_have_changed(books: dict[str, Computed]) -> None:
    for name, book in books.items():
        verdicts = [value for place, value in book.anew["Checks"].items() if place.startswith("E")]
        assert "OK" in verdicts, name
        assert set(verdicts) <= {"OK", "Verdict"}, name


@pytest.mark.parametrize("name", CHANGES)
def test_five_inputs_changed_in_the_sheet_are_five_overrides(
    name: str, models: dict[str, Model], both: dict[str, Computed]
) -> None:
    assert len(CHANGES[name]) == 5
    book, model = both[f"{name} changed"], models[name]
    assert differing(model, book, study(name, {path: said for path, (said, _) in CHANGES[name].items()})) == []
    assert differing(model, book, study(name)) != [], "the changes change something"
    assert "inputs changed since the tool wrote this" in book.anew["Checks"].values()
    assert not [value for cells in book.anew.values() for value in cells.values() if str(value).startswith(ERRORS)]
