"""The sheet of a cap table: what is outstanding on a day, security by security, and who owns how much of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import choose, greatest, ratio, total
from dealwright.show.excel.shares.ranges import sum_where, together
from dealwright.show.excel.shares.traced import Traced, formula_of

if TYPE_CHECKING:
    from dealwright.equity.exact import Exact
    from dealwright.equity.holdings import HeldRight, Holdings, Lot
    from dealwright.show.captable.names import TableNames
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node

SHARES = ("Shares", "Class", "Holder", "Number", "Common for each", "As converted", "Paid for each", "Issued")
RIGHTS = (
    "Options and other rights",
    "Class",
    "Holder",
    "Number",
    "Common for each",
    "As converted",
    "Strike",
    "Granted",
)
POOLS = ("Pools", "Class", "", "Reserved", "Granted and used", "May still be granted, as converted")
CONVERTIBLES = ("Not yet converted", "Kind", "Holder", "Amount", "Cap", "Discount", "Interest a year", "Issued")
OWNERS = ("Who owns how much", "Shares as converted, with rights", "Part of all, fully diluted")
CLASSES = ("Authorised", "", "", "At most", "Issued", "Left to issue")
KINDS = {"safe": "SAFE", "note": "Note"}
TALL = 30
"""Points of a row with a head of two lines."""
NUMBERS_AT = 3
"""Column of the first number; names stand before it."""


@dataclass(slots=True)
class LaidHoldings:
    """What is outstanding, on a sheet.

    Args:
        held: The same, its numbers in their cells.
        fully_diluted: All shares as converted, with rights and pools.
        by_holder: Shares of each holder as converted, with its rights.
    """

    held: Holdings
    fully_diluted: Node
    by_holder: dict[str, Node]


def lay_holdings(sheet: Sheet, held: Holdings, names: TableNames) -> LaidHoldings:
    """Write what is outstanding.

    Args:
        sheet: Where to, from its next free row on.
        held: Who holds what, in numbers that carry their formulas.
        names: Names of securities and holders for a reader.

    Returns:
        The same in cells.
    """
    page = _Page(sheet, names)
    lots = tuple(page.lot(held, lot) for lot in held.lots)
    page.sum_line("Outstanding, as converted", page.outstanding)
    rights = {name: page.right(held, each) for name, each in held.rights.items()}
    if rights:
        page.sum_line("Rights, as converted", page.granted)
    found = replace(held, lots=lots, rights=rights)
    available = [page.pool(held, name) for name in held.pools]
    page.convertibles(held)
    sheet.row += 1
    parts = [*page.outstanding, *page.granted, *available]
    sheet.put(sheet.row, 0, "Fully diluted: all shares as converted, with rights and pools", "label")
    whole = sheet.put(sheet.row, 5, page.total_of(parts), "total_money")
    sheet.row += 2
    owners = page.owners(held, whole)
    page.authorised(held)
    return LaidHoldings(found, whole, owners)


@dataclass(slots=True)
class _Page:
    """The sheet while it is written."""

    sheet: Sheet
    names: TableNames
    holders: list[Node] = field(default_factory=list)
    classes: list[Node] = field(default_factory=list)
    numbers: list[Node] = field(default_factory=list)
    outstanding: list[Node] = field(default_factory=list)
    granted: list[Node] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)

    def head(self, names: tuple[str, ...]) -> None:
        """Write the head of a part, once."""
        if names[0] not in self.heads:
            self.heads.add(names[0])
            self.sheet.row += 1
            self.sheet.heights[self.sheet.row] = TALL
            for place, name in enumerate(names):
                self.sheet.put(self.sheet.row, place, name, "head" if place < NUMBERS_AT else "head_right")
            self.sheet.row += 1

    def line(self, who: tuple[str, str, str], shares: Exact, ratio_: Exact, sums: list[Node]) -> Node:
        """Write how many shares somebody has, and what they are as converted."""
        sheet, row, (what, of, holder) = self.sheet, self.sheet.row, who
        sheet.put(row, 0, what, "label")
        class_ = sheet.put(row, 1, self.names.security(of), "label")
        self.holders.append(sheet.put(row, 2, self.names.holder(holder), "label"))
        number = sheet.put(row, 3, formula_of(shares), "money")
        per_share = sheet.put(row, 4, formula_of(ratio_), "ratio")
        sums.append(sheet.put(row, 5, number * per_share, "money"))
        if sums is self.outstanding:
            self.classes.append(class_)
            self.numbers.append(number)
        sheet.row += 1
        return number

    def lot(self, held: Holdings, lot: Lot) -> Lot:
        """Write a lot."""
        self.head(SHARES)
        row = self.sheet.row
        number = self.line((lot.security, lot.of, lot.holder), lot.shares, held.counted_ratio_of(lot), self.outstanding)
        if lot.price is not None:
            self.sheet.put(row, 6, formula_of(lot.price), "exact")
        if lot.on is not None:
            self.sheet.put(row, 7, serial(lot.on), "date")
        return replace(lot, shares=in_cell(lot.shares, number))

    def right(self, held: Holdings, each: HeldRight) -> HeldRight:
        """Write a right."""
        self.head(RIGHTS)
        row, right = self.sheet.row, each.right
        ratio_ = held.counted_ratio_of_class(right.of)
        number = self.line((self.names.security(right.id), right.of, right.holder), right.count, ratio_, self.granted)
        self.sheet.put(row, 6, formula_of(right.strike), "exact")
        if right.on is not None:
            self.sheet.put(row, 7, serial(right.on), "date")
        return replace(each, right=replace(right, count=in_cell(right.count, number)))

    def pool(self, held: Holdings, name: str) -> Node:
        """Write a pool; return what it may still grant, as converted."""
        self.head(POOLS)
        sheet, pool = self.sheet, held.pools[name]
        sheet.put(sheet.row, 0, self.names.security(name), "label")
        sheet.put(sheet.row, 1, self.names.security(pool.pool.of), "label")
        reserved = sheet.put(sheet.row, 3, formula_of(pool.pool.reserved), "money")
        gone = sheet.put(sheet.row, 4, formula_of(pool.granted + pool.used), "money")
        left = greatest(0.0, reserved - gone) * formula_of(held.counted_ratio_of_class(pool.pool.of))
        found = sheet.put(sheet.row, 5, left, "money")
        sheet.row += 1
        return found

    def convertibles(self, held: Holdings) -> None:
        """Write what has not converted."""
        for name, each in held.convertibles.items():
            self.head(CONVERTIBLES)
            sheet = self.sheet
            for place, text in enumerate((self.names.security(name), KINDS[each.kind], self.names.holder(each.holder))):
                sheet.put(sheet.row, place, text, "label")
            sheet.put(sheet.row, 3, formula_of(each.amount), "money")
            for place, (number, style) in enumerate(
                ((each.cap, "money"), (each.discount, "share"), (each.rate, "share")), start=4
            ):
                if number:
                    sheet.put(sheet.row, place, formula_of(number), style)
            sheet.put(sheet.row, 7, serial(each.on), "date")
            sheet.row += 1

    def sum_line(self, label: str, cells: list[Node]) -> None:
        """Write the sum of a column."""
        if cells:
            self.sheet.put(self.sheet.row, 0, label, "label")
            self.sheet.put(self.sheet.row, 5, together(cells), "total_money")
            self.sheet.row += 1

    def total_of(self, cells: list[Node]) -> Node:
        """Add up cells of the column that stand in several parts of it."""
        parts = [part for part in (self.outstanding, self.granted) if part]
        rest = cells[len(self.outstanding) + len(self.granted) :]
        return total([*(together(part) for part in parts), *rest])

    def authorised(self, held: Holdings) -> None:
        """Write how many shares of each class may still be issued, where there is a limit."""
        sheet = self.sheet
        limited = [cls for cls in held.classes.values() if cls.authorised is not None]
        if not limited or not self.classes:
            return
        self.head(CLASSES)
        for cls in limited:
            assert cls.authorised is not None  # noqa: S101 - only such are left
            name = sheet.put(sheet.row, 0, self.names.security(cls.id), "label")
            most = sheet.put(sheet.row, 3, formula_of(cls.authorised), "money")
            issued = sheet.put(sheet.row, 4, sum_where(self.classes, name, self.numbers), "money")
            left = sheet.put(sheet.row, 5, most - issued, "money")
            words = "more are issued than are authorised: the tool refuses this"
            sheet.put(sheet.row, 6, choose(left < 0.0, words, ""), "warning")
            sheet.row += 1

    def owners(self, held: Holdings, whole: Node) -> dict[str, Node]:
        """Write who owns how much, rights counted."""
        sheet, found = self.sheet, dict[str, "Node"]()
        sheet.heights[sheet.row] = TALL
        for place, name in enumerate(OWNERS):
            sheet.put(sheet.row, place, name, "head" if not place else "head_right")
        sheet.row += 1
        ids = dict.fromkeys([*(lot.holder for lot in held.lots), *(each.right.holder for each in held.rights.values())])
        counts = [*self.outstanding, *self.granted]
        for holder in ids:
            who = sheet.put(sheet.row, 0, self.names.holder(holder), "label")
            found[holder] = sheet.put(sheet.row, 1, sum_where(self.holders, who, counts), "money")
            sheet.put(sheet.row, 2, ratio(found[holder], whole), "share")
            sheet.row += 1
        sheet.put(sheet.row, 0, "Pools, not yet granted", "label")
        rest = sheet.put(sheet.row, 1, whole - total(list(found.values())), "money")
        sheet.put(sheet.row, 2, ratio(rest, whole), "share")
        sheet.row += 1
        return found


def in_cell(number: Exact, cell: Node) -> Exact:
    """Return a number as what stands in a cell."""
    return Traced(number, cell)
