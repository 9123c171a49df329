"""Replay a company's events: who holds what on a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from dealwright.equity import events as happens
from dealwright.equity.holdings import HeldPool, HeldRight, Piece
from dealwright.equity.replay.book import Book
from dealwright.equity.replay.conversions import convert, exchange, exercise
from dealwright.equity.replay.distributions import distribute
from dealwright.equity.replay.endings import cancel, repurchase
from dealwright.equity.replay.issues import issue
from dealwright.equity.replay.splits import split
from dealwright.equity.replay.terms import (
    accelerate,
    adjust_authorised,
    adjust_pool,
    adjust_ratio,
    reprice,
    vest,
)
from dealwright.equity.replay.transfers import transfer
from dealwright.equity.vesting import NOTHING_YET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dealwright.equity.captable import CapTable
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.securities import Convertible, Pool, Right
    from dealwright.equity.vesting import Progress

_HAPPENS: Mapping[type[happens.Event], Callable[[Book, Any], None]] = {
    happens.Issue: issue,
    happens.Transfer: transfer,
    happens.Convert: convert,
    happens.Exercise: exercise,
    happens.Reprice: reprice,
    happens.Cancel: cancel,
    happens.Repurchase: repurchase,
    happens.Split: split,
    happens.RatioAdjustment: adjust_ratio,
    happens.PoolAdjustment: adjust_pool,
    happens.AuthorisedAdjustment: adjust_authorised,
    happens.Vest: vest,
    happens.Accelerate: accelerate,
    happens.Exchange: exchange,
    happens.Distribution: distribute,
}
"""What each kind of event does to the book."""


def holdings_on(table: CapTable, on: dt.date | None = None, progress: Progress = NOTHING_YET) -> Holdings:
    """Return who holds what on a day, by replaying every event up to and including it.

    Args:
        table: A company's securities and their history, without problems.
        on: The day; None: the day for which the table is shown.
        progress: What has come about that vesting asks for and that no event says.

    Returns:
        Everything outstanding at the end of the day.

    Raises:
        ValueError: If the events cannot be: `audit` says what is wrong with them.
    """
    day = table.as_of if on is None else on
    book = _opened(table, progress)
    for book in replayed(table, day, progress):  # noqa: B007 - the last one counts
        pass
    book.on = day
    if book.problems:
        message = f"the events do not add up, audit the table first: {book.problems[0]}"
        raise ValueError(message)
    return book.holdings()


def ownership(table: CapTable, until: dt.date | None = None, progress: Progress = NOTHING_YET) -> Iterator[Holdings]:
    """Return who holds what after each day on which something happened.

    Args:
        table: A company's securities and their history, without problems.
        until: Last day; None: the day for which the table is shown.
        progress: What has come about that vesting asks for and that no event says.

    Yields:
        Holdings, one for each day, in the order of days.
    """
    for book in replayed(table, table.as_of if until is None else until, progress):
        yield book.holdings()


def replayed(table: CapTable, until: dt.date, progress: Progress = NOTHING_YET) -> Iterator[Book]:
    """Replay the table day by day.

    Args:
        table: A company's securities and their history.
        until: Last day.
        progress: What has come about that vesting asks for and that no event says.

    Yields:
        The book after each day on which something happened; it is the same book, changed.
    """
    book = _opened(table, progress)
    day: dt.date | None = None
    for on, act in _steps(table):
        if on > until:
            break
        if day is not None and on > day:
            yield book
        day = book.on = on
        act(book)
    if day is not None:
        yield book


def _opened(table: CapTable, progress: Progress) -> Book:
    """Open the book before the first day."""
    later = {right.id: right.on for right in table.rights.values() if right.on is not None}
    later |= {held.id: held.on for held in table.convertibles.values()}
    later |= {e.security or e.id: e.on for e in table.events if isinstance(e, happens.Issue) and (e.security or e.id)}
    return Book(
        on=dt.date.min,
        currency=table.currency,
        rounding=table.rounding,
        stakeholders=dict(table.stakeholders),
        classes=dict(table.classes),
        given=progress,
        later=later,
    )


def _steps(table: CapTable) -> list[tuple[dt.date, Callable[[Book], None]]]:
    """Return what happens on which day: within a day what is granted comes before what happens to it."""
    steps: list[tuple[dt.date, Callable[[Book], None]]] = []
    first = dt.date.min
    steps += [(pool.on or first, _opening_of(pool)) for pool in table.pools.values()]
    steps += [(right.on or first, _grant_of(right)) for right in table.rights.values()]
    steps += [(held.on, _loan_of(held)) for held in table.convertibles.values()]
    steps += [(event.on, _happening(event)) for event in table.events]
    return sorted(steps, key=lambda step: step[0])


def _opening_of(pool: Pool) -> Callable[[Book], None]:
    def act(book: Book) -> None:
        book.pools[pool.id] = HeldPool(pool)

    return act


def _grant_of(right: Right) -> Callable[[Book], None]:
    def act(book: Book) -> None:
        book.put_right(HeldRight(right, vested=right.count, piece=Piece(right.count)))

    return act


def _loan_of(held: Convertible) -> Callable[[Book], None]:
    def act(book: Book) -> None:
        book.convertibles[held.id] = held
        book.flow(held.holder, -held.amount, "paid_in", held.id, held.kind)

    return act


def _happening(event: happens.AnyEvent) -> Callable[[Book], None]:
    handle = _HAPPENS[type(event)]

    def act(book: Book) -> None:
        handle(book, event)

    return act
