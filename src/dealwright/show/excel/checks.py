"""The last sheet: each live total beside the engine's own number, and what the workbook does not follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show.excel.cells import (
    Cell,
    Node,
    Range,
    choose,
    either,
    function,
    greatest,
    node,
    quoted,
    rounded,
    total,
)
from dealwright.show.excel.marks import CHANGED, MARK, MARK_FIXED, MARK_HELD
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.book import Book, Sheet
    from dealwright.show.excel.inputs import Inputs
    from dealwright.show.excel.summary import Compared, Worths
    from dealwright.show.excel.terms.laid import LaidTerm

SAME = 1e-9
OK, NOT_OK = "OK", "NOT OK"
MOVED = "inputs changed since the tool wrote this"


def lay_checks(book: Book, inputs: Inputs, terms: Sequence[LaidTerm], worths: Worths, held: Sequence[str]) -> None:
    """Write the checks.

    Args:
        book: The workbook.
        inputs: Every number of the file, marked.
        terms: The terms on their sheet.
        worths: What the summary compares.
        held: What is held as the tool found it, in words.
    """
    sheet = book.sheet("Checks")
    sheet.widths |= {0: 64, 1: 20, 2: 20, 3: 14, 4: 40}
    changed = _changes(sheet, inputs)
    sheet.put(sheet.row + 1, 0, "Live figures beside the tool's own", "section")
    sheet.row += 2
    sheet.line("Figure", style="head")
    for column, text in enumerate(("In this workbook", "As the tool has it", "Difference", "Verdict"), start=1):
        sheet.put(sheet.row - 1, column, text, "head_beside" if text == "Verdict" else "head_right")
    for each in [*_of_terms(terms), *worths.compared]:
        _compare(sheet, each, changed)
    if worths.moved:
        _sums_to_nothing(sheet, worths.moved)
    _held(sheet, terms, held)


def _changes(sheet: Sheet, inputs: Inputs) -> Node:
    """Count the inputs that were changed, and those among them that the workbook does not follow."""
    last = max((each.row for each in inputs.all), default=0)
    column = Range(Cell("Inputs", 0, CHANGED), Cell("Inputs", last, CHANGED))
    sheet.put(sheet.row, 0, "Inputs", "section")
    sheet.row += 1
    counts = []
    for label, text in (
        ("Inputs that are live and were changed since the tool wrote this", MARK),
        ("Inputs changed that feed something held as the tool found it", MARK_HELD),
        ("Inputs changed that are not live: that does nothing here", MARK_FIXED),
    ):
        sheet.put(sheet.row, 0, label, "label")
        count = Node(("COUNTIF(", column, f",{quoted(text)})"), 0.0)
        counts.append(sheet.put(sheet.row, 1, count, "count"))
        sheet.row += 1
    _, feeds, fixed = counts
    sheet.put(sheet.row, 0, "Inputs changed in all", "label")
    whole = sheet.put(sheet.row, 1, total(counts), "count")
    sheet.row += 1
    words = choose(
        either(feeds > 0, fixed > 0),
        "some figures below no longer follow the inputs: run the tool again with these values",
        choose(whole > 0, "every input that was changed is live", "as the tool wrote them"),
    )
    sheet.put(sheet.row, 0, words, "verdict")
    sheet.row += 1
    return whole


def _compare(sheet: Sheet, each: Compared, changed: Node) -> None:
    row = sheet.row
    sheet.put(row, 0, each.label, "wrapped")
    live = sheet.put(row, 1, each.live, "exact_money")
    engine = sheet.put(row, 2, each.engine, "fixed_exact_money")
    sheet.put(row, 3, rounded(live - engine, 2), "exact_money")
    size = greatest(1.0, function("ABS", abs, engine), node(each.size))
    meets = function("ABS", abs, live - engine) <= node(SAME) * size
    sheet.put(row, 4, choose(changed > 0, MOVED, choose(meets, OK, NOT_OK)), "verdict_beside")
    sheet.row += 1


def _of_terms(terms: Sequence[LaidTerm]) -> list[Compared]:
    """Return each live line of money of each term, in all, beside the engine's."""
    from dealwright.show.excel.summary import Compared

    found = []
    for term in (each for each in terms if not each.reason):
        title = capital(term.stated.title or spoken(term.name))
        for line in (each for each in term.stated.lines if each.sort == "money"):
            told = [part.lines[line.name].cells for part in term.block.whole if part.told and line.name in part.lines]
            if told:
                size = max((abs(each) for each in line.amounts), default=0.0)
                label = f"{title}: {spoken(line.name)} in all"
                found.append(Compared(label, total([total(cells) for cells in told]), sum(line.amounts), size))
    return found


def _sums_to_nothing(sheet: Sheet, moved: Sequence[Node]) -> None:
    row = sheet.row
    sheet.put(row, 0, "What moves between all sides and the world outside sums to nothing", "label")
    cell = sheet.put(row, 1, total(moved), "exact_money")
    sheet.put(row, 2, 0.0, "fixed_exact_money")
    sheet.put(row, 3, rounded(cell, 2), "exact_money")
    size = greatest(1.0, *(function("ABS", abs, each) for each in moved))
    sheet.put(row, 4, choose(function("ABS", abs, cell) <= node(SAME) * size, OK, NOT_OK), "verdict_beside")
    sheet.row += 1


def _held(sheet: Sheet, terms: Sequence[LaidTerm], held: Sequence[str]) -> None:
    said = [
        *(f"{capital(term.stated.title or spoken(term.name))}: {term.reason}" for term in terms if term.reason),
        *held,
    ]
    if not said:
        return
    sheet.put(sheet.row + 1, 0, "What is held as the tool found it, and why", "section")
    sheet.row += 2
    for each in said:
        sheet.line(each, style="label")
