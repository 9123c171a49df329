"""The block of a stake among the terms: live, once the company that it is a part of is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show.excel.cells import Cell
from dealwright.show.excel.dates import date_at_close
from dealwright.show.excel.terms.block import FIRST, LABEL, Block, BlockLine
from dealwright.show.excel.terms.meets import differences, rows_of
from dealwright.terms.equity import Equity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.engine.statements.chosen import Part
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.company_lines import LaidCompany
    from dealwright.show.excel.formulas import Formulas
    from dealwright.show.excel.terms.laid import LaidTerm


def lay_stakes(
    terms: Sequence[LaidTerm], part: Part, formulas: Formulas, companies: Mapping[str, LaidCompany], sheet: Sheet
) -> None:
    """Put formulas in the place of the values of stakes whose company is live.

    Args:
        terms: The terms on their sheet.
        part: The certain case.
        formulas: Turns expressions into formulas.
        companies: The companies that are live, by name.
        sheet: The sheet of the terms.
    """
    for laid in terms:
        term = part.view.terms[laid.name]
        company = companies.get(term.company) if isinstance(term, Equity) else None
        if not isinstance(term, Equity) or company is None or company.dilution is None:
            continue
        stake, diluted = formulas.number(term.stake), formulas.number(term.stake) * company.dilution
        found = {"equity": company.equity, "stake": stake, "diluted": diluted, "worth": diluted * company.equity}
        _replace(laid, found, date_at_close(company.day), sheet)


def _replace(laid: LaidTerm, found: Mapping[str, Node], day: Node, sheet: Sheet) -> None:
    """Write formulas over values, and leave the values where the two do not meet."""
    first = laid.block.opens[0].parts[0] if laid.block.opens else None
    if not isinstance(first, Cell) or not laid.reason:
        return
    before = dict(sheet.cells)
    block = Block(sheet, moved=laid.block.moved)
    block.opens = block.closes = block.paid_dates = [sheet.put(first.row, FIRST, day, "date")]
    sheet.put(first.row + 1, FIRST, block.opens[0], "date")
    for place, line in enumerate(laid.stated.lines, start=2):
        style = "share" if line.sort == "share" else "money"
        cell = sheet.put(first.row + place, FIRST, found[line.name], style)
        block.lines[line.name] = BlockLine(line.name, line.sort, [cell])
    if list(differences(list(rows_of(block, lambda each: each.number)), laid.stated)):
        sheet.cells = before
        return
    sheet.put(first.row - 1, LABEL, "Computed on the sheet Companies.", "note")
    laid.block, laid.reason = block, ""
