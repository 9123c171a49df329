"""Puts a workbook together: inputs, drivers and terms as live formulas, and what is simulated as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.statements.chosen import certain
from dealwright.show.excel.book import Book
from dealwright.show.excel.drivers import Drivers
from dealwright.show.excel.formulas import Formulas
from dealwright.show.excel.inputs import Inputs, lay_inputs
from dealwright.show.excel.terms.laid import LaidTerm, lay_terms
from dealwright.show.excel.timeline import Timeline

if TYPE_CHECKING:
    import datetime as dt

    from dealwright.engine.statements.chosen import Chosen
    from dealwright.study import Study

ORDER = (
    "Summary",
    "Inputs",
    "Drivers",
    "Terms",
    "Cap table",
    "Waterfall",
    "Bargain",
    "Simulation",
    "Sources",
    "Checks",
)
"""The sheets, in their order."""


@dataclass(slots=True)
class Model:
    """A deal's certain case on sheets.

    Args:
        study: The deal and its futures.
        chosen: The certain case.
        book: The sheets.
        inputs: Every number of the file.
        formulas: Turns expressions into formulas.
        terms: The terms.
    """

    study: Study
    chosen: Chosen
    book: Book
    inputs: Inputs
    formulas: Formulas
    terms: list[LaidTerm]


def model_of(study: Study) -> Model:
    """Lay the certain case of a deal on sheets.

    Args:
        study: The deal.
    """
    chosen = certain(study.deal, {})
    part = chosen.parts[0]
    book = Book(part.deal.title)
    head(
        book,
        "Inputs",
        f"Inputs: {part.deal.title}",
        "Blue numbers are what the deal file says. Change one and the workbook recomputes.",
    )
    head(
        book,
        "Drivers",
        "What will happen, in the certain case",
        "Every volatility zero, everything uncertain at its median.",
    )
    head(
        book,
        "Terms",
        "What each clause computes, period by period",
        "The certain case. Money of each period in units of the currency.",
    )
    given = {name: float(np.ravel(value)[0]) for name, value in part.futures.given.items()}
    inputs = lay_inputs(part.deal, book.sheet("Inputs"), given)
    timeline = Timeline.laid(part.futures.grid, book.sheet("Drivers"))
    formulas = Formulas(part.futures, inputs, timeline)
    formulas.drivers = Drivers(formulas, timeline)
    terms = lay_terms(chosen, formulas, book.sheet("Terms"))
    return Model(study, chosen, book, inputs, formulas, terms)


def head(book: Book, name: str, title: str, note: str) -> None:
    """Write the head of a sheet."""
    sheet = book.sheet(name)
    sheet.put(0, 0, title, "title")
    sheet.put(1, 0, note, "note")
    sheet.heights[0] = 24
    sheet.row = 3


def workbook(study: Study, date: dt.date) -> bytes:
    """Return the workbook of a deal.

    Args:
        study: The deal and its futures.
        date: When it says that it was made.
    """
    return model_of(study).book.written(date, ORDER)
