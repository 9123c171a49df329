"""The steps of the futures as columns, and rows of formulas along them: levels at their edges, rates over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.show.excel.book import NEVER, serial
from dealwright.show.excel.cells import NotLiveError, greatest, least, node
from dealwright.world.clock import year_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.ground.calendar import TimeGrid
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node

_LARGE, _SMALL = 1_000.0, 1e-3
"""From which on numbers are shown without decimals, and below which by their power of ten."""
FIRST = 3
"""The column of the first edge."""
LABEL, UNIT, NOTE = 0, 1, 2


@dataclass(slots=True)
class Timeline:
    """The steps, on the sheet `Drivers`.

    Args:
        grid: The steps.
        sheet: The sheet.
        edges: When each step opens, and the last closes, as days of the spreadsheet.
        years: Years from `as_of` to each edge, where every calendar year has length one.
        lengths: The length of each step in years.
    """

    grid: TimeGrid
    sheet: Sheet
    edges: list[Node]
    years: list[Node]
    lengths: list[Node]
    force: dict[tuple[str, ...], list[Node]] = field(default_factory=dict)

    @classmethod
    def laid(cls, grid: TimeGrid, sheet: Sheet) -> Timeline:
        """Write the steps into the head of the sheet."""
        sheet.wide = True
        sheet.widths |= {LABEL: 58, UNIT: 7, NOTE: 44}
        sheet.widths |= {FIRST + k: 14.0 for k in range(grid.steps + 1)}
        found = cls(grid, sheet, [], [], [])
        found.edges = found.row(
            "Opening of the step (the last: close)",
            "date",
            [node(grid_serial(grid, each)) for each in grid.edges],
            style="head_date",
        )
        sheet.frozen = (sheet.row, FIRST)
        found.row("Calendar year of the step", "", [node(float(year)) for year in grid.years], style="count")
        found.years = found.row(
            "Calendar years since the first day",
            "years",
            [node(float(each)) for each in year_times(grid)],
            style="years",
        )
        days = found.row("Days of that year", "days", [node(float(each)) for each in grid.days_of_year], style="count")
        lengths = [(found.edges[k + 1] - found.edges[k]) / days[k] for k in range(grid.steps)]
        found.lengths = found.row("Length of the step", "years", lengths, style="years")
        return found

    def row(self, label: str, unit: str, nodes: Sequence[Node], note: str = "", style: str = "") -> list[Node]:
        """Write a row of formulas along the steps, and return its cells."""
        sheet, row = self.sheet, self.sheet.row
        sheet.put(row, LABEL, label, "label")
        sheet.put(row, UNIT, unit, "note")
        if note:
            sheet.put(row, NOTE, note, "note")
        largest = max((abs(each.number) for each in nodes if not isinstance(each.value, str)), default=0.0)
        large = largest >= _LARGE
        shown = style or style_of(unit)
        shown = "money" if shown == "number" and large else shown
        shown = "power" if shown == "number" and 0.0 < largest < _SMALL else shown
        try:
            cells = [sheet.put(row, FIRST + k, each, shown) for k, each in enumerate(nodes)]
        except NotLiveError:
            sheet.forget_from(row)
            raise
        sheet.row += 1
        return cells

    def section(self, title: str, note: str = "") -> None:
        """Begin a section."""
        self.sheet.row += 1
        self.sheet.put(self.sheet.row, LABEL, title, "section")
        if note:
            self.sheet.put(self.sheet.row, FIRST, note, "note")
        self.sheet.row += 1

    def day(self, engine_day: float) -> float:
        """Return a day as the spreadsheet counts it, of days from the opening of `as_of`; one that never comes too."""
        return grid_serial(self.grid, engine_day)

    @property
    def as_of(self) -> Node:
        """Return the opening of the first day."""
        return self.edges[0]

    @property
    def horizon(self) -> Node:
        """Return the close of the last day."""
        return self.edges[-1]

    def edge_of(self, day: Node) -> int | None:
        """Return the place of the edge that a day is; none where it is no edge, or may move."""
        return next((k for k, edge in enumerate(self.edges) if edge is day), None)

    def step_of(self, day: float) -> int:
        """Return the step that holds a day of the spreadsheet; the first before it, the last after it."""
        found = 0
        for k in range(self.grid.steps):
            if self.edges[k].number <= day:
                found = k
        return found

    def year_time(self, day: Node) -> Node:
        """Return a day in calendar years since `as_of`, where every calendar year has length one."""
        return _position(day) - _position(self.as_of)


def _position(day: Node) -> Node:
    """Return a day as a calendar year with a fraction."""
    year = _year(day)
    first, last = _date(year, 1, 1), _date(year + 1, 1, 1)
    return year + (day - first) / (last - first)


def _year(day: Node) -> Node:
    from dealwright.show.excel.dates import year_of

    return year_of(day)


def _date(year: Node, month: int, day: int) -> Node:
    from dealwright.show.excel.dates import date_of

    return date_of(year, month, day)


def grid_serial(grid: TimeGrid, engine_day: float) -> float:
    """Return a day from the opening of `as_of` as the spreadsheet counts it; one that never comes is `NEVER`."""
    return NEVER if engine_day == float("inf") else serial(grid.as_of) + engine_day


def style_of(unit: str) -> str:
    """Return the style of numbers of a unit."""
    if unit in {"date", "day"}:
        return "date"
    return unit if unit in {"share", "years", "count", "condition"} else "number"


def overlap(opens: Node, closes: Node, first: Sequence[Node], last: Sequence[Node]) -> Node:
    """Return the days from the latest of some moments to the earliest of others; none where that is earlier."""
    begin, end = greatest(opens, *first), least(closes, *last)
    return greatest(0.0, end - begin)
