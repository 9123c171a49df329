"""The section that says who depends on whom, what a loss costs, and what packages do to those not at the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show.charts.dependence import dependence_data, dependence_panels
from dealwright.show.charts.picture import Figure
from dealwright.show.dependence_words import counterparty, sentence
from dealwright.show.number import scale_of, uncertain_money
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.ripples_words import rows_of, summary
from dealwright.show.terminal_losses import loss_sentence
from dealwright.show.words import measure_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.ripples.dependence_result import Change, Dependence
    from dealwright.bargain.ripples.ripples_result import Ripples
    from dealwright.engine.result import Estimate
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

AT_CENTRAL = "Differences on the same futures, at central beliefs"


def dependence_section(story: Story) -> Section | None:
    """Make the section; None where it was not asked for, or nobody receives anything."""
    found = story.depends
    if found is None or all(each.herfindahl is None for each in found.sides.values()):
        return None
    figures: list[Figure | TableFigure] = [_picture(story, found)]
    if found.losses:
        figures.append(_losses(story, found))
    if found.ripples is not None:
        figures.append(_ripples(story, found.ripples))
    why = (
        "Who has most of its value from one counterparty hangs on it; who gives most to one is where a term moves it "
        "most. Whoever has a claim and does not bargain still gains or loses by what is signed."
    )
    side = max(found.sides, key=lambda each: found.sides[each].received.value)
    finding = sentence(found, side, story.names).rstrip(".")
    return Section("dependence", "Dependence", finding, why, tuple(figures))


def _picture(story: Story, found: Dependence) -> Figure:
    """Draw the share of each counterparty in what each side receives, and in what it gives."""
    leaning = {side: each.herfindahl.value for side, each in found.sides.items() if each.herfindahl is not None}
    most = max(leaning, key=lambda side: leaning[side])
    return Figure(
        name="dependence-shares",
        finding=f"{story.names.party(most)} hangs most on one counterparty",
        subtitle="Share of each counterparty in what brings a side its value, and in what costs it value: of a party "
        "at its own rate, of a company at its cost of capital. At the right of each bar the Herfindahl index: 1 where "
        "all is one counterparty's.",
        panels=dependence_panels(found, story),
        source="Each line of a worth, by who stands on the other side of its term",
        sample=story.sample,
        table=dependence_data(found, story),
    )


def _losses(story: Story, found: Dependence) -> TableFigure:
    """Lay out what the loss of each counterparty changes for every other party."""
    parties = list(found.parties)
    changes = [each.without for each in found.losses.values()] + [each.replaced for each in found.losses.values()]
    sure = [shown for each in changes for change in each.values() if (shown := change.certainty_equivalent) is not None]
    scale = scale_of([each.value for each in sure])
    rows = []
    for who, loss in found.losses.items():
        said = loss_sentence(story.names, who, loss).replace("`", "")
        rows.append(Row((Cell(counterparty(story.names, who), small=said), *_changed(loss.without, parties, scale))))
        if loss.replaced:
            rows.append(Row((Cell("with what replaces it"), *_changed(loss.replaced, parties, scale))))
    return TableFigure(
        name="dependence-losses",
        finding="What it costs each party to lose a counterparty today",
        subtitle=f"Change of the certainty equivalent, in {story.unit(scale)}, if all terms with it end",
        head=(Head("If it is lost"), *(Head(story.names.short(party), number=True) for party in parties)),
        rows=tuple(rows),
        source=AT_CENTRAL,
        sample=story.sample,
    )


def _changed(changes: Mapping[str, Change], parties: list[str], scale: Scale) -> list[Cell]:
    cells = []
    for party in parties:
        change = changes.get(party)
        sure = None if change is None else change.certainty_equivalent
        cells.append(Cell("", number=True) if sure is None else _money(sure, scale))
    return cells


def _ripples(story: Story, found: Ripples) -> TableFigure:
    """Lay out what today's contract and each solution's package do to those who are not at the table."""
    lines = rows_of(found)
    scale = scale_of([value for _, each in lines for value in (each.bill.value, each.surplus.value)])
    rows = tuple(
        Row(
            (
                Cell(label),
                *(_money(each.outsiders[party], scale) for party in found.outsiders),
                _money(each.bill, scale),
                _money(each.surplus, scale),
            )
        )
        for label, each in lines
    )
    heads = [*(story.names.short(party) for party in found.outsiders), "Together", "At the table"]
    return TableFigure(
        name="ripples",
        finding=summary(found, story.names).rstrip("."),
        subtitle=f"Gain over no deal, in {story.unit(scale)}, {measure_words(found.measure)}",
        head=(Head(""), *(Head(head, number=True) for head in heads)),
        rows=rows,
        source=AT_CENTRAL,
        sample=story.sample,
    )


def _named(story: Story, side: str) -> Cell:
    known = side in story.valuation.parties
    return Cell(story.names.party(side), token=story.token(side) if known else "")


def _money(each: Estimate, scale: Scale) -> Cell:
    return Cell(*uncertain_money(each.value, each.standard_error, scale, change=True), number=True)


def _plain(value: float, scale: Scale) -> Cell:
    return Cell(*uncertain_money(value, 0.0, scale), number=True)
