"""Replay a company's events: who holds what on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dealwright.equity import events as happens
from dealwright.equity.checks.mistakes import table_mistakes
from dealwright.equity.financing import Round, Valuation
from dealwright.equity.replay.book import Book
from dealwright.equity.replay.closings import close, pass_over
from dealwright.equity.replay.conversions import convert, exercise
from dealwright.equity.replay.distributions import distribute
from dealwright.equity.replay.endings import cancel, repurchase
from dealwright.equity.replay.exchanges import exchange
from dealwright.equity.replay.issues import grant, issue, lend, set_aside
from dealwright.equity.replay.limits import check_limits
from dealwright.equity.replay.splits import split
from dealwright.equity.replay.terms import (
    accelerate,
    adjust_authorised,
    adjust_pool,
    adjust_ratio,
    appraise,
    reprice,
    vest,
)
from dealwright.equity.replay.transfers import transfer
from dealwright.equity.securities import Convertible, Pool, Right, ShareClass
from dealwright.equity.vesting import NOTHING_YET

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from dealwright.equity.captable import CapTable
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.vesting import Progress

HAPPENS: Mapping[type[Any], Callable[[Book, Any], None]] = {
    Pool: set_aside,
    Right: grant,
    Convertible: lend,
    Round: close,
    Valuation: appraise,
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
"""What each kind of event does to the book, and each security that the table lists on its day."""


def holdings_on(
    table: CapTable, on: dt.date | None = None, progress: Progress = NOTHING_YET, *, audited: bool = False
) -> Holdings:
    """Return who holds what on a day, by replaying every event, and every round made, up to and including it.

    Args:
        table: A company's securities and their history, without problems.
        on: The day; None: the day for which the table is shown.
        progress: What has come about that vesting asks for and that no event says.
        audited: Whether the table has been audited already, so that its names and numbers need no second look.

    Returns:
        Everything outstanding at the end of the day.

    Raises:
        ValueError: If the events cannot be: `audit` says what is wrong with them.
    """
    day = table.as_of if on is None else on
    book = opened(table, progress)
    mistakes = [] if audited else table_mistakes(table)
    for book in replayed(table, day, progress, {id(owner) for _, owner in mistakes}):  # noqa: B007 - the last counts
        pass
    book.open_day(day)
    problems = [*(problem for problem, _ in mistakes), *book.problems]
    if problems:
        message = f"the events do not add up, audit the table first: {problems[0]}"
        raise ValueError(message)
    return book.holdings()


def holdings_over_time(
    table: CapTable, until: dt.date | None = None, progress: Progress = NOTHING_YET
) -> Iterator[Holdings]:
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


def replayed(
    table: CapTable,
    until: dt.date,
    progress: Progress = NOTHING_YET,
    left_out: Collection[int] = (),
    *,
    plans: bool = False,
    watch: Callable[[Book, Any], None] | None = None,
) -> Iterator[Book]:
    """Replay the table day by day.

    Args:
        table: A company's securities and their history.
        until: Last day.
        progress: What has come about that vesting asks for and that no event says.
        left_out: Identities (`id()`) of events and securities with a mistake of their own, which are passed over, and
            with them all rounds, which would be priced on what is not so.
        plans: Whether rounds that are planned only (`pro_forma`) close as well.
        watch: Is told the book and each thing that happened, just after it did.

    Yields:
        The book after each day on which something happened; it is the same book, changed.
    """
    book = opened(table, progress)
    day: dt.date | None = None
    for on, thing in steps(table, plans=plans):
        if on > until:
            break
        if day is not None and on > day:
            check_limits(book)
            yield book
        if on != day:
            book.open_day(on)
        day, book.cause = on, thing
        if isinstance(thing, Round) and left_out:
            pass_over(book, thing)
        elif id(thing) in left_out:
            book.doubt(thing)
        else:
            HAPPENS[type(thing)](book, thing)
        if watch is not None:
            watch(book, thing)
    if day is not None:
        check_limits(book)
        yield book


def opened(table: CapTable, progress: Progress) -> Book:
    """Open the book before the first day.

    Args:
        table: A company's securities and their history.
        progress: What has come about that vesting asks for and that no event says.
    """
    later = {right.id: right.on for right in table.rights.values() if right.on is not None}
    later |= {held.id: held.on for held in table.convertibles.values()}
    later |= {f"{made.id}:{name}": made.on for made in table.rounds if not made.pro_forma for name in made.investors}
    later |= {e.security or e.id: e.on for e in table.events if isinstance(e, happens.Issue) and (e.security or e.id)}
    return Book(
        on=dt.date.min,
        currency=table.currency,
        rounding=table.rounding,
        stakeholders=dict(table.stakeholders),
        classes=_classes(table),
        given=progress,
        later=later,
        unopened={round_.new_class.id for round_ in table.rounds} - set(table.classes),
    )


def _classes(table: CapTable) -> dict[str, ShareClass]:
    """Return the classes, those of rounds to come among them; an unknown class to convert into is left out."""
    classes = {round_.new_class.id: round_.new_class for round_ in table.rounds} | dict(table.classes)
    unknown = [cls for cls in classes.values() if cls.converts_into is not None and cls.converts_into not in classes]
    return classes | {cls.id: replace(cls, converts_into=None) for cls in unknown}


def steps(table: CapTable, *, plans: bool) -> list[tuple[dt.date, Any]]:
    """Return what happens on which day: within a day what is granted comes first, then a round, then what happens.

    A round of the table's day or to come whose price moves with drivers has none here, and is left to those who know
    the drivers.
    """
    steps: list[tuple[dt.date, Any]] = []
    for section in (table.pools, table.rights, table.convertibles):
        steps += [(each.on or dt.date.min, each) for each in section.values()]
    steps += [(valuation.on, valuation) for valuation in table.valuations]
    for round_ in table.rounds:
        priced = round_.price is not None or round_.pre_money is not None or round_.post_money is not None
        if (plans or not round_.pro_forma) and (priced or plans or round_.on < table.as_of):
            steps.append((round_.on, round_))
    steps += [(event.on, event) for event in table.events]
    return sorted(steps, key=lambda step: step[0])
