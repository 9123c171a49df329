"""A company's history replayed with numbers that carry their formulas: who holds what, by the file's numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from dealwright.equity.declared import table_of
from dealwright.equity.events import Distribution
from dealwright.equity.financing import Round
from dealwright.equity.ledger import HAPPENS, opened, steps
from dealwright.equity.vesting import NOTHING_YET
from dealwright.show.excel.cells import NotLiveError
from dealwright.show.excel.shares.traced import Traced

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from dealwright.deal.expression import Expression
    from dealwright.deal.securities import Issued
    from dealwright.equity.captable import CapTable
    from dealwright.equity.holdings import Holdings
    from dealwright.lang.exactly import ExactValues
    from dealwright.show.excel.cells import Node

    Closing = Callable[[Holdings, Round], Holdings]

MOST_EVENTS = 400
"""Events, securities and rounds of a history that is replayed as formulas, at most."""


def live_table(
    issued: Issued,
    head: tuple[str, str, dt.date],
    exactly: ExactValues,
    formula: Callable[[Expression], Node],
) -> CapTable:
    """Make the cap table that a file declares, its numbers with the cells in which they stand.

    Args:
        issued: What the file says.
        head: The company, its currency's code, and the day of the table.
        exactly: Computes values exactly.
        formula: Turns an expression into a formula.

    Returns:
        The table; a number that has no formula is a plain number.
    """

    def value_of(expression: Expression) -> Fraction | dt.date | bool | None:
        value = exactly.of(expression)
        if not isinstance(value, Fraction):
            return value
        try:
            found = formula(expression)
        except NotLiveError:
            return value
        return value if found.constant else Traced(value, found)

    return table_of(issued, head, value_of)


def why_not_live(table: CapTable) -> str:
    """Say why a history cannot be replayed as formulas; empty where it can.

    Args:
        table: The table.
    """
    things = (table.events, table.rights, table.convertibles, table.pools, table.rounds)
    if sum(len(each) for each in things) > MOST_EVENTS:
        return f"its history has more than {MOST_EVENTS} events and securities"
    if table.rounds and not table.rounding.leaves_all:
        return "its `rounding` cuts shares or prices of rounds to whole numbers"
    if any(isinstance(event, Distribution) and event.of is None and not event.to for event in table.events):
        return "a distribution of the past was paid by the waterfall"
    return ""


def replay(table: CapTable, until: dt.date, close: Closing, *, plans: bool = False) -> Holdings:
    """Replay a history.

    Args:
        table: The table.
        until: Last day.
        close: Says what is held after a round, given what is held before it.
        plans: Whether rounds that are planned only close as well.

    Returns:
        Who holds what at the end of the day.

    Raises:
        NotLiveError: Something did not happen as it does in the engine.
    """
    book = opened(table, NOTHING_YET)
    day: dt.date | None = None
    for on, thing in steps(table, plans=plans):
        if on > until:
            break
        if on != day:
            book.open_day(on)
        day, book.cause = on, thing
        if isinstance(thing, Round):
            held = close(book.holdings(), thing)
            book.unopened.discard(thing.new_class.id)
            book.go_on_from(held)
        else:
            HAPPENS[type(thing)](book, thing)
    book.open_day(until)
    if book.problems:
        raise NotLiveError(str(book.problems[0]))
    return book.holdings()
