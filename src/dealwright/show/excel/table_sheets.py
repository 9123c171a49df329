"""Sheets of a cap table's workbook besides its formulas: a summary, its sources, and values where nothing is live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exits.exit_breakpoints import exit_breakpoints
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.equity.ledger import holdings_on
from dealwright.equity.tables.ownership import ownership
from dealwright.show.excel.cells import node, ratio
from dealwright.show.excel.shares.exits import CHECK
from dealwright.show.excel.shares.pages import EXIT, OWNERS, head
from dealwright.show.excel.summary import Compared, Worths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.equity.captable import CapTable
    from dealwright.show.excel.shares.pages import Company
    from dealwright.show.excel.table_workbook import LaidTable

STEPS = 10


def lay_table_summary(laid: LaidTable, told: Sequence[tuple[str, str]]) -> Worths:
    """Write the first sheet: what the workbook is of, who owns what, and who gets what of the exit that is chosen.

    Args:
        laid: The table on its sheets.
        told: What the workbook is of: labels and texts.

    Returns:
        What the checks compare.
    """
    company, book = laid.company, laid.book
    note = "Who owns the company, and who gets what of an exit. Blue numbers, on Inputs and Waterfall, may be changed."
    head(book, "Summary", company.table.company, note)
    sheet = book.sheet("Summary")
    sheet.widths |= {0: 44, **dict.fromkeys(range(1, 8), 20.0)}
    for label, text in told:
        sheet.line(label, text, style="label")
    found = Worths()
    for name, exit_ in company.exits.items():
        value = exit_.values[0]
        sheet.put(sheet.row + 1, 0, "Of the exit on " + name, "section")
        sheet.row += 2
        for place, text in enumerate(("", "Owns, fully diluted", "Gets", "Part of the exit")):
            sheet.put(sheet.row, place, text, "head_right" if place else "head")
        sheet.row += 1
        sheet.put(sheet.row, 0, f"Exit value, {company.table.currency}", "label")
        sheet.put(sheet.row, 2, value, "money")
        sheet.row += 1
        engine = company.paid[name]
        for holder, money in exit_.by_holder.items():
            called = company.holder(holder)
            sheet.put(sheet.row, 0, called, "label")
            own = company.owned.get(name, {}).get(holder)
            if own is not None:
                sheet.put(sheet.row, 1, own, "share")
            cell = sheet.put(sheet.row, 2, money[0], "money")
            sheet.put(sheet.row, 3, ratio(money[0], value), "share")
            found.compared.append(Compared(f"{name}: {called}", cell, engine.get(holder, 0.0), value.number))
            sheet.row += 1
        found.compared.append(Compared(f"{name}: {CHECK.lower()}", exit_.lines[CHECK][0], 0.0, value.number))
    for round_ in company.rounds:
        called = f"Price of a share in the round of {round_.round.on}"
        found.compared.append(Compared(called, round_.price, float(round_.priced.price)))
    return found


def lay_table_sources(laid: LaidTable) -> None:
    """Write the sources that the file names."""
    head(laid.book, "Sources", "Where the numbers come from", "As the file names them.")
    sheet, table = laid.book.sheet("Sources"), laid.company.table
    sheet.widths |= {0: 30, 1: 110}
    sheet.line("Name", "What it is", style="head")
    for name, words in table.sources.items():
        sheet.line(name, words, style="wrapped")
    if not table.sources:
        sheet.line("The file names no sources.", style="note")


def lay_held_table(company: Company, table: CapTable, reason: str) -> None:
    """Write who owns what, and what an exit pays, as the tool found it: values that no input changes.

    Args:
        company: The company.
        table: Its table, in plain numbers.
        reason: Why it has no formulas.
    """
    held = holdings_on(table)
    said = f"Not live: {reason}. These are the tool's own numbers; inputs do not change them."
    owners = company.sheet(OWNERS, f"Who owns {table.company}", f"Outstanding on {table.as_of}.")
    owners.line(said, style="warning")
    for place, text in enumerate(("Holder", "Shares as converted, with rights", "Part of all, fully diluted")):
        owners.put(owners.row, place, text, "head_right" if place else "head")
    owners.row += 1
    for row in ownership(held).holders:
        owners.put(owners.row, 0, company.names.holder(row.holder), "label")
        owners.put(owners.row, 1, float(row.fully_diluted), "fixed_number")
        owners.put(owners.row, 2, float(row.share_fully_diluted), "fixed_share")
        owners.row += 1
    stack = stack_of(held, table.exit, table.as_of)
    points = [each.exit_value for each in exit_breakpoints(stack) if 0 < each.exit_value < np.inf]
    values = np.linspace(0.0, 2.0 * max(points, default=1e7), STEPS + 1)
    sheet = company.sheet(EXIT, f"Who gets what of an exit of {table.company}", f"On {table.as_of}.")
    sheet.line(said, style="warning")
    sheet.put(sheet.row, 0, f"Exit value, {table.currency}", "head")
    for place, value in enumerate(values, start=2):
        sheet.put(sheet.row, place, float(value), "fixed_money")
    sheet.row += 1
    for holder, money in pay(stack, values).by_holder.items():
        sheet.put(sheet.row, 0, company.names.holder(holder), "label")
        for place, each in enumerate(np.broadcast_to(money, values.shape), start=2):
            sheet.put(sheet.row, place, node(float(each)), "fixed_money")
        sheet.row += 1
