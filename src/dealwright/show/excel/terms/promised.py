"""Amounts per contract period or per contract year, over the days that a term runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Schedule
from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import greatest, least, node, total
from dealwright.show.excel.dates import moment
from dealwright.terms.days.anniversaries import anniversary
from dealwright.terms.year_start import JANUARY_FIRST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.context import Period, TermContext


def promised(
    expression: Expression,
    periods: Sequence[Period],
    context: TermContext,
    starts: tuple[int, int] = JANUARY_FIRST,
    before: Sequence[Node] | None = None,
) -> list[Node]:
    """Return what an amount per contract period, or a schedule per contract year, comes to in each period of a block.

    Args:
        expression: The amount, or the schedule, of which each amount holds until the next and none before the first.
        periods: The periods of the block, opened before.
        context: The term's context.
        starts: Month and day on which the contract year begins.
        before: Days before `as_of` that count too, by period.
    """
    block = context.block
    opens = [each - (before[k] if before else 0.0) for k, each in enumerate(block.opens)]
    if not isinstance(expression, Schedule):
        amount = context.number(expression)
        return [amount * ((block.closes[k] - opens[k]) / each.length) for k, each in enumerate(periods)]
    points = [anniversary(point, starts, 0) if isinstance(point, int) else point for point, _ in expression.points]
    days = [serial(point) for point in points]
    found: list[list[Node]] = [[] for _ in periods]
    for place, (_, value) in enumerate(expression.points):
        amount = context.number(value)
        for k, period in enumerate(periods):
            after = days[place + 1] if place + 1 < len(days) else None
            if days[place] >= period.high or (after is not None and after <= min(period.low, period.whole)):
                continue
            years = years_between(period, opens[k], block.closes[k], (node(days[place]), after), starts)
            found[k].append(amount * years)
    return [total(each) for each in found]


def years_between(
    period: Period,
    opens: Node,
    closes: Node,
    inside: tuple[Node, Node | float | None],
    starts: tuple[int, int] = JANUARY_FIRST,
) -> Node:
    """Return the part of a contract year that a period has in common with some days.

    Args:
        period: The period.
        opens: When it begins within the life.
        closes: When it ends there.
        inside: The first day, and the one after the last; none where it goes on.
        starts: Month and day on which the contract year begins.
    """
    first, after = inside
    since = greatest(opens, first) if first.number > period.whole or not first.constant else opens
    bounded = after is not None and not (node(after).constant and node(after).number >= period.high)
    until = least(closes, after) if bounded and after is not None else closes
    days = until - since
    cut = since is not opens or until is not closes
    return (greatest(days, 0.0) if cut else days) / length_of_year(period, starts)


def length_of_year(period: Period, starts: tuple[int, int]) -> float:
    """Return the days of the contract year in which a period lies."""
    day = moment(period.low)
    year = day.year if day >= anniversary(day.year, starts, 0) else day.year - 1
    return float((anniversary(year + 1, starts, 0) - anniversary(year, starts, 0)).days)
