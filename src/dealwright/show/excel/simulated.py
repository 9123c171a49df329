"""Sheets of values: what the simulation found, what the bargain names, and where every number comes from."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity
from dealwright.show.excel.book import serial
from dealwright.show.words import capital, path_words, solution_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.result import Bargain
    from dealwright.deal.deal import Deal
    from dealwright.engine.result import PartyWorth, Valuation
    from dealwright.show.excel.book import Sheet

_FIGURES = (
    "Mean at its own rate",
    "Standard error",
    "Certainty equivalent",
    "Standard error",
    "Mean at the risk-free rate",
    "Standard error",
    "5th percentile",
    "25th percentile",
    "Median",
    "75th percentile",
    "95th percentile",
    "Mean of the worst 5%",
    "Chance of a loss",
)
_SHARE = len(_FIGURES) - 1
MOST_PACKAGES = 60
"""Packages of the frontier that are shown at most."""


def lay_simulation(sheet: Sheet, valuation: Valuation) -> None:
    """Write what each scenario is worth to each party: values, which no input changes.

    Args:
        sheet: Where to.
        valuation: What the simulation found.
    """
    sheet.widths |= {0: 62, 1: 40, **dict.fromkeys(range(2, 2 + len(_FIGURES)), 17.0)}
    sheet.frozen = (4, 2)
    sheet.line("Scenario", "Side", style="head")
    for place, text in enumerate(_FIGURES, start=2):
        sheet.put(sheet.row - 1, place, text, "head_right")
    for scenario in valuation.scenarios.values():
        for party, worth in scenario.parties.items():
            sheet.put(sheet.row, 0, scenario.title, "label")
            sheet.put(sheet.row, 1, valuation.name_of(party), "label")
            for place, figure in enumerate(_figures(worth)):
                sheet.put(sheet.row, 2 + place, figure, "fixed_share" if place == _SHARE else "fixed_money")
            sheet.row += 1


def _figures(worth: PartyWorth) -> tuple[float, ...]:
    estimates = (worth.mean, worth.certainty_equivalent, worth.mean_at_risk_free)
    both = [number for each in estimates for number in (each.value, each.standard_error)]
    percentiles = (worth.p5, worth.p25, worth.p50, worth.p75, worth.p95, worth.cvar5, worth.probability_of_loss)
    return (*both, *percentiles)


def lay_bargain(sheet: Sheet, found: Bargain) -> None:
    """Write what the parties could agree on: values, which no input changes.

    Args:
        sheet: Where to.
        found: What the bargain found.
    """
    sheet.widths |= {0: 52, **dict.fromkeys(range(1, 12), 22.0)}
    names = [found.names.get(party, party) for party in found.between]
    for label, count in (("Packages compared", found.packages), ("Packages that no side refuses", found.zone)):
        sheet.put(sheet.row, 0, label, "label")
        sheet.put(sheet.row, 1, float(count), "pieces")
        sheet.row += 1
    _head(sheet, "Without a deal", [*names])
    sheet.put(sheet.row, 0, "What each side holds", "label")
    for place, party in enumerate(found.between, start=1):
        sheet.put(sheet.row, place, found.reservation[party].value, "fixed_money")
    sheet.put(sheet.row + 1, 0, "Standard error", "label")
    for place, party in enumerate(found.between, start=1):
        sheet.put(sheet.row + 1, place, found.reservation[party].standard_error, "fixed_money")
    sheet.row += 2
    if found.no_solution:
        sheet.line(found.no_solution, style="note")
    _solutions(sheet, found, names)
    _frontier(sheet, found, names)
    for note in found.notes:
        sheet.line(note, style="note")


def _head(sheet: Sheet, title: str, heads: Sequence[str]) -> None:
    sheet.put(sheet.row + 1, 0, title, "section")
    sheet.row += 2
    sheet.put(sheet.row, 0, "", "head")
    for place, text in enumerate(heads, start=1):
        sheet.put(sheet.row, place, text, "head_right")
    sheet.row += 1


def _solutions(sheet: Sheet, found: Bargain, names: Sequence[str]) -> None:
    if not found.solutions:
        return
    heads = [*(f"{name}: holds" for name in names), *(f"{name}: gains" for name in names)]
    _head(sheet, "What each solution names", [*heads, *(capital(path_words(path)) for path in found.paths_of_terms)])
    for name, solution in found.solutions.items():
        sheet.put(sheet.row, 0, capital(solution_name(name)), "label")
        held = [solution.certainty_equivalent.get(party, 0.0) for party in found.between]
        gained = [solution.surplus.get(party, 0.0) for party in found.between]
        for place, figure in enumerate([*held, *gained], start=1):
            sheet.put(sheet.row, place, figure, "fixed_money")
        for place, path in enumerate(found.paths_of_terms, start=1 + 2 * len(names)):
            sheet.put(sheet.row, place, str(solution.package.get(path, "")), "fixed_right")
        sheet.row += 1


def _frontier(sheet: Sheet, found: Bargain, names: Sequence[str]) -> None:
    if not found.frontier:
        return
    _head(
        sheet,
        "The frontier: packages of which none is worse for all",
        [*names, *(capital(path_words(path)) for path in found.paths_of_terms)],
    )
    shown = _spread(len(found.frontier))
    for number, point in ((place + 1, found.frontier[place]) for place in shown):
        sheet.put(sheet.row, 0, f"Package {number}", "label")
        for place, party in enumerate(found.between, start=1):
            sheet.put(sheet.row, place, point.certainty_equivalent.get(party, 0.0), "fixed_money")
        for place, path in enumerate(found.paths_of_terms, start=1 + len(names)):
            sheet.put(sheet.row, place, str(point.package.get(path, "")), "fixed_right")
        sheet.row += 1

    if len(shown) < len(found.frontier):
        few = f"{len(shown)} of the {len(found.frontier):,} packages of the frontier, evenly spread from end to end"
        sheet.line(f"{few}; `dealwright bargain --json` has them all", style="note")


def _spread(count: int) -> list[int]:
    """Return places of a list, all or as many as a reader looks at, evenly spread from its first to its last."""
    if count <= MOST_PACKAGES:
        return list(range(count))
    return [round(k * (count - 1) / (MOST_PACKAGES - 1)) for k in range(MOST_PACKAGES)]


def lay_sources(sheet: Sheet, deal: Deal) -> None:
    """Write the sources of the deal file.

    Args:
        sheet: Where to.
        deal: The deal.
    """
    sheet.widths |= {0: 26, 1: 40, 2: 44, 3: 12, 4: 8, 5: 60, 6: 50, 7: 44}
    sheet.frozen = (4, 1)
    sheet.line(
        "Name", "Publisher", "Title", "Date", "Grade", "Address or file", "Note", "Facts that rest on it", style="head"
    )
    used: dict[str, list[str]] = {}
    for name, fact in deal.facts.items():
        named = [fact.source, *(each.source for each in fact.readings or ())]
        for each in named:
            for cited in [each] if isinstance(each, str) else each or ():
                used.setdefault(cited, []).append(fact.title or name.replace("_", " "))
    for name, source in deal.sources.items():
        row = sheet.row
        texts = (name, source.publisher, source.title, None, source.grade, source.url or source.file, source.note)
        for column, text in enumerate(texts):
            sheet.put(row, column, text or "", "wrapped")
        date = source.date.value if isinstance(source.date, Quantity) else None
        if isinstance(date, dt.date):
            sheet.put(row, 3, serial(date), "date")
        sheet.put(row, 7, "; ".join(dict.fromkeys(used.get(name, []))), "wrapped")
        sheet.row += 1
    if not deal.sources:
        sheet.line("The deal file names no sources.", style="note")
