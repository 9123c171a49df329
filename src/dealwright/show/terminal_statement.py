"""Print a contract statement: a table for each term, its periods down, the lines of its clause across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from dealwright.show import number
from dealwright.show.contract import contract
from dealwright.show.names import Names
from dealwright.show.statement_rows import cells, days, head, money_unit, shown, total
from dealwright.show.tables import BETWEEN, say, say_title, side_by_side, table_of
from dealwright.show.words import capital, spoken, value_words

if TYPE_CHECKING:
    from rich.console import Console

    from dealwright.engine.statements.result import ContractStatement, Ending, TermStatement
    from dealwright.show.number import Scale

_PAID_ON = "paid on"
_SUM = "in all"
_CERTAIN = (
    "no driver has a shock, everything uncertain is at its median, an event comes when its probability passes half"
)


def print_statement(stated: ContractStatement, console: Console) -> None:
    """Print what the terms of a deal computed.

    Args:
        stated: the statement.
        console: where to print; what is too wide goes on below.
    """
    names = Names(stated.names, titles=stated.titles)
    say_title(console, stated.title, f"{looked_at(stated)}; {path_words(stated, names)}")
    for name, reading in stated.readings.items():
        path = name if "." in name else f"facts.{name}"
        console.print(Text(f"{names.path(path)}: {value_words(reading)}", style="dim"))
    unit = money_unit(stated.terms)
    says = {} if stated.deal is None else {term.term: term.says for term in contract(stated.deal)}
    for term in stated.terms:
        print_term(term, says.get(term.term, ""), unit, names, console)
    if not stated.terms:
        say(console, "No term is in force.")
    console.print()


def looked_at(stated: ContractStatement) -> str:
    """Say as of when and in which money something is stated."""
    return f"as of {number.day(stated.as_of)}, {number.in_money(stated.currency, stated.price_basis, stated.as_of)}"


def path_words(stated: ContractStatement, names: Names) -> str:
    """Say which future a statement is about."""
    sample = f"of {number.count(stated.paths)}, seed {stated.seed}"
    if stated.path == "certain":
        return f"the certain future: {_CERTAIN}"
    if stated.path == "mean":
        return f"the mean over all futures, {sample}"
    found = f"future {number.count(stated.number or 0)} {sample}"
    if stated.party is None or stated.worth is None:
        return found
    worth = f"{number.money(stated.worth)} {stated.currency} to {names.said(stated.party)} at the risk-free rate"
    return f"{found}: the one that is worth {worth}, {stated.path} of them all"


def print_term(term: TermStatement, says: str, unit: Scale, names: Names, console: Console) -> None:
    """Print what one term computed.

    Args:
        term: the statement of the term.
        says: the term in words.
        unit: what amounts are written in.
        names: what the deal's keys are called.
        console: where to print.
    """
    sides = ", ".join(f"{role} {names.said(side)}" for role, side in term.sides.items())
    about = ", ".join(filter(None, [term.kind, sides, unit.title(term.currency)]))
    console.print()
    console.print(Text(names.line(term.term), style="bold") + Text(f"  {about}"))
    if says:
        console.print(Padding(Text(capital(says), style="dim"), (0, 0, 0, 2)))
    if not term.periods or not term.lines:
        said = "nothing comes of it" if term.lines else "it computes nothing period by period"
        console.print(Text(f"  {said}"))
        return
    for ending in term.endings:
        console.print(Text(f"  {ended_words(ending, names)}"))
    _table(term, unit, console)


def ended_words(ending: Ending, names: Names) -> str:
    """Say what ended a term before its time."""
    when = (
        f"in {number.probability(ending.share)} of the futures" if ending.on is None else f"on {number.day(ending.on)}"
    )
    return f"ended by {names.proper(spoken(ending.by))} {when}"


def _table(term: TermStatement, unit: Scale, console: Console) -> None:
    """Print periods down and lines across; lines that do not fit go on in a table below."""
    columns = {head(line): [*cells(line, unit), total(line, unit)] for line in shown(term)}
    first = [*(days(period) for period in term.periods), _SUM]
    if any(period.paid_on is not None for period in term.periods):
        paid = ["" if period.paid_on is None else period.paid_on.isoformat() for period in term.periods]
        columns = {_PAID_ON: [*paid, ""], **columns}
    widths = {name: max(len(name), *map(len, column)) for name, column in columns.items()}
    wide = max(map(len, first)) + BETWEEN
    for group in side_by_side(widths, console.width - wide):
        table = table_of(["", *group])
        for place, period in enumerate(first):
            style = "dim" if period == _SUM else ""
            table.add_row(Text(f"  {period}", style=style), *(Text(columns[n][place], style=style) for n in group))
        console.print(table)
