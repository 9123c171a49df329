"""Print the tables of a cap table on a terminal: the same that a page shows, without its pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from dealwright.show.tables import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from dealwright.show.page import Cell, Row, TableFigure


_GAP = 2
"""Blanks between two columns."""
_NAMED = 16
"""Characters that what names the rows needs at least; longer names break."""


def print_tables(figures: Iterable[TableFigure | None], console: Console) -> None:
    """Print tables under their findings; None is left out. One whose numbers find no room is printed in several.

    Args:
        figures: The tables.
        console: Where to print.
    """
    for figure in figures:
        if figure is not None:
            (print_table if _has_room(figure, console) else print_in_groups)(figure, console)


def _has_room(figure: TableFigure, console: Console) -> bool:
    """Say whether all columns of numbers, which do not break, fit beside what names the rows."""
    widths = _widths(figure)
    numbers = sum(width + _GAP for width, head in zip(widths, figure.head, strict=True) if head.number)
    return numbers + min(widths[0], _NAMED) <= console.width


def print_table(figure: TableFigure, console: Console) -> None:
    """Print a table under its finding, and how to read it below.

    Args:
        figure: The table.
        console: Where to print.
    """
    say(console, Text(figure.finding, style="bold"))
    table = Table(box=None, pad_edge=False, padding=(0, 1), show_header=any(head.text for head in figure.head))
    for head in figure.head:
        table.add_column(head.text, justify="right" if head.number else "left", header_style="dim", no_wrap=head.number)
    for row in figure.rows:
        table.add_row(*(_cell(cell) for cell in row.cells), style=_style(row))
    console.print(table)
    if figure.subtitle:
        console.print(Text(figure.subtitle, style="dim"))


def print_in_groups(figure: TableFigure, console: Console, *, lasting: int = 1) -> None:
    """Print a table of many columns as several, one under the other, each as wide as the console has room for.

    Args:
        figure: The table.
        console: Where to print.
        lasting: How many columns at its beginning each of the several has.
    """
    widths = _widths(figure)
    groups: list[list[int]] = [[]]
    room = left = console.width - sum(width + _GAP for width in widths[:lasting])
    for place, width in list(enumerate(widths))[lasting:]:
        if groups[-1] and width > left:
            groups.append([])
            left = room
        groups[-1].append(place)
        left -= width + _GAP
    for number, group in enumerate(groups):
        places = (*range(lasting), *group)
        part = replace(
            figure,
            finding=figure.finding if number == 0 else f"{figure.finding}, on",
            subtitle=figure.subtitle if number == len(groups) - 1 else "",
            head=tuple(figure.head[place] for place in places),
            rows=tuple(replace(row, cells=tuple(row.cells[place] for place in places)) for row in figure.rows),
        )
        print_table(part, console)


def _widths(figure: TableFigure) -> list[int]:
    """Return how many characters wide each column is."""
    return [
        max(cell_len(text) for text in (head.text, *(_cell(row.cells[place]).plain for row in figure.rows)))
        for place, head in enumerate(figure.head)
    ]


def _style(row: Row) -> str:
    return "bold" if row.total or row.part else ""


def _cell(cell: Cell) -> Text:
    """Write a cell with the remark under it beside it."""
    text = Text(cell.text)
    for more in (cell.small, *(item.text for item in cell.items)):
        if more:
            text.append(f"  {more}", style="dim")
    return text
