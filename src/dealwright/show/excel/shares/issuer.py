"""A deal's company that has securities, on its sheets: its history, the rounds before its exit, and what that pays."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.expression import Name
from dealwright.engine.issuers.issuer import PRICES, date_of, issuer_of
from dealwright.engine.issuers.owners import owner_of
from dealwright.engine.issuers.payouts import offered_on, primary_of
from dealwright.lang.exactly import ExactValues
from dealwright.show.captable.names import names_of_table, told_apart
from dealwright.show.excel.book import serial
from dealwright.show.excel.cells import NotLiveError, choose, function, node
from dealwright.show.excel.shares.history import live_table
from dealwright.show.excel.shares.offering import OFFERING, lay_offering
from dealwright.show.excel.shares.pages import EXIT, Company, lay_closing, lay_company, lay_owned, lay_waterfall
from dealwright.show.excel.shares.stack import Words
from dealwright.show.excel.shares.traced import Traced
from dealwright.show.excel.shares.words import word_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from dealwright.deal.securities import Securities
    from dealwright.engine.exit import Exit
    from dealwright.engine.statements.chosen import Part
    from dealwright.equity.captable import CapTable
    from dealwright.equity.financing import Round
    from dealwright.show.excel.book import Book
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.formulas import Formulas

HALF_A_DAY = 0.5


def lay_issuer(
    book: Book,
    part: Part,
    formulas: Formulas,
    at_exit: tuple[str, Node, Node],
    words: Mapping[str, Node],
    after: str = "",
) -> Company:
    """Write a company's cap table, its rounds up to the exit, and what the exit pays.

    Args:
        book: The workbook.
        part: The certain case.
        formulas: Turns expressions into formulas.
        at_exit: The company; what there is at its exit for all holders, and for what is paid before them; and the day
            of the exit.
        words: Cells of words, by path.
        after: What stands behind the names of its sheets, where there are several such companies.

    Returns:
        The company on its sheets; what its exit pays is by party and company, others under an empty name.

    Raises:
        NotLiveError: Something of it is no formula.
    """
    name, equity, day = at_exit
    exit_ = part.books.companies[name].exit
    issued = _issued(part, name)
    company, later = _opened(book, (part, formulas), (name, issued), words, after)
    held = lay_company(company, part.deal.dates[0], plans=False)
    reached = [each for each in later if _reached(part, exit_, each)]
    for each in reached:
        held = lay_closing(company, held, each)
    if reached:
        held = lay_owned(company, held, f"After {reached[-1].on}: the rounds before the exit are made")
    issuer, when = issuer_of(part.deal, name, part.view), _day(part, exit_)
    if offered_on(issuer, exit_.time).any():
        lay_waterfall(company, held, when, sale=True)
        lay_offering(company, held, when, equity, primary_of(issuer))
        _say_if_moved(company, day, OFFERING)
    else:
        lay_waterfall(company, held, when, equity)
    _say_if_moved(company, day, EXIT)
    events = [Name(each) for each in part.deal.companies[name].exits if each in part.deal.drivers]
    formulas.held[f"the day to which dividends, vesting and rounds of {company.table.company} run"] = list(events)
    return company


def _issued(part: Part, name: str) -> Securities:
    """Return what a company has issued.

    Raises:
        NotLiveError: What becomes of it is no formula.
    """
    issued = part.deal.companies[name].securities
    assert issued is not None  # noqa: S101 - the caller has looked
    if any(right.vests_with is not None for right in issued.rights.values()):
        raise NotLiveError("a right vests with what terms do")
    return issued


def _opened(
    book: Book, by: tuple[Part, Formulas], of: tuple[str, Securities], words: Mapping[str, Node], after: str
) -> tuple[Company, list[Round]]:
    """Return a company with its history up to the first day, and the rounds that come later."""
    (part, formulas), (name, issued) = by, of
    deal, start, before = part.deal, part.deal.dates[0], f"companies.{name}.securities."
    called = {who: each.name or who for who, each in (deal.companies | deal.parties).items()}
    table = _table(part, formulas, issued, (called[name], deal.currency, start))
    later = sorted((each for each in table.rounds if each.on >= start), key=lambda each: each.on)
    table = replace(table, rounds=tuple(each for each in table.rounds if each.on < start))
    names = names_of_table(table)
    names = replace(names, holders=told_apart(names.holders))
    known = Words(
        names.security,
        lambda who: owner_of(who, issued, deal),
        lambda path: word_of(words, path, before, issued),
    )
    return Company(book, table, names, known, after, called), later


def _say_if_moved(company: Company, day: Node, name: str) -> None:
    """Say on a sheet of the exit when an input has moved the exit from the day for which the sheet is laid out."""
    sheet = company.book.sheet(f"{name}{company.after}")
    words = (
        "An input has moved the day of the exit. Dividends, interest, vesting and the rounds before it are still those "
        "of the day above: run the tool again with these inputs."
    )
    here = function("ABS", abs, day - day.number) < HALF_A_DAY
    sheet.put(2, 0, choose(here, "", words), "warning")


def _table(part: Part, formulas: Formulas, issued: Securities, head: tuple[str, str, dt.date]) -> CapTable:
    """Return the table; a round's price that drivers move is what they come to on its day."""
    exactly = ExactValues(part.deal.facts)
    table = live_table(issued, head, exactly, formulas.number)

    def priced(each: Round) -> Round:
        for key in PRICES:
            said = getattr(issued.rounds[each.id], key)
            if said is not None and exactly.of(said) is None:
                found = formulas.at(said, node(serial(each.on)))
                given: dict[str, Any] = {key: Traced(Fraction(found.number), found)}
                each = replace(each, **given)
        return each

    return replace(table, rounds=tuple(priced(each) for each in table.rounds))


def _reached(part: Part, exit_: Exit, round_: Round) -> bool:
    return bool(np.all(exit_.day >= part.view.grid.day(round_.on)))


def _day(part: Part, exit_: Exit) -> dt.date:
    found: dt.date = date_of(part.view, exit_.day)[0].item()
    return found
