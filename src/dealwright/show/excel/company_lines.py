"""Lines of the sheet of companies: what stands on it of a company, and how a formula is seen to meet the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.show.excel.cells import NotLiveError, node
from dealwright.show.excel.terms.block import LABEL, NOTE, TOTAL

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from dealwright.deal.deal import Deal
    from dealwright.deal.party import Company
    from dealwright.engine.books import CompanyBooks
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.formulas import Formulas

YEAR = 365.0
SAME = 1e-9
"""Part of an amount by which a formula may differ from the engine and still meet it."""


@dataclass(slots=True)
class LaidCompany:
    """A company on the sheet.

    Args:
        name: Its key in the file.
        day: Day of its exit, as a day of the spreadsheet.
        rate: Its cost of capital.
        equity: What its holders share at the exit.
        payouts: What each holder gets of it.
        stakes: Of holders whose stake is discounted at a rate of its own: the part of the payout, and that rate.
        dilution: What later rounds leave of a stake; none where securities say who holds what.
        paid: What holders pay in at later rounds: who, how much, and when.
        engine: What the engine has.
    """

    name: str
    day: Node
    rate: Node
    equity: Node
    engine: CompanyBooks
    payouts: dict[str, Node] = field(default_factory=dict)
    stakes: dict[str, list[tuple[Node, Node]]] = field(default_factory=dict)
    dilution: Node | None = None
    paid: list[tuple[str, Node, Node]] = field(default_factory=list)

    def carried(self, money: Node, day: Node) -> Node:
        """Return what money of a day is worth at its exit."""
        return money * (1.0 + self.rate) ** ((self.day - day) / YEAR)


@dataclass(frozen=True, slots=True)
class Lines:
    """The sheet, with what its lines are made of.

    Args:
        sheet: Where lines stand.
        deal: The deal in the certain case.
        formulas: Turns expressions into formulas.
    """

    sheet: Sheet
    deal: Deal
    formulas: Formulas

    def add(self, label: str, content: Node, style: str = "money", note: str = "") -> Node:
        """Write a line with one figure, and return its cell."""
        sheet = self.sheet
        sheet.put(sheet.row, LABEL, label, "label")
        cell = sheet.put(sheet.row, TOTAL, content, style)
        if note:
            sheet.put(sheet.row, NOTE, note, "note")
        sheet.row += 1
        return cell

    def called(self, who: str) -> str:
        """Name a party or company for a reader."""
        shape = self.deal.parties.get(who) or self.deal.companies.get(who)
        return "others" if not who else (shape.name if shape is not None and shape.name else who)

    def until_sale(self, shape: Company) -> tuple[Node, Node]:
        """Return what a stake keeps of its worth until it can be sold, and the years until then."""
        illiquid, locked = shape.illiquidity_discount, shape.lock_up
        kept = node(1.0) if illiquid is None else 1.0 - self.formulas.number(illiquid)
        return kept, node(0.0) if locked is None else self.formulas.number(locked)


def one_of(numbers: ArrayLike) -> float:
    """Return the number of the one future."""
    return float(np.ravel(numbers)[0])


def meets(found: Node, wanted: float, what: str, size: float = 0.0) -> None:
    """See that a formula comes to what the engine has.

    Raises:
        NotLiveError: It does not.
    """
    if not abs(found.number - wanted) <= SAME * max(abs(wanted), abs(found.number), 1e-3 * size):
        raise NotLiveError(f"its formula for {what} gives {found.number:.12g} where the tool has {wanted:.12g}")
