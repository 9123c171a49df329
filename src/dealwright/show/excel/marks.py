"""Says beside every input whether the workbook follows it: by the formulas that reach it, and what is held."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dealwright.deal.expression import Name, Quantity, TermField, Uncertain, walk
from dealwright.show.excel.cells import Cell, Range, choose
from dealwright.show.excel.cells import Node as Formula
from dealwright.world.beliefs import expressions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.show.excel.book import Book
    from dealwright.show.excel.inputs import Input, Inputs

READ, CHANGED, WORDS = 9, 10, 8
"""Columns of the inputs: the value as the tool read it, whether it was changed, whether the workbook follows."""
MARK, MARK_HELD, MARK_FIXED = "changed", "changed: feeds held values", "changed: not live"
_LAID_OUT = ("as_of", "horizon")
_FEEDS = ("Inputs", "Drivers")
_HISTORY = ("pools", "convertibles", "rights", "events", "rounds")
"""Sections of a cap table in a file of its own."""
_CHANCE = ("volatility", "volatility_half_life")


def reached(book: Book, outputs: Iterable[str]) -> set[tuple[int, int]]:
    """Return the cells of the sheet of inputs that formulas of some sheets reach, directly or through others.

    Args:
        book: The workbook.
        outputs: Names of the sheets.
    """
    waiting = [place for name in outputs if name in book.sheets for place in _cells_of(book, name)]
    seen: set[tuple[str, int, int]] = set()
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        sheet, row, column = place
        content = book.sheets[sheet].cells.get((row, column))
        if content is not None:
            waiting.extend(_named_in(content[0]))
    return {(row, column) for sheet, row, column in seen if sheet == "Inputs"}


def _cells_of(book: Book, name: str) -> list[tuple[str, int, int]]:
    return [(name, row, column) for row, column in book.sheets[name].cells]


def _named_in(content: Formula) -> Iterator[tuple[str, int, int]]:
    for part in content.parts:
        if isinstance(part, Cell):
            yield part.sheet, part.row, part.column
        elif isinstance(part, Range):
            for row in range(part.first.row, part.last.row + 1):
                for column in range(part.first.column, part.last.column + 1):
                    yield part.first.sheet, row, column


def literals_behind(deal: Deal, given: Iterable[Expression]) -> tuple[set[int], set[str]]:
    """Return the numbers that some expressions rest on, through all names in them, and the facts among those names.

    Args:
        deal: The deal.
        given: The expressions.
    """
    waiting, names, numbers = list(given), set[str](), set[int]()
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, Quantity | Uncertain):
                numbers.add(id(part))
            elif isinstance(part, Name) and part.name not in names:
                names.add(part.name)
                shape = deal.drivers.get(part.name) or deal.facts.get(part.name) or deal.terms.get(part.name)
                waiting += [each for _, each in expressions(shape, "")]
            elif isinstance(part, TermField) and f"terms.{part.term}" not in names:
                names.add(f"terms.{part.term}")
                waiting += [each for _, each in expressions(deal.terms.get(part.term), "")]
    return numbers, {name for name in names if name in deal.facts}


def mark(book: Book, inputs: Inputs, deal: Deal, held: dict[str, list[Expression]]) -> None:
    """Write beside each input whether the workbook follows it.

    Args:
        book: The workbook.
        inputs: The inputs.
        deal: The deal.
        held: Expressions behind what is held as the tool found it, by what that is.
    """
    live = reached(book, [name for name in book.sheets if name not in _FEEDS])
    feeds: dict[int, list[str]] = defaultdict(list)
    for what, given in held.items():
        numbers, facts = literals_behind(deal, given)
        for each in inputs.all:
            if each.literal in numbers or each.path.removeprefix("facts.") in facts:
                feeds[each.row].append(what)
    sheet = book.sheet("Inputs")
    sheet.widths |= {WORDS: 36, READ: 18, CHANGED: 18}
    sheet.put(inputs.head, READ, "As the tool read it", "head_right")
    sheet.put(inputs.head, CHANGED, "Since then", "head_beside")
    for each in inputs.all:
        is_live = (each.row, 1) in live
        words = _words(each, is_live=is_live, feeds=feeds[each.row])
        sheet.put(each.row, WORDS, words, "wrapped" if is_live else "note_wrapped")
        if not is_live:
            content, _ = sheet.cells[each.row, 1]
            sheet.cells[each.row, 1] = content, f"fixed_{each.kind}"
        was = sheet.put(each.row, READ, sheet.cells[each.row, 1][0], f"fixed_{each.kind}")
        text = MARK_FIXED if not is_live else MARK_HELD if feeds[each.row] else MARK
        sheet.put(each.row, CHANGED, choose(each.cell.equals(was), "", text), "warning_beside")


def _words(each: Input, *, is_live: bool, feeds: list[str]) -> str:
    if is_live and feeds:
        more = f" and {len(feeds) - 2} more" if len(feeds) > 2 else ""  # noqa: PLR2004 - so many are named
        named = ", ".join(each.partition(": ")[0] for each in feeds[:2])
        return f"live; but it also decides {named}{more}, held as the tool found it"
    if is_live:
        return "live"
    last = each.path.rpartition(".")[2]
    if each.path in _LAID_OUT:
        reason = "the columns of the sheets are laid out by it"
    elif (each.kind == "date" or ".vesting." in each.path) and (
        ".securities." in each.path or each.path.partition(".")[0] in _HISTORY
    ):
        reason = "the history is replayed on its own days"
    elif each.kind == "condition":
        reason = "it decides which clauses stand here"
    elif last in _CHANCE or each.path.startswith("correlations.") or ".volatility." in each.path:
        reason = "only the simulation uses it: in the certain case nothing is shaken"
    elif last in {"risk_tolerance", "risk_free", "reservation"}:
        reason = "only the simulation and the bargain use it"
    elif feeds:
        reason = f"held as the tool found it: {feeds[0].partition(': ')[0]}"
    else:
        reason = "no formula of the certain case uses it"
    return f"not live: {reason}"
