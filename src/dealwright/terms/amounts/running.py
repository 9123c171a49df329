"""The arithmetic of yearly amounts that run while a term lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.terms.account import Line
from dealwright.terms.amounts.payments import accounted, statement
from dealwright.terms.days.beyond import accruing
from dealwright.terms.days.life import life
from dealwright.terms.days.periods import cells
from dealwright.terms.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.deal.expression import Expression
    from dealwright.terms.base import Term
    from dealwright.terms.view import View

    Running = tuple[str | None, str | None, Expression | None]


def running_flows(term: Term, view: View, parts: Iterable[Running], *, cash: bool) -> Outcome:
    """Run yearly amounts over the days of a term's life.

    Args:
        term: The term whose life counts.
        view: The futures.
        parts: Payer, payee and yearly amount of each flow; parts without an amount are left out.
        cash: Whether amounts that come from or go to the world outside are paid money.

    Returns:
        One flow per part; the statement's `paid` is the sum of the amounts that move between two sides, else of all.
    """
    pieces = cells(life(term, view), view.grid, view.grid.step)
    flows, moved = [], []
    for payer, payee, amount in parts:
        if amount is not None:
            inside = payer is not None and payee is not None
            moved.append((pieces.money(amount, view), cash or inside))
            flows.append(accruing(term, view, (payer, payee), moved[-1][0], pieces, cash=moved[-1][1]))
    between = [money for money, is_cash in moved if is_cash] or [money for money, _ in moved]
    total = sum(between[1:], between[0]) if between else None
    shown = [] if total is None else [Line("paid", total)]
    return Outcome(
        tuple(flows),
        statement(pieces, view, due=total, paid=total),
        account=accounted(pieces, pieces.middle, shown),
    )
