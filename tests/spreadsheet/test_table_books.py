"""The workbook of a cap table, computed anew by LibreOffice: it pays what the engine pays, inputs changed or not."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from dealwright.equity.captable import CapTable
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.equity.holdings import Holdings
from dealwright.equity.ledger import holdings_on
from dealwright.equity.rounds.planned import planned
from dealwright.lang.captable import LoadedTable, load_table, loads_table
from dealwright.show.captable.names import names_of_table
from dealwright.show.excel.table_workbook import table_workbook
from spreadsheet.recalculated import ERRORS, Computed, computed, same
from spreadsheet.table_texts import CASES, HEAD, TWO_SERIES, typed

ROOT = Path(__file__).resolve().parent.parent.parent
DATE = dt.date(2026, 1, 1)
ACME = ROOT / "examples/acme-robotics/captable.yaml"
ACME_CHANGES = {
    "classes.series_a.preference": "2x",
    "classes.series_a.cap": "4x",
    "classes.series_a.participation": "full",
    "classes.series_b.dividend.rate": "10%",
    "classes.seed.seniority": "5",
    "events.5.shares": "3_000_000",
    "rights.opt_staff.strike": "1.5 USD",
    "convertibles.safe_3.cap": "20m USD",
    "exit.debt": "2m USD",
    "rounds.series_c.pre_money": "30m USD",
    "rounds.series_c.pool.share": "15%",
}


@dataclass
class Book:
    """A workbook, computed anew.

    Args:
        table: The table that it should agree with.
        cells: What LibreOffice found, by sheet and place.
        computed: All that the file holds.
    """

    table: CapTable
    cells: dict[str, dict[str, Any]]
    computed: Computed


def _changes(changes: dict[str, str], value: float) -> dict[str, Any]:
    return {path.replace(".", "_"): typed(each) for path, each in changes.items()} | {"exit_value": value}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory, spreadsheet_program: str) -> dict[str, Book]:
    """Give the workbooks of the cases, each as it is and with inputs changed by hand."""
    folder = tmp_path_factory.mktemp("tables")
    loaded = {name: loads_table(HEAD + case.text) for name, case in CASES.items()} | {"acme": load_table(ACME)}
    changes = {name: case.changes for name, case in CASES.items()} | {"acme": ACME_CHANGES}
    exits = {name: case.exits for name, case in CASES.items()} | {"acme": (12e6,)}
    files: dict[str, Path] = {}
    typed_in: dict[str, dict[str, Any]] = {}
    tables: dict[str, LoadedTable] = {}
    for name, each in loaded.items():
        content = table_workbook(each, DATE)
        for kind, own, value in (("as it is", {}, exits[name][0]), ("changed", changes[name], exits[name][-1])):
            key = f"{name}, {kind}"
            files[key] = folder / f"{name.replace(' ', '-')}.xlsx"
            files[key].write_bytes(content)
            typed_in[key], tables[key] = _changes(own, value), each.with_overrides(own)
    found = computed(files, spreadsheet_program, folder / "work", typed_in)
    return {key: Book(tables[key].sound, book.anew, book) for key, book in found.items()}


def rows(cells: dict[str, Any]) -> dict[str, int]:
    """Return the rows of a sheet by the label that begins each; of one that stands twice the first."""
    places = [(int(place[1:]), label) for place, label in cells.items() if place[0] == "A" and place[1:].isdigit()]
    return {label: row for row, label in sorted(places, reverse=True)}


def paid(cells: dict[str, Any]) -> tuple[list[float], dict[str, list[float]]]:
    """Return the exit values of a sheet, and what each holder gets."""
    first, at = rows(cells), 3
    columns = [
        get_column_letter(at + k) for k in range(40) if f"{get_column_letter(at + k)}{first['Exit value']}" in cells
    ]
    values = [float(cells[f"{column}{first['Exit value']}"]) for column in columns]
    row, found = first["To each holder"] + 1, {}
    while f"A{row}" in cells:
        found[str(cells[f"A{row}"])] = [float(cells.get(f"{column}{row}", 0.0)) for column in columns]
        row += 1
    return values, found


def _meets(book: Book, sheet: str, held: Holdings, on: dt.date) -> None:
    values, found = paid(book.cells[sheet])
    names = names_of_table(book.table)
    engine = pay(stack_of(held, book.table.exit, on), np.array(values))
    assert len(values) > 10
    for holder, money in engine.by_holder.items():
        got = np.array(found[names.holder(holder)])
        np.testing.assert_allclose(got, money, rtol=1e-9, atol=1e-9 * max(values[0], 1.0), err_msg=f"{sheet}: {holder}")
    assert any(value > 0 for value in values)


def test_what_a_sheet_pays_is_what_the_engine_pays_before_and_after_inputs_change(books: dict[str, Book]) -> None:
    for book in books.values():
        _meets(book, "Waterfall", holdings_on(book.table), book.table.as_of)


def test_a_round_to_come_is_priced_on_the_sheet_as_the_engine_prices_it(books: dict[str, Book]) -> None:
    seen = 0
    for book in books.values():
        if "Waterfall after rounds" in book.cells:
            plan = planned(book.table)
            _meets(book, "Waterfall after rounds", plan.after, plan.after.on)
            seen += 1
    assert seen >= 4


def test_no_cell_shows_an_error_and_what_is_cached_is_what_is_computed(books: dict[str, Book]) -> None:
    for name, book in books.items():
        for sheet, cells in book.cells.items():
            assert not [place for place, shown in cells.items() if str(shown).startswith(ERRORS)], (name, sheet)
        if name.endswith("as it is"):
            shown, anew = book.computed.cached, book.computed.anew
            for place, value in shown["Cap table"].items():
                assert same(value, anew["Cap table"].get(place), 1e-6), (name, place)


def test_published_examples_are_paid_as_published(books: dict[str, Book]) -> None:
    """Three kinds of participation, 2x participating, ranks, an exact cover, a carried interest with its catch-up.

    Sources: vectors foley_hoag_three_prefs, participating_2x, senior_vs_junior, prefs_exactly_covered, carry_catch_up.
    """
    seen = 0
    for name, case in CASES.items():
        book = books[f"{name}, as it is"]
        _, found = paid(book.cells["Waterfall"])
        for holder, money in case.published.items():
            got = found[names_of_table(book.table).holder(holder)][0]
            assert got == pytest.approx(money, rel=1e-9, abs=1e-6), (name, holder)
            seen += 1
    assert seen >= 15


def test_the_sheet_finds_published_breakpoints(books: dict[str, Book]) -> None:
    """They lie at 0, 1,500, 1,700, 3,300 and 4,800. Source: vector opm_breakpoints_warrants_options."""
    cells = books["breakpoints, as it is"].cells["Waterfall"]
    first = rows(cells)["The first money"]
    found = {round(float(cells[f"D{row}"]), 6) for row in range(first, first + 6)}
    assert found >= {0.0, 1500.0, 1700.0, 3300.0, 4800.0}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (("rounding: {shares: down}\nrounds:\n  c: {on: 2025-01-31, investors: {fund: 1m USD}, pre_money: 30m USD, "
          "new_class: {kind: preferred, converts_into: common, preference: 1x}}\n"),
         "cuts shares or prices of rounds to whole numbers"),
    ],
)  # fmt: skip
def test_what_has_no_formula_shows_the_tools_own_figures_and_says_why(said: str, reason: str, tmp_path: Path) -> None:
    loaded = loads_table(HEAD + TWO_SERIES + said)
    out = tmp_path / "held.xlsx"
    out.write_bytes(table_workbook(loaded, DATE))
    book = load_workbook(out)
    assert reason in book["Waterfall"]["A4"].value
    assert reason in book["Cap table"]["A4"].value
    assert not [cell for row in book["Waterfall"].iter_rows() for cell in row if cell.data_type == "f"]
    assert any(reason in str(row[0].value) for row in book["Checks"].iter_rows())
    exit_value = book["Waterfall"]["E5"].value
    engine = pay(stack_of(holdings_on(loaded.sound), loaded.sound.exit, loaded.sound.as_of), exit_value)
    held = {row[0].value: row[4].value for row in book["Waterfall"].iter_rows(min_row=6)}
    assert held["The fund"] == pytest.approx(engine.by_holder["fund"], rel=1e-12)
