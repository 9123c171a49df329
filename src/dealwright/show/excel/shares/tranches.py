"""Breakpoints as formulas: the amounts of money at which it changes who shares in the next unit, and who shares how.

Each row is one breakpoint. Up to the last preference the money itself is laid out; from there on the price of a common
share rises from one bend of a claim to the next. Between two rows everybody's part is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import both, choose, either, negated, node, ratio
from dealwright.show.excel.shares.claims import vested
from dealwright.show.excel.shares.ranges import beside, next_above, together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.shares.claims import LiveClaim, Taker
    from dealwright.show.excel.shares.preferences import Preferences

UNUSED = "A row without a name repeats the one above it: fewer things happen than could."
TALL = 44
"""Points of a row with a head of three lines."""
AT_CLAIMS = 4
"""Column of the first claim in the table of breakpoints."""
YES, NO = node(True), node(False)  # noqa: FBT003 - what cells hold


@dataclass(frozen=True, slots=True)
class Row:
    """Who takes: a claim, or the heir of what is above its limit.

    Args:
        claim: Number of the claim.
        heir: Whether it is the heir.
        called: Its name for a reader.
    """

    claim: int
    heir: bool
    called: str


@dataclass(frozen=True, slots=True)
class Bend:
    """A price of a common share at which something may bend, in a cell, with what happens there in another."""

    price: Node
    why: Node


@dataclass(frozen=True, slots=True)
class Tranches:
    """Who shares how between two breakpoints.

    Args:
        takers: Who takes, in their order.
        names: What happens where each tranche begins.
        starts: Money for all claims at which each tranche begins.
        parts: What part of each tranche each taker gets; a list for each taker.
        rises: How much the price of a common share rises by one unit of money in each tranche.
    """

    takers: Sequence[Row]
    names: Sequence[Node]
    starts: Sequence[Node]
    parts: Sequence[Sequence[Node]]
    rises: Sequence[Node]


def takers_of(claims: Sequence[LiveClaim]) -> list[Row]:
    """Return who takes: every claim, and the heirs of what is above limits."""
    found = [Row(number, heir=False, called=claim.called) for number, claim in enumerate(claims)]
    return found + [
        Row(number, heir=True, called=f"Above the limit of {claim.called}")
        for number, claim in enumerate(claims)
        if claim.heir is not None and claim.limit is not None
    ]


@dataclass(slots=True)
class _Table:
    """The table of breakpoints while it is written."""

    sheet: Sheet
    takers: Sequence[Taker]
    rows: Sequence[Row]
    names: list[Node] = field(default_factory=list)
    prices: list[Node] = field(default_factory=list)
    money: list[Node] = field(default_factory=list)
    taken: list[list[Node]] = field(default_factory=list)

    @property
    def waiting(self) -> list[Node]:
        """Return the prices at which something vests."""
        return [taker.claim.vests_at for taker in self.takers if taker.claim.vests_at is not None]

    def add_money(self, why: Node, money: Node) -> Node:
        """Begin a breakpoint at which preferences stand: so much money for all claims."""
        self._named(why)
        self.prices.append(self.sheet.put(self.sheet.row, 1, 0.0, "exact"))
        self.money.append(self.sheet.put(self.sheet.row, 3, money, "money"))
        return self.money[-1]

    def add_price(self, why: Node, price: Node) -> Node:
        """Begin a breakpoint at a price of a common share; its money is what all have taken there."""
        self._named(why)
        self.prices.append(self.sheet.put(self.sheet.row, 1, price, "exact"))
        return self.prices[-1]

    def _named(self, why: Node) -> None:
        """Write what happens at a breakpoint; what is said in no cell is nothing to refer to."""
        cell = self.sheet.put(self.sheet.row, 0, why, "label")
        self.names.append(why if why.constant else cell)

    def end(self, amounts: Sequence[Node]) -> None:
        """End a breakpoint: what each has taken in all."""
        row = self.sheet.row
        self.taken.append([self.sheet.put(row, AT_CLAIMS + k, each, "money") for k, each in enumerate(amounts)])
        if len(self.money) < len(self.taken):
            self.money.append(self.sheet.put(row, 3, together(self.taken[-1]), "money"))
        self.sheet.row += 1


def lay_tranches(sheet: Sheet, takers: Sequence[Taker], preferences: Preferences, bends: Sequence[Bend]) -> Tranches:
    """Write the breakpoints, and what each taker gets of each tranche.

    Args:
        sheet: Where to, from its next free row on.
        takers: The claims, with what their terms come to.
        preferences: Their preferences.
        bends: Prices at which one of them may bend, one below the other.

    Returns:
        The tranches.
    """
    rows = takers_of([taker.claim for taker in takers])
    sheet.line(UNUSED, style="note")
    _heads(sheet, rows, "Taken in all when the breakpoint is reached")
    table = _Table(sheet, takers, rows)
    if preferences.levels:
        _add_preferences(table, preferences)
    split = len(table.money)
    _add_prices(table, bends)
    return _parts(table, split)


def _heads(sheet: Sheet, rows: Sequence[Row], what: str, last: Sequence[str] = ()) -> None:
    """Write the head of a table with a column for each taker."""
    sheet.put(sheet.row, AT_CLAIMS, what, "note")
    sheet.row += 1
    sheet.put(sheet.row, 0, "Breakpoint", "head")
    heads = ["Price of a common share", "", "Money for all claims", *(row.called for row in rows), *last]
    for place, text in enumerate(heads, start=1):
        sheet.put(sheet.row, place, text, "head_right")
    sheet.heights[sheet.row] = TALL
    sheet.row += 1


def _add_preferences(table: _Table, preferences: Preferences) -> None:
    """Lay out the money up to the last preference."""
    at, why = node(0.0), node("The first money")
    for number in range(len(preferences.ends) + 1):
        here = table.add_money(why, at)
        table.end([_preferred(table, row, preferences, here) if number else node(0.0) for row in table.rows])
        at = next_above(preferences.ends, here)
        why = choose(at.equals(here), "", beside(at, preferences.ends, preferences.names, node("")))


def _preferred(table: _Table, row: Row, preferences: Preferences, at: Node) -> Node:
    """Return what a taker has got of the preferences."""
    taker, found = table.takers[row.claim], node(0.0)
    for number, level in enumerate(preferences.levels):
        if level.claim == row.claim:
            found = found + preferences.paid(number, at)
    return taker.above(found) if row.heir else taker.within(found)


def _add_prices(table: _Table, bends: Sequence[Bend]) -> None:
    """Let the price of a common share rise from bend to bend, and once beyond the last."""
    prices = [bend.price for bend in bends]
    price, second, why = node(0.0), NO, node("All preferences are paid" if table.money else "The first money")
    waiting = table.waiting
    for _ in range(len(bends) + len(waiting) + 1):
        there = table.sheet.put(table.sheet.row, 2, second, "fixed_condition") if waiting else second
        here = table.add_price(why, price)
        table.end([_taken(table, each, here, there) for each in table.rows])
        following = next_above(prices, here) if bends else here
        if waiting:
            stays = both(negated(there), either(*(here.equals(each) for each in waiting)))
            second = either(stays, both(there, following.equals(here)))  # the last of all rows stays as it is
            following = choose(stays, here, following)
        price, why = following, _why(following, here, bends)
    beyond = table.add_price(node("Far beyond the last"), table.prices[-1] * 2.0 + 1.0)
    table.end([_taken(table, each, beyond, YES) for each in table.rows])


def _why(price: Node, before: Node, bends: Sequence[Bend]) -> Node:
    """Say what happens at a price, where it is another than the one before."""
    if not bends:
        return node("")
    found = beside(price, [bend.price for bend in bends], [bend.why for bend in bends], node(""))
    return choose(price.equals(before), "", found)


def _taken(table: _Table, row: Row, price: Node, second: Node) -> Node:
    """Return what a taker has taken at a price."""
    taker = table.takers[row.claim]
    money = taker.takes(price)
    found = taker.above(money) if row.heir else taker.within(money)
    return found if taker.claim.vests_at is None else choose(vested(taker.claim, price, second), found, 0.0)


def _parts(table: _Table, split: int) -> Tranches:
    """Write what part of each tranche everybody gets, below what everybody has taken."""
    sheet, count = table.sheet, len(table.money) - 1
    sheet.row += 1
    _heads(sheet, table.rows, "Part of each unit of money from this breakpoint to the next", ["Rise of the price"])
    parts: list[list[Node]] = [[] for _ in table.rows]
    names, rises = [], []
    for number in range(count):
        size, row = table.money[number + 1] - table.money[number], sheet.row
        names.append(sheet.put(row, 0, table.names[number], "label"))
        sheet.put(row, 1, table.prices[number], "exact")
        sheet.put(row, 3, table.money[number], "money")
        for k, (here, there) in enumerate(zip(table.taken[number], table.taken[number + 1], strict=True)):
            parts[k].append(sheet.put(row, AT_CLAIMS + k, ratio(there - here, size), "part"))
        rise = ratio(table.prices[number + 1] - table.prices[number], size) if number >= split else node(0.0)
        rises.append(sheet.put(row, AT_CLAIMS + len(table.rows), rise, "difference"))
        sheet.row += 1
    return Tranches(table.rows, names, table.money[:count], parts, rises)
