"""What a term moves after the horizon where its file says that it goes on: the first year, which then comes again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.expression import Call
from dealwright.ground.calendar import add_years
from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import NotLiveError, choose, greatest, node, ratio, total
from dealwright.show.excel.dates import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms import Term

YEAR = 365.0


@dataclass(frozen=True, slots=True)
class Later:
    """What comes after the horizon.

    Args:
        amount: What comes in the first year.
        middle: The middle of that year, as a day of the spreadsheet.
        growth: Yearly growth with which it comes again for ever.
    """

    amount: Node
    middle: Node
    growth: Node


def later(term: Term, context: TermContext, amounts: Sequence[Node]) -> Later | None:
    """Let amounts go on after the horizon, growing from a year of what they were at the end.

    Args:
        term: The term.
        context: Its context, whose periods are open.
        amounts: What each period brought.

    Returns:
        What comes later; none where nothing does.

    Raises:
        NotLiveError: It goes on, but not for ever.
    """
    if not (isinstance(term.beyond, Call) and term.beyond.function == "perpetuity"):
        return None
    if term.until is not None:
        raise NotLiveError("it goes on after the horizon up to a day")
    block, runs, horizon = context.block, context.life(), context.timeline.horizon
    opened = serial(add_years(moment(horizon.number), -1.0))
    last = [
        ratio(greatest(0.0, close - greatest(begin, opened)), close - begin) * amount
        for begin, close, amount in zip(block.opens, block.closes, amounts, strict=True)
        if close.number > opened or not close.constant
    ]
    whole = ratio(horizon - opened, horizon - greatest(runs.start, opened))
    growth = block.single("Yearly growth after the last day", "share", context.number(term.beyond.arguments[0]))
    ends = choose(runs.end >= horizon, 1.0, 0.0)
    first = block.single("What the first year after it brings", "money", total(last) * whole * ends * (1.0 + growth))
    middle = block.single("The middle of that year", "date", horizon + node(YEAR / 2.0))
    return Later(first, middle, growth)


def goes_on(
    term: Term,
    context: TermContext,
    sides: tuple[str | None, str | None],
    amounts: Sequence[Node],
    lag: Node | float = 0.0,
    *,
    cash: bool = True,
) -> None:
    """Move what comes after the horizon, where something does.

    Args:
        term: The term.
        context: Its context.
        sides: Payer and payee.
        amounts: What each period brought.
        lag: How long after the middle of its year a payment is made.
        cash: Whether it is paid money.
    """
    more = later(term, context, amounts)
    if more is None:
        return
    day = more.middle + lag
    paid = context.block.single("Paid on, on average", "date", day)
    context.block.moves(*sides, [more.amount], [paid], cash=cash, lasting=more.growth)
