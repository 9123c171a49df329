"""Prove that tables tie to events: for each class, every kind of event with the shares that it added or took."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.ledger import replayed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dealwright.equity.captable import CapTable
    from dealwright.equity.replay.book import Book


@dataclass(frozen=True, slots=True)
class RollForward:
    """How the shares of one class came to be what they are.

    Attributes:
        of: Class.
        changes: Shares added, or taken where below zero, by kind of event (`issue`, `convert`, `round` and so on).
        closing: Shares outstanding in the end; the changes sum to it.
    """

    of: str
    changes: Mapping[str, Exact]
    closing: Exact


def roll_forward(table: CapTable, on: dt.date | None = None) -> tuple[RollForward, ...]:
    """Follow the shares of each class from nothing to what is outstanding.

    Args:
        table: A company's securities and their history, without problems.
        on: The day; None: the day for which the table is shown.

    Returns:
        A row for each class that ever had shares, in the order in which they came.
    """
    before: dict[str, Exact] = {}
    changes: dict[str, dict[str, Exact]] = defaultdict(lambda: defaultdict(lambda: NOTHING))

    def watch(book: Book, thing: Any) -> None:  # noqa: ANN401 - an event, a security or a round
        for of, now in book.issued.items():
            change = now - before.get(of, NOTHING)
            if change:
                changes[of][type(thing).__name__.lower()] += change
                before[of] = now

    closing: dict[str, Exact] = {}
    for book in replayed(table, table.as_of if on is None else on, watch=watch):
        closing = book.issued
    return tuple(RollForward(of, dict(kinds), closing.get(of, NOTHING)) for of, kinds in changes.items())
