"""The workbook of a cap table in a file of its own: who owns what, the rounds to come, and what an exit pays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dealwright.deal.expression import Quantity
from dealwright.lang.exactly import ExactValues
from dealwright.show.captable.names import names_of_table, told_apart
from dealwright.show.excel.book import Book
from dealwright.show.excel.cells import NotLiveError
from dealwright.show.excel.checks import lay_checks
from dealwright.show.excel.inputs import Inputs, Told, lay_head
from dealwright.show.excel.legend import lay_legend
from dealwright.show.excel.marks import mark
from dealwright.show.excel.shares.history import live_table
from dealwright.show.excel.shares.pages import EXIT, OWNERS, ROUNDS, Company, head, lay_company, lay_waterfall
from dealwright.show.excel.shares.stack import Words
from dealwright.show.excel.shares.words import lay_words, word_of
from dealwright.show.excel.table_sheets import lay_held_table, lay_table_sources, lay_table_summary
from dealwright.show.words import capital, spoken
from dealwright.world.beliefs import expressions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dealwright.deal.expression import Expression
    from dealwright.deal.securities import CapTableFile
    from dealwright.lang.captable import LoadedTable
    from dealwright.show.captable.names import TableNames
    from dealwright.show.excel.cells import Node


@dataclass(frozen=True, slots=True)
class LaidTable:
    """A cap table on sheets.

    Args:
        book: The workbook.
        inputs: The numbers of the file.
        company: The company, with what is laid of it.
    """

    book: Book
    inputs: Inputs
    company: Company


SECTIONS = (
    "classes", "pools", "convertibles", "rights", "events", "rounds", "exit",
)  # fmt: skip
"""Sections of the file whose numbers make the cap table."""
ORDER = ("Summary", "Inputs", "Cap table", "Rounds", "Waterfall", "Sources", "Checks")


def table_workbook(loaded: LoadedTable, date: dt.date, digest: str = "", laid: Sequence[str] = ()) -> bytes:
    """Return the workbook of a cap table: the same bytes for the same table and date.

    Args:
        loaded: The table, of which no error stands.
        date: When the workbook says that it was made.
        digest: The SHA-256 of the table's file.
        laid: What was laid over the file, as `PATH=VALUE`.
    """
    table = table_book(loaded)
    told = [
        ("File", f"{loaded.file} (SHA-256 {digest[:16]}…)"),
        *([("Laid over it", "\n".join(laid))] if laid else []),
        ("Seen from", table.company.table.as_of.isoformat()),
        ("Money", f"units of {table.company.table.currency}"),
        ("Made", date.isoformat()),
    ]
    worths = lay_table_summary(table, told)
    lay_legend(table.book.sheet("Summary"))
    lay_table_sources(table)
    nothing: Any = None  # no expression of a deal is held
    mark(table.book, table.inputs, nothing, {})
    head(table.book, "Checks", "Checks", "Every live figure beside the tool's own, to one part in a billion.")
    lay_checks(table.book, table.inputs, [], worths, list(table.company.reasons.values()))
    return table.book.written(date, ORDER)


def table_book(loaded: LoadedTable) -> LaidTable:
    """Lay a cap table on sheets.

    Args:
        loaded: The table, of which no error stands.

    Returns:
        The table on its sheets; where it has no formulas, with the reason.
    """
    shape, exactly = loaded.declared(), ExactValues()
    as_of = exactly.of(shape.as_of)
    assert isinstance(as_of, dt.date)  # noqa: S101 - the file has been checked
    book = Book(shape.company)
    inputs = _lay_inputs(book, shape, names_of_table(loaded.sound))
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
        _lay(company, as_of)
    except (NotLiveError, ArithmeticError) as refusal:
        for name in (OWNERS, ROUNDS, EXIT, f"{EXIT} after rounds"):
            book.sheets.pop(name, None)
        company.exits.clear()
        company.reasons[OWNERS] = str(refusal)
        lay_held_table(company, loaded.sound, str(refusal))
    return LaidTable(book, inputs, company)


def _lay(company: Company, as_of: dt.date) -> None:
    """Write what is outstanding and what an exit pays, now and after the rounds to come."""
    lay_waterfall(company, lay_company(company, as_of, plans=False), as_of)
    last = max((each.on for each in company.table.rounds if each.on > as_of or each.pro_forma), default=None)
    if last is not None:
        day = max(last, as_of)
        lay_waterfall(company, lay_company(company, day, plans=True), day, after=" after rounds")


def inputs_of_table(loaded: LoadedTable) -> Inputs:
    """Lay the inputs of a cap table alone.

    Args:
        loaded: The table, of which no error stands.
    """
    shape = loaded.declared()
    inputs = _lay_inputs(Book(shape.company), shape, names_of_table(loaded.sound))
    lay_words(inputs, {"": shape})
    return inputs


def _lay_inputs(book: Book, shape: CapTableFile, names: TableNames) -> Inputs:
    """Write the numbers of the file."""
    note = "Blue numbers are what the file says. Change one and the workbook recomputes."
    head(book, "Inputs", f"Inputs: {shape.company}", note)
    sheet = book.sheet("Inputs")
    inputs = Inputs(sheet, {})
    lay_head(inputs)
    for section in SECTIONS:
        found = list(_numbers(shape, section))
        if found:
            sheet.put(sheet.row + 1, 0, capital(spoken(section)), "section")
            sheet.row += 2
        for path, literal in found:
            value = literal.value
            assert isinstance(value, int | float | dt.date)  # noqa: S101 - only such are yielded
            inputs.add(path, 0, literal, value, Told(_title(path, shape, names)))
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


def _title(path: str, shape: CapTableFile, names: TableNames) -> str:
    """Return what a number is, in words: of what, and which key of it."""
    section, _, rest = path.partition(".")
    name, _, key = rest.partition(".")
    said = spoken(key.replace(".", ", "))
    if section == "events":
        event = shape.events[int(name)]
        of, who = getattr(event, "of", None), getattr(event, "to", None) or getattr(event, "holder", None)
        what = of or getattr(event, "security", None) or getattr(event, "right", None) or getattr(event, "pool", None)
        parts = [
            capital(spoken(event.kind)),
            names.security(what) if isinstance(what, str) else "",
            names.holder(who) if isinstance(who, str) else "",
        ]
        return f"{', '.join(part for part in parts if part)}: {said}"
    if section == "rounds":
        new = shape.rounds[name].new_class
        of = new if isinstance(new, str) else getattr(new, "id", None) or name
        return f"Round of {names.security(of)}: {said}"
    if section == "exit":
        return f"Exit: {spoken(rest.replace('.', ', '))}"
    return f"{names.security(name)}: {said}"
