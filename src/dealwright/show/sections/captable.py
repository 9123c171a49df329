"""The sections that say who owns a company that has securities, what an exit pays to whom, and the rounds to come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING
from dealwright.show import number
from dealwright.show.captable.owned import owners_finding
from dealwright.show.captable.sections import (
    common_begins,
    exit_figures,
    ipo_section,
    not_worked_out,
    owner_figures,
    raised_section,
    rounds_section,
)
from dealwright.show.captable.story import TableStory
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.words import inside

if TYPE_CHECKING:
    from dealwright.engine.result import PartyWorth
    from dealwright.equity.captable import CapTable
    from dealwright.show.charts.picture import Figure
    from dealwright.show.story import Story

_WATERFALL, _EXIT = "waterfall", "exit"


def captable_sections(story: Story) -> list[Section]:
    """Make a section for each company that has securities."""
    return [_section(story, name, table) for name, table in story.tables.items()]


def table_story(story: Story, name: str, table: CapTable) -> TableStory:
    """Return what is told of a company's securities, its stakeholders in the colours of the parties that they are."""
    parties = {
        key: story.token(each.party)
        for key, each in table.stakeholders.items()
        if each.party is not None and each.party in story.valuation.parties
    }
    known = {**story.names.companies, **story.names.parties}
    named = replace(table, company=story.names.party(name))
    return TableStory(named, f"captable-{name}", parties, story.valuation.file, known, story.proposed.get(name))


def _section(story: Story, name: str, table: CapTable) -> Section:
    own = table_story(story, name, table)
    company = own.table.company
    figures: list[Figure | TableFigure] = owner_figures(own)
    if own.stack.claims:
        figures += exit_figures(own)
    beyond = _beyond(story, own)
    figures += [] if beyond is None else [beyond]
    for section in (rounds_section(own), ipo_section(own), raised_section(own)):
        figures += [] if section is None else section.figures
    under = common_begins(own)
    nothing = f" Under {number.money(under)} at exit, common shares get nothing." if under else ""
    day = number.day(table.as_of)
    why = (
        f"What {company} has issued by {day}, and what an exit on that day would pay. On every future the equity at "
        f"exit is shared by these securities, with what accrues, vests, converts and is issued by then."
        f"{nothing}{not_worked_out(own)}"
    )
    return Section(f"captable-{name}", f"{company}: cap table", _finding(own, company), why, tuple(figures))


def _finding(own: TableStory, company: str) -> str:
    finding = owners_finding(own.owned, own.names)
    return finding.replace(" of the company", f" of {company}", 1)


def _beyond(story: Story, own: TableStory) -> TableFigure | None:
    """Return what each party's securities pay beyond its share as converted; None where no party holds any."""
    shares: dict[str, list[float]] = {}
    for row in own.owned.holders:
        holder = own.table.stakeholders.get(row.holder)
        if holder is not None and holder.party in story.scenario.parties:
            parts = shares.setdefault(holder.party or "", [0.0, 0.0])
            parts[0] += float(row.share_as_converted)
            parts[1] += float(row.share_fully_diluted)
    if not shares or len(story.tables) > 1:
        return None
    worths = {party: story.scenario.parties[party] for party in shares}
    scale = number.scale_of(
        abs(worth.by_term.get(line, 0.0)) for worth in worths.values() for line in (_EXIT, _WATERFALL)
    )
    rows = []
    for party, worth in worths.items():
        cells = [_percent(part) for part in shares[party]]
        for line in (_EXIT, _WATERFALL):
            error = worth.by_term_error.get(line, 0.0)
            change = line == _WATERFALL
            text, written = number.uncertain_money(worth.by_term.get(line, 0.0), error, scale, change=change)
            cells.append(Cell(text, written, card=f"line-of-{line}", number=True))
        rows.append(Row((Cell(story.names.party(party), token=story.token(party)), *cells)))
    return TableFigure(
        name=f"{own.key}-beyond",
        finding=_beyond_finding(story, worths),
        subtitle=f"Shares on {number.day(own.table.as_of)}; worth today, {story.unit(scale)}, "
        f"{inside(story.scenario.title)}. The business at exit is what the share as converted would bring; the "
        "waterfall is what preferences, strikes, conversions and caps add to it or take from it.",
        head=(
            Head("Party"),
            Head("share as converted", number=True),
            Head("fully diluted", number=True),
            Head("business at exit", number=True),
            Head("waterfall", number=True),
        ),
        rows=tuple(rows),
        source="Lines of each party's worth, over all futures",
        sample=story.sample,
        width=600,
    )


def _percent(part: float) -> Cell:
    return Cell(number.percent(part, decimals=1) if part > NOTHING else number.NOTHING, number=True)


def _beyond_finding(story: Story, worths: dict[str, PartyWorth]) -> str:
    """Say who gains most by the terms of the securities, beyond its share as converted."""
    gains = {party: worth.by_term.get(_WATERFALL, 0.0) for party, worth in worths.items()}
    most = max(gains, key=lambda party: gains[party])
    error = worths[most].by_term_error.get(_WATERFALL, 0.0)
    if gains[most] <= 2 * error or not gains[most]:
        return "No party's securities pay it more than its share as converted"
    said = number.money(gains[most], error=error)
    return f"Its securities' terms bring {story.names.said(most)} {said} beyond its share as converted"
