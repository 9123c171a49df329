"""Audit a whole cap table: its names, its numbers, its terms, and what its events ask for day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.checks.classes import (
    bad_classes,
    may_exceed,
    return_caps_of_nothing_known,
    return_caps_to_themselves,
)
from dealwright.equity.checks.convertibles import bad_convertibles, fixed_shares
from dealwright.equity.checks.doubts import doubtful
from dealwright.equity.checks.grants import bad_grants
from dealwright.equity.checks.mistakes import table_mistakes
from dealwright.equity.checks.order import bad_order
from dealwright.equity.checks.plans import bad_plans
from dealwright.equity.ledger import replayed
from dealwright.equity.securities import ShareClass
from dealwright.ground.problem import in_file_order

if TYPE_CHECKING:
    import datetime as dt

    from dealwright.equity.captable import CapTable
    from dealwright.ground.problem import Problem


def audit(table: CapTable, *, history: bool = True) -> list[Problem]:
    """Find everything that is wrong with a cap table, all at once.

    Events are replayed to the last of them. What an event with a mistake would have brought is left out, and nothing
    more is said of what depends on it.

    Args:
        table: A cap table.
        history: Whether its events are replayed; not where another table with the same history added up.

    Returns:
        Errors, while one of which stands nothing is computed, and warnings, in the order of the file.
    """
    mistakes = table_mistakes(table)
    found = [problem for problem, _ in mistakes]
    found += bad_classes(table) + bad_grants(table) + bad_convertibles(table)
    found += bad_plans(table) + bad_order(table) + doubtful(table)
    circle = any(problem.code == "class-circle" for problem in found)
    countable = not circle and not any(isinstance(owner, ShareClass) for _, owner in mistakes)
    if history and countable:
        found += _replay(table, {id(owner) for _, owner in mistakes})
    return in_file_order(found)


def _replay(table: CapTable, left_out: set[int]) -> list[Problem]:
    """Find what the events ask for and cannot be, and what the end holds that should not be."""
    book = None
    found: list[Problem] = []
    for book in replayed(table, _last_day(table), left_out=left_out):
        found += [] if found else fixed_shares(book.convertibles.values())
    if book is None:
        return found
    if left_out:  # what is held in the end is not all that the file says
        return [*book.problems, *found]
    held = book.holdings(vesting=False)
    found += return_caps_to_themselves(table, held) + return_caps_of_nothing_known(table, held)
    return [*book.problems, *found, *may_exceed(held)]


def _last_day(table: CapTable) -> dt.date:
    """Return the last day on which anything happens."""
    days = [table.as_of, *(event.on for event in table.events), *(held.on for held in table.convertibles.values())]
    days += [right.on for right in table.rights.values() if right.on is not None]
    days += [round_.on for round_ in table.rounds if not round_.pro_forma]
    days += [pool.on for pool in table.pools.values() if pool.on is not None]
    return max(days)
