"""Writes a block period by period, where the lines of one period need those of the period before."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from dealwright.show.excel.cells import node, total
from dealwright.show.excel.terms.block import FIRST, LABEL, STYLES, TOTAL, BlockLine
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from dealwright.show.excel.cells import Node, Number
    from dealwright.show.excel.terms.block import Block
    from dealwright.terms.account import Sort


class Put(Protocol):
    """Writes a line's cell of one period, and returns what stands there."""

    def __call__(self, name: str, content: Number, sort: Sort = "money", *, shown: bool = True) -> Node:
        """Write a cell; `shown` says whether the line is one of the engine's statement."""
        ...


@dataclass(slots=True)
class Columns:
    """The lines of a block that are written column by column, each in a row of its own from its first cell on."""

    block: Block
    _rows: dict[str, tuple[int, Sort, bool]] = field(default_factory=dict)
    _cells: dict[str, dict[int, Node]] = field(default_factory=dict)

    def of(self, period: int) -> Put:
        """Return what writes the cells of a period, by its place from 0."""
        return partial(self._put, period)

    def cells(self, name: str) -> list[Node]:
        """Return the cells of a line, a period each."""
        return [self._cells[name][k] for k in range(self.block.periods)]

    def close(self) -> None:
        """Fill what was never written with nothing, add up what is money, and name the lines of the statement."""
        for name, (row, sort, shown) in self._rows.items():
            for k in range(self.block.periods):
                if k not in self._cells[name]:
                    self._put(k, name, 0.0, sort, shown=shown)
            if shown:
                self.block.lines[name] = BlockLine(name, sort, self.cells(name))
            if shown and sort == "money" and self.block.periods:
                self.block.sheet.put(row, TOTAL, total(self.cells(name)), "bold_money")

    def _put(self, period: int, name: str, content: Number, sort: Sort = "money", *, shown: bool = True) -> Node:
        sheet = self.block.sheet
        if name not in self._rows:
            self._rows[name] = sheet.row, sort, shown
            sheet.put(sheet.row, LABEL, capital(spoken(name)), "label" if shown else "note")
            sheet.row += 1
        cell = sheet.put(self._rows[name][0], FIRST + period, node(content), STYLES[sort])
        self._cells.setdefault(name, {})[period] = cell
        return cell
