"""Holds what stands on the sheets of a workbook until it is written: whole, and the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import io
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dealwright.show.excel.cells import Cell, Node, NotLiveError, node, reference
from dealwright.show.excel.styles import STYLES, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dealwright.show.excel.cells import Number

EPOCH = dt.date(1899, 12, 30)
"""The day from which a spreadsheet counts days."""
NEVER = 1e7
"""A day that never comes: past the last one that a spreadsheet can show."""
_WIDTH, _PER_LETTER, _LINE, _SCALE = 8.43, 0.95, 13.5, 55
"""Width of a column in characters unless said, what a letter takes of it, height of a line, scale of wide sheets."""
_TALLEST, _WIDEST, _PROPERTY = 400.0, 60.0, 255
"""Points of a row, characters of a column and letters of a property at most: a spreadsheet takes no more."""
_SPARE = 3.0
"""Characters by which a column is wider than its longest number: inputs may make that one longer."""
_LARGE = 100_000
"""From which on money is shown without its cents."""
LONGEST = 8_000
"""Characters of a formula at most; a spreadsheet takes 8,192."""


def serial(moment: dt.date) -> float:
    """Return a date as a spreadsheet counts it: the opening of that day."""
    return float((moment - EPOCH).days)


@dataclass(slots=True)
class Sheet:
    """One sheet.

    Args:
        name: Its name.
        purpose: What it is for, in a sentence that stands under its title.
        cells: What stands where, and how it is shown.
        widths: Widths of columns in characters, by place.
        row: The next free row.
        frozen: Rows and columns that stay when the rest is scrolled.
        heights: Heights of rows in points, where they are not those of their text.
        wide: Whether it runs on to the right, and is printed on as many pages as that takes.
        cents: Whether amounts are shown to the cent where none on it is large.
    """

    name: str
    purpose: str = ""
    cells: dict[tuple[int, int], tuple[Node, str]] = field(default_factory=dict)
    names: dict[str, Cell] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    row: int = 0
    frozen: tuple[int, int] = (0, 0)
    wide: bool = False
    cents: bool = False

    def put(self, row: int, column: int, content: Number, style: str = "text", name: str = "") -> Node:
        """Write into a cell.

        Args:
            row: From 0.
            column: From 0.
            content: A formula, a number, a condition or a text.
            style: How it is shown; see `styles`.
            name: Its defined name, if it gets one.

        Returns:
            What stands there, for other formulas to name.

        Raises:
            NotLiveError: It comes to no finite number, or its formula is too long for a spreadsheet.
        """
        here = node(content)
        if isinstance(here.value, float) and not math.isfinite(here.value):
            raise NotLiveError("a formula would come to no finite number")
        cell = Cell(self.name, row, column, name)
        if not here.constant and len(here.text(self.name)) > LONGEST:
            raise NotLiveError("a formula would be longer than a spreadsheet takes")
        if name:
            self.names[name] = cell
        if not (here.constant and here.value == ""):
            self.cells[row, column] = here, style
        return reference(cell, here.value)

    def line(self, *contents: Number | None, style: str = "text", first: int = 0) -> int:
        """Write contents side by side into the next row, and return its place."""
        for place, content in enumerate(contents):
            if content is not None:
                self.put(self.row, first + place, content, style)
        self.row += 1
        return self.row - 1

    def forget_from(self, row: int) -> None:
        """Take away all that stands from a row on."""
        self.cells = {place: content for place, content in self.cells.items() if place[0] < row}
        self.names = {name: cell for name, cell in self.names.items() if cell.row < row}
        self.heights = {place: height for place, height in self.heights.items() if place < row}
        self.row = row


@dataclass(slots=True)
class Book:
    """The sheets of a workbook, in their order."""

    title: str
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def sheet(self, name: str, purpose: str = "") -> Sheet:
        """Return a sheet, made where there is none yet."""
        if name not in self.sheets:
            self.sheets[name] = Sheet(name, purpose)
        return self.sheets[name]

    def at(self, cell: Cell) -> Node:
        """Return what stands in a cell."""
        return self.sheets[cell.sheet].cells[cell.row, cell.column][0]

    def cells(self) -> Iterator[tuple[Cell, Node]]:
        """Go through all cells."""
        for sheet in self.sheets.values():
            for (row, column), (content, _) in sheet.cells.items():
                yield Cell(sheet.name, row, column), content

    def written(self, date: dt.date, order: Sequence[str]) -> bytes:
        """Return the file.

        Args:
            date: When it says that it was made.
            order: Names of the sheets as they come, each with those that are called so and more; those that nobody made
                are left out.
        """
        import xlsxwriter

        out = io.BytesIO()
        file = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
        made = dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC).replace(tzinfo=None)
        file.set_properties({"title": self.title[:_PROPERTY], "comments": "Made by Dealwright.", "created": made})
        file.set_calc_mode("auto")
        formats = {name: file.add_format(style.made) for name, style in STYLES.items()}
        sheets = [sheet for name in order for sheet in self.sheets.values() if f"{sheet.name} ".startswith(f"{name} ")]
        pages = {sheet.name: file.add_worksheet(sheet.name) for sheet in sheets}
        for sheet in sheets:
            for name, cell in sheet.names.items():
                file.define_name(name, f"='{sheet.name}'!{_fixed(cell)}")
        for sheet in sheets:
            _write(sheet, pages[sheet.name], formats)
        file.close()
        return out.getvalue()


def _fixed(cell: Cell) -> str:
    from dealwright.show.excel.cells import letters

    return f"${letters(cell.column)}${cell.row + 1}"


def _write(sheet: Sheet, page: Any, formats: dict[str, Any]) -> None:  # noqa: ANN401 - the writer's own shapes
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    if sheet.wide:
        page.set_print_scale(_SCALE)
    else:
        page.fit_to_pages(1, 0)
        if sheet.cells:  # a long title is then cut, and does not make all of it small
            page.print_area(0, 0, *(max(each[k] for each in sheet.cells) for k in (0, 1)))
    page.set_footer("&L&F&C&A&R&P / &N")
    for column, width in _widths(sheet).items():
        page.set_column(column, column, width)
    for row, height in (_heights(sheet) | sheet.heights).items():
        page.set_row(row, height)
    if sheet.frozen != (0, 0):
        page.freeze_panes(*sheet.frozen)
        if sheet.frozen[0]:
            page.repeat_rows(0, sheet.frozen[0] - 1)
        if sheet.wide and sheet.frozen[1]:
            page.repeat_columns(0, sheet.frozen[1] - 1)
    cents = sheet.cents and not _has_large_money(sheet)
    for row, column in sorted(sheet.cells):
        content, style = sheet.cells[row, column]
        style = _TO_THE_CENT.get(style, style) if cents else style
        _write_cell(page, (row, column), content, (sheet.name, formats[style]))
        if style == "input_condition":
            page.data_validation(row, column, row, column, {"validate": "list", "source": ["TRUE", "FALSE"]})


_TO_THE_CENT = {f"{how}money": f"{how}exact_money" for how in ("", "fixed_", "total_", "bold_", "fixed_bold_")}
"""How an amount is shown to the cent, by how it is shown without."""


def _has_large_money(sheet: Sheet) -> bool:
    amounts = (content.value for content, style in sheet.cells.values() if style in _TO_THE_CENT)
    return any(isinstance(each, float) and abs(each) >= _LARGE for each in amounts)


def _widths(sheet: Sheet) -> dict[int, float]:
    """Return the widths of columns: as said, and no narrower than their longest number."""
    found = dict(sheet.widths)
    for (_, column), (content, style) in sheet.cells.items():
        if isinstance(content.value, float):
            width = min(len(shown(content.value, STYLES[style].number)) + _SPARE, _WIDEST)
            found[column] = max(found.get(column, _WIDTH), width)
    return found


def _write_cell(page: Any, place: tuple[int, int], content: Node, how: tuple[str, Any]) -> None:  # noqa: ANN401 - as above
    sheet, shown = how
    if not content.constant:
        page.write_formula(*place, "=" + content.text(sheet), shown, content.value)
    elif isinstance(content.value, bool):
        page.write_boolean(*place, content.value, shown)
    elif isinstance(content.value, str):
        page.write_string(*place, content.value, shown)
    else:
        page.write_number(*place, content.value, shown)


def _heights(sheet: Sheet) -> dict[int, float]:
    """Return the heights of rows whose text is wrapped: as many lines as it takes in the width of its column."""
    lines: dict[int, int] = {}
    for (row, column), (content, style) in sheet.cells.items():
        if "text_wrap" in STYLES[style].keys and isinstance(content.value, str):
            width = sheet.widths.get(column, _WIDTH)
            lines[row] = max(lines.get(row, 1), math.ceil(len(content.value) * _PER_LETTER / width))
    return {row: min(_LINE * count, _TALLEST) for row, count in lines.items() if count > 1}
