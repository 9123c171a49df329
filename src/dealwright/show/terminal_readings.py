"""Print the readings of disputed clauses side by side: what each makes of the same future."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show.names import Names
from dealwright.show.statement_rows import cells, money_unit, total
from dealwright.show.tables import say, say_title, table_of
from dealwright.show.terminal_statement import looked_at, path_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rich.console import Console

    from dealwright.engine.statements.result import DisputedClause, TermStatement
    from dealwright.show.number import Scale

_SAID = ("paid", "due", "worth")
"""The line that is compared: the first of these that a term has."""


def print_readings(clauses: Sequence[DisputedClause], title: str, console: Console) -> None:
    """Print what each reading of each disputed clause makes of the terms that it touches.

    Args:
        clauses: the disputed clauses.
        title: the deal's title.
        console: where to print.
    """
    if not clauses:
        say(console, f"{title}: no clause has readings that make a difference to what its terms compute.")
        return
    stated = clauses[0].readings[0].statement
    names = Names(stated.names, titles=stated.titles)
    say_title(console, stated.title, f"{looked_at(stated)}; {path_words(stated, names)}")
    for clause in clauses:
        say(console, Text(names.path(f"facts.{clause.fact}"), style="bold"))
        for place, reading in enumerate(clause.readings):
            console.print(Text(f"  {_letter(place)}: {reading.says} ({reading.weight})"))
        for term in clause.terms:
            _compare(clause, term, names.line(term), console)
    console.print()


def _compare(clause: DisputedClause, term: str, title: str, console: Console) -> None:
    """Print what a term pays in each period under each reading, where it pays anything; else only who stands in it."""
    found = [next((each for each in reading.statement.terms if each.term == term), None) for reading in clause.readings]
    there = [each for each in found if each is not None]
    unit = money_unit(there)
    line = next((name for name in _SAID if any(each.name == name for one in there for each in one.lines)), "")
    columns = [_column(each, line, unit) for each in found]
    if all(column == columns[0] for column in columns):
        said = ["not in force" if each is None else _sides(each) for each in found]
        told = "; ".join(f"{_letter(place)}: {words}" for place, words in enumerate(said))
        console.print(Text(f"  {title}: the same amounts. {told if len(set(said)) > 1 else ''}".rstrip()))
        return
    closes: dict[date, date] = {}
    for period in (period for each in there for period in each.periods):
        closes[period.opens] = max(period.closes, closes.get(period.opens, period.closes))
    table = table_of(["", *(_letter(place) for place in range(len(found)))])
    for opens in sorted(closes):
        amounts = [by.get(opens, "0") for by, _ in columns]
        if any(digit in amount for amount in amounts for digit in "123456789"):
            table.add_row(f"  {opens.isoformat()} to {closes[opens].isoformat()}", *amounts)
    table.add_row(Text("  in all", style="dim"), *(Text(in_all, style="dim") for _, in_all in columns))
    console.print(Text(f"  {title}, {line}, {unit.title(there[0].currency)}"))
    console.print(table)


def _sides(term: TermStatement) -> str:
    return ", ".join(f"{role} {side}" for role, side in term.sides.items())


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _column(found: TermStatement | None, line: str, unit: Scale) -> tuple[dict[date, str], str]:
    """Write one line of a term by the opening of its periods, and its sum; nothing where the term is not in force."""
    lines = [] if found is None else [each for each in found.lines if each.name == line]
    if found is None or not lines:
        return {}, "0"
    opens = [period.opens for period in found.periods]
    return dict(zip(opens, cells(lines[0], unit), strict=True)), total(lines[0], unit)
