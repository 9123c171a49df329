"""A flow: its yearly amount over the days of each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show.excel.terms.beyond import goes_on

if TYPE_CHECKING:
    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms.flow import RunningFlow


def flow(term: RunningFlow, context: TermContext) -> None:
    """Write what a flow moves.

    Args:
        term: The flow.
        context: What it asks for.
    """
    block = context.block
    periods = context.periods(context.timeline.grid.step)
    context.open(periods)
    money = context.money(term.amount, periods, f"{context.name}: amount")
    paid = block.line("paid", "money", lambda k, _: money[k])
    block.moves(term.payer, term.payee, paid)
    goes_on(term, context, (term.payer, term.payee), paid)
