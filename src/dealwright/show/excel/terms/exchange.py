"""Converts what a term in other money moves into the deal's: at the exchange rate, or the prices, of each day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.engine.conversion import exchange_rate
from dealwright.show.excel.cells import least

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.block import Block
    from dealwright.show.excel.terms.context import TermContext


def exchange(context: TermContext) -> None:
    """Write the rate of each day of payment beside what a term computes in its own money, and what is then paid.

    Args:
        context: The term's context, of which all lines are laid.
    """
    term, deal = context.term, context.part.deal
    rate = exchange_rate(term, deal)
    if rate is None:
        return
    name = "exchange_rate" if term.currency not in {None, deal.currency} else "price_level"
    for block in context.block.whole:
        if block.told and block.lines and block.paid_on:
            _stated(block, name, _rates(rate, block.paid_on, context), deal.currency)
    for place, moved in enumerate(context.block.moved):
        rates = _rates(rate, moved.days, context)
        sides = f"{moved.payer or 'outside'} to {moved.payee or 'outside'}"
        amounts = [amount * each for amount, each in zip(moved.amounts, rates, strict=True)]
        converted = context.block.single_row(f"Moved in {deal.currency}, {sides}", "money", amounts)
        context.block.moved[place] = replace(moved, amounts=converted)


def _stated(block: Block, name: str, rates: Sequence[Node], currency: str) -> None:
    """Write the rates of a block and what is paid at them."""
    cells = block.line(name, "number", lambda k, _: rates[k])
    if "paid" in block.lines:
        paid = block.lines["paid"].cells
        block.line(f"paid_in_{currency}", "money", lambda k, _: paid[k] * cells[k])


def _rates(rate: Expression, days: Sequence[Node], context: TermContext) -> list[Node]:
    """Return a rate on some days; after the horizon it is that of the horizon."""
    return [context.at(rate, least(day, context.timeline.horizon)) for day in days]
