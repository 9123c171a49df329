"""What is paid ahead of the claims of an exit, as formulas: debt, fees, carve-outs, and tiers on cumulative amounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import greatest, least, node, total
from dealwright.show.excel.shares.claims import is_nought

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.shares.claims import LiveClaim

DEBT, FEES, CARVE_OUT, TIER, TIERS = "Debt", "Fees", "Carve-out of {}", "Distributed in tier {}", "Tiers to {}"
TO_CLAIMS = "What goes on to the claims"


@dataclass(frozen=True, slots=True)
class LiveStep:
    """One step of a distribution by cumulative amounts, as formulas."""

    shares: Mapping[str, Node]
    size: Node | None


@dataclass(frozen=True, slots=True)
class LiveStack:
    """Everything that an exit pays, in its order, as formulas; see `dealwright.equity.exits.claims.Stack`."""

    claims: Sequence[LiveClaim]
    debt: Node = field(default_factory=lambda: node(0.0))
    fees: Node = field(default_factory=lambda: node(0.0))
    fee_share: Node = field(default_factory=lambda: node(0.0))
    carve_outs: Sequence[tuple[str, Node, Node | None]] = ()
    steps: Sequence[LiveStep] = ()


def holders_of(stack: LiveStack) -> list[str]:
    """Return everybody who may get something."""
    found = dict.fromkeys(holder for claim in stack.claims for holder in (*claim.holders, claim.heir) if holder)
    found |= dict.fromkeys(to for to, _, _ in stack.carve_outs)
    return list(found | dict.fromkeys(holder for step in stack.steps for holder in step.shares))


@dataclass(slots=True)
class Ahead:
    """What is paid ahead of the claims of one exit value, each line in a cell before the next names it.

    Args:
        stack: What is paid in which order.
        lines: Money by what it is.
    """

    stack: LiveStack
    lines: dict[str, Node] = field(default_factory=dict)

    def pay(self, value: Node) -> Iterator[tuple[str, Node]]:
        """Yield each line with its formula; the caller puts its cell into `lines` before it asks for the next.

        Args:
            value: The exit value.
        """
        stack, paid = self.stack, list[str]()
        coming = greatest(0.0, value)

        def rest() -> Node:
            found = coming
            for what in paid:
                found = found - self.lines[what]
            return found

        if not is_nought(stack.debt):
            yield DEBT, least(stack.debt, coming)
            paid.append(DEBT)
        if not (is_nought(stack.fees) and is_nought(stack.fee_share)):
            yield FEES, least(stack.fees + stack.fee_share * coming, rest())
            paid.append(FEES)
        base = rest()
        for number, (to, share, most) in enumerate(stack.carve_outs):
            what = carve_out(stack, number)
            yield what, least(share * base, rest()) if most is None else least(share * base, most, rest())
            paid.append(what)
            del to
        tiers = [TIER.format(number) for number in range(1, len(stack.steps) + 1)]
        for what, step in zip(tiers, stack.steps, strict=True):
            yield what, rest() if step.size is None else least(step.size, rest())
            paid.append(what)
        for holder in dict.fromkeys(holder for step in stack.steps for holder in step.shares):
            parts = zip(tiers, stack.steps, strict=True)
            shares = [step.shares[holder] * self.lines[what] for what, step in parts if holder in step.shares]
            yield TIERS.format(holder), total(shares)
        on = [_left(step) * self.lines[what] for what, step in zip(tiers, stack.steps, strict=True)]
        yield TO_CLAIMS, total([rest(), *on])

    def to(self, holder: str) -> Node:
        """Return what a holder gets ahead of the claims."""
        names = [carve_out(self.stack, k) for k, (to, _, _) in enumerate(self.stack.carve_outs) if to == holder]
        return total([self.lines[what] for what in (*names, TIERS.format(holder)) if what in self.lines])


def carve_out(stack: LiveStack, number: int) -> str:
    """Return what a carve-out is called: by whom it is for, with a number where that is one of several."""
    to = stack.carve_outs[number][0]
    before = sum(other == to for other, _, _ in stack.carve_outs[:number])
    return CARVE_OUT.format(to) + (f" ({before + 1})" if before else "")


def _left(step: LiveStep) -> Node:
    """Return what part of a step's money goes on to the claims."""
    return greatest(0.0, 1.0 - total(list(step.shares.values())))
