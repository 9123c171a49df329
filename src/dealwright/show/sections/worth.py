"""The section that says what the deal is worth to each side, in each scenario, and which lines make it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.cards import band_words, preferences
from dealwright.show.charts.densities import density_panels, density_scale, density_table
from dealwright.show.charts.picture import Figure
from dealwright.show.findings import density_finding, worth_finding
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.standing import gain_over_no_deal, is_measured, worth_of
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.engine.result import PartyWorth
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

Thing = TypeVar("Thing")
_HEAD = ("", "worth", "gain", "mean", "5th", "median", "95th", "worst 5%", "loss", "under no deal")
_THOUSAND = 1_000.0
_MOST_CHANGES = 3


def worth_section(story: Story) -> Section:
    """Make the section."""
    gain = " The gain is over no deal on the same futures, so that luck cancels." if story.valuation.no_deal else ""
    spread = "Percentiles and chances are of present values at the risk-free rate: risk is charged once."
    why = f"{_measure(story)}{gain} {spread}"
    figures: list[Figure | TableFigure] = [worth_table(story), densities(story), _lines(story, story.at_table)]
    if story.others:
        figures += [_others_table(story), _lines(story, story.others)]
    return Section("worth", "Worth", worth_finding(story), why, tuple(figures))


def _measure(story: Story) -> str:
    if story.valuation.worth_by == "mean_at_discount":
        return "Worth is the mean present value at each side's own discount rate."
    return "Worth is the certainty equivalent: what each side would take for sure, given how much risk it bears easily."


def worth_table(story: Story) -> TableFigure:
    """Return the worth of each party at the table, scenario by scenario."""
    worths = [worth_of(story.valuation, name, party).value for name in story.scenarios for party in story.at_table]
    scale = number.scale_of(worths)
    rows: list[Row] = []
    for party in story.at_table:
        head = Cell(story.names.party(party), token=story.token(party), small=preferences(story, party))
        rows.append(Row(_kept(story, (head, *(Cell("", number=True) for _ in _HEAD[1:]))), part=True))
        rows += [_row(story, name, party, scale) for name in story.scenarios]
    tax = ", before tax" if story.valuation.before_tax else ""
    less = ", and of less than no deal on the same future"
    chances = f"Chances of a loss{less}" if story.valuation.no_deal else "The chance of a loss"
    certain = story.valuation.worth_by == "certainty_equivalent"
    banded = ". In small: the range of the worth over beliefs, 5th to 95th percentile" if certain else ""
    return TableFigure(
        name="worth-table",
        finding="Worth to each party at the table, scenario by scenario" if story.others else "Worth to each party",
        subtitle=f"{story.unit(scale)}, present value at {number.day(story.valuation.as_of)}{tax}. Mean at the "
        f"party's own discount rate; all else at the risk-free rate. {chances}.",
        head=_kept(story, tuple(Head(text, number=place > 0) for place, text in enumerate(_HEAD))),
        rows=tuple(rows),
        source=f"Model of this file{banded}",
        sample=story.sample,
        width=760,
    )


def _row(story: Story, name: str, party: str, scale: Scale) -> Row:
    scenario = story.valuation.scenarios[name]
    worth = scenario.parties[party]
    card = f"worth-{name}-{party}"
    own = worth_of(story.valuation, name, party)
    text, error = number.uncertain_money(own.value, own.standard_error, scale)
    mean, _ = number.uncertain_money(worth.mean.value, worth.mean.standard_error, scale)
    small = band_words(worth, scale) if story.valuation.worth_by == "certainty_equivalent" else ""
    cells = [Cell(text, error, card, number=True, small=small), _gain(story, name, party, scale)]
    amounts = (worth.p5, worth.p50, worth.p95, worth.cvar5)
    cells += [
        Cell(each, card=card, number=True) for each in (mean, *(number.in_column(value, scale) for value in amounts))
    ]
    worse = None if name == story.valuation.no_deal else worth.probability_worse_than_no_deal
    for chance in (worth.probability_of_loss, worse):
        cells.append(_linked("" if chance is None else number.probability(chance), card))
    changes = [story.names.change(path, value) for path, value in scenario.changes.items()]
    shown = ", ".join(changes[:_MOST_CHANGES]) + (", ..." if len(changes) > _MOST_CHANGES else "")
    first = Cell(capital(scenario.title), small=shown if party == story.at_table[0] else "")
    return Row(_kept(story, (first, *cells)), anchor=card, strong=name == story.focus)


def _kept(story: Story, columns: tuple[Thing, ...]) -> tuple[Thing, ...]:
    """Leave out the columns that are over no deal, where the file says of no scenario that it is."""
    return columns if story.valuation.no_deal else (columns[0], columns[1], *columns[3:-1])


def _linked(text: str, card: str) -> Cell:
    return Cell(text, card=card, number=True) if text else Cell(number.NOTHING, number=True)


def _gain(story: Story, name: str, party: str, scale: Scale) -> Cell:
    gain = gain_over_no_deal(story.valuation, name, party)
    if gain is None:
        return Cell(number.NOTHING, number=True)
    text, _ = number.uncertain_money(gain.value, gain.standard_error, scale, change=True)
    return Cell(text if is_measured(gain) else "0", card=f"worth-{name}-{party}", number=True)


def densities(story: Story) -> Figure:
    """Draw what each scenario may be worth to each party at the table."""
    scale = density_scale(story.valuation, story.scenarios, story.at_table)
    others = f"; not drawn: {joined([story.names.said(party) for party in story.others])}" if story.others else ""
    return Figure(
        name="densities",
        finding=density_finding(story),
        subtitle="Value density by scenario. Bar: 25th to 75th percentile. Line: 5th to 95th, an arrow where it "
        "goes on. Dot: median, labelled. Diamond: certainty equivalent.",
        panels=density_panels(story, scale),
        source="Present values at the risk-free rate; each panel is scaled to its own highest peak, and a sure amount "
        f"drawn as high{others}",
        sample=story.sample,
        table=density_table(story, scale),
    )


def _others_table(story: Story) -> TableFigure:
    """Say what the scenarios are worth to those with a claim who are not at the table."""
    worths = [worth_of(story.valuation, name, party).value for name in story.scenarios for party in story.others]
    scale = number.scale_of(worths)
    rows = []
    for party in story.others:
        cells = []
        for name in story.scenarios:
            own = worth_of(story.valuation, name, party)
            text, error = number.uncertain_money(own.value, own.standard_error, scale)
            cells.append(Cell(text, error, f"worth-{name}-{party}", number=True))
        first = Cell(story.names.party(party), small=preferences(story, party), token=story.token(party))
        rows.append(Row((first, *cells)))
    return TableFigure(
        name="others",
        finding="Worth to those with a claim who are not at the table",
        subtitle=f"{story.unit(scale)}, the same measure.",
        head=(Head(""), *(Head(capital(story.title(name)), number=True) for name in story.scenarios)),
        rows=tuple(rows),
        source="Model of this file",
        sample=story.sample,
    )


def _lines(story: Story, parties: Sequence[str]) -> TableFigure:
    names = story.scenarios
    worths = [story.valuation.scenarios[name].parties[party] for name in names for party in parties]
    scale = number.scale_of(value for worth in worths for value in (worth.mean.value, *worth.by_term.values()))
    digits = _digits(worths, scale)
    rows = [row for party in parties for row in _party_lines(story, party, scale, digits)]
    at_table = parties == story.at_table
    return TableFigure(
        name="lines" if at_table else "lines-of-others",
        finding=_lines_finding(story, parties) if at_table else "What makes up the worth of everyone else",
        subtitle=f"Mean present value at each party's own discount rate, {story.unit(scale)}. A term's line is its "
        "direct flows plus its effect through the company's equity; the lines sum to the mean.",
        head=(Head(""), *(Head(capital(story.title(name)), number=True) for name in names)),
        rows=tuple(rows),
        source="Lines of this file's terms; a line that is nothing everywhere is left out",
        sample=story.sample,
        dense=True,
        folded=not at_table,
    )


def _party_lines(story: Story, party: str, scale: Scale, digits: int) -> list[Row]:
    worths = [story.valuation.scenarios[name].parties[party] for name in story.scenarios]
    used = {line for worth in worths for line, value in worth.by_term.items() if round(value / scale.factor, digits)}
    lines = [line for line in dict.fromkeys(line for worth in worths for line in worth.by_term) if line in used]

    def cells(values: Sequence[float], cards: Sequence[str]) -> list[Cell]:
        texts = [number.plain(value / scale.factor, digits) for value in values]
        return [Cell(text, card=card, number=True) for text, card in zip(texts, cards, strict=True)]

    head = Row(
        (Cell(story.names.party(party), token=story.token(party)), *(Cell("", number=True) for _ in worths)),
        anchor=f"lines-{party}",
        part=True,
    )
    body = [
        Row(
            (
                Cell(capital(story.names.line(line))),
                *cells([worth.by_term.get(line, 0.0) for worth in worths], [f"line-of-{line}"] * len(worths)),
            ),
        )
        for line in lines
    ]
    cards = [f"worth-{name}-{party}" for name in story.scenarios]
    total = Row((Cell("Mean"), *cells([worth.mean.value for worth in worths], cards)), total=True)
    return [head, *body, total]


def _digits(worths: Sequence[PartyWorth], scale: Scale) -> int:
    """Return the decimals that let a party's lines add up as they are read."""
    largest = max(abs(value) for worth in worths for value in (worth.mean.value, *worth.by_term.values()))
    return 0 if largest / scale.factor >= _THOUSAND else 1 if largest / scale.factor >= 1 else 2


def _lines_finding(story: Story, parties: Sequence[str]) -> str:
    said: dict[str, list[str]] = {}
    for party in parties:
        by_term = story.scenario.parties[party].by_term
        if any(by_term.values()):
            line = max(by_term, key=lambda each: abs(by_term[each]))
            said.setdefault(line, []).append(story.names.said(party))
    largest = [f"{story.names.line(line)} for {joined(who)}" for line, who in said.items()]
    return f"The largest line is {joined(largest)}" if said else "Worth by line"
