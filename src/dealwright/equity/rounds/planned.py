"""Work out the rounds that a table names, one after another: each begins with what the one before it left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.ledger import holdings_on, replayed

if TYPE_CHECKING:
    from dealwright.equity.captable import CapTable
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.rounds.priced import PricedRound
    from dealwright.ground.problem import Problem


@dataclass(frozen=True, slots=True)
class Planned:
    """The rounds of a table.

    Attributes:
        rounds: Those that could be worked out, in the order of days.
        problem: Why the next one could not be; None: all were.
        after: Holdings after the last of them; those of the table's day where there is none.
    """

    rounds: tuple[PricedRound, ...]
    problem: Problem | None
    after: Holdings


def planned(table: CapTable) -> Planned:
    """Work out the rounds of a table.

    Each begins with what was held when it closes: the events before it, and what the round before it left.

    Args:
        table: A company's securities and their history, without problems.

    Returns:
        The rounds, made and planned, each with the holdings before and after it.
    """
    last = max((round_.on for round_ in table.rounds), default=table.as_of)
    for book in replayed(table, last, plans=True):
        if book.problems or (book.on == last and table.rounds):
            problem = book.problems[0] if book.problems else None
            return Planned(tuple(book.priced), problem, book.holdings())
    return Planned((), None, holdings_on(table))
