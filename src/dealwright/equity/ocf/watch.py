"""Replay a table and watch what each event does to each security."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Generic, TypeVar

from dealwright.equity.events import Event
from dealwright.equity.financing import Round
from dealwright.equity.ledger import HAPPENS, opened, steps
from dealwright.equity.replay.book import Book
from dealwright.equity.vesting import NOTHING_YET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.equity.captable import CapTable
    from dealwright.equity.events import AnyEvent
    from dealwright.equity.holdings import HeldRight, Lot
    from dealwright.equity.rounds.priced import PricedRound
    from dealwright.equity.securities import Convertible, Pool, Right

Held = TypeVar("Held")


@dataclass(slots=True)
class Log(Generic[Held]):
    """What an event did to securities of one sort: each as it was before and is after, by name."""

    before: dict[str, Held | None] = field(default_factory=dict)
    after: dict[str, Held | None] = field(default_factory=dict)

    def note(self, name: str, before: Held | None, after: Held | None) -> None:
        """Note a change."""
        self.before.setdefault(name, before)
        self.after[name] = after

    def gone(self) -> Iterator[tuple[str, Held, Held | None]]:
        """Yield what was there before, with what it is after."""
        for name, held in self.before.items():
            if held is not None:
                yield name, held, self.after[name]

    def new(self) -> Iterator[tuple[str, Held]]:
        """Yield what was not there before."""
        for name, held in self.after.items():
            if held is not None and self.before[name] is None:
                yield name, held


@dataclass(slots=True)
class Watched(Book):
    """A book that notes what an event does to it."""

    lot_log: Log[Lot] = field(default_factory=Log)
    right_log: Log[HeldRight] = field(default_factory=Log)

    def put(self, lot: Lot) -> None:
        """Put a lot into the book and note it."""
        self.lot_log.note(lot.security, self.lots.get(lot.security), lot)
        Book.put(self, lot)

    def drop(self, lot: Lot) -> None:
        """Take a lot out of the book and note it."""
        self.lot_log.note(lot.security, self.lots.get(lot.security), None)
        Book.drop(self, lot)

    def put_right(self, held: HeldRight) -> None:
        """Put a right into the book and note it."""
        self.right_log.note(held.right.id, self.rights.get(held.right.id), held)
        Book.put_right(self, held)

    def leave_right(self, held: HeldRight, rest: HeldRight | None) -> None:
        """Put what remains of a right in its place and note it."""
        if rest is None:
            self.right_log.note(held.right.id, self.rights.get(held.right.id), None)
        Book.leave_right(self, held, rest)


@dataclass(frozen=True, slots=True)
class Change:
    """What one event did.

    Attributes:
        event: The event.
        lots: To lots.
        rights: To rights.
        loans: To convertibles.
        book: The book after it.
    """

    event: AnyEvent
    lots: Log[Lot]
    rights: Log[HeldRight]
    loans: Log[Convertible]
    book: Book


@dataclass(frozen=True, slots=True)
class Closed:
    """What a round did that has been made.

    Attributes:
        priced: The round worked out.
        lots: Lots that it issued.
        book: The book after it.
    """

    priced: PricedRound
    lots: tuple[Lot, ...]
    book: Book


def watched(table: CapTable) -> Iterator[Change | Closed | Pool | Right | Convertible]:
    """Yield what happens to a table's securities: what is granted as itself, an event with what it did.

    Args:
        table: A table whose events add up.
    """
    start = opened(table, NOTHING_YET)
    book = Watched(**{one.name: getattr(start, one.name) for one in fields(start)})
    for on, thing in steps(table, plans=False):
        book.on = on
        book.lot_log, book.right_log = Log(), Log()
        before, lots = dict(book.convertibles), set(book.lots) if isinstance(thing, Round) else set()
        HAPPENS[type(thing)](book, thing)
        if isinstance(thing, Round):
            yield Closed(book.priced[-1], tuple(lot for name, lot in book.lots.items() if name not in lots), book)
            continue
        if not isinstance(thing, Event):
            yield thing
            continue
        loans: Log[Convertible] = Log()
        for name in {**before, **book.convertibles}:
            if before.get(name) is not book.convertibles.get(name):
                loans.note(name, before.get(name), book.convertibles.get(name))
        yield Change(thing, book.lot_log, book.right_log, loans, book)  # type: ignore[arg-type] # an event of the table
