"""Work out the rounds that a table names, one after another: each begins with what the one before it left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.impossible import ImpossibleError
from dealwright.equity.ledger import holdings_on
from dealwright.equity.rounds import PricedRound, price_round

if TYPE_CHECKING:
    from dealwright.equity.captable import CapTable
    from dealwright.equity.holdings import Holdings
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

    The first begins with the holdings of the table's day, or of the day before the round where that is earlier.

    Args:
        table: A company's securities and their history, without problems.

    Returns:
        The rounds, each with the holdings before and after it.
    """
    ordered = sorted(table.rounds, key=lambda round_: round_.on)
    if not ordered:
        return Planned((), None, holdings_on(table))
    held = holdings_on(table, min(table.as_of, ordered[0].on - dt.timedelta(days=1)))
    found: list[PricedRound] = []
    for round_ in ordered:
        try:
            found.append(price_round(held, round_, table.rounding))
        except ImpossibleError as impossible:
            return Planned(tuple(found), impossible.problem, held)
        held = found[-1].after
    return Planned(tuple(found), None, held)
