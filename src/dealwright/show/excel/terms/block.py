"""The block of a term on the sheet: its periods as columns, the lines of its statement as rows of formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import NotLiveError, node, total
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node, Number
    from dealwright.terms.account import Sort

    Formula = Callable[[int, Sequence[Node]], Number]

LABEL, TOTAL, NOTE, FIRST = 0, 1, 2, 3
"""Columns: what a line is, its sum, a note, and its first period."""
STYLES = {"money": "money", "level": "money", "share": "share", "number": "number", "count": "count"}


@dataclass(frozen=True, slots=True)
class Moved:
    """What a term moves from one side to another.

    Args:
        payer: Party or company that gives, or none: the world outside the deal.
        payee: Party or company that receives, or none.
        amounts: Money in the deal's currency, an entry each.
        days: When each is paid, as days of the spreadsheet.
        cash: Whether it is paid money.
        lasting: Yearly growth with which the last entry comes again every 365 days for ever; none where it does not.
    """

    payer: str | None
    payee: str | None
    amounts: Sequence[Node]
    days: Sequence[Node]
    cash: bool = True
    lasting: Node | None = None


@dataclass(slots=True)
class BlockLine:
    """One line of a block.

    Args:
        name: What the statement calls it.
        sort: What it holds.
        cells: Its cells, a period each.
    """

    name: str
    sort: Sort
    cells: list[Node]


@dataclass(slots=True)
class Block:
    """A term on the sheet.

    Args:
        sheet: The sheet.
        opens: When each period begins within the term's life, as days of the spreadsheet.
        closes: When it ends there; a period outside the life has no days.
        paid_on: When what it brought is paid.
        lines: The lines of the statement.
        moved: What the term moves; a kind says so with `moves`.
        parts: Blocks below this one, of periods of their own.
        told: Whether its periods are some of the engine's statement.
        runs: When the life begins and ends within which its periods were opened.
        bounds: The first and last day that each period may have, whatever the life.
        moments: The moments at which something falls due, where each period is one date.
        closing: Whether a whole number among those is the closing of a date, or its opening, of each.
        paid_dates: The dates of payment, where the moments of payment do not tell them.
    """

    sheet: Sheet
    opens: list[Node] = field(default_factory=list)
    closes: list[Node] = field(default_factory=list)
    paid_on: list[Node] = field(default_factory=list)
    lines: dict[str, BlockLine] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    parts: list[Block] = field(default_factory=list)
    told: bool = True
    runs: tuple[Node, Node] | None = None
    bounds: list[tuple[float, float]] = field(default_factory=list)
    moments: list[Node] = field(default_factory=list)
    closing: list[bool] = field(default_factory=list)
    paid_dates: list[Node] = field(default_factory=list)

    @property
    def periods(self) -> int:
        """Return how many periods there are."""
        return len(self.opens)

    @property
    def whole(self) -> Iterator[Block]:
        """Go through the block and those below it."""
        yield self
        for part in self.parts:
            yield from part.whole

    def part(self, label: str) -> Block:
        """Begin a block below this one, of periods of its own; what it moves is moved by this one, too."""
        self.sheet.put(self.sheet.row, LABEL, capital(label), "head")
        self.sheet.row += 1
        self.parts.append(Block(self.sheet, moved=self.moved))
        return self.parts[-1]

    def days(self, label: str, moments: Sequence[Number]) -> list[Node]:
        """Write a row of days: when periods open, close, are paid."""
        return self._row(label, "date", lambda k, _: moments[k], len(moments))

    def line(self, name: str, sort: Sort, formula: Formula, label: str = "", note: str = "") -> list[Node]:
        """Write a line of the statement.

        Args:
            name: What the engine's statement calls it.
            sort: What it holds.
            formula: Returns what it is in a period, given its place from 0 and the line's cells before it.
            label: What it is called on the sheet, if not by its name in words.
            note: What is said beside it.

        Returns:
            Its cells, for the lines after it.
        """
        row = self.sheet.row
        cells = self._row(label or capital(spoken(name)), STYLES[sort], formula, self.periods, note)
        if sort == "money" and cells:
            self.sheet.put(row, TOTAL, total(cells), "bold_money")
        self.lines[name] = BlockLine(name, sort, cells)
        return cells

    def work(self, label: str, style: str, formula: Formula, note: str = "") -> list[Node]:
        """Write a row that a line needs and the statement does not have."""
        return self._row(label, style, formula, self.periods, note, shown=False)

    def single(self, label: str, style: str, content: Number, note: str = "") -> Node:
        """Write one number that lines need into a row of its own."""
        return self._row(label, style, lambda *_: content, 1, note, shown=False)[0]

    def single_row(self, label: str, style: str, nodes: Sequence[Number]) -> list[Node]:
        """Write some numbers that lines need side by side, a row of as many as there are."""
        return self._row(label, style, lambda k, _: nodes[k], len(nodes), shown=False)

    def moves(
        self,
        payer: str | None,
        payee: str | None,
        amounts: Sequence[Node],
        days: Sequence[Node] | None = None,
        *,
        cash: bool = True,
        lasting: Node | None = None,
    ) -> None:
        """Say that cells of a row move from one side to the other, on the days of payment of periods unless said."""
        self.moved.append(Moved(payer, payee, amounts, self.paid_on if days is None else days, cash, lasting))

    def _row(
        self, label: str, style: str, formula: Formula, count: int, note: str = "", *, shown: bool = True
    ) -> list[Node]:
        row = self.sheet.row
        cells: list[Node] = []
        self.sheet.put(row, LABEL, capital(label), "label" if shown else "note")
        if note:
            self.sheet.put(row, NOTE, note, "note_beside")
        for k in range(count):
            try:
                cells.append(self.sheet.put(row, FIRST + k, node(formula(k, cells)), style))
            except NotLiveError as refusal:
                message = f"{label.lower()}: {refusal}"
                raise NotLiveError(message) from refusal
        self.sheet.row += 1
        return cells
