"""The section that says what the companies are worth, who has a claim on them, and where resources run out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.cards import first_card
from dealwright.show.charts.claims import claims_panel, claims_table
from dealwright.show.charts.exits import drawn_exits, exits_panel, exits_scale, exits_table
from dealwright.show.charts.picture import Figure
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.sections.owned import owned_figure
from dealwright.show.words import capital, counted, inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.engine.result import CompanyWorth, ExitBand, RoundPrice
    from dealwright.show.story import Story

_WITHIN = 0.1
_ALIKE = 0.01
"""An equity within this part of a price needs no words."""
_SHOWS = 0.001
"""A smaller difference between scenarios does not show."""


def companies_section(story: Story) -> Section | None:
    """Make the section; None if the deal has no company."""
    companies = story.scenario.companies
    if not companies:
        return None
    figures: list[Figure | TableFigure] = [_table(story)]
    for key, company in companies.items():
        figures += [owned_figure(key, company.owned, story)] if company.owned else []
        figures += [_claims(key, company, story)] if company.claims else []
        figures += [_exits(key, bands, story)] if (bands := drawn_exits(company)) else []
    if any(company.rounds for company in companies.values()):
        figures.append(_rounds(story))
    why = (
        "A company's flows reach the parties only through its cash, its equity and its securities. Where it runs out, "
        f"what it owes stays unpaid, and that loss is its payee's.{_price_words(story)}"
    )
    return Section("companies", "Companies", _finding(story), why, tuple(figures))


def _finding(story: Story) -> str:
    companies = story.scenario.companies
    key = max(companies, key=lambda each: companies[each].equity.value)
    company = companies[key]
    worth = number.money(company.equity.value, error=company.equity.standard_error)
    floor = company.probability_at_floor
    tail = f", and nothing in {number.probability(floor)} of futures" if floor > 0 else ""
    return f"{story.names.party(key)}'s equity is worth {worth} today{tail}"


def _price_words(story: Story) -> str:
    """Say why the equity today is not the price of the last round paid, where the two are told side by side."""
    as_of, said = story.valuation.as_of, ""
    for key, company in story.scenario.companies.items():
        paid = next((each for each in company.rounds if each.observed and each.on <= as_of), None)
        if paid is None or paid.observed is None or _near(company.equity.value, paid.observed, _ALIKE):
            continue
        equity = number.money(company.equity.value, error=company.equity.standard_error)
        modelled = number.money(paid.modelled.value, error=paid.modelled.standard_error)
        to_come = any(each.on > as_of for each in company.rounds)
        sold = ", those that rounds still to come will sell included" if to_come else ""
        without = "without the shares still to be sold, and " if to_come else ""
        said += (
            f" {story.names.party(key)}'s {equity} is what all shares there will be at its exit are worth today{sold}. "
            f"The {number.money(paid.observed)} of {number.day(paid.on)} was the price of the shares there were on "
            f"that day: {without}{counted((as_of - paid.on).days, 'day')} earlier at the cost of capital, the model "
            f"gives {modelled}."
        )
    return said


def _near(one: float, other: float, part: float) -> bool:
    return abs(one - other) <= part * abs(other)


def _table(story: Story) -> TableFigure:
    companies = story.scenario.companies
    scale = number.scale_of(company.equity.value for company in companies.values())
    rows = [row for key in companies for row in _company_rows(story, key, scale)]
    head = ("Company", "equity", "5th", "median", "95th", "at the floor", "unpaid", "exit", "early exit")
    return TableFigure(
        name="company-worth",
        finding="What the equity is worth, and how often nothing is left",
        subtitle=f"{story.unit(scale)}, equity at exit discounted at the company's cost of capital. At the floor: "
        "futures in which limited liability binds. Unpaid: what payees lose. Exit: the middle future; early: before "
        "the horizon.",
        head=tuple(Head(text, number=place > 0) for place, text in enumerate(head)),
        rows=tuple(rows),
        source="Payouts, what stays unpaid and equity add up to the company's resources on every path",
        sample=story.sample_of_one_reading,
        width=760,
    )


def _company_rows(story: Story, key: str, scale: number.Scale) -> list[Row]:
    """Return a row per scenario, or one for all where none makes a difference that shows."""
    found = {name: story.valuation.scenarios[name].companies.get(key) for name in story.scenarios}
    worths = {name: company for name, company in found.items() if company is not None}
    own = worths[story.focus]
    same = all(_near(company.equity.value, own.equity.value, _SHOWS) for company in worths.values())
    title = story.names.party(key)
    if same and len(worths) > 1:
        first = Cell(title, small="the same in every scenario")
        return [Row((first, *_figures(own, f"company-{story.focus}-{key}", scale)))]
    return [
        Row(
            (Cell(title, small=capital(story.title(name))), *_figures(company, f"company-{name}-{key}", scale)),
            strong=name == story.focus,
        )
        for name, company in worths.items()
    ]


def _figures(company: CompanyWorth, card: str, scale: number.Scale) -> list[Cell]:
    text, error = number.uncertain_money(company.equity.value, company.equity.standard_error, scale)
    unpaid = sum(company.unpaid.values()) + company.debt_unpaid
    amounts = (company.p5, company.p50, company.p95)
    cells = [Cell(text, error, number=True)]
    cells += [Cell(number.plain(v / scale.factor, number.decimals_of(v / scale.factor)), number=True) for v in amounts]
    cells.append(Cell(number.probability(company.probability_at_floor), number=True))
    cells.append(Cell(number.plain(unpaid / scale.factor, 2), number=True))
    cells.append(Cell(number.day(company.exit_dates[1]) if company.exit_dates else number.NOTHING, number=True))
    offered = {event: share for event, share in company.exit_chances.items() if event != "horizon"}
    cells.append(Cell(number.probability(sum(offered.values())) if offered else number.NOTHING, number=True))
    return [replace(cell, card="" if cell.text == number.NOTHING else card) for cell in cells]


def _claims(key: str, company: CompanyWorth, story: Story) -> Figure:
    scale = number.scale_of(company.claims.values())
    largest = max(company.claims, key=lambda party: company.claims[party])
    share = number.percent(company.claims[largest] / (company.equity.value or 1.0), whole=True)
    unpaid = [f"{story.names.line(term)} {number.money(value)}" for term, value in company.unpaid.items() if value > 0]
    lost = f"Unpaid where resources run out: {joined(unpaid)}" if unpaid else "Nothing stays unpaid"
    return Figure(
        name=f"claims-of-{key}",
        finding=f"Of what {story.names.party(key)} is worth to its owners, {share} belongs to "
        f"{story.names.said(largest)}",
        subtitle=f"Each claimant's part of the equity, {story.unit(scale)}, {inside(story.scenario.title)}.",
        panels=(claims_panel(key, company, story, scale),),
        source=lost,
        sample=story.sample_of_one_reading,
        table=claims_table(company, story, scale),
    )


def _exits(key: str, bands: Sequence[ExitBand], story: Story) -> Figure:
    """Draw what an exit pays to whom, by what it is worth."""
    scale = exits_scale(bands)
    name = story.names.party(key)
    low, high = bands[0], bands[-1]
    most = max(high.payouts, key=lambda who: high.payouts[who])
    shares = [number.percent(band.payouts[most] / band.equity, whole=True) for band in (low, high)]
    part = f"{shares[0]} of it" if shares[0] == shares[1] else f"{shares[0]} of a low one and {shares[1]} of a high one"
    return Figure(
        name=f"exits-of-{key}",
        finding=f"An exit of {name} pays {story.names.said(most)} {part}",
        subtitle=f"What is paid at the exit, {story.unit(scale)} of that day, {inside(story.scenario.title)}: each "
        "place is the mean of a twentieth of all futures, in order of what the exit is worth.",
        panels=(exits_panel(key, bands, story, scale),),
        source="Mean over futures of like exits; what a claim takes may differ among them",
        sample=story.sample_of_one_reading,
        table=exits_table(bands, story, scale),
    )


def _rounds(story: Story) -> TableFigure:
    rounds = [(key, each) for key, company in story.scenario.companies.items() for each in company.rounds]
    scale = number.scale_of(price for _, each in rounds for price in (each.modelled.value, each.observed or 0.0))
    return TableFigure(
        name="rounds",
        finding=_rounds_finding(story),
        subtitle=f"Equity after the money, {story.unit(scale)}, with the terms then in force.",
        head=(Head("Round"), Head("modelled", number=True), Head("priced at", number=True), Head("apart", number=True)),
        rows=tuple(_round_row(story, key, each, scale) for key, each in rounds),
        source="Rounds of this file",
        sample=story.sample_of_one_reading,
        width=480,
    )


def _round_row(story: Story, key: str, price: RoundPrice, scale: number.Scale) -> Row:
    modelled, error = number.uncertain_money(price.modelled.value, price.modelled.standard_error, scale)
    known = price.observed
    paid = number.NOTHING if known is None else number.column([known], scale)[0]
    apart = number.percent(price.modelled.value / known - 1, decimals=1, change=True) if known else number.NOTHING
    used = "calibrated to this price" if price.calibrated else "not used to calibrate"
    to_come = "agreed, still to come; " if price.on > story.valuation.as_of else ""
    own = f"company-{story.focus}-{key}"
    round_ = f"companies.{key}.{'rounds' if to_come else 'calibrate'}"
    named = first_card(round_, story.trails) or own
    label = Cell(f"{story.names.party(key)}, {number.day(price.on)}", small=to_come + used)
    figures = ((modelled, error, own), (paid, "", named), (apart, "", own))
    return Row((label, *(Cell(text, err, card, number=True) for text, err, card in figures)))


def _rounds_finding(story: Story) -> str:
    """Say how far the model is from prices already paid."""
    rounds = [each for company in story.scenario.companies.values() for each in company.rounds]
    paid = [each for each in rounds if each.observed and each.on <= story.valuation.as_of]
    if not paid:
        return "What the model would have paid in each round"
    apart = max(abs(each.modelled.value / (each.observed or 1.0) - 1) for each in paid)
    prices = "the price paid" if len(paid) == 1 else "every price paid"
    if apart <= _WITHIN:
        return f"The model comes within {number.percent(max(apart, 0.01))} of {prices}"
    return f"The model is up to {number.percent(apart)} off a price paid"
