"""The tables of the bargain over all that the sides may know: solutions as distributions, belief against future."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.beliefs_words import cases_words, chance_text, quantity_name, unknown_words
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.tables import figure
from dealwright.show.words import solution_name

if TYPE_CHECKING:
    from dealwright.bargain.beliefs.found import BeliefsFound, Named
    from dealwright.bargain.result import Bargain
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

NO_DEAL = "no_deal"


def beliefs_tables(story: Story, found: Bargain, scale: Scale) -> tuple[TableFigure, ...]:
    """Return the tables; none where there is nothing unknown, or nothing is agreed.

    Args:
        story: the results that the page is made from.
        found: their bargain.
        scale: the scale of its figures.
    """
    told = found.beliefs
    if told is None or not told.solutions:
        return ()
    if not told.quantities:
        return (_spreads(story, found, told, scale),) if told.spreads else ()
    anew = _anew(story, found, told, scale)
    return (anew, _spreads(story, found, told, scale)) if told.spreads else (anew,)


def _anew(story: Story, found: Bargain, told: BeliefsFound, scale: Scale) -> TableFigure:
    solutions = list(told.solutions.items())
    rows = [
        Row((Cell("Agreement"), *(Cell(chance_text(each.agreement), number=True) for _, each in solutions))),
        Row(
            (
                Cell("Names its most usual package in"),
                *(_usual(story, each.packages[0]) for _, each in solutions),
            )
        ),
    ]
    for party in found.between:
        empty = (Cell("", number=True) for _ in solutions)
        rows.append(Row((Cell(story.names.party(party), token=story.token(party)), *empty), part=True))
        gains = [each.gains[party] for _, each in solutions]
        written = [number.uncertain_money(each.mean, each.error, scale, change=True) for each in gains]
        rows.append(Row((Cell("Gain"), *(Cell(*text, number=True) for text in written)), strong=True))
        bands = (f"{figure(each.low, scale)} to {figure(each.high, scale)}" for each in gains)
        rows.append(Row((Cell("5th to 95th percentile"), *(Cell(each, number=True) for each in bands))))
    return TableFigure(
        name="over-beliefs",
        finding=f"A package suits everyone in {chance_text(told.zone)} of the cases that nobody can rule out",
        subtitle=f"Each solution found anew in every case, {cases_words(told)}; gains over no deal in "
        f"{story.unit(scale)} where some package suits everyone.",
        head=(Head(""), *(Head(solution_name(name), number=True) for name, _ in solutions)),
        rows=tuple(rows),
        source=unknown_words(story, told),
        sample=story.sample,
    )


def _usual(story: Story, named: Named) -> Cell:
    """Write how often a solution names the package that it names most, and which that is."""
    said = ", ".join(story.names.cell(path, value) for path, value in named.package.items())
    return Cell(number.probability(named.share), small=said, number=True)


def _spreads(story: Story, found: Bargain, told: BeliefsFound, scale: Scale) -> TableFigure:
    columns = list(dict.fromkeys(each.of for each in told.spreads))
    heads = ["No deal" if of == NO_DEAL else solution_name(of) for of in columns]
    rows: list[Row] = []
    for party in found.between:
        own = {each.of: each for each in told.spreads if each.party == party}
        bands = {each.of: each for each in told.bands if each.party == party}
        empty = (Cell("", number=True) for _ in columns)
        rows.append(Row((Cell(story.names.party(party), token=story.token(party)), *empty), part=True))
        deviations = (figure(own[of].deviation, scale) for of in columns)
        rows.append(Row((Cell("Standard deviation"), *(Cell(each, number=True) for each in deviations))))
        shares = (number.probability(own[of].belief) if own[of].deviation else number.NOTHING for of in columns)
        rows.append(Row((Cell("of it belief"), *(Cell(each, number=True) for each in shares)), strong=True))
        for name in dict.fromkeys(name for band in bands.values() for name in band.by_belief):
            ends = [bands[of].by_belief.get(name) if of in bands else None for of in columns]
            texts = (number.NOTHING if e is None else f"{figure(e[0], scale)} to {figure(e[1], scale)}" for e in ends)
            label = f"Gain as {quantity_name(story, name)} moves"
            rows.append(Row((Cell(label), *(Cell(each, number=True) for each in texts))))
    most = max(told.spreads, key=lambda each: each.belief)
    who, of = story.names.said(most.party), "no deal" if most.of == NO_DEAL else f"the {solution_name(most.of)} package"
    return TableFigure(
        name="belief-and-future",
        finding=f"At most {number.probability(most.belief)} of a spread is belief: that of {of} to {who}",
        subtitle=f"Variance of present value, split into what facts make and what futures do; gains of the packages of "
        f"the search, 5th to 95th percentile as one belief moves; {story.unit(scale)}.",
        head=(Head(""), *(Head(each, number=True) for each in heads)),
        rows=tuple(rows),
        source="Law of total variance, every fact valued on the same futures",
        sample=story.sample,
    )
