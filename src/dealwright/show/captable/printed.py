"""Print the tables of a cap table on a terminal: the same that a page shows, without its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from dealwright.show.tables import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from dealwright.show.page import Cell, Row, TableFigure


def print_tables(figures: Iterable[TableFigure | None], console: Console) -> None:
    """Print tables under their findings; None is left out.

    Args:
        figures: The tables.
        console: Where to print.
    """
    for figure in figures:
        if figure is not None:
            print_table(figure, console)


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


def _style(row: Row) -> str:
    return "bold" if row.total or row.part else ""


def _cell(cell: Cell) -> Text:
    """Write a cell with the remark under it beside it."""
    text = Text(cell.text)
    for more in (cell.small, *(item.text for item in cell.items)):
        if more:
            text.append(f"  {more}", style="dim")
    return text
