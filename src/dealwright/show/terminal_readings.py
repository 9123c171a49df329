"""Print the readings of disputed clauses side by side: what each makes of the same future."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from rich.text import Text

from dealwright.show.names import Names
from dealwright.show.statement_rows import cells, money_unit, total
from dealwright.show.tables import say, say_title, table_of
from dealwright.show.terminal_statement import looked_at, path_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from rich.console import Console
    from rich.table import Table

    from dealwright.engine.statements.result import DisputedClause, TermStatement
    from dealwright.show.number import Scale

    Column: TypeAlias = tuple[dict[date, str], str]

_SAID = ("paid", "due", "worth")
"""What a term comes to: the first of these that it has."""
_OTHERS = ("residual", "fee", "tail", "price", "receives")
_OF_ONE = (": gets", ": exit", ": pays", ": pays alone", ": worth", ": costs")
"""What it comes to besides: for others than its payee, or on a day of its own."""


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
            _compare(clause, term, names, console)
    console.print()


def _compare(clause: DisputedClause, term: str, names: Names, console: Console) -> None:
    """Print what a term comes to in each period under each reading, where that differs; else only who stands in it."""
    title = names.line(term)
    found = [next((each for each in reading.statement.terms if each.term == term), None) for reading in clause.readings]
    there = [each for each in found if each is not None]
    unit = money_unit(there)
    by_line = {line: [_column(each, line, unit) for each in found] for line in _money_lines(there)}
    differing = {line: columns for line, columns in by_line.items() if any(each != columns[0] for each in columns)}
    if not differing:
        said = ["not in force" if each is None else _sides(each) for each in found]
        told = "; ".join(f"{_letter(place)}: {words}" for place, words in enumerate(said))
        console.print(Text(f"  {title}: the same amounts. {told if len(set(said)) > 1 else ''}".rstrip()))
        return
    closes: dict[date, date] = {}
    for period in (period for each in there for period in each.periods):
        closes[period.opens] = max(period.closes, closes.get(period.opens, period.closes))
    for line in _outcomes(differing):
        console.print(Text(f"  {title}, {names.line(line)}, {unit.title(there[0].currency)}"))
        console.print(_side_by_side(differing[line], closes))


def _money_lines(there: Sequence[TermStatement]) -> list[str]:
    """Name the lines of money of a term, whatever reading has them."""
    return list(dict.fromkeys(line.name for each in there for line in each.lines if line.sort == "money"))


def _outcomes(lines: Collection[str]) -> list[str]:
    """Choose what a term comes to, for each side; where that is the same, all that differs."""
    main = next((line for line in _SAID if line in lines), None)
    besides = [
        line for line in lines if line in _OTHERS or line.startswith(("paid_to_", "kept_by_")) or line.endswith(_OF_ONE)
    ]
    return [*([main] if main else []), *besides] or list(lines)


def _side_by_side(columns: Sequence[Column], closes: Mapping[date, date]) -> Table:
    """Put what each reading makes of one line beside the others, period by period."""
    table = table_of(["", *(_letter(place) for place in range(len(columns)))])
    for opens in sorted(closes):
        amounts = [by.get(opens, "0") for by, _ in columns]
        if any(digit in amount for amount in amounts for digit in "123456789"):
            table.add_row(f"  {opens.isoformat()} to {closes[opens].isoformat()}", *amounts)
    table.add_row(Text("  in all", style="dim"), *(Text(in_all, style="dim") for _, in_all in columns))
    return table


def _sides(term: TermStatement) -> str:
    return ", ".join(f"{role} {side}" for role, side in term.sides.items())


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _column(found: TermStatement | None, line: str, unit: Scale) -> Column:
    """Write one line of a term by the opening of its periods, and its sum; nothing where the term is not in force."""
    lines = [] if found is None else [each for each in found.lines if each.name == line]
    if found is None or not lines:
        return {}, "0"
    amounts: dict[date, float] = {}
    for period, amount in zip(found.periods, lines[0].amounts, strict=True):
        amounts[period.opens] = amounts.get(period.opens, 0.0) + amount
    summed = replace(lines[0], amounts=tuple(amounts.values()))
    return dict(zip(amounts, cells(summed, unit), strict=True)), total(summed, unit)
