"""The first sheet: what the deal is worth to each side in the certain case, live, beside what the simulation says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine.lines import Rates, direct, kept_after_tax, lines
from dealwright.show.excel.cells import rounded, total
from dealwright.show.excel.present_values import present_value
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.engine.result import PartyWorth
    from dealwright.engine.statements.chosen import Part
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.formulas import Formulas
    from dealwright.show.excel.terms.laid import LaidTerm

WHY = """
The certain case is one future: every volatility is zero, everything uncertain at its median, each event on the day on
which its probability passes one half, or never.
It is not the simulated mean. Tiers, floors, caps, options and limited liability bend what is paid, so that its mean
over many futures is not what the middle future pays.
An event that is likelier than not counts as certain here, another as never; and what grows with shocks has a mean above
its median.
Decide by the simulated figures. Use the live ones to see how the clauses work, and which way an input moves them.
"""
"""Why the certain case is not the simulated mean, a sentence or two a line."""
HEAD = (
    "Side",
    "Certain case: what terms move (live)",
    "Certain case: through companies",
    "Certain case in all",
    "Simulated mean at its own rate",
    "Standard error",
    "Certainty equivalent",
    "Standard error",
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A live number and what the engine has in its place.

    Args:
        label: What it is.
        live: The cell.
        engine: The engine's number.
        size: What rounding is measured by, where larger.
    """

    label: str
    live: Node
    engine: float
    size: float = 0.0


@dataclass(slots=True)
class Worths:
    """What the summary compares, and what moves in all.

    Args:
        compared: Live present values beside the engine's.
        moved: Net amounts by side, not discounted, that sum to nothing.
    """

    compared: list[Compared] = field(default_factory=list)
    moved: list[Node] = field(default_factory=list)


def lay_summary(
    sheet: Sheet,
    part: Part,
    formulas: Formulas,
    terms: Sequence[LaidTerm],
    simulated: Mapping[str, PartyWorth],
    told: Sequence[tuple[str, str]],
    equity: Mapping[str, Node] | None = None,
) -> Worths:
    """Write the summary.

    Args:
        sheet: Where to.
        part: The certain case.
        formulas: Turns expressions into formulas.
        terms: The terms on their sheet.
        simulated: Simulated worth by party.
        told: What the workbook is of: labels and texts.
        equity: What reaches a party through companies in the certain case, as formulas, by party; held where not there.

    Returns:
        What the checks compare.
    """
    sheet.widths |= {0: 44, 1: 26, **dict.fromkeys(range(2, 8), 19.0)}
    for label, text in told:
        sheet.line(label, text, style="label")
    sheet.row += 1
    for sentence in re.split(r"(?<=\.)\n", WHY.strip()):
        sheet.line(sentence.replace("\n", " "), style="note")
    found = Worths()
    by_term = _by_term(part, formulas, terms)
    _sides(sheet, part, by_term, simulated, equity or {}, found)
    _terms(sheet, part.deal, by_term, simulated, found, {term.name for term in terms if term.reason})
    _moved(sheet, part.deal, terms, found)
    return found


def rate_of(party: str, term: str, part: Part, formulas: Formulas) -> Node:
    """Return the rate at which a party counts what a term moves."""
    own = part.view.terms[term].discount
    declared = own if own is not None else part.deal.parties[party].discount
    return formulas.number(part.deal.risk_free if declared is None else declared)


def _by_term(part: Part, formulas: Formulas, terms: Sequence[LaidTerm]) -> dict[tuple[str, str], tuple[Node, float]]:
    """Return what each term moves to and from each party, discounted at its rate, and the engine's number for it."""
    found = {}
    for party in part.deal.parties:
        rates = Rates(belief.traits(part.deal, party).discount, own_rates=True)
        for term in terms:
            if not any(party in (each.payer, each.payee) for each in term.block.moved):
                continue
            rate = rate_of(party, term.name, part, formulas)
            values = [
                (float(each.payee == party) - float(each.payer == party))
                * present_value(each, rate, formulas.timeline.as_of)
                for each in term.block.moved
            ]
            engine = float(np.mean(direct(part.books, term.name, party, rates)))
            found[party, term.name] = (
                _after_tax(total(values), party, part, formulas),
                engine * kept_after_tax(part.deal, party, part.view),
            )
    return found


def _after_tax(amount: Node, party: str, part: Part, formulas: Formulas) -> Node:
    tax = part.deal.parties[party].tax
    return amount if tax is None else (1.0 - formulas.number(tax)) * amount


def _sides(
    sheet: Sheet,
    part: Part,
    by_term: Mapping[tuple[str, str], tuple[Node, float]],
    simulated: Mapping[str, PartyWorth],
    equity: Mapping[str, Node],
    found: Worths,
) -> None:
    sheet.put(sheet.row + 1, 0, f"What it is worth to each side, {part.deal.currency} on the first day", "section")
    sheet.row += 2
    sheet.line(HEAD[0], style="head")
    for column, text in enumerate(HEAD[1:], start=1):
        sheet.put(sheet.row - 1, column, text, "head_right")
    for party, shape in part.deal.parties.items():
        rates = Rates(belief.traits(part.deal, party).discount, own_rates=True)
        whole = float(sum(np.mean(line) for line in lines(part.books, party, rates).values()))
        own = [value for (who, _), value in by_term.items() if who == party]
        row = sheet.row
        sheet.put(row, 0, shape.name or party, "wrapped")
        live = sheet.put(row, 1, total([each for each, _ in own]), "money")
        through = equity.get(party)
        held = whole - sum(engine for _, engine in own)
        held = 0.0 if abs(held) <= 1e-9 * max(abs(whole), 1.0) else held
        companies = sheet.put(
            row, 2, held if through is None else through, "fixed_money" if through is None else "money"
        )
        in_all = sheet.put(row, 3, live + companies, "bold_money")
        size = max((abs(engine) for _, engine in own), default=0.0)
        found.compared.append(Compared(f"Worth to {shape.name or party}, in all", in_all, whole, size))
        worth = simulated.get(party)
        if worth is not None:
            figures = (worth.mean, worth.certainty_equivalent)
            for place, each in enumerate(figures):
                sheet.put(row, 4 + 2 * place, each.value, "fixed_money")
                sheet.put(row, 5 + 2 * place, each.standard_error, "fixed_money")
        sheet.row += 1
    sheet.line(
        "Black figures are live and follow the inputs; grey ones are the tool's, as it found them when it wrote this.",
        style="note",
    )


def _terms(
    sheet: Sheet,
    deal: Deal,
    by_term: Mapping[tuple[str, str], tuple[Node, float]],
    simulated: Mapping[str, PartyWorth],
    found: Worths,
    held: set[str],
) -> None:
    sheet.put(sheet.row + 1, 0, "What each term moves to and from each side, at the side's own rate", "section")
    sheet.row += 2
    sheet.line("Term", "Side", style="head")
    for column, text in enumerate(("Certain case (live)", "Simulated mean", "Standard error"), start=2):
        sheet.put(sheet.row - 1, column, text, "head_right")
    for (party, term), (live, engine) in by_term.items():
        row = sheet.row
        who = deal.parties[party]
        title, side = capital(deal.terms[term].title or spoken(term)), who.short or who.name or party
        sheet.put(row, 0, title, "wrapped")
        sheet.put(row, 1, side, "wrapped")
        cell = sheet.put(row, 2, live, "money")
        found.compared.append(Compared(f"{title}: {side}", cell, engine))
        worth = simulated.get(party)
        if worth is not None and term in worth.by_term:
            sheet.put(row, 3, worth.by_term[term], "fixed_money")
            sheet.put(row, 4, worth.by_term_error.get(term, 0.0), "fixed_money")
        if term in held:
            sheet.put(row, 5, "not live: held as the tool found it", "warning_beside")
        sheet.row += 1
    sheet.line(
        "The simulated mean of a term counts what reaches a side through a company, too; the live figure does not.",
        style="note",
    )


def _moved(sheet: Sheet, deal: Deal, terms: Sequence[LaidTerm], found: Worths) -> None:
    """Write what each side gets less what it gives, not discounted: all of them together sum to nothing."""
    sides = [*deal.parties, *deal.companies, None]
    sheet.put(sheet.row + 1, 0, "What moves in all, not discounted: what a side gets less what it gives", "section")
    sheet.row += 2
    sheet.line("Side", style="head")
    sheet.put(sheet.row - 1, 1, "In all (live)", "head_right")
    for side in sides:
        sums = []
        for each in (moved for term in terms for moved in term.block.moved):
            sign = float(each.payee == side) - float(each.payer == side)
            if sign:
                sums.append(sign * total(list(each.amounts)))
        if sums:
            shape = None if side is None else deal.parties.get(side) or deal.companies.get(side)
            label = "The world outside" if side is None else (shape and shape.name) or side
            sheet.put(sheet.row, 0, label, "wrapped")
            found.moved.append(sheet.put(sheet.row, 1, total(sums), "money"))
            sheet.row += 1
    if found.moved:
        sheet.put(sheet.row, 0, "All together", "label")
        sheet.put(sheet.row, 1, rounded(total(found.moved), 2), "total_money")
        sheet.row += 1
