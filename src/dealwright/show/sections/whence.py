"""Say on the page itself where the worth of a package comes from: the trail of that number, cut to what fits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.show.cards import all_cards
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.words import measure_words

if TYPE_CHECKING:
    from dealwright.show.page import Card
    from dealwright.show.story import Story

_MOST = 9
"""Numbers of one line that are named; the trail has them all."""
_OF_THE_WORTH = {"Certainty equivalent", "Mean", "Over no deal", "Percentiles", "Worst 5%", "Chance of"}
"""Lines whose numbers are the worth's own: its trail is theirs."""
_SAID_ABOVE = {"Sets", "From"}
"""Lines that say what the page says over it."""


def whence_table(story: Story, party: str) -> TableFigure | None:
    """Return what the worth of the scenario in focus is made of, and what it rests on.

    Args:
        story: the results that the page is made from.
        party: whose worth.

    Returns:
        The table; None where no trail of that worth is known.
    """
    name = f"worth-{story.focus}-{party}"
    card = next((card for card in all_cards(story) if card.name == name), None)
    if card is None:
        return None
    rows = [_row(card, label, cells) for label, cells in card.lines if label not in _SAID_ABOVE]
    return TableFigure(
        name="whence",
        finding=f"Where {card.value} comes from",
        subtitle=f"{card.title}, {measure_words(story.valuation.worth_by)}",
        head=(Head("", share=26), Head("")),
        rows=tuple(rows),
        source="Each number opens its trail",
        sample=story.sample,
        width=0,
        dense=True,
    )


def _row(card: Card, label: str, cells: tuple[Cell, ...]) -> Row:
    if label in _OF_THE_WORTH:
        cells = tuple(replace(cell, card=card.name) for cell in cells)
    if len(cells) == 1:
        return Row((Cell(label), cells[0]))
    more = len(cells) - _MOST
    rest = (Cell(f"and {more} more", card=card.name),) if more > 0 else ()
    return Row((Cell(label), Cell("", items=(*cells[:_MOST], *rest))))
