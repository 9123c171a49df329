"""Lays every term on its sheet: as formulas where they meet the engine, as the engine's values where there are none."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.statements.contract import state_term
from dealwright.show.excel.book import NEVER, serial
from dealwright.show.excel.cells import NotLiveError, node, total
from dealwright.show.excel.terms.acting import Acting
from dealwright.show.excel.terms.block import FIRST, LABEL, NOTE, TOTAL, Block, Moved
from dealwright.show.excel.terms.context import TermContext
from dealwright.show.excel.terms.exchange import exchange
from dealwright.show.excel.terms.fields import TermFields, in_order
from dealwright.show.excel.terms.kinds import KINDS
from dealwright.show.excel.terms.meets import meets
from dealwright.show.excel.terms.undone import Before
from dealwright.show.excel.timeline import grid_serial
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.engine.statements.chosen import Chosen, Part
    from dealwright.engine.statements.result import TermStatement
    from dealwright.ground.calendar import TimeGrid
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.formulas import Formulas

SAME = 1e-9
"""Part of an amount by which a formula may differ from the engine and still meet it."""
_WIDE = 46
_DUST = 1e-14
"""Part of the largest amount of a term under which one is nothing but rounding."""


@dataclass(slots=True)
class LaidTerm:
    """A term on the sheet.

    Args:
        name: Its key in the file.
        stated: What the engine says of it.
        block: Its rows.
        row: The row of its title.
        reason: Why it is no formula; empty where it is.
    """

    name: str
    stated: TermStatement
    block: Block
    row: int
    reason: str = ""
    totals: dict[str, tuple[int, float]] = field(default_factory=dict)


def lay_terms(chosen: Chosen, formulas: Formulas, sheet: Sheet) -> list[LaidTerm]:
    """Write every term in force, one under the other.

    Args:
        chosen: The certain case.
        formulas: Turns expressions into formulas.
        sheet: Where to.

    Returns:
        The terms, in the order of the file.
    """
    part = chosen.parts[0]
    sheet.wide = True
    sheet.widths |= {LABEL: _WIDE, TOTAL: 18, NOTE: 28}
    sheet.put(sheet.row - 1, LABEL, "Line", "head")
    sheet.put(sheet.row - 1, TOTAL, "In all", "head_right")
    sheet.put(sheet.row - 1, NOTE, "What it is", "head_beside")
    sheet.frozen = (sheet.row, FIRST)
    acting = Acting(part, formulas)
    fields, found = TermFields(part, formulas), dict[str, LaidTerm]()
    formulas.occurs, formulas.fields = acting.event, fields.read
    there = {name: part.view.terms[name] for name in part.deal.terms if name in part.view.terms}
    for name in in_order(there, part.view.acting):
        found[name] = _lay_term(name, chosen, acting, sheet)
        if not found[name].reason:
            fields.blocks[name] = found[name].block
    last = max((column for _, column in sheet.cells), default=FIRST)
    sheet.widths |= dict.fromkeys(range(FIRST, last + 1), 15.0)
    return [found[name] for name in part.deal.terms if name in found]


def _lay_term(name: str, chosen: Chosen, acting: Acting, sheet: Sheet) -> LaidTerm:
    part = chosen.parts[0]
    term, stated = part.view.terms[name], state_term(name, chosen)
    sheet.row += 1
    top = sheet.row
    sheet.put(top, LABEL, capital(stated.title or spoken(name)), "section")
    named = _names(part)
    sides = ", ".join(f"{role}: {named.get(side, side)}" for role, side in stated.sides.items())
    sheet.put(top, NOTE, f"{spoken(stated.kind)} · {sides} · {stated.currency} · terms.{name}", "note_beside")
    sheet.row += 1
    before, block = Before.of(acting, sheet), Block(sheet)
    try:
        _as_formulas(TermContext(name, term, part, acting.formulas, block, acting), stated)
    except NotLiveError as refusal:
        before.restore()
        return _as_values(name, part, stated, sheet, top, str(refusal))
    return LaidTerm(name, stated, block, top)


def _names(part: Part) -> dict[str, str]:
    """Return what a reader calls parties and companies."""
    return {who: each.name or who for who, each in (part.deal.parties | part.deal.companies).items()}


def _as_formulas(context: TermContext, stated: TermStatement) -> None:
    """Write a term as formulas.

    Raises:
        NotLiveError: It has none, or they do not meet the engine.
    """
    lay = dict(KINDS).get(stated.kind)
    if lay is None:
        raise NotLiveError(f"a term of kind {stated.kind} has no formulas")
    lay(context.term, context)
    exchange(context)
    meets(context.block, stated)


def _as_values(name: str, part: Part, stated: TermStatement, sheet: Sheet, top: int, reason: str) -> LaidTerm:
    """Write what the engine says of a term, as values that no input changes."""
    block = Block(sheet)
    sheet.put(
        sheet.row, LABEL, f"Not live: {reason}. These are the tool's own numbers; inputs do not change them.", "warning"
    )
    sheet.row += 1
    grid = part.view.grid
    block.opens = _fixed(block, "From", [node(serial(each.opens)) for each in stated.periods], "date")
    _fixed(block, "Last day", [node(serial(each.closes)) for each in stated.periods], "date")
    least = _DUST * max((abs(each) for line in stated.lines for each in line.amounts), default=0.0)
    for line in stated.lines:
        row = sheet.row
        style = "money" if line.sort in {"money", "level"} else line.sort
        told = [node(each if abs(each) > least else 0.0) for each in line.amounts]
        cells = _fixed(block, capital(spoken(line.name)), told, style)
        if line.sort == "money" and cells:
            sheet.put(row, TOTAL, total(cells), "fixed_bold_money")
    outcome, named = part.view.outcome(name), _names(part)
    for flow in outcome.flows:
        days = np.ravel(np.atleast_2d(flow.days)[0])
        amounts = np.ravel(flow.amount[0])
        paid_at = [(amount, day) for amount, day in zip(amounts, days, strict=True) if math.isfinite(day)]
        last = len(paid_at) - 1 if flow.lasting is not None else None  # what comes again, even where it is nothing
        kept = [each for place, each in enumerate(paid_at) if each[0] or place == last]
        if kept:
            sides = " to ".join(named.get(who or "", "outside") for who in (flow.payer, flow.payee))
            paid_on = _fixed(block, f"Paid on, {sides}", [node(_day(grid, day)) for _, day in kept], "date")
            paid = _fixed(block, f"Paid, {sides}", [node(float(amount)) for amount, _ in kept], "money")
            lasting = None if flow.lasting is None else node(float(np.ravel(flow.lasting)[0]))
            block.moved.append(Moved(flow.payer, flow.payee, paid, paid_on, flow.cash, lasting))
    return LaidTerm(name, stated, block, top, reason)


def _fixed(block: Block, label: str, nodes: Sequence[Node], style: str) -> list[Node]:
    row = block.sheet.row
    block.sheet.put(row, LABEL, label, "label")
    cells = [block.sheet.put(row, FIRST + k, each, f"fixed_{style}") for k, each in enumerate(nodes)]
    block.sheet.row += 1
    return cells


def _day(grid: TimeGrid, day: float) -> float:
    return min(grid_serial(grid, float(day)), NEVER)
