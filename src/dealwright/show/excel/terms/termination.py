"""A termination: when it takes effect, and what is paid for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.calendar import WHOLE
from dealwright.show.excel.cells import choose, least
from dealwright.show.excel.terms.tail import tail

if TYPE_CHECKING:
    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms.termination import Termination


def termination(term: Termination, context: TermContext) -> None:
    """Write when a termination takes effect, its fee, and what of the ended terms is still due for a time.

    Args:
        term: The termination.
        context: What it asks for.
    """
    horizon, day = context.timeline.horizon, context.event(context.name)
    happens = day <= horizon
    paid_on = context.on_days([least(day, horizon)], closing=True, happens=[happens])
    block, held = context.block, context.acting.held(context.name, term)
    counts = block.line("terminated", "count", lambda *_: choose(happens, 1.0, 0.0), note=held)
    if term.fee is not None:
        amount = term.fee
        read_on = block.single("Fee read at", "date", paid_on[0] - WHOLE)
        fee = block.line("fee", "money", lambda k, _: context.at(amount, read_on) * counts[k])
        block.moves(term.payer, term.payee, fee, paid_on)
    if term.tail is not None:
        tail(term, term.tail, day, context)
