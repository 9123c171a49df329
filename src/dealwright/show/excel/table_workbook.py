"""The workbook of a cap table in a file of its own: who owns what, the rounds to come, and what an exit pays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity
from dealwright.lang.exactly import ExactValues
from dealwright.show.captable.names import names_of_table, told_apart
from dealwright.show.excel.book import Book
from dealwright.show.excel.cells import NotLiveError
from dealwright.show.excel.inputs import HEAD, WIDTHS, Inputs, Told
from dealwright.show.excel.shares.history import live_table
from dealwright.show.excel.shares.pages import Company, head, lay_company, lay_waterfall
from dealwright.show.excel.shares.stack import Words
from dealwright.show.excel.shares.words import lay_words, word_of
from dealwright.show.words import capital, spoken
from dealwright.world.beliefs import expressions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.deal.expression import Expression
    from dealwright.deal.securities import CapTableFile
    from dealwright.lang.captable import LoadedTable
    from dealwright.show.excel.cells import Node

SECTIONS = (
    "classes", "pools", "convertibles", "rights", "events", "rounds", "exit",
)  # fmt: skip
"""Sections of the file whose numbers make the cap table."""
ORDER = ("Summary", "Inputs", "Cap table", "Rounds", "Waterfall", "Sources", "Checks")


def table_workbook(loaded: LoadedTable, date: dt.date) -> bytes:
    """Return the workbook of a cap table.

    Args:
        loaded: The table, of which no error stands.
        date: When the workbook says that it was made.
    """
    book, _ = table_book(loaded.declared())
    return book.written(date, ORDER)


def table_book(shape: CapTableFile) -> tuple[Book, Company]:
    """Lay a cap table on sheets.

    Args:
        shape: What the file says.

    Returns:
        The workbook, and the company on it.
    """
    exactly = ExactValues()
    as_of = exactly.of(shape.as_of)
    assert isinstance(as_of, dt.date)  # noqa: S101 - the file has been checked
    book = Book(shape.company)
    inputs = _lay_inputs(book, shape)
    words = lay_words(inputs, {"": shape})

    def formula(expression: Expression) -> Node:
        found = inputs.literal(expression) if isinstance(expression, Quantity) else None
        if found is None:
            raise NotLiveError("it is no number of the file")
        return found

    table = live_table(shape, (shape.company, shape.currency, as_of), exactly, formula)
    names = names_of_table(table)
    names = replace(names, holders=told_apart(names.holders))
    found = Words(names.security, str, lambda path: word_of(words, path, "", shape))
    company = Company(book, table, names, found)
    try:
        lay_waterfall(company, lay_company(company, as_of, plans=False), as_of)
        last = max((each.on for each in table.rounds if each.on > as_of or each.pro_forma), default=None)
        if last is not None:
            day = max(last, as_of)
            lay_waterfall(company, lay_company(company, day, plans=True), day, after=" after rounds")
    except NotLiveError as refusal:
        company.reasons["Cap table"] = str(refusal)
    return book, company


def inputs_of_table(loaded: LoadedTable) -> Inputs:
    """Lay the inputs of a cap table alone.

    Args:
        loaded: The table, of which no error stands.
    """
    shape = loaded.declared()
    inputs = _lay_inputs(Book(shape.company), shape)
    lay_words(inputs, {"": shape})
    return inputs


def _lay_inputs(book: Book, shape: CapTableFile) -> Inputs:
    """Write the numbers of the file."""
    note = "Blue numbers are what the file says. Change one and the workbook recomputes."
    head(book, "Inputs", f"Inputs: {shape.company}", note)
    sheet = book.sheet("Inputs")
    sheet.widths |= dict(enumerate(WIDTHS))
    inputs = Inputs(sheet, {})
    for section in SECTIONS:
        found = list(_numbers(shape, section))
        if found:
            sheet.put(sheet.row + 1, 0, capital(spoken(section)), "section")
            sheet.row += 2
            inputs.heads.append(sheet.line(*HEAD, style="head"))
        for path, literal in found:
            value = literal.value
            assert isinstance(value, int | float | dt.date)  # noqa: S101 - only such are yielded
            inputs.add(path, 0, literal, value, Told(_title(path)))
    return inputs


def _numbers(shape: CapTableFile, section: str) -> Iterator[tuple[str, Quantity]]:
    content = getattr(shape, section)
    named: list[tuple[str, object]] = [(section, content)] if section == "exit" else []
    if isinstance(content, dict):
        named = [(f"{section}.{name}", each) for name, each in content.items()]
    elif isinstance(content, list):
        named = [(f"{section}.{place}", each) for place, each in enumerate(content)]
    for path, each in named:
        for place, expression in () if each is None else expressions(each, path):
            if isinstance(expression, Quantity) and isinstance(expression.value, int | float | dt.date):
                yield place, expression


def _title(path: str) -> str:
    """Return what a number is, in words."""
    return capital(spoken(path.replace(".", " ")))
