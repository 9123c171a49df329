"""Write a contract statement's amounts: for people to the cent, and as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.words import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dealwright.engine.statements.result import ContractStatement, StatementLine, StatementPeriod, TermStatement

_CENT = 0.005
_ROOM = 1e9
"""Money from which on amounts are written in millions."""
_MILLION = 1e6
_PLACES = 6
_DIGITS = 7
"""Digits of a plain number, such as an index or an exchange rate: enough to compute by."""
_HEAD = ("term", "kind", "currency", "opens", "closes", "paid_on")


def money_unit(statements: Iterable[TermStatement]) -> number.Scale:
    """Choose what amounts are written in: units of the currency, or millions where they would be too long to read."""
    amounts = (abs(each) for one in statements for line in one.lines if is_money(line) for each in line.amounts)
    return number.Scale(_MILLION, "m") if max(amounts, default=0.0) >= _ROOM else number.Scale(1.0, "")


def is_money(line: StatementLine) -> bool:
    """Tell whether a line holds money."""
    return line.sort in {"money", "level"}


def cells(line: StatementLine, unit: number.Scale) -> list[str]:
    """Write a line: money to the cent unless it is all whole, a share in percent, a number as it is.

    Example:
        >>> from dealwright.engine.statements.result import StatementLine
        >>> cells(StatementLine("due", "money", (1234.5, 10.0)), number.Scale(1.0, ""))
        ['1,234.50', '10.00']
        >>> cells(StatementLine("rate", "share", (0.05, 0.125)), number.Scale(1.0, ""))
        ['5%', '12.5%']
    """
    if is_money(line):
        every = [each / unit.factor for each in (*line.amounts, line.total or 0.0)]
        whole = all(abs(each - round(each)) < _CENT for each in every)
        return [_plain(each / unit.factor, 0 if whole else 2) for each in line.amounts]
    if line.sort == "share":
        return [f"{_shortest(100.0 * each)}%" for each in line.amounts]
    return [f"{each:,.{_DIGITS}g}" for each in line.amounts]


def total(line: StatementLine, unit: number.Scale) -> str:
    """Write the sum of a line of money, or the level at the end; nothing for what does not add up."""
    if line.total is None:
        return ""
    every = [each / unit.factor for each in (*line.amounts, line.total)]
    whole = all(abs(each - round(each)) < _CENT for each in every)
    return _plain(line.total / unit.factor, 0 if whole else 2)


def days(period: StatementPeriod) -> str:
    """Write the first and the last day of a period, or its one day."""
    if period.opens == period.closes:
        return period.opens.isoformat()
    return f"{period.opens.isoformat()} to {period.closes.isoformat()}"


def shown(term: TermStatement) -> Sequence[StatementLine]:
    """Return the lines of a term that say something: those that are nothing throughout are left out."""
    told = [line for line in term.lines if any(line.amounts) or line.name in {"due", "paid"}]
    return told or term.lines


def head(line: StatementLine) -> str:
    """Name a line."""
    return spoken(line.name)


def csv_rows(stated: ContractStatement) -> str:
    """Write a statement as CSV: a row for each period of each term, a column for each line.

    Args:
        stated: The statement.

    Returns:
        The text, amounts in units of each term's currency.
    """
    names = list(dict.fromkeys(line.name for term in stated.terms for line in term.lines))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_HEAD, *names])
    for term in stated.terms:
        for place, period in enumerate(term.periods):
            amounts = {line.name: _exact(line.amounts[place]) for line in term.lines}
            paid = "" if period.paid_on is None else period.paid_on.isoformat()
            row = [term.term, term.kind, term.currency, period.opens.isoformat(), period.closes.isoformat(), paid]
            writer.writerow([*row, *(amounts.get(name, "") for name in names)])
    return out.getvalue()


def _plain(value: float, decimals: int) -> str:
    """Write an amount with all its decimals; what rounds to nothing is 0."""
    text = number.plain(value, decimals)
    return text if text != "0" or not decimals else f"0.{'0' * decimals}"


def _shortest(value: float) -> str:
    return f"{round(value, 4):,.4f}".rstrip("0").rstrip(".")


def _exact(value: float) -> str:
    return f"{round(value, _PLACES):.{_PLACES}f}".rstrip("0").rstrip(".")
