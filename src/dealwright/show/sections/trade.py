"""The section that says what any term trades for: exchange rates, swaps by which all gain, what every input does."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.cards import first_card
from dealwright.show.charts.picture import Figure
from dealwright.show.charts.tornado import drawn, tornado_panels, tornado_scale, tornado_table
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.trade_words import (
    called,
    held_words,
    input_words,
    one_unit,
    rate_words,
    shown_terms,
    start_words,
    swap_terms,
    swap_words,
    units,
    values_words,
)
from dealwright.show.words import IN_FORCE, capital, inside

if TYPE_CHECKING:
    from dealwright.bargain.trade.result import ExchangeRates, Rate, Swaps, TermUnit, Trade
    from dealwright.show.story import Story

_FOUR_ERRORS = 4.0
NONE = "no swap of up to three terms was found by which all gain"
_PAIR = 2


def trade_section(story: Story) -> Section | None:
    """Make the section; None where nothing was traded."""
    found = story.traded
    if found is None:
        return None
    figures: list[Figure | TableFigure] = []
    if found.swaps is not None and found.swaps.found:
        figures.append(_swaps(story, found, found.swaps))
    if found.rates is not None and len(found.rates.terms) > 1 and any(not term.to for term in shown_terms(found.rates)):
        figures.append(_rates(story, found, found.rates))
    if drawn(found):
        figures.append(_tornado(story, found))
    if not figures:
        return None
    two = len(found.worth) == _PAIR
    start = start_words(found)
    if story.valuation.scenarios and not (found.named or found.at):
        start = "from the contract in force" if story.focus == IN_FORCE else f"{start}, signed"
    why = (
        f"What one term is worth in units of another is not the same to {'both sides' if two else 'all sides'}: where "
        f"it differs, some of the one for some of the other leaves {'both' if two else 'more than one'} better off. "
        f"All {start}."
    )
    return Section("trade", "Trade", _finding(story, found), why, tuple(figures))


def _finding(story: Story, found: Trade) -> str:
    if found.swaps is not None and found.swaps.found:
        return capital(swap_words(found.swaps.found[0], story.names))
    bars = drawn(found)
    if bars:
        return f"{input_words(bars[0], story.names)} moves worth most; {NONE}"
    return capital(NONE)


def _swaps(story: Story, found: Trade, swaps: Swaps) -> TableFigure:
    parties = list(found.worth)
    gains = [each for swap in swaps.found for each in swap.gains.values()]
    scale = number.scale_of(each.value for each in gains)
    rows = []
    for swap in swaps.found:
        money = (
            number.uncertain_money(swap.gains[p].value, swap.gains[p].standard_error, scale, change=True)
            for p in parties
        )
        first = Cell(capital(swap_terms(swap, story.names)), small=values_words(swap, story.names))
        rows.append(Row((first, *(Cell(*each, number=True) for each in money))))
    who = "both sides" if len(parties) == _PAIR else "those at the table"
    return TableFigure(
        name="swaps",
        finding=f"{capital(number.count(len(swaps.found)))} swaps by which {who} gain"
        if len(swaps.found) > 1
        else f"A swap by which {who} gain",
        subtitle=f"Gain of each in {story.unit(scale)}, valued again on fresh futures, over all beliefs.",
        head=(Head("Swap"), *(Head(story.names.opening(party), number=True) for party in parties)),
        rows=tuple(rows),
        source=f"{len(swaps.found)} of {swaps.proved} gain by over two standard errors; within {found.bounds}",
        sample=f"n = {number.count(swaps.paths)} fresh futures, seed {swaps.seed}",
    )


def _rates(story: Story, found: Trade, rates: ExchangeRates) -> TableFigure:
    terms = shown_terms(rates)
    columns = [term for term in terms if not term.to]
    rows = [
        _rate_row(story, found, rates, term, columns, party, first=place == 0)
        for term in terms
        if any(each.path != term.path for each in columns)
        for place, party in enumerate(found.worth)
    ]
    heads = [Head(f"{called(story.names, term)}, {units(term)}".rstrip(", "), number=True) for term in columns]
    return TableFigure(
        name="exchange-rates",
        finding=_rates_finding(story, found, rates, columns),
        subtitle="What one unit of the row is worth in units of the column, to each party. What makes good for one "
        "more is as much less.",
        head=(Head("One more"), Head("to"), *heads),
        rows=tuple(rows),
        source="Ratio of both slopes on the same futures; none: worth may not move with that term",
        sample=story.sample,
        width=720,
    )


def _rate_row(
    story: Story,
    found: Trade,
    rates: ExchangeRates,
    term: TermUnit,
    columns: list[TermUnit],
    party: str,
    *,
    first: bool,
) -> Row:
    del found
    name = Cell(
        called(story.names, term) if first else "",
        small=f"{one_unit(term)}; now {held_words(story.names, term)}" if first else "",
        card=first_card(term.path, story.trails) if first else "",
    )
    cells = [name, Cell(story.names.short(party), token=story.token(party))]
    for column in columns:
        if column.path == term.path:
            cells.append(Cell("", number=True))
        else:
            cells.append(Cell(*rate_words(rates.between(term, column, party)), number=True))
    return Row(tuple(cells), under=not first)


def _rates_finding(story: Story, found: Trade, rates: ExchangeRates, columns: list[TermUnit]) -> str:
    """Name the two terms, and the two parties who price them most differently, by more than four errors."""
    apart = [
        (_apart(one, other), term, column, (one, other))
        for term in shown_terms(rates)
        for column in columns
        if term.path != column.path
        for one, other in combinations([rates.between(term, column, p) for p in found.worth], _PAIR)
    ]
    widest = max(apart, key=lambda each: each[0], default=None)
    if widest is None or widest[0] == 0.0:
        return "No pair of terms is priced differently by more than four standard errors"
    _, term, column, both = widest
    worths = [f"{rate_words(each)[0].lstrip('+')} to {story.names.said(each.party)}" for each in both]
    titles = story.names.titles.values()
    what, counted = (
        name if name in titles else inside(name) for name in (called(story.names, term), called(story.names, column))
    )
    priced = story.names.change(term.path, term.to) if term.to else f"{one_unit(term)} of {what}"
    return f"{capital(priced)} is worth {joined(worths)}, in {units(column)} of {counted}".rstrip()


def _apart(one: Rate, other: Rate) -> float:
    """Return how far two parties price a term apart, in parts of the larger price; nothing where that may be luck."""
    if one.rate is None or other.rate is None or not (one.rate.value and other.rate.value):
        return 0.0
    difference, errors = abs(one.rate.value - other.rate.value), (one.rate.standard_error, other.rate.standard_error)
    if difference <= _FOUR_ERRORS * math.hypot(*errors) or math.isclose(one.rate.value, other.rate.value):
        return 0.0
    return difference / max(abs(one.rate.value), abs(other.rate.value))


def _tornado(story: Story, found: Trade) -> Figure:
    bars, scale = drawn(found), tornado_scale(found)
    few = min(bar.futures for bar in bars)
    total = 0 if found.tornado is None else len(found.tornado.bars)
    tokens = {party: story.token(party) for party in found.worth}
    return Figure(
        name="tornado",
        finding=f"{input_words(bars[0], story.names)} moves worth most, of {total} inputs",
        subtitle=f"Change of worth in {story.unit(scale)} as each input goes to its ends: light to the low one, dark "
        "to the high one, each labelled with its value.",
        panels=tornado_panels(found, story.names, tokens, found.currency),
        source="Ends: the range stated, 5% and 95% of what is uncertain, each reading, else 10% either way",
        sample=f"{story.sample}; inputs moved on {number.count(few)} or more",
        table=tornado_table(found, story.names),
    )
