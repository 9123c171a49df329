"""Settles the periods of a commitment in cells: what each is short of, carries on, makes up and pays."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import Node, both, choose, greatest, least, node, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.terms.columns import Put


@dataclass(frozen=True, slots=True)
class Clause:
    """The numbers of a clause on shortfalls.

    Args:
        asked: The share of the minimum that must be used or paid.
        roll_over: The share of what is short that is moved on.
        carried: For how many periods excess is kept.
        carried_most: The share of a minimum that excess may make good; none for all of it.
        made_up: For how many periods what was paid for may be taken.
        over_minimum: Whether usage is excess over the whole minimum, not over what is asked.
        refund: The share of what is left at the end that is paid back.
    """

    asked: Node
    roll_over: Node
    carried: Node
    carried_most: Node | None
    made_up: Node
    over_minimum: bool
    refund: Node


@dataclass(frozen=True, slots=True)
class Lots:
    """Amounts of several ages that may be used for some periods after their own.

    Args:
        name: What the contract calls them.
        kept: For how many periods.
        most: For how many periods the sheet has cells.
        left: What is left of each, youngest first.
    """

    name: str
    kept: Node
    most: int
    left: Sequence[Node] = ()

    def taken(self, wanted: Node, put: Put) -> tuple[Lots, Node]:
        """Take from lots a period older, oldest first, and return what is left of them and what was taken."""
        rest: list[Node] = []
        need, parts = wanted, list[Node]()
        for age in range(min(len(self.left), self.most), 0, -1):
            lot = self.left[age - 1]
            part = put(f"{self.name} of {_ago(age)}", choose(self.kept >= age, least(lot, need), 0.0), shown=False)
            rest.insert(0, put(f"{self.name} left of {_ago(age)}", lot - part, "level", shown=False))
            need = need - part
            parts.append(part)
        return replace(self, left=rest), total(parts)

    def usable(self, *, later: bool) -> Node:
        """Add up what may be used in the running period, the youngest of its own, or what may still be used after."""
        first = 1 if later else 0
        in_time = [both(self.kept >= age + first, self.kept > 0.0) for age in range(len(self.left))]
        return total([choose(when, lot, 0.0) for when, lot in zip(in_time, self.left, strict=True)])

    def with_own(self, amount: Node) -> Lots:
        """Add what the running period leaves."""
        return replace(self, left=[amount, *self.left])

    def emptied(self, when: Node) -> Lots:
        """Take away what is left under a condition."""
        return replace(self, left=[choose(when, 0.0, lot) for lot in self.left])


def _ago(periods: int) -> str:
    return "the period before" if periods == 1 else f"{periods} periods before"


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a clause leaves: excess to be carried, what was paid for and not taken, what was moved on."""

    excess: Lots
    bank: Lots
    rolled: Node = field(default_factory=lambda: node(0.0))


@dataclass(frozen=True, slots=True)
class Period:
    """What a period is settled with: its minimum, its usage, the price of what is short, whether it is the last."""

    minimum: Node
    spent: Node
    fee: Node
    last: Node


def settle(clause: Clause, period: Period, before: Ledger, put: Put) -> tuple[Ledger, dict[str, Node]]:
    """Settle one period in the order that the contract says.

    Args:
        clause: The numbers of the clause.
        period: What it is settled with.
        before: What the period before leaves.
        put: Writes a line's cell of the period, and returns what stands there.

    Returns:
        What it leaves, and its lines.
    """
    asked = put("take_or_pay", clause.asked * period.minimum)
    rolled_in = put("rolled_in", before.rolled)
    first = least(greatest(period.spent, 0.0), rolled_in)
    missing = greatest(asked - (period.spent - first), 0.0)
    room = missing if clause.carried_most is None else least(missing, clause.carried_most * period.minimum)
    excess, carried = before.excess.taken(room, put)
    carried = put("carried", carried)
    still = put("missing", missing - carried, shown=False)
    rolled = put("rolled_over", choose(period.last, 0.0, clause.roll_over * still))
    short = put("shortfall", still - rolled + (rolled_in - first))
    paid = put("shortfall_paid", period.fee * short)
    over = greatest(period.spent - first - (period.minimum if clause.over_minimum else asked), 0.0)
    over = put("used over it", over, shown=False)
    bank, free = before.bank.taken(over, put)
    free = put("make_up", free)
    own = put("excess of the period", over - free, shown=False)
    found = {"shortfall": short, "shortfall_paid": paid, "make_up": free}
    return _closed(clause, period, Ledger(excess.with_own(own), bank.with_own(paid), rolled), found, put)


def _closed(
    clause: Clause, period: Period, left: Ledger, found: dict[str, Node], put: Put
) -> tuple[Ledger, dict[str, Node]]:
    """Say what lapses, is paid back and is left at the end of a period."""
    usable, later = left.bank.usable(later=False), left.bank.usable(later=True)
    found["refund"] = put("refund", choose(period.last, clause.refund * usable, 0.0))
    found["lapsed"] = put("lapsed", choose(period.last, usable - found["refund"], usable - later))
    found["excess"] = put("excess", left.excess.usable(later=True), "level")
    found["make_up_left"] = put("make_up_left", choose(period.last, 0.0, later), "level")
    return Ledger(left.excess, left.bank.emptied(period.last), left.rolled), found
