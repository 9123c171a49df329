"""The section that states what each clause computes on one future, period by period, to check it by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.names import Names
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.statement_rows import cells, days, head, money_unit, shown, total
from dealwright.show.terminal_statement import ended_words, path_words
from dealwright.show.words import capital, counted

if TYPE_CHECKING:
    from dealwright.engine.statements.result import TermStatement
    from dealwright.show.story import Story

_FIRST, _COLUMN = 230, 95
"""Least width in pixels of the column of periods, and of each other."""

_FUTURES = {
    "certain": "The certain future: nothing is left to chance",
    "mean": "The mean over all futures: no single one is like it",
}
"""What a statement is of, by the future that was asked for."""


def clauses_section(story: Story) -> Section | None:
    """Make the section; None where no clause computes anything.

    Args:
        story: the results that the page is made from.
    """
    stated = story.stated
    told = [] if stated is None else [term for term in stated.terms if _moves(term)]
    if stated is None or not told:
        return None
    names = Names(stated.names, titles=stated.titles)
    source = _FUTURES.get(stated.path, "One of the futures that were drawn")
    figures = tuple(_table(story, term, names, source) for term in told)
    finding = f"{capital(counted(len(told), 'clause'))}, computed line by line"
    why = (
        f"Open a term to check its clause by hand, on {path_words(stated, names)}. What is due under the contract is "
        "stated, whether or not it can be paid."
    )
    return Section("clauses", "Clause by clause", finding, why, figures)


def _moves(term: TermStatement) -> bool:
    return any(any(line.amounts) for line in term.lines)


def _table(story: Story, term: TermStatement, names: Names, source: str) -> TableFigure:
    unit = money_unit([term])
    lines = [line for line in shown(term) if any(line.amounts)]
    columns = [(cells(line, unit), total(line, unit)) for line in lines]
    places = [place for place in range(len(term.periods)) if any(line.amounts[place] for line in lines)]
    rows = [
        Row((Cell(days(term.periods[place])), Cell(_paid_on(term, place)), *_figures([c[place] for c, _ in columns])))
        for place in places
    ]
    rows.append(Row((Cell("In all"), Cell(""), *_figures([sum_ for _, sum_ in columns])), total=True))
    ended = "".join(f" It is {ended_words(ending, names)}." for ending in term.endings)
    return TableFigure(
        name=f"clause-{term.term}",
        finding=capital(names.line(term.term)),
        subtitle=f"{unit.title(term.currency)}, by contract period; periods of nothing are left out.{ended}",
        head=(Head("Period"), Head("paid on"), *(Head(head(line), number=True) for line in lines)),
        rows=tuple(rows),
        source=source,
        sample=f"As of {number.day(story.valuation.as_of)}",
        width=_FIRST + _COLUMN * (1 + len(lines)),
        dense=True,
        folded=True,
    )


def _paid_on(term: TermStatement, place: int) -> str:
    paid = term.periods[place].paid_on
    return "" if paid is None else paid.isoformat()


def _figures(texts: list[str]) -> list[Cell]:
    return [Cell(text, number=True) for text in texts]
