"""What convertibles would become at an exit, as formulas: each by its cap, counted with itself and with the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.exits.convertible_claims import at_best_terms
from dealwright.show.excel.cells import NotLiveError, choose, least, node, ratio, total
from dealwright.show.excel.shares.claims import is_nought
from dealwright.show.excel.shares.traced import formula_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dealwright.equity.exits.moment import Moment
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.securities import Convertible
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node

AT_EXIT = (
    "Convertible", "Part of its capitalization that it buys", "The same, counted with itself and others",
    "Shares in it besides", "Common shares",
)  # fmt: skip
TALL = 44
"""Points of a row with a head of three lines."""
ALL = 1.0 - 1e-9
"""The most of a company that convertibles can take, as in `dealwright.equity.exits.convertible_claims`."""


@dataclass(slots=True)
class _Block:
    """The block on the sheet while it is written.

    Args:
        sheet: The sheet.
        rows: The row of each convertible.
        weights: Part of its capitalization, itself and the others counted.
        bases: Shares that count in it besides.
        counts: Whether the others count.
    """

    sheet: Sheet
    rows: dict[str, int]
    weights: dict[str, Node] = field(default_factory=dict)
    bases: dict[str, Node] = field(default_factory=dict)
    counts: dict[str, bool] = field(default_factory=dict)

    def add(self, moment: Moment, name: str, held: Convertible) -> None:
        """Write what a convertible buys of which shares."""
        counted, row, sheet = held.counted, self.rows[name], self.sheet
        bought = _part(moment, held)
        part = bought if is_nought(bought) else sheet.put(row, 1, bought, "part")
        if counted.this_security and not counted.other_converting and not is_nought(part):
            part = least(part, ALL)
        own, others = float(counted.this_security), float(counted.other_converting)
        weight = ratio(part, 1.0 - part * own + part * others)
        self.weights[name] = weight if is_nought(weight) else sheet.put(row, 2, weight, "part")
        self.bases[name] = sheet.put(row, 3, _base(moment.held, held), "money")
        self.counts[name] = counted.other_converting

    def line(self, label: str, content: Node, style: str) -> Node:
        """Write a figure of all of them together."""
        sheet = self.sheet
        if content.constant:
            return content
        sheet.put(sheet.row, 0, label, "label")
        sheet.row += 1
        return sheet.put(sheet.row - 1, 2 if style == "part" else 4, content, style)

    def shares(self) -> dict[str, Node]:
        """Write what all of them become, since some count the others."""
        others = [weight for name, weight in self.weights.items() if self.counts[name]]
        taken = self.line("Parts of those that count each other", total(others), "part")
        less = node(1.0) if taken.constant else choose(taken > ALL, ratio(ALL, taken), 1.0)
        less = self.line("Counted with (100%, unless they would take all)", less, "part")
        parts = {name: weight * less if self.counts[name] else weight for name, weight in self.weights.items()}
        whole = total([part * self.bases[name] for name, part in parts.items()])
        whole = whole if taken.constant else whole / (1.0 - taken * less)
        whole = self.line("Shares of all of them together", whole, "money")
        found = {}
        for name, part in parts.items():
            each = part * (self.bases[name] + whole if self.counts[name] else self.bases[name])
            found[name] = each if is_nought(each) else self.sheet.put(self.rows[name], 4, each, "money")
        return found


def shares_at_exit(moment: Moment, sheet: Sheet, called: Callable[[str], str]) -> Mapping[str, Node]:
    """Write how many common shares each convertible would become at an exit; `convertible_claims` has the algebra.

    Args:
        moment: The holdings and the day of the exit.
        sheet: Where to, from its next free row on.
        called: Gives the name of a convertible for a reader.

    Returns:
        Shares by name.
    """
    terms = at_best_terms(moment)
    if not terms:
        return {}
    sheet.put(sheet.row, 0, f"What convertibles would become at an exit on {moment.when}", "section")
    sheet.row += 1
    sheet.heights[sheet.row] = TALL
    for place, text in enumerate(AT_EXIT):
        sheet.put(sheet.row, place, text, "head_right" if place else "head")
    sheet.row += 1
    block = _Block(sheet, {name: sheet.row + number for number, name in enumerate(terms)})
    for name, held in terms.items():
        sheet.put(block.rows[name], 0, called(name), "label")
        block.add(moment, name, held)
    sheet.row += len(terms)
    found = block.shares()
    sheet.row += 2
    return found


def exactly(amount: object) -> Exact:
    """Return an amount that is the same in all futures.

    Raises:
        NotLiveError: It is not.
    """
    if not isinstance(amount, Exact):
        raise NotLiveError("it is counted future by future")
    return amount


def _part(moment: Moment, held: Convertible) -> Node:
    """Return the part of its capitalization that a convertible buys at its cap."""
    if held.fixed_share is not None:
        return formula_of(held.fixed_share)
    if held.cap is None:
        return node(0.0)
    earned = exactly(moment.interest(held)) if held.interest_converts else NOTHING
    return formula_of((held.amount + earned) / held.cap)


def _base(held: Holdings, convertible: Convertible) -> Node:
    """Return the shares that count in its capitalization, convertibles not among them."""
    counted, base = convertible.counted, NOTHING
    if counted.outstanding_shares:
        base = base + held.outstanding
    return formula_of(base + held.granted if counted.outstanding_options else base)
