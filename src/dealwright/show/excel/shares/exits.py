"""The sheet of an exit: who gets what of a value that you choose, and of a range of values, all as formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import greatest, least, node, rounded, total
from dealwright.show.excel.shares.ahead import DEBT, FEES, TO_CLAIMS, Ahead, holders_of
from dealwright.show.excel.shares.ranges import paired, together
from dealwright.show.excel.shares.tranches import takers_of
from dealwright.show.excel.shares.workings import lay_workings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.shares.ahead import LiveStack
    from dealwright.show.excel.shares.claims import Taker
    from dealwright.show.excel.shares.tranches import Tranches

FIRST_VALUE = 2
"""Column of the exit value that is chosen; the range follows."""
STEPS = 10
TALL = 30
"""Points of a row with a head of two lines."""
NOBODY, PRICE = "Nobody", "Price of a common share, as converted"
CHECK = "All that is paid less the exit value, to the cent"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an exit.

    Args:
        value: Its value, to begin with.
        highest: The end of the range of values.
        currency: Of all money.
        certain: What the company has at its exit in the certain case; none where there is no deal.
        name: Defined name of the value that is chosen.
        alone: Whether only that of the certain case is asked.
    """

    value: float
    highest: float
    currency: str
    certain: Node | None = None
    name: str = "exit_value"
    alone: bool = False


@dataclass(slots=True)
class LaidExit:
    """What an exit pays, on a sheet: lists have an entry for each exit value.

    Args:
        values: The exit values: the one that is chosen, that of the certain case if there is one, and the range.
        by_holder: What each holder gets.
        by_claim: What each claim keeps, and what is above limits, by name.
        lines: What is paid ahead of the claims, what is nobody's, and the price of a share, by what they are.
        certain: Which of the exit values is that of the certain case, if one is.
    """

    values: list[Node] = field(default_factory=list)
    by_holder: dict[str, list[Node]] = field(default_factory=dict)
    by_claim: dict[str, list[Node]] = field(default_factory=dict)
    lines: dict[str, list[Node]] = field(default_factory=dict)
    certain: int = 1


def lay_exit(sheet: Sheet, stack: LiveStack, asked: Asked, called: Mapping[str, str]) -> LaidExit:
    """Write what an exit pays.

    Args:
        sheet: Where to, from its next free row on.
        stack: What is paid in which order.
        asked: Which values of it.
        called: Names of holders for a reader.

    Returns:
        What is paid.
    """
    page = _Page(sheet, stack, called, LaidExit())
    page.lay_values(asked)
    page.lay_ahead()
    page.skip_to_workings()
    takers, tranches = lay_workings(sheet, stack)
    page.lay_payouts(tranches)
    page.lay_holders(takers)
    sheet.row = page.end
    return page.found


@dataclass(slots=True)
class _Page:
    """The sheet of an exit while it is written: results first, workings below them."""

    sheet: Sheet
    stack: LiveStack
    called: Mapping[str, str]
    found: LaidExit
    paid: list[Ahead] = field(default_factory=list)
    claims_at: int = 0
    holders_at: int = 0
    end: int = 0

    @property
    def columns(self) -> range:
        """Return the columns of exit values."""
        return range(FIRST_VALUE, FIRST_VALUE + len(self.found.values))

    def lay_values(self, asked: Asked) -> None:
        """Write the exit values: one that is chosen, that of the certain case, and a range."""
        sheet = self.sheet
        if asked.alone and asked.certain is not None:
            sheet.put(sheet.row, 0, f"Exit value, {asked.currency}", "head")
            sheet.put(sheet.row, FIRST_VALUE, "In the certain case", "head_right")
            sheet.put(sheet.row + 1, 0, "Exit value", "label")
            self.found.values.append(sheet.put(sheet.row + 1, FIRST_VALUE, asked.certain, "money"))
            self.found.certain = 0
            sheet.row += 2
            return
        sheet.line(f"Range of exit values, {asked.currency}: from", None, node(0.0), style="label")
        low = sheet.put(sheet.row - 1, FIRST_VALUE, 0.0, "input_money")
        sheet.put(sheet.row - 1, FIRST_VALUE + 1, "to", "head_right")
        high = sheet.put(sheet.row - 1, FIRST_VALUE + 2, asked.highest, "input_money")
        sheet.row += 1
        heads = ["The value that you choose (blue)", *(["In the certain case"] if asked.certain is not None else [])]
        heads += ["Range"] + [""] * STEPS
        sheet.heights[sheet.row] = TALL
        sheet.put(sheet.row, 0, f"Exit value, {asked.currency}", "head")
        for place, text in enumerate(heads):
            sheet.put(sheet.row, FIRST_VALUE + place, text, "head_right")
        sheet.row += 1
        sheet.put(sheet.row, 0, "Exit value", "label")
        place = FIRST_VALUE
        self.found.values.append(sheet.put(sheet.row, place, asked.value, "input_money", asked.name))
        if asked.certain is not None:
            place += 1
            self.found.values.append(sheet.put(sheet.row, place, asked.certain, "money"))
        for step in range(STEPS + 1):
            place += 1
            value = low + (high - low) * (step / STEPS)
            self.found.values.append(sheet.put(sheet.row, place, value, "money"))
        sheet.row += 1

    def lay_ahead(self) -> None:
        """Write what is paid ahead of the claims, and what goes on to them."""
        first = self.sheet.row
        for column, value in zip(self.columns, self.found.values, strict=True):
            paid = Ahead(self.stack)
            for place, (what, money) in enumerate(paid.pay(value)):
                self.sheet.put(first + place, 0, self._named(what), "label")
                paid.lines[what] = self.sheet.put(first + place, column, money, "money")
                self.found.lines.setdefault(what, []).append(paid.lines[what])
            self.paid.append(paid)
        self.sheet.row = first + len(self.found.lines)

    def _named(self, line: str) -> str:
        """Name a holder in a line as a reader knows it."""
        for holder, name in self.called.items():
            if line.endswith((f" {holder}", f" {holder})")):
                return line.replace(holder, name)
        return line

    def _rows(self, lines: Mapping[str, Sequence[Node]], style: str = "money") -> dict[str, list[Node]]:
        """Write rows of figures, an entry for each exit value."""
        placed = {}
        for what, figures in lines.items():
            self.sheet.put(self.sheet.row, 0, what, "label")
            pairs = zip(self.columns, figures, strict=True)
            placed[what] = [self.sheet.put(self.sheet.row, column, each, style) for column, each in pairs]
            self.sheet.row += 1
        return placed

    def skip_to_workings(self) -> None:
        """Leave room for what is computed from the workings."""
        takers, holders = len(takers_of(self.stack.claims)), len(holders_of(self.stack))
        self.claims_at = self.sheet.row + 1
        self.holders_at = self.claims_at + takers + 4
        self.sheet.row = self.holders_at + holders + 5

    def lay_payouts(self, tranches: Tranches) -> None:
        """Write how each exit value falls into the tranches, and what every claim gets of it."""
        sheet = self.sheet
        sheet.put(sheet.row + 1, 0, "How much of each exit value lies in each tranche", "section")
        sheet.row += 2
        to_claims, poured = self.found.lines[TO_CLAIMS], []
        first = sheet.row
        for column, money in zip(self.columns, to_claims, strict=True):
            lots = []
            for number, start in enumerate(tranches.starts):
                following = tranches.starts[number + 1 : number + 2]
                inside = (least(money, *following) if following else money) - start
                lots.append(sheet.put(first + number, column, greatest(0.0, inside), "money"))
            poured.append(lots)
        for number, start in enumerate(tranches.starts):
            sheet.put(first + number, 0, tranches.names[number], "label")
            sheet.put(first + number, 1, start, "money")
        sheet.put(first - 1, 1, "From", "head_right")
        self.end = first + len(tranches.starts)
        sheet.row = self.claims_at
        sheet.line("To each class, right and convertible", style="head")
        rows = zip(tranches.takers, tranches.parts, strict=True)
        self.found.by_claim = self._rows({row.called: [paired(part, lots) for lots in poured] for row, part in rows})
        paid = self.found.by_claim.values()
        nobody = [greatest(0.0, money - together([each[k] for each in paid])) for k, money in enumerate(to_claims)]
        self.found.lines |= self._rows({NOBODY: nobody})
        self.found.lines |= self._rows({PRICE: [paired(tranches.rises, lots) for lots in poured]}, "exact")

    def lay_holders(self, takers: Sequence[Taker]) -> None:
        """Write what part of each claim everybody has, and what everybody gets."""
        sheet, holders = self.sheet, holders_of(self.stack)
        sheet.row = self.end
        sheet.put(sheet.row + 1, 0, "What part of each claim everybody has", "section")
        sheet.row += 2
        sheet.put(sheet.row, 0, "", "head")
        for place, holder in enumerate(holders):
            sheet.put(sheet.row, FIRST_VALUE + place, self.called.get(holder, holder), "head_right")
        sheet.row += 1
        parts: dict[str, list[Node]] = {holder: [] for holder in holders}
        for row in takers_of(self.stack.claims):
            claim = takers[row.claim].claim
            sheet.put(sheet.row, 0, row.called, "label")
            for place, holder in enumerate(holders):
                own = node(float(claim.heir == holder)) if row.heir else claim.holders.get(holder, node(0.0))
                parts[holder].append(sheet.put(sheet.row, FIRST_VALUE + place, own, "part"))
            sheet.row += 1
        self.end = sheet.row
        sheet.row = self.holders_at
        sheet.line("To each holder", style="head")
        columns = [[each[k] for each in self.found.by_claim.values()] for k in range(len(self.found.values))]
        lines = {
            holder: [paired(parts[holder], column) + self.paid[k].to(holder) for k, column in enumerate(columns)]
            for holder in holders
        }
        placed = self._rows({self.called.get(holder, holder): each for holder, each in lines.items()})
        self.found.by_holder = dict(zip(lines, placed.values(), strict=True))
        self._check()

    def _check(self) -> None:
        """Write what all of it sums to beside the exit value."""
        outside = [self.found.lines[what] for what in (DEBT, FEES, NOBODY) if what in self.found.lines]
        sums = []
        for k, value in enumerate(self.found.values):
            holders = total([each[k] for each in self.found.by_holder.values()])
            sums.append(rounded(holders + total([each[k] for each in outside]) - value, 2))
        self.found.lines |= self._rows({CHECK: sums}, "exact_money")
