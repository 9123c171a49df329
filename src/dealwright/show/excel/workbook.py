"""Puts a workbook together: inputs, drivers and terms as live formulas, and what is simulated as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Uncertain
from dealwright.engine.statements.chosen import certain
from dealwright.show.excel.book import Book, Sheet
from dealwright.show.excel.checks import lay_checks
from dealwright.show.excel.companies import Companies, lay_companies
from dealwright.show.excel.drivers import Drivers
from dealwright.show.excel.formulas import Formulas
from dealwright.show.excel.holding import hold
from dealwright.show.excel.inputs import Inputs, lay_inputs
from dealwright.show.excel.legend import lay_legend
from dealwright.show.excel.marks import mark
from dealwright.show.excel.shares.words import lay_words
from dealwright.show.excel.simulated import lay_bargain, lay_simulation, lay_sources
from dealwright.show.excel.stake_lines import lay_stakes
from dealwright.show.excel.summary import lay_summary
from dealwright.show.excel.terms.laid import LaidTerm, lay_terms
from dealwright.show.excel.timeline import Timeline
from dealwright.world.beliefs import literals

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from dealwright.bargain.result import Bargain
    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.deal.securities import Securities
    from dealwright.engine.result import Valuation
    from dealwright.engine.statements.chosen import Chosen, Part
    from dealwright.lang.load import Loaded
    from dealwright.show.excel.cells import Node
    from dealwright.study import Study

    Progress = Callable[[int, int], None]

ORDER = (
    "Summary",
    "Inputs",
    "Drivers",
    "Terms",
    "Companies",
    "Cap table",
    "Rounds",
    "Waterfall",
    "Offering",
    "Bargain",
    "Simulation",
    "Sources",
    "Checks",
)
"""The sheets, in their order."""
HEADS = {
    "Summary": ("{title}", "What the deal is worth in the certain case, live, beside what the simulation says."),
    "Inputs": (
        "Inputs",
        "Blue numbers are what the file says: change one and the workbook computes anew. Grey ones are not live.",
    ),
    "Drivers": ("What will happen, in the certain case", "Every volatility zero, everything uncertain at its median."),
    "Terms": (
        "What each clause computes, period by period",
        "The certain case; money of each period in units of {currency}.",
    ),
    "Companies": (
        "What each company has at its exit, and who gets it",
        "The certain case; money of the day of the exit in units of {currency}.",
    ),
    "Simulation": (
        "What the simulation found",
        "Values: no input of this workbook changes them. Run the tool again for that.",
    ),
    "Bargain": (
        "What the sides could agree on",
        "Values: no input of this workbook changes them. Run the tool again for that.",
    ),
    "Sources": (
        "Where the numbers come from",
        "Grade A primary, B reputable press or a reprint, C relays a named report, D weak.",
    ),
    "Checks": ("Checks", "Every live figure beside the tool's own, to one part in a billion."),
}
"""Title and note of each sheet."""
CENTS = ("Summary", "Terms", "Companies", "Bargain", "Simulation")
"""Sheets on which small amounts are shown to the cent."""


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
        equity: What reaches a party through companies, by party, where it is a formula.
        held: Expressions behind what is held as the tool found it, by what that is, in words.
        companies: The companies.
    """

    study: Study
    chosen: Chosen
    book: Book
    inputs: Inputs
    formulas: Formulas
    terms: list[LaidTerm] = field(default_factory=list)
    equity: Mapping[str, Node] = field(default_factory=dict)
    held: dict[str, list[Expression]] = field(default_factory=dict)
    companies: Companies = field(default_factory=Companies)

    @property
    def part(self) -> Part:
        """Return the certain case."""
        return self.chosen.parts[0]

    @property
    def deal(self) -> Deal:
        """Return the deal in the certain case."""
        return self.part.deal


def model_of(study: Study) -> Model:
    """Lay the certain case of a deal on sheets.

    Args:
        study: The deal.
    """
    chosen = certain(study.deal, {})
    part = chosen.parts[0]
    book = Book(part.deal.title)
    for name in ("Inputs", "Drivers", "Terms"):
        head(book, name, part.deal)
    inputs = lay_inputs(part.loaded.sound, book.sheet("Inputs"), _known(part))
    timeline = Timeline.laid(part.futures.grid, book.sheet("Drivers"))
    formulas = Formulas(part.futures, inputs, timeline, book)
    formulas.drivers = Drivers(formulas, timeline)
    model = Model(study, chosen, book, inputs, formulas)
    model.terms = lay_terms(chosen, formulas, book.sheet("Terms"))
    if part.deal.companies:
        _lay_companies(model)
    hold(model)
    return model


def workbook(study: Study, date: dt.date, progress: Progress | None = None) -> bytes:
    """Return the workbook of a deal: the same bytes for the same deal, seed, futures and date.

    Args:
        study: The deal and its futures.
        date: When it says that it was made.
        progress: Is told how much of the work is done, of how much.
    """
    tell = progress or (lambda _done, _of: None)
    model = model_of(study)
    tell(20, 100)
    valuation = study.value(progress=lambda done, of: tell(20 + 30 * done // max(of, 1), 100))
    found = None
    if model.deal.negotiate is not None:
        found = study.bargain(progress=lambda done, of: tell(50 + 45 * done // max(of, 1), 100))
    written = written_out(model, date, valuation, found)
    tell(100, 100)
    return written


def written_out(model: Model, date: dt.date, valuation: Valuation | None = None, found: Bargain | None = None) -> bytes:
    """Write a workbook.

    Args:
        model: The certain case on sheets.
        date: When it says that it was made.
        valuation: What the simulation found; its figures are left out where there is none.
        found: What the bargain found; its sheet is left out where there is none.
    """
    deal, book, loaded = model.deal, model.book, model.study.deal
    for name in ("Summary", "Sources", "Checks"):
        head(book, name, deal)
    laid = [f"{path}={value}" for path, value in model.study.overrides.items()]
    told = [
        ("File", f"{loaded.file} (SHA-256 {loaded.digest[:16]}…)"),
        *([("Laid over it", "\n".join(laid))] if laid else []),
        ("Seen from", deal.dates[0].isoformat()),
        ("Money", f"units of {deal.currency}, {deal.prices}"),
        ("Contract", "in force: the file as it stands"),
        ("Simulation", f"{model.study.randomness.paths:,} futures, seed {model.study.seed}"),
        ("Made", date.isoformat()),
    ]
    simulated = valuation.scenarios["in_force"].parties if valuation and "in_force" in valuation.scenarios else {}
    worths = lay_summary(book.sheet("Summary"), model.part, model.formulas, model.terms, simulated, told, model.equity)
    lay_legend(book.sheet("Summary"))
    worths.compared += model.companies.compared
    if valuation is not None:
        head(book, "Simulation", deal)
        lay_simulation(book.sheet("Simulation"), valuation)
    lay_sources(book.sheet("Sources"), deal)
    if found is not None:
        head(book, "Bargain", deal)
        lay_bargain(book.sheet("Bargain"), found)
    mark(book, model.inputs, deal, model.held)
    lay_checks(book, model.inputs, model.terms, worths, [what for what in model.held if not what.startswith("“")])
    return book.written(date, ORDER)


def head(book: Book, name: str, deal: Deal) -> None:
    """Write the head of a sheet.

    Args:
        book: The workbook.
        name: The sheet.
        deal: The deal, for what its heads name.
    """
    title, note = (text.format(title=deal.title, currency=deal.currency) for text in HEADS[name])
    sheet = book.sheet(name)
    sheet.cents = name in CENTS
    sheet.put(0, 0, title, "title")
    sheet.put(1, 0, note, "note")
    sheet.heights[0] = 24
    sheet.row = 3


def _known(part: Part) -> dict[str, float]:
    """Return what everything that is not known for sure is in the certain case: by fact, or by path elsewhere."""
    deal, futures = part.deal, part.futures
    unsure = [
        name for name, fact in deal.facts.items() if isinstance(fact.is_, Uncertain) or fact.kind == "numeric readings"
    ]
    found = {name: futures.fact(name) for name in unsure}
    found |= {each.path: futures.uncertain(each.uncertain) for each in literals(deal)}
    return {name: float(np.ravel(value)[0]) for name, value in found.items()}


def inputs_of(loaded: Loaded) -> tuple[Inputs, Deal]:
    """Lay the inputs of a deal alone, and return them with the deal in the form that holds in the certain case.

    Args:
        loaded: A deal of which no error stands.
    """
    part = certain(loaded, {}).parts[0]
    deal = part.loaded.sound
    inputs = lay_inputs(deal, Sheet("Inputs"), _known(part))
    lay_words(inputs, _issued(deal))
    return inputs, deal


def _issued(deal: Deal) -> dict[str, Securities]:
    """Return the securities of companies by what stands before their paths."""
    firms = deal.companies.items()
    return {f"companies.{name}.securities.": firm.securities for name, firm in firms if firm.securities is not None}


def _lay_companies(model: Model) -> None:
    """Write the companies, and those of their securities that are formulas."""
    deal, book = model.deal, model.book
    words = lay_words(model.inputs, _issued(deal))
    head(book, "Companies", deal)
    model.companies = lay_companies(book, model.part, model.formulas, model.terms, words)
    model.equity = model.companies.worths
    lay_stakes(model.terms, model.part, model.formulas, model.companies.laid, book.sheet("Terms"))
